import Synchronization

/// A statement that a step may run; a connection prepares it at its first use.
struct Query: Sendable {
    let sql: String
    /// Where every connection keeps it prepared.
    let place: Int

    init(_ sql: String) {
        self.sql = sql
        place = Self.places.add(1, ordering: .relaxed).oldValue
    }

    private static let places = Atomic(0)
}
