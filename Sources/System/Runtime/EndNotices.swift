/// A wish to be told of the end, as `Runtime.onEnd` gave it out.
package struct EndNotice: Hashable, Sendable {
    fileprivate let slot: Int
    fileprivate let sequence: Int
}

/// The wishes to be told of the end that a runtime holds; called in the order they were made.
package struct EndNotices: Sendable {
    private struct Wish: Sendable {
        let sequence: Int
        let action: @Sendable () -> Void
    }

    private var slots: [Wish?] = []
    private var free: [Int] = []
    private var sequence = 0

    package init() {}

    package var isEmpty: Bool { slots.count == free.count }

    package mutating func add(_ action: @escaping @Sendable () -> Void) -> EndNotice {
        sequence += 1
        let wish = Wish(sequence: sequence, action: action)
        if let slot = free.popLast() {
            slots[slot] = wish
            return EndNotice(slot: slot, sequence: sequence)
        }
        slots.append(wish)
        return EndNotice(slot: slots.count - 1, sequence: sequence)
    }

    package mutating func remove(_ notice: EndNotice) {
        guard slots.indices.contains(notice.slot), slots[notice.slot]?.sequence == notice.sequence
        else { return }
        slots[notice.slot] = nil
        free.append(notice.slot)
    }

    /// Empties the list; what it held, in the order of the wishes.
    package mutating func takeAll() -> [@Sendable () -> Void] {
        let wishes = slots.compactMap(\.self).sorted { $0.sequence < $1.sequence }
        slots.removeAll()
        free.removeAll()
        return wishes.map(\.action)
    }
}
