import DequeModule
import Domain
import Runtime
import Synchronization

/// Streams and durable consumers with the semantics of NATS JetStream, in process.
///
/// A published message is kept once for each durable consumer that filters its subject, until the
/// consumer acknowledges or terminates it or it becomes a dead letter. Delivery is at least once:
/// every consumer must be idempotent.
package final class MessageBus: Sendable {
    private struct State {
        var consumers: [DurableConsumer] = []
        /// Consumers of each subject, by its position in `Subject.allCases`.
        var bySubject: [[DurableConsumer]] = Array(repeating: [], count: Subject.allCases.count)
        var published = 0
        var seen: Set<MessageID> = []
        var seenInOrder: Deque<(at: Instant, id: MessageID)> = []
    }

    private let runtime: any Runtime
    private let witness: any Witness
    private let faults: (any MessagingFaults)?
    private let duplicateWindow: Duration
    private let state = Mutex(State())

    /// - `runtime`: The bus's own: it outlives the components'.
    /// - `duplicateWindow`: For how long a message identifier is remembered.
    package init(
        runtime: any Runtime,
        witness: any Witness,
        faults: (any MessagingFaults)? = nil,
        duplicateWindow: Duration = .minutes(2)
    ) {
        self.runtime = runtime
        self.witness = witness
        self.faults = faults
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
        let accepted = state.withLock { state -> (consumers: [DurableConsumer], sequence: Int)? in
            while let oldest = state.seenInOrder.first, now - oldest.at > duplicateWindow {
                state.seen.remove(oldest.id)
                state.seenInOrder.removeFirst()
            }
            guard state.seen.insert(message.id).inserted else { return nil }
            state.seenInOrder.append((now, message.id))
            state.published += 1
            return (state.bySubject[message.subject.index], state.published)
        }
        guard let accepted else { return false }
        witness.observe(.messagePublished(message.id, message.subject, sequence: accepted.sequence))
        for consumer in accepted.consumers { consumer.receive(message) }
        return true
    }

    /// Attaches to the durable consumer of this name, making it where there is none yet.
    ///
    /// Messages published before a consumer was first made are not delivered to it; those
    /// published while nobody is attached are.
    ///
    /// - `runtime`: The component's; when it ends, so does the attachment, and its unacknowledged
    ///   messages are delivered again in their time.
    package func consumer(
        _ name: String,
        of subjects: [Subject],
        policy: ConsumerPolicy,
        on runtime: (any Runtime)? = nil
    ) -> Consumer {
        let durable = state.withLock { state -> DurableConsumer in
            if let existing = state.consumers.first(where: { $0.name == name }) { return existing }
            let durable = DurableConsumer(
                name: name,
                policy: policy,
                runtime: self.runtime,
                witness: witness,
                faults: faults
            )
            state.consumers.append(durable)
            for subject in subjects { state.bySubject[subject.index].append(durable) }
            return durable
        }
        return Consumer(of: durable, on: runtime ?? self.runtime)
    }

    /// What became of every consumer's messages, in the order the consumers were made.
    package var accounts: [ConsumerAccount] {
        state.withLock { $0.consumers }.map(\.account)
    }
}

extension Subject {
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
        }
    }
}
