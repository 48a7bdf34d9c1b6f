import Domain
import Messaging
import Runtime
import Storage
import Synchronization

/// Hands what a step has made to the bus and to the sink.
final class BusOutlet: Outlet {
    private let bus: MessageBus
    private let runtime: any Runtime
    private let sink: any SystemEventSink
    private let faults: (any PublishingFaults)?
    /// Whether all processes have died: what steps made stays in the store.
    private let isDead = Atomic(false)

    init(bus: MessageBus, runtime: any Runtime, surroundings: Surroundings) {
        self.bus = bus
        self.runtime = runtime
        sink = surroundings.sink
        faults = surroundings.publishingFaults
    }

    func message(_ payload: Message.Payload) -> Message {
        Message(id: runtime.identifier(), payload: payload, publishedAt: runtime.now)
    }

    func publish(_ message: Message) {
        guard !isDead.load(ordering: .relaxed) else { return }
        // Where its process dies first, it stays in the store until that starts anew.
        if let faults, faults.dies(before: message, of: message.payload.publisher) { return }
        bus.publish(message)
    }

    func stepFinished() { faults?.stepFinished() }

    /// Nothing is published any more.
    func die() { isDead.store(true, ordering: .relaxed) }

    func observe(_ systemEvent: SystemEvent) { sink.observe(systemEvent) }
}

/// What may go wrong between a step's commit and the publishing of its messages.
package protocol PublishingFaults: AnyObject, Sendable {
    /// Whether a component's process has died by now: asked once for each message, in order.
    func dies(before message: Message, of component: GuestGuardSystem.Component) -> Bool
    /// A step is stored, and nothing that it makes has left.
    func stepFinished()
}

extension Message.Payload {
    /// Whose steps make such messages.
    var publisher: GuestGuardSystem.Component {
        switch self {
        case .fraudScored: .fraudEngine
        case .notificationSend: .notifications
        case .accessAttempted, .reviewRequested, .fraudAlert, .codesSpent, .replyDisputed,
            .rsvpConfirmed, .replyVouched, .replyRepudiated, .invitationSend, .verificationRequired,
            .accountMail,
            .doorChanged:
            .coreAPI
        }
    }
}

/// Lets the store know what became of messages.
final class StoreKeeper: MessageKeeper {
    private let runtime: any Runtime
    private let store = Mutex<Store?>(nil)

    init(_ runtime: any Runtime) { self.runtime = runtime }

    func connect(to store: Store) { self.store.withLock { $0 = store } }

    func settled(_ message: MessageID) { store.withLock { $0 }?.settle(message) }

    func gaveUp(_ message: Message, by consumer: String, deliveries: Int, reason: String) {
        store.withLock { $0 }?.giveUp(
            GivenUpMessage(
                message: message,
                consumer: consumer,
                reason: reason,
                deliveries: deliveries,
                at: runtime.now
            )
        )
    }
}
