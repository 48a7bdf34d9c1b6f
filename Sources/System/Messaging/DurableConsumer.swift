import DequeModule
import Domain
import HeapModule
import Runtime
import Synchronization

/// The lasting side of a consumer: what it has still to see, what it holds, who waits for it.
final class DurableConsumer: Sendable {
    let name: String
    let policy: ConsumerPolicy
    let runtime: any Runtime
    let sink: any SystemEventSink
    private let faults: (any MessagingFaults)?
    let keeper: (any MessageKeeper)?
    let state: Mutex<State>

    struct Entry {
        let message: Message
        let sequence: Int
        let retention: Retention?
        var deliveries = 0
    }

    struct Held {
        var entry: Entry
        var deadline: Instant
    }

    struct Deadline: Comparable {
        let at: Instant
        let sequence: Int

        static func < (left: Deadline, right: Deadline) -> Bool {
            left.at != right.at ? left.at < right.at : left.sequence < right.sequence
        }
    }

    struct Waiter {
        let attachment: Int
        let continuation: UnsafeContinuation<Delivery, any Error>
    }

    struct State {
        var account: ConsumerAccount
        var lastSequence = 0
        /// Never delivered yet.
        var fresh: Deque<Entry> = []
        /// To be delivered again now; they go first.
        var returning: Deque<Entry> = []
        /// Delivered, by sequence.
        var held: [Int: Held] = [:]
        /// What waits in `returning` or on a timer to be delivered again, by sequence.
        var comingAgain: [Int: Entry] = [:]
        var deadlines: Heap<Deadline> = []
        /// When the timer for the earliest deadline fires; `nil` while none is set.
        var timerAt: Instant?
        var waiters: Deque<Waiter> = []
        /// By sequence, what faults keep under way.
        var delayed: [Int: MessageID] = [:]
        /// Whether its component can be reached.
        var isReachable = true
        var attached: Set<Int> = []
        var lastAttachment = 0
    }

    init(
        name: String,
        policy: ConsumerPolicy,
        runtime: any Runtime,
        sink: any SystemEventSink,
        faults: (any MessagingFaults)?,
        keeper: (any MessageKeeper)?
    ) {
        self.keeper = keeper
        self.name = name
        self.policy = policy
        self.runtime = runtime
        self.sink = sink
        self.faults = faults
        state = Mutex(State(account: ConsumerAccount(name: name)))
    }

    var account: ConsumerAccount { state.withLock { $0.account } }

    // MARK: From the stream

    func receive(_ message: Message, _ retention: Retention?) {
        let copies = 1 + (faults?.extraCopies(of: message, for: name) ?? 0)
        for _ in 1..<copies { retention?.addCopy() }
        let delay = faults?.delay(of: message, for: name) ?? .zero
        for _ in 0..<copies {
            let entry = state.withLock { state in
                state.lastSequence += 1
                state.account.received += 1
                state.account.pending += 1
                state.account.maxPending = max(state.account.maxPending, state.account.pending)
                return Entry(
                    message: message,
                    sequence: state.lastSequence,
                    retention: retention
                )
            }
            if delay > .zero {
                state.withLock { $0.delayed[entry.sequence] = message.id }
                runtime.schedule(at: runtime.now.advanced(by: delay)) { [self] in
                    state.withLock { _ = $0.delayed.removeValue(forKey: entry.sequence) }
                    offer(entry)
                }
            } else {
                offer(entry)
            }
        }
    }

    func offer(_ entry: Entry) {
        state.withLock { state in
            if entry.deliveries > 0 {
                state.returning.append(entry)
            } else {
                state.fresh.append(entry)
            }
        }
        deliverWhatIsReady()
    }

    /// Whether a message is here and not settled.
    func holds(_ message: MessageID) -> Bool {
        state.withLock { state in
            state.fresh.contains { $0.message.id == message }
                || state.held.values.contains { $0.entry.message.id == message }
                || state.comingAgain.values.contains { $0.message.id == message }
                || state.delayed.values.contains(message)
        }
    }

    func setReachable(_ isReachable: Bool) {
        state.withLock { $0.isReachable = isReachable }
        deliverWhatIsReady()
    }

    // MARK: From a component

    /// A component could not deal with a message.
    func failed(_ sequence: Int) {
        let entry = state.withLock { state in
            state.account.failed += 1
            return state.held[sequence]?.entry
        }
        guard let entry else { return }
        sink.observe(
            .consumerFailed(name, message: entry.message.id, delivery: entry.deliveries)
        )
    }

    func attach() -> Int {
        state.withLock { state in
            state.lastAttachment += 1
            state.attached.insert(state.lastAttachment)
            return state.lastAttachment
        }
    }

