import Domain
import Messaging
import Synchronization
import VirtualTime

/// What the message bus suffers: duplicates, delays, lost acknowledgements.
package final class MessageFaults: MessagingFaults {
    private struct State {
        var stream: RandomStream
        var duplicated = 0.0
        var delayed: Duration = .zero
        var lost = 0.0
        var dies: (@Sendable (String) -> Bool)?
        var suffered: (@Sendable (Suffering) -> Void)?
    }

    /// What became of one message.
    package enum Suffering: Sendable { case duplicated, delayed, acknowledgementLost }

    private let state: Mutex<State>

    package init(stream: RandomStream) { state = Mutex(State(stream: stream)) }

    /// The share of messages that reach a consumer twice.
    package func duplicate(share: Double) { state.withLock { $0.duplicated = share } }

    /// How late messages reach a consumer.
    package func delay(by duration: Duration) { state.withLock { $0.delayed = duration } }

    /// The share of acknowledgements that never arrive.
    package func loseAcknowledgements(share: Double) { state.withLock { $0.lost = share } }

    /// Asked before each acknowledgement, by the consumer's name, whether its process dies over it.
    package func setDies(_ dies: @escaping @Sendable (String) -> Bool) {
        state.withLock { $0.dies = dies }
    }

    /// - `suffered`: Told of each message that comes to harm.
    package func tellOfSuffering(_ suffered: @escaping @Sendable (Suffering) -> Void) {
        state.withLock { $0.suffered = suffered }
    }

    package func extraCopies(of message: Message, for consumer: String) -> Int {
        let isTwice = state.withLock { state in
            state.duplicated > 0 && state.stream.bool(probability: state.duplicated)
        }
        if isTwice { tell(.duplicated) }
        return isTwice ? 1 : 0
    }

    package func delay(of message: Message, for consumer: String) -> Duration {
        let delay = state.withLock { $0.delayed }
        if delay > .zero { tell(.delayed) }
        return delay
    }

    package func losesAcknowledgement(of message: Message, by consumer: String) -> Bool {
        if let dies = state.withLock({ $0.dies }), dies(consumer) { return true }
        let isLost = state.withLock { state in
            state.lost > 0 && state.stream.bool(probability: state.lost)
        }
        if isLost { tell(.acknowledgementLost) }
        return isLost
    }

    private func tell(_ suffering: Suffering) { state.withLock { $0.suffered }?(suffering) }
}
