import Domain

/// Where a step's messages and system events go once it has succeeded, in the order it made them.
package protocol Outlet: AnyObject, Sendable {
    /// A new message: its identifier and its instant are set once, when its step makes it.
    func message(_ payload: Message.Payload) -> Message
    func publish(_ message: Message)
    func observe(_ systemEvent: SystemEvent)
    /// A step that may write has finished; told before anything of it leaves.
    func stepFinished()
}

extension Outlet {
    package func stepFinished() {}
}

/// Something a step holds back until it has succeeded.
enum Outgoing {
    case message(Message)
    case systemEvent(SystemEvent)
}

/// What one step holds back, in order.
final class Outbox {
    @exclusivity(unchecked) var items: [Outgoing] = []
}

/// A message that a consumer gave up, and why.
package struct GivenUpMessage: Sendable {
    package let message: Message
    package let consumer: String
    package let reason: String
    package let deliveries: Int
    package let at: Instant

    package init(
        message: Message,
        consumer: String,
        reason: String,
        deliveries: Int,
        at: Instant
    ) {
        self.message = message
        self.consumer = consumer
        self.reason = reason
        self.deliveries = deliveries
        self.at = at
    }
}