    func detach(_ attachment: Int) {
        let leaving = state.withLock { state -> [Waiter] in
            state.attached.remove(attachment)
            let leaving = state.waiters.filter { $0.attachment == attachment }
            state.waiters.removeAll { $0.attachment == attachment }
            return Array(leaving)
        }
        for waiter in leaving { waiter.continuation.resume(throwing: CancellationError()) }
    }

    func next(_ attachment: Int) async throws -> Delivery {
        try await withUnsafeThrowingContinuation { continuation in
            let isAttached = state.withLock { state in
                guard state.attached.contains(attachment) else { return false }
                state.waiters.append(Waiter(attachment: attachment, continuation: continuation))
                return true
            }
            guard isAttached else { return continuation.resume(throwing: CancellationError()) }
            deliverWhatIsReady()
        }
    }

    func acknowledge(_ sequence: Int) {
        if let faults, let message = message(sequence),
            faults.losesAcknowledgement(of: message, by: name)
        {
            return
        }
        settle(sequence) { $0.acknowledged += 1 }
    }

    func terminate(_ sequence: Int, reason: String) {
        if let entry = state.withLock({ $0.held[sequence]?.entry }) {
            keeper?.gaveUp(
                entry.message,
                by: name,
                deliveries: entry.deliveries,
                reason: reason
            )
        }
        settle(sequence) { $0.terminated += 1 }
    }

    func extend(_ sequence: Int) {
        state.withLock { state in
            guard var held = state.held[sequence] else { return }
            held.deadline = runtime.now.advanced(
                by: policy.wait(afterDelivery: held.entry.deliveries)
            )
            state.held[sequence] = held
            state.deadlines.insert(Deadline(at: held.deadline, sequence: sequence))
        }
    }

    func refuse(_ sequence: Int, delay: Duration) {
        guard let held = state.withLock({ $0.held[sequence] }) else { return }
        again(held.entry, after: delay)
        deliverWhatIsReady()
    }

    private func message(_ sequence: Int) -> Message? {
        state.withLock { $0.held[sequence]?.entry.message }
    }

    private func settle(_ sequence: Int, _ count: (inout ConsumerAccount) -> Void) {
        let retention = state.withLock { state -> Retention? in
            let retention: Retention?
            if let held = state.held.removeValue(forKey: sequence) {
                state.account.inFlight -= 1
                retention = held.entry.retention
            } else if let again = state.comingAgain.removeValue(forKey: sequence) {
                state.account.pending -= 1
                retention = again.retention
            } else {
                return nil
            }
            count(&state.account)
            return retention
        }
        retention?.release()
        deliverWhatIsReady()
    }

    // MARK: Delivering

    /// Hands messages to waiters for as long as there are both and the policy allows it.
    func deliverWhatIsReady() {
        while true {
            let handover = state.withLock { state -> (Waiter, Entry)? in
                guard state.isReachable, state.held.count < policy.maxAckPending,
                    !state.waiters.isEmpty,
                    var entry = nextReady(in: &state), let waiter = state.waiters.popFirst()
                else { return nil }
                if entry.deliveries > 0 { state.account.redelivered += 1 }
                entry.deliveries += 1
                let deadline = runtime.now.advanced(
                    by: policy.wait(afterDelivery: entry.deliveries)
                )
                state.held[entry.sequence] = Held(entry: entry, deadline: deadline)
                state.deadlines.insert(Deadline(at: deadline, sequence: entry.sequence))
                state.account.pending -= 1
                state.account.inFlight += 1
                state.account.delivered += 1
                return (waiter, entry)
            }
            guard let (waiter, entry) = handover else { break }
            if entry.deliveries > 1 {
                sink.observe(
                    .messageRedelivered(
                        entry.message.id,
                        consumer: name,
                        delivery: entry.deliveries
                    )
                )
            }
            waiter.continuation.resume(
                returning: Delivery(
                    message: entry.message,
                    deliveryCount: entry.deliveries,
                    sequence: entry.sequence,
                    durable: self
                )
            )
        }
        setTimer()
    }

    /// What is to be delivered next: messages that come again before new ones, which must also find
    /// room beside all that is delivered and not settled, on a timer or not.
    private func nextReady(in state: inout State) -> Entry? {
        while let entry = state.returning.popFirst() {
            // Settled meanwhile, it does not come again.
            if state.comingAgain.removeValue(forKey: entry.sequence) != nil { return entry }
        }
        guard state.held.count + state.comingAgain.count < policy.maxAckPending else { return nil }
        return state.fresh.popFirst()
    }
}
