/// What has been seen lately: so many, the oldest make way.
package struct RecentSet<Element: Hashable & Sendable>: Sendable {
    private var members: Set<Element> = []
    /// A ring, once it is full.
    private var order: [Element] = []
    private var oldest = 0
    private let limit: Int

    /// - Precondition: `limit` is at least 1.
    package init(limit: Int) {
        precondition(limit >= 1, "a recent set holds at least one element, found \(limit)")
        self.limit = limit
    }

    package func contains(_ element: Element) -> Bool { members.contains(element) }

    /// Adds an element.
    ///
    /// - Returns: False where it is there already.
    @discardableResult
    package mutating func insert(_ element: Element) -> Bool {
        guard members.insert(element).inserted else { return false }
        if order.count < limit {
            order.append(element)
        } else {
            members.remove(order[oldest])
            order[oldest] = element
            oldest = (oldest + 1) % limit
        }
        return true
    }
}
