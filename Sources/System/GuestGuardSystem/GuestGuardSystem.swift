import CoreAPI
import Domain
import FraudEngine
import Geolocation
import Messaging
import Notifications
import Runtime
import Storage
import Synchronization
import Tokens

/// The whole product on one runtime: store, bus, cache and the three components.
///
/// Each component runs in a process of its own, which can be stopped and started: it goes on from the
/// store and the bus, and has lost what it had in memory (who was seen lately, drafts of digests, the
/// rates that it kept).
package final class GuestGuardSystem: Sendable {
    /// The parts that live and fail on their own.
    package enum Component: String, CaseIterable, Sendable {
        case coreAPI = "core-api"
        case fraudEngine = "fraud-engine"
        case notifications
    }

    package let store: Store
    package let bus: MessageBus
    package let cache = Cache()
    private let runtime: any Runtime
    private let surroundings: Surroundings
    private let settings: SystemSettings
    private let zones = ZoneClock()
    private let running = RunningComponents()
    private let outlet: BusOutlet

    /// Opens the store and wires the bus; starts nothing yet.
    ///
    /// - `databasePath`: A file, or `nil` for a database in memory.
    package init(
        on runtime: any Runtime,
        databasePath: String?,
        commits: Store.Commits,
        surroundings: Surroundings,
        settings: SystemSettings
    ) throws {
        self.runtime = runtime
        self.surroundings = surroundings
        self.settings = settings
        let keeper = StoreKeeper(runtime)
        let bus = MessageBus(
            runtime: runtime,
            sink: surroundings.sink,
            faults: surroundings.messagingFaults,
            keeper: keeper
        )
        self.bus = bus
        outlet = BusOutlet(bus: bus, runtime: runtime, surroundings: surroundings)
        store = try Store(
            path: databasePath,
            commits: commits,
            outlet: outlet,
            sealer: SealingKey(secret: settings.sealing)
        )
        keeper.connect(to: store)
        // All of them before anything is published: a consumer sees what comes after it was made.
        for consumer in Self.consumers(settings.notifications) { bus.declare(consumer) }
    }

    /// Every durable consumer there is.
    package static func consumers(
        _ notifications: NotificationSettings = .documented
    ) -> [ConsumerKind] {
        CoreAPI.consumers + FraudEngine.consumers + NotificationWorker.consumers(notifications)
    }

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
                resources: CoreAPI.Resources(
                    runtime: process,
                    store: store,
                    bus: bus,
                    cache: cache
                ),
                secrets: settings.secrets,
                fraudCheck: FraudCheckLink(to: running, over: surroundings.checkWire, on: runtime),
                passwords: surroundings.passwords(process),
                settings: settings.coreAPI
            )
            running.change { $0.coreAPI = Node(api, in: process, at: workplace) }
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
            running.change { $0.fraudEngine = Node(engine, in: process, at: workplace) }
            process.spawn("fraud-engine-start") { await engine.start() }
        case .notifications:
            guard notifications == nil else { return }
            let worker = NotificationWorker(
                runtime: process,
                store: store,
                bus: bus,
                sms: surroundings.sms,
                email: surroundings.email,
                dashboards: surroundings.dashboards,
                settings: settings.notifications,
                workplace: workplace
            )
            running.change { $0.notifications = Node(worker, in: process, at: workplace) }
            process.spawn("notifications-start") { await worker.start() }
        }
        surroundings.sink.observe(.componentStarted(component.rawValue))
        surroundings.changed(component)
        outlet.publishWithheld(by: component)
    }

    /// Stops a component as a crash would: between two steps, with all that it had in memory.
    package func stop(_ component: Component) {
        let process = running.change { running -> ProcessRuntime? in
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
        surroundings.sink.observe(.componentStopped(component.rawValue))
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
    package var coreAPI: Node<CoreAPI>? { running.change { $0.coreAPI } }

    /// Where guests' browsers knock; `nil` while the Core API is down.
    package var guestDoor: Node<any GuestDoor>? { coreAPI?.part { $0.guest } }

    /// Where hosts' browsers knock; `nil` while the Core API is down.
    package var hostDoor: Node<any HostDoor>? { coreAPI?.part { $0.host } }

    /// The fraud engine as it runs at the moment; `nil` while it is down.
    package var fraudEngine: Node<FraudEngine>? { running.change { $0.fraudEngine } }

    /// The notification worker as it runs at the moment; `nil` while it is down.
    package var notifications: Node<NotificationWorker>? { running.change { $0.notifications } }
}

/// The components that run at the moment, each in its process.
final class RunningComponents: Sendable {
    struct Nodes: Sendable {
        var coreAPI: Node<CoreAPI>?
        var fraudEngine: Node<FraudEngine>?
        var notifications: Node<NotificationWorker>?
    }

    private let nodes = Mutex(Nodes())

    func change<Result: Sendable>(_ body: (inout Nodes) -> Result) -> Result {
        nodes.withLock { body(&$0) }
    }

    var fraudEngine: Node<FraudEngine>? { nodes.withLock { $0.fraudEngine } }
}
