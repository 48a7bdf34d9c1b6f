import Messaging
import CoreAPI
import Domain
import FraudEngine
import Geolocation
import Notifications
import Runtime
import Storage
import Synchronization
import Tokens

/// The whole product on one runtime: store, bus, cache and the three components.
///
/// Each component runs in a process of its own, which can be stopped and started; what it needs to
/// go on is in the store and on the bus, never in its memory alone.
package final class GuestGuardSystem: Sendable {
    /// The parts that live and fail on their own.
    package enum Component: String, CaseIterable, Sendable {
        case coreAPI = "core-api"
        case fraudEngine = "fraud-engine"
        case notifications
    }

    private struct Running: Sendable {
        var coreAPI: Node<CoreAPI>?
        var fraudEngine: Node<FraudEngine>?
        var notifications: Node<NotificationWorker>?
    }

    package let store: Store
    package let bus: MessageBus
    package let cache = Cache()
    private let runtime: any Runtime
    private let surroundings: Surroundings
    private let settings: SystemSettings
    private let zones = ZoneClock()
    private let running = Mutex(Running())
    private let outlet: BusOutlet

    /// Opens the store and wires the bus; starts nothing yet.
    ///
    /// - `databasePath`: A file, or `nil` for a database in memory.
    package init(
        on runtime: any Runtime,
        databasePath: String?,
        durability: Store.Durability,
        surroundings: Surroundings,
        settings: SystemSettings
    ) throws {
        self.runtime = runtime
        self.surroundings = surroundings
        self.settings = settings
        let keeper = StoreKeeper(runtime)
        let bus = MessageBus(
            runtime: runtime,
            witness: surroundings.witness,
            faults: surroundings.messagingFaults,
            keeper: keeper
        )
        self.bus = bus
        outlet = BusOutlet(bus: bus, runtime: runtime, surroundings: surroundings)
        store = try Store(
            path: databasePath,
            durability: durability,
            outlet: outlet,
            sealer: SealingKey(secret: settings.sealing)
        )
        keeper.connect(to: store)
        // All of them before anything is published: a consumer sees what comes after it was made.
        for consumer in Self.consumers { bus.declare(consumer) }
    }

    /// Every durable consumer there is.
    package static let consumers =
        CoreAPI.consumers + FraudEngine.consumers + NotificationWorker.consumers(.documented)

    /// Starts every component, and publishes again what was not settled when the last process ended.
    package func start() throws {
        let unsettled = try store.outgoing()
        for component in [Component.notifications, .fraudEngine, .coreAPI] { start(component) }
        for message in unsettled { bus.publish(message) }
    }

    /// Starts a component anew from the store and the bus; does nothing where it is running.
    package func start(_ component: Component) {
        let process = ProcessRuntime(on: runtime)
        let workplace = surroundings.workplace(component, process)
        switch component {
        case .coreAPI:
            guard coreAPI == nil else { return }
            let api = CoreAPI(
                lent: CoreAPI.Lent(runtime: process, store: store, bus: bus, cache: cache),
                secrets: settings.secrets,
                gate: surroundings.gate,
                passwords: surroundings.passwords(process),
                settings: settings.coreAPI
            )
            running.withLock { $0.coreAPI = Node(api, in: process, at: workplace) }
            process.spawn("core-api-start") { await api.start() }
        case .fraudEngine:
            guard fraudEngine == nil else { return }
            let engine = FraudEngine(
                runtime: process,
                store: store,
                bus: bus,
                cache: cache,
                geo: surroundings.geo,
                zones: zones,
                scorer: settings.scorer,
                edges: settings.coreAPI.guest.policy.edges,
                workplace: workplace
            )
            running.withLock { $0.fraudEngine = Node(engine, in: process, at: workplace) }
            process.spawn("fraud-engine-start") { await engine.start() }
        case .notifications:
            guard notifications == nil else { return }
            let worker = NotificationWorker(
                runtime: process,
                store: store,
                bus: bus,
                sms: surroundings.sms,
                email: surroundings.email,
                workplace: workplace
            )
            running.withLock { $0.notifications = Node(worker, in: process, at: workplace) }
            process.spawn("notifications-start") { await worker.start() }
        }
        surroundings.witness.observe(.componentStarted(component.rawValue))
        surroundings.changed(component)
        outlet.publishWithheld(by: component)
    }

    /// Stops a component as a crash would: between two steps, with all that it had in memory.
    package func stop(_ component: Component) {
        let process = running.withLock { running -> ProcessRuntime? in
            switch component {
            case .coreAPI:
                defer { running.coreAPI = nil }
                return running.coreAPI?.process
            case .fraudEngine:
                defer { running.fraudEngine = nil }
                return running.fraudEngine?.process
            case .notifications:
                defer { running.notifications = nil }
                return running.notifications?.process
            }
        }
        guard let process else { return }
        surroundings.witness.observe(.componentStopped(component.rawValue))
        surroundings.changed(component)
        process.kill()
    }

    package func isRunning(_ component: Component) -> Bool {
        switch component {
        case .coreAPI: coreAPI != nil
        case .fraudEngine: fraudEngine != nil
        case .notifications: notifications != nil
        }
    }

    /// The Core API as it runs at the moment; `nil` while it is down.
    package var coreAPI: Node<CoreAPI>? { running.withLock { $0.coreAPI } }

    /// The fraud engine as it runs at the moment; `nil` while it is down.
    package var fraudEngine: Node<FraudEngine>? { running.withLock { $0.fraudEngine } }

    /// The notification worker as it runs at the moment; `nil` while it is down.
    package var notifications: Node<NotificationWorker>? { running.withLock { $0.notifications } }
}

