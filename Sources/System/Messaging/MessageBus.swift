import DequeModule
import Domain
import Runtime
import Synchronization

/// Streams and durable consumers with the semantics of NATS JetStream, in process.
///
/// A published message is kept once for each durable consumer that filters its subject, until the
/// consumer acknowledges or terminates it or it becomes a dead letter. Delivery is at least once:
/// every consumer must be idempotent.
///
/// | JetStream's promise | here |
/// | --- | --- |
/// | durable pull consumers, explicit ack, ack wait, backoff list, max deliver | kept |
/// | nak with delay, in progress (`extend`), term with a reason | kept |
/// | max ack pending counts what is delivered and unsettled, delayed naks too | kept |
/// | messages that come again go before new ones | kept |
/// | duplicate window by message id | kept, over all subjects at once |
/// | num_pending, redelivered counts | kept |
/// | messages outlive the server | by the store's outbox: published again when a process starts |
/// | order within a stream | kept at first delivery; none across consumers |
/// | dead letters (an advisory there) | kept in the store, with payload, reason and deliveries |
/// | core subscriptions: at once, at most once, to whoever listens | kept (`subscribe`) |
/// | subject wildcards, replay of settled messages, retention limits, replicas | none |
/// | flow control, heartbeats, push and ordered consumers | none |
package final class MessageBus: Sendable {
    private struct State {
        var consumers: [DurableConsumer] = []
        /// Consumers of each subject, by its position in `Subject.allCases`.
        var bySubject: [[DurableConsumer]] = Array(repeating: [], count: Subject.allCases.count)
        /// Who listens to each subject, in the order they came.
        var listeners: [[Listener]] = Array(repeating: [], count: Subject.allCases.count)
        var lastListener = 0
        var published = 0
        var seen: Set<MessageID> = []
        var seenInOrder: Deque<(at: Instant, id: MessageID)> = []
    }

    private struct Listener {
        let number: Int
        let hear: @Sendable (Message) -> Void
    }

    private let runtime: any Runtime
    private let sink: any SystemEventSink
    private let faults: (any MessagingFaults)?
    private let keeper: (any MessageKeeper)?
    private let duplicateWindow: Duration
    private let state = Mutex(State())

    /// - `runtime`: The bus's own: it outlives the components'.
    /// - `keeper`: Told when a message needs to be kept no longer.
    /// - `duplicateWindow`: For how long a message identifier is remembered.
    package init(
        runtime: any Runtime,
        sink: any SystemEventSink,
        faults: (any MessagingFaults)? = nil,
        keeper: (any MessageKeeper)? = nil,
        duplicateWindow: Duration = .minutes(2)
    ) {
        self.runtime = runtime
        self.sink = sink
        self.faults = faults
        self.keeper = keeper
        self.duplicateWindow = duplicateWindow
    }

    /// Publishes a payload under a new identifier.
    package func publish(_ payload: Message.Payload) {
        publish(Message(id: runtime.identifier(), payload: payload, publishedAt: runtime.now))
    }

    /// Publishes a message, unless its identifier was published within the duplicate window.
    ///
    /// - Returns: Whether it was new.
    @discardableResult
    package func publish(_ message: Message) -> Bool {
        let now = runtime.now
        let accepted = state.withLock { state -> Accepted? in
            while let oldest = state.seenInOrder.first, now - oldest.at > duplicateWindow {
                state.seen.remove(oldest.id)
                state.seenInOrder.removeFirst()
            }
            guard state.seen.insert(message.id).inserted else { return nil }
            state.seenInOrder.append((now, message.id))
            state.published += 1
            let subject = message.subject.index
            return Accepted(
                consumers: state.bySubject[subject],
                listeners: state.listeners[subject],
                sequence: state.published
            )
        }
        guard let accepted else { return false }
        sink.observe(.messagePublished(message.id, message.subject, sequence: accepted.sequence))
        for listener in accepted.listeners { listener.hear(message) }
        guard !accepted.consumers.isEmpty else {
            keeper?.settled(message.id)
            return true
        }
        let retention = keeper.map {
            Retention(of: message.id, by: $0, consumers: accepted.consumers.count)
        }
        for consumer in accepted.consumers { consumer.receive(message, retention) }
        return true
    }

    private struct Accepted {
        let consumers: [DurableConsumer]
        let listeners: [Listener]
        let sequence: Int
    }

    /// Listens to a subject as a subscription of NATS' core does: at once, at most once, and only
    /// while the process lives; nothing is kept and nothing is acknowledged.
    ///
    /// - `runtime`: Of the process that listens.
    /// - `hear`: Called where the message is published; must not publish or start a step.
    package func subscribe(
        to subject: Subject,
        on runtime: any Runtime,
        _ hear: @escaping @Sendable (Message) -> Void
    ) {
        let number = state.withLock { state in
            state.lastListener += 1
            state.listeners[subject.index].append(
                Listener(number: state.lastListener, hear: hear)
            )
            return state.lastListener
        }
        let forget: @Sendable () -> Void = { [weak self] in
            self?.state.withLock { $0.listeners[subject.index].removeAll { $0.number == number } }
        }
        if runtime.onEnd(forget) == nil { forget() }
    }

    /// Makes a durable consumer where there is none of its name yet.
    ///
    /// Messages published before it was made are not delivered to it; those published while nobody
    /// is attached are.
    package func declare(_ kind: ConsumerKind) { _ = durable(kind) }

    /// Attaches to a durable consumer, making it where there is none yet.
    ///
    /// - `runtime`: The component's; when it ends, so does the attachment, and its unacknowledged
    ///   messages are delivered again in their time.
    package func consumer(_ kind: ConsumerKind, on runtime: (any Runtime)? = nil) -> Consumer {
        Consumer(of: durable(kind), on: runtime ?? self.runtime)
    }

    private func durable(_ kind: ConsumerKind) -> DurableConsumer {
        state.withLock { state in
            if let existing = state.consumers.first(where: { $0.name == kind.name }) {
                return existing
            }
            let durable = DurableConsumer(
                name: kind.name,
                policy: kind.policy,
                runtime: runtime,
                sink: sink,
                faults: faults,
                keeper: keeper
            )
            state.consumers.append(durable)
            for subject in kind.subjects { state.bySubject[subject.index].append(durable) }
            return durable
        }
    }

    /// Whether a consumer has still to settle a message.
    package func holds(_ message: MessageID) -> Bool {
        state.withLock { $0.consumers }.contains { $0.holds(message) }
    }

    /// Lets consumers be reached, or not: what is published for those that cannot be is kept.
    package func setReachable(_ isReachable: Bool, _ kinds: [ConsumerKind]) {
        for kind in kinds { durable(kind).setReachable(isReachable) }
    }

    /// What became of every consumer's messages, in the order the consumers were made.
    package var accounts: [ConsumerAccount] {
        state.withLock { $0.consumers }.map(\.account)
    }
}

extension Subject {
    /// The position in `allCases`.
    fileprivate var index: Int {
        switch self {
        case .accessAttempted: 0
        case .fraudScored: 1
        case .fraudAlert: 2
        case .rsvpConfirmed: 3
        case .invitationSend: 4
        case .verificationRequired: 5
        case .notificationSendSMS: 6
        case .notificationSendEmail: 7
        case .notificationSendSMSUrgent: 8
        case .notificationSendEmailUrgent: 9
        case .doorChanged: 10
        }
    }
}
