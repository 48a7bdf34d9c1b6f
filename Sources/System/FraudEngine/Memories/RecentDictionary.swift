import DequeModule
import Domain

/// Values of the keys changed lately, of at most `capacity` keys.
///
/// Whoever changes many makes way first: keys are shared out by who changed them last, over 64 shares,
/// and where there are too many the fullest share gives up the one that was changed longest ago. A host
/// whose links are opened by the hundred thousand does not make the engine forget another's.
struct RecentDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var value: Value
        var generation = 0
        var share = 0
    }

    /// A key stands once for each change; only its last one counts.
    private struct Change: Sendable {
        let key: Key
        let generation: Int
        let at: Instant
    }

    private struct Share: Sendable {
        var changes: Deque<Change> = []
        /// How many of the changes are their keys' last.
        var living = 0
    }

    private let capacity: Int
    private let window: Duration?
    private var slots: [Key: Slot] = [:]
    private var shares = Array(repeating: Share(), count: sharesKept)
    private var generation = 0
    private static var sharesKept: Int { 64 }

    /// - Parameters:
    ///   - capacity: The most keys kept, at least 1.
    ///   - window: How long after its last change a key is kept; `nil` for as long as there is room.
    init(capacity: Int, window: Duration? = nil) {
        precondition(capacity >= 1, "at least one key is kept, found \(capacity)")
        self.capacity = capacity
        self.window = window
    }

    var count: Int { slots.count }
    /// How many changes are kept, those that count no more among them.
    var changesKept: Int { shares.reduce(0) { $0 + $1.changes.count } }

    subscript(key: Key) -> Value? { slots[key]?.value }

    /// Changes a key's value where it lies, which is `initial` where the key is new.
    ///
    /// - `owner`: Whose doing it is.
    mutating func change(
        _ key: Key,
        from initial: @autoclosure () -> Value,
        by owner: HostID,
        at instant: Instant,
        _ body: (inout Value) -> Void
    ) {
        generation += 1
        let share = Int(truncatingIfNeeded: owner.low % UInt64(Self.sharesKept))
        shares[share].living += 1
        let before = Self.change(
            &slots[key, default: Slot(value: initial())],
            Change(key: key, generation: generation, at: instant),
            of: share,
            body
        )
        if let before { shares[before].living -= 1 }
        shares[share].changes.append(Change(key: key, generation: generation, at: instant))
        forgetOldest(of: share, at: instant)
        if slots.count > capacity { makeRoom() }
    }

    /// In place: a copy of the value costs more than all the rest.
    ///
    /// - Returns: The share that had the key before.
    private static func change(
        _ slot: inout Slot,
        _ change: Change,
        of share: Int,
        _ body: (inout Value) -> Void
    ) -> Int? {
        let before = slot.generation == 0 ? nil : slot.share
        slot.generation = change.generation
        slot.share = share
        body(&slot.value)
        return before
    }

    /// Changes the value of a key that is there, which is no more recent for it.
    mutating func update(_ key: Key, _ body: (inout Value) -> Void) {
        guard let place = slots.index(forKey: key) else { return }
        body(&slots.values[place].value)
    }

    private mutating func forgetOldest(of share: Int, at now: Instant) {
        if let window {
            while let oldest = shares[share].changes.first, now - oldest.at > window {
                drop(shares[share].changes.removeFirst(), of: share)
            }
        }
        // Keys that change often leave many changes behind them that count no more.
        guard shares[share].changes.count > 2 * shares[share].living + 64 else { return }
        shares[share].changes.removeAll { slots[$0.key]?.generation != $0.generation }
    }

    private mutating func makeRoom() {
        var fullest = 0
        for share in shares.indices where shares[share].living > shares[fullest].living {
            fullest = share
        }
        let before = slots.count
        while slots.count == before, let oldest = shares[fullest].changes.popFirst() {
            drop(oldest, of: fullest)
        }
    }

    private mutating func drop(_ change: Change, of share: Int) {
        guard slots[change.key]?.generation == change.generation else { return }
        slots[change.key] = nil
        shares[share].living -= 1
    }
}