/// What the system stands on and cannot make itself: live adapters, or a simulated world.
package struct Surroundings: Sendable {
    package var witness: any Witness
    package var geo: GeoDatabase
    package var sms: any SMSProvider
    package var email: any EmailProvider
    package var gate: any FraudCheck
    package var messagingFaults: (any MessagingFaults)?
    package var publishingFaults: (any PublishingFaults)?
    /// A component's workers, in its own process.
    package var workplace: @Sendable (GuestGuardSystem.Component, ProcessRuntime) -> any Workplace
    /// Where hosts' passwords are hashed, in the Core API's process.
    package var passwords: @Sendable (ProcessRuntime) -> any PasswordPool
    /// Told after a component was started or stopped.
    package var changed: @Sendable (GuestGuardSystem.Component) -> Void

    package init(
        witness: any Witness,
        geo: GeoDatabase,
        sms: any SMSProvider,
        email: any EmailProvider,
        gate: any FraudCheck,
        messagingFaults: (any MessagingFaults)? = nil,
        publishingFaults: (any PublishingFaults)? = nil,
        workplace:
            @escaping @Sendable (GuestGuardSystem.Component, ProcessRuntime) ->
            any Workplace = { _, _ in OpenWorkplace() },
        passwords: @escaping @Sendable (ProcessRuntime) -> any PasswordPool = { _ in
            ThreadedPasswordPool()
        },
        changed: @escaping @Sendable (GuestGuardSystem.Component) -> Void = { _ in }
    ) {
        self.witness = witness
        self.geo = geo
        self.sms = sms
        self.email = email
        self.gate = gate
        self.messagingFaults = messagingFaults
        self.publishingFaults = publishingFaults
        self.workplace = workplace
        self.passwords = passwords
        self.changed = changed
    }
}

/// What a deployment sets.
package struct SystemSettings: Sendable {
    package var coreAPI: CoreAPISettings
    package var secrets: CoreAPISecrets
    /// Seals links and codes in messages that wait.
    package var sealing: Secret
    package var scorer: any RiskScorer

    package init(
        coreAPI: CoreAPISettings,
        secrets: CoreAPISecrets,
        sealing: Secret,
        scorer: any RiskScorer
    ) {
        self.coreAPI = coreAPI
        self.secrets = secrets
        self.sealing = sealing
        self.scorer = scorer
    }
}

/// Hands what a step has made to the bus and to the witness.
private final class BusOutlet: Outlet {
    private let bus: MessageBus
    private let runtime: any Runtime
    private let witness: any Witness
    private let faults: (any PublishingFaults)?
    /// Stored with their steps and never published: their process died in between.
    private let withheld = Mutex<[(message: Message, by: GuestGuardSystem.Component)]>([])

    init(bus: MessageBus, runtime: any Runtime, surroundings: Surroundings) {
        self.bus = bus
        self.runtime = runtime
        witness = surroundings.witness
        faults = surroundings.publishingFaults
    }

    func message(_ payload: Message.Payload) -> Message {
        Message(id: runtime.identifier(), payload: payload, publishedAt: runtime.now)
    }

    func publish(_ message: Message) {
        guard let faults, faults.dies(before: message, of: message.payload.publisher) else {
            bus.publish(message)
            return
        }
        withheld.withLock { $0.append((message, message.payload.publisher)) }
    }

    /// A component starts anew: what its last process left in the outbox is published.
    func publishWithheld(by component: GuestGuardSystem.Component) {
        let messages = withheld.withLock { withheld in
            defer { withheld.removeAll { $0.by == component } }
            return withheld.filter { $0.by == component }.map(\.message)
        }
        for message in messages { bus.publish(message) }
    }

    func observe(_ occurrence: Occurrence) { witness.observe(occurrence) }
}

/// What may go wrong between a step's commit and the publishing of its messages.
package protocol PublishingFaults: AnyObject, Sendable {
    /// Whether a component's process has died by now: asked once for each message, in order.
    func dies(before message: Message, of component: GuestGuardSystem.Component) -> Bool
}

extension Message.Payload {
    /// Whose steps make such messages.
    fileprivate var publisher: GuestGuardSystem.Component {
        switch self {
        case .fraudScored: .fraudEngine
        case .notificationSend: .notifications
        case .accessAttempted, .reviewRequested, .fraudAlert, .codesSpent, .replyDisputed,
            .rsvpConfirmed,
            .invitationSend, .verificationRequired, .doorChanged:
            .coreAPI
        }
    }
}

/// Lets the store know what became of messages.
private final class StoreKeeper: MessageKeeper {
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
