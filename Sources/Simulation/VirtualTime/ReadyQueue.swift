import Domain

typealias Sleeper = UnsafeContinuation<Void, any Error>

/// What happens to whoever comes to the head of the queue.
///
/// Plain bits, so that it moves through the queue and the heap without reference counting.
enum Wake {
    case flow(UnownedJob)  // a flow outside of actors
    case actor(UnownedJob)  // a flow in an actor of the run
    case sleeper(Sleeper)
    case action(Int)  // its slot in the `ActionPool`
}

/// Who goes first among those who are ready at the same instant: decided here and nowhere else.
package enum ReadyOrder: Hashable, Sendable {
    /// In the order they became ready.
    case arrival
    /// Any of them, by the stream: how races between flows are searched for.
    case shuffled(RandomStream)

    /// An order drawn from the seed.
    package static func shuffled(seed: UInt64) -> ReadyOrder {
        .shuffled(RandomStream(seed: seed, name: "runtime/order"))
    }

    /// Which of `count` to take, counted from the one that came first.
    mutating func choose(among count: Int) -> Int {
        guard case .shuffled(var stream) = self, count > 1 else { return 0 }
        let choice = stream.integer(in: 0...count - 1)
        self = .shuffled(stream)
        return choice
    }
}

/// What is ready at the current instant: a ring that keeps its room.
struct ReadyQueue {
    private var ring: [Wake?] = Array(repeating: nil, count: 64)  // its count is a power of two
    private var first = 0
    private var count = 0

    mutating func append(_ wake: Wake) {
        if count == ring.count { grow() }
        ring[(first + count) & (ring.count - 1)] = wake
        count += 1
    }

    /// Takes out the one that `order` chooses.
    mutating func removeNext(in order: inout ReadyOrder) -> Wake? {
        guard count > 0 else { return nil }
        let choice = order.choose(among: count)
        if choice > 0 { ring.swapAt(first, (first + choice) & (ring.count - 1)) }
        let wake = ring[first]
        first = (first + 1) & (ring.count - 1)
        count -= 1
        return wake
    }

    private mutating func grow() {
        ring = Array(ring[first...] + ring[..<first])
        ring.append(contentsOf: repeatElement(nil, count: ring.count))
        first = 0
    }
}

/// What is due later, ordered by (instant, sequence): a heap whose nodes have four children.
///
/// Four, not two: half the levels, and the children of a node lie side by side in memory.
struct TimerHeap {
    struct Timer {
        let instant: Instant
        let sequence: Int  // order of insertion: a total order
        let wake: Wake

        func precedes(_ other: Timer) -> Bool {
            let (due, otherDue) = (instant.microseconds, other.instant.microseconds)
            return due != otherDue ? due < otherDue : sequence < other.sequence
        }
    }

    private var timers: [Timer] = []
    private var sequence = 0

    var isEmpty: Bool { timers.isEmpty }
    var first: Timer? { timers.first }

    mutating func insert(_ wake: Wake, at instant: Instant) {
        sequence += 1
        let timer = Timer(instant: instant, sequence: sequence, wake: wake)
        timers.append(timer)
        var hole = timers.count - 1
        while hole > 0 {
            let parent = (hole - 1) / 4
            guard timer.precedes(timers[parent]) else { break }
            timers[hole] = timers[parent]
            hole = parent
        }
        timers[hole] = timer
    }

    mutating func removeFirst() {
        let timer = timers.removeLast()
        guard !timers.isEmpty else { return }
        var hole = 0
        while let child = firstChild(of: hole), timers[child].precedes(timer) {
            timers[hole] = timers[child]
            hole = child
        }
        timers[hole] = timer
    }

    private func firstChild(of parent: Int) -> Int? {
        let begin = 4 * parent + 1
        guard begin < timers.count else { return nil }
        var best = begin
        for child in begin + 1..<max(begin + 1, min(begin + 4, timers.count))
        where timers[child].precedes(timers[best]) {
            best = child
        }
        return best
    }
}

/// The closures of scheduled actions, kept apart so that queue and heap hold plain bits only.
struct ActionPool {
    typealias Action = @Sendable () -> Void

    private var slots: [Action?] = []
    private var free: [Int] = []

    mutating func put(_ action: @escaping Action) -> Int {
        if let slot = free.popLast() {
            slots[slot] = action
            return slot
        }
        slots.append(action)
        return slots.count - 1
    }

    mutating func take(_ slot: Int) -> Action {
        guard let action = slots[slot].take() else {
            preconditionFailure("no action in slot \(slot)")
        }
        free.append(slot)
        return action
    }
}
