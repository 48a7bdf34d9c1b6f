import Domain

/// Rows read lately, so that a message's flow through the worker reads each of them once.
///
/// Bounded by forgetting everything when full: rare, and cheaper than keeping an order of use.
struct RecentRows<Key: Hashable, Row> {
    private var rows: [Key: (row: Row, readAt: Instant)] = [:]
    private let limit: Int
    private let staysFresh: Duration

    init(limit: Int, staysFresh: Duration) {
        self.limit = limit
        self.staysFresh = staysFresh
    }

    mutating func keep(_ row: Row, for key: Key, at now: Instant) {
        if rows.count >= limit { rows.removeAll(keepingCapacity: true) }
        rows[key] = (row, now)
    }

    func row(_ key: Key, at now: Instant) -> Row? {
        guard let kept = rows[key], now - kept.readAt <= staysFresh else { return nil }
        return kept.row
    }

    /// A row from memory, or as it is read now.
    mutating func row(_ key: Key, at now: Instant, read: () throws -> Row?) rethrows -> Row? {
        if let kept = row(key, at: now) { return kept }
        let found = try read()
        if let found { keep(found, for: key, at: now) }
        return found
    }

    mutating func forget(_ key: Key) { rows[key] = nil }
}
