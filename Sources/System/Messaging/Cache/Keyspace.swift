import DequeModule
import Domain
import Synchronization

/// All keys of one kind, with their values and deadlines.
///
/// The instant is passed in: the cache never asks for the time. A generic's members work through
/// metadata where their types are not known, at five times the cost: hence the small ones are
/// inlinable, and the large ones specialised for what every access asks for.
package final class Keyspace<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline
    struct Slot {
        @usableFromInline var value: Value
        @usableFromInline var expiresAt: Instant
        @usableFromInline var generation: Int

        @inlinable
        init(value: Value, expiresAt: Instant, generation: Int) {
            self.value = value
            self.expiresAt = expiresAt
            self.generation = generation
        }
    }

    @usableFromInline
    struct State {
        @usableFromInline var slots: [Key: Slot] = [:]
        /// Keys in the order they were written, each with the generation it had then.
        @usableFromInline var written: Deque<(key: Key, generation: Int)> = []
        @usableFromInline var generation = 0

        @inlinable
        init() {}
    }

    @usableFromInline let capacity: Int
    @usableFromInline let state = Mutex(State())

    package init(capacity: Int) {
        precondition(capacity >= 1, "a keyspace holds at least one key, found \(capacity)")
        self.capacity = capacity
    }

    package var count: Int { state.withLock { $0.slots.count } }

    /// The value of a key whose time is not up.
    @specialized(where Key == TokenID, Value == KnownToken)
    @specialized(where Key == GuestID, Value == KnownBaseline)
    @specialized(where Key == EventID, Value == Event.Status)
    @specialized(where Key == String, Value == TokenID)
    package func value(of key: Key, at now: Instant) -> Value? {
        state.withLock { state in
            guard let slot = state.slots[key], slot.expiresAt > now else { return nil }
            return slot.value
        }
    }

    /// Sets a key, for so long; what it was before is forgotten.
    @specialized(where Key == TokenID, Value == KnownToken)
    @specialized(where Key == GuestID, Value == KnownBaseline)
    @specialized(where Key == EventID, Value == Event.Status)
    @specialized(where Key == String, Value == TokenID)
    package func set(_ key: Key, to value: Value, for timeToLive: Duration, at now: Instant) {
        state.withLock { state in
            write(key, value, until: now.advanced(by: timeToLive), in: &state)
            makeRoom(in: &state, at: now)
        }
    }

    /// Changes a living value in place; does nothing where there is none.
    @specialized(where Key == TokenID, Value == KnownToken)
    package func update(_ key: Key, at now: Instant, _ change: (inout Value) -> Void) {
        state.withLock { state in
            guard var slot = state.slots[key], slot.expiresAt > now else { return }
            change(&slot.value)
            state.slots[key] = slot
        }
    }

    @specialized(where Key == TokenID, Value == KnownToken)
    package func remove(_ key: Key) {
        state.withLock { _ = $0.slots.removeValue(forKey: key) }
    }

    package func removeAll() {
        state.withLock { $0 = State() }
    }

    @inlinable
    func write(
        _ key: Key,
        _ value: Value,
        until expiresAt: Instant,
        in state: inout State
    ) {
        state.generation += 1
        state.slots[key] = Slot(value: value, expiresAt: expiresAt, generation: state.generation)
        state.written.append((key, state.generation))
    }

    /// Drops up to four of the oldest entries where they are dead or there are too many.
    @inlinable
    func makeRoom(in state: inout State, at now: Instant) {
        for _ in 0..<4 {
            guard let oldest = state.written.first else { return }
            let slot = state.slots[oldest.key]
            let isStale = slot?.generation != oldest.generation
            let isDead = slot.map { $0.expiresAt <= now } ?? true
            guard isStale || isDead || state.slots.count > capacity else { return }
            state.written.removeFirst()
            if !isStale { state.slots.removeValue(forKey: oldest.key) }
        }
    }
}

extension Keyspace where Value == Int {
    /// Redis' `INCR` with `EXPIRE` at the first: counts within windows that start at a key's first
    /// use.
    ///
    /// - Returns: The count in the current window, this one included.
    @specialized(where Key == IPAddress)
    package func increment(_ key: Key, window: Duration, at now: Instant) -> Int {
        state.withLock { state in
            if var slot = state.slots[key], slot.expiresAt > now {
                slot.value += 1
                state.slots[key] = slot
                return slot.value
            }
            write(key, 1, until: now.advanced(by: window), in: &state)
            makeRoom(in: &state, at: now)
            return 1
        }
    }
}
