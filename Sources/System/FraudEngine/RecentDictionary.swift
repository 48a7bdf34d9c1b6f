import DequeModule

/// Values of the keys changed lately; of more than `capacity` keys the one changed longest ago makes
/// way, and so does one that is unchanged for four times as many changes.
struct RecentDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var value: Value
        var generation = 0
    }

    private let capacity: Int
    private var slots: [Key: Slot] = [:]
    /// A key stands once for each change; only its last one counts.
    private var order: Deque<(key: Key, generation: Int)> = []
    private var generation = 0

    /// - Parameter capacity: The most keys kept, at least 1.
    init(capacity: Int) {
        precondition(capacity >= 1, "at least one key is kept, found \(capacity)")
        self.capacity = capacity
    }

    subscript(key: Key) -> Value? { slots[key]?.value }

    /// Changes a key's value where it lies, which is `initial` where the key is new.
    mutating func change(_ key: Key, from initial: Value, _ body: (inout Value) -> Void) {
        generation += 1
        slots[key, default: Slot(value: initial)].generation = generation
        body(&slots[key, default: Slot(value: initial)].value)
        order.append((key, generation))
        while slots.count > capacity || order.count > 4 * capacity {
            let oldest = order.removeFirst()
            if slots[oldest.key]?.generation == oldest.generation { slots[oldest.key] = nil }
        }
    }
}
