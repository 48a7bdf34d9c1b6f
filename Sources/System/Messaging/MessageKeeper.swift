import Domain
import Synchronization

/// Where messages are kept beyond the bus's memory, until they are settled.
package protocol MessageKeeper: AnyObject, Sendable {
    /// Every consumer has settled a message, which need not be kept any longer.
    func settled(_ message: MessageID)
    /// A consumer has given a message up.
    func gaveUp(_ message: Message, by consumer: String, deliveries: Int, reason: String)
}

/// Counts a message's way through its consumers, so that its keeper can be told of the end.
final class Retention: Sendable {
    private let message: MessageID
    private let keeper: any MessageKeeper
    private let open: Atomic<Int>

    /// - `consumers`: That have to settle the message.
    init(of message: MessageID, by keeper: any MessageKeeper, consumers: Int) {
        self.message = message
        self.keeper = keeper
        open = Atomic(consumers)
    }

    func addCopy() { open.add(1, ordering: .relaxed) }

    func release() {
        guard open.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        keeper.settled(message)
    }
}
