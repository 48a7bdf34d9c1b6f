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

    /// What the processes share, from one start of the whole to the next stop of it.
    struct Shared: Sendable {
        let store: Store
        let bus: MessageBus
        let cache: Cache
        let outlet: BusOutlet
        /// The bus's own process, which outlives the components'.
        let process: ProcessRuntime
        /// Nobody else's while it is open; `nil` for a database in memory.
        let sole: SoleProcess?
    }

    private let runtime: any Runtime
    private let databasePath: String?
    private let commits: Store.Commits
    private let surroundings: Surroundings
    private let settings: SystemSettings
    private let zones = ZoneClock()
    private let running = RunningComponents()
    private let shared = Mutex<Shared?>(nil)
    /// What became of the consumers' messages before the last stop of the whole.
    private let settledBefore = Mutex<[ConsumerAccount]>([])
    /// Stores of processes that are dead: their files are closed with the last one.
    private let abandoned = Mutex<[Store]>([])

    /// Opens and starts nothing yet.
    ///
    /// - `databasePath`: A file, or `nil` for a database in memory, which is lost when all stops.
    package init(
        on runtime: any Runtime,
        databasePath: String?,
        commits: Store.Commits,
        surroundings: Surroundings,
        settings: SystemSettings
    ) {
        self.runtime = runtime
        self.databasePath = databasePath
        self.commits = commits
        self.surroundings = surroundings
        self.settings = settings
    }

    /// Opens the store and wires the bus, where that has not been done; starts no component.
    ///
    /// - Errors: `StoreError`, also where another process has the file.
    @discardableResult
    package func open() throws -> Store {
        if let store = shared.withLock({ $0?.store }) { return store }
        let sole = try databasePath.map { try SoleProcess(for: $0) }
        let process = ProcessRuntime(on: runtime)
        let keeper = StoreKeeper(process)
        let bus = MessageBus(
            runtime: process,
            sink: surroundings.sink,
            faults: surroundings.messagingFaults,
            keeper: keeper
        )
        let outlet = BusOutlet(bus: bus, runtime: runtime, surroundings: surroundings)
        let store = try Store(
            path: databasePath,
            commits: commits,
            outlet: outlet,
            sealer: SealingKey(keys: settings.sealing)
        )
        keeper.connect(to: store)
        // All of them before anything is published: a consumer sees what comes after it was made.
        for consumer in Self.consumers(settings.notifications) { bus.declare(consumer) }
        for component in running.change({ $0.cutOff }) {
            bus.setReachable(false, consumers(of: component))
        }
        shared.withLock {
            $0 = Shared(
                store: store,
                bus: bus,
                cache: Cache(),
                outlet: outlet,
                process: process,
                sole: sole
            )
        }
        return store
    }

    /// The store of the processes that run now.
    ///
    /// - Precondition: `open` or `start` has been called, and the whole has not been stopped since.
    package var store: Store { opened.store }
    package var bus: MessageBus { opened.bus }

    /// Whether there is a store and a bus: from `open` to a stop of the whole.
    package var isOpen: Bool { shared.withLock { $0 != nil } }

    private var opened: Shared {
        guard let shared = shared.withLock({ $0 }) else {
            preconditionFailure("the system must be opened first")
        }
        return shared
    }

    /// Every durable consumer there is.
    package static func consumers(
        _ notifications: NotificationSettings = .documented
    ) -> [ConsumerKind] {
        CoreAPI.consumers + FraudEngine.consumers + NotificationWorker.consumers(notifications)
    }

    /// Starts everything from the store alone, the first time and after a stop of the whole: opens it,
    /// starts every component, and publishes what was not settled when the last process ended.
    ///
    /// - `held`: Components that are not to be started.
    /// - Errors: `StoreError`.
    package func start(but held: Set<Component> = []) throws {
        let unsettled = try open().outgoing(at: runtime.now)
        for component in [Component.notifications, .fraudEngine, .coreAPI]
        where !held.contains(component) {
            start(component)
        }
        for lost in unsettled.unreadable {
            surroundings.sink.observe(
                .messageDeadLettered(lost.id, consumer: UnreadableMessage.consumer)
            )
        }
        publish(unsettled.messages)
    }

    /// Stops everything at once, as a power cut would: steps that have finished are in the store, and
    /// all that was in memory is gone: components, sessions under way, bus, cache.
    package func stopAll() throws {
        for component in Component.allCases { stop(component) }
        guard let shared = shared.withLock({ $0.take() }) else { return }
        shared.outlet.die()
        shared.process.kill()
        settledBefore.withLock { $0 = Self.accounts($0, shared.bus) }
        try shared.store.abandon()
        abandoned.withLock { $0.append(shared.store) }
    }

    /// Closes the store's file, of which nothing is left but itself.
    package func close() throws {
        for store in abandoned.withLock({ $0 }) { try store.close() }
        try shared.withLock { $0 }?.store.close()
    }

    /// What became of every consumer's messages, over all starts and stops: what a stop of the whole
    /// took out of their hands counts where it came again.
    package var accounts: [ConsumerAccount] {
        let before = settledBefore.withLock { $0 }
        guard let bus = shared.withLock({ $0?.bus }) else { return before }
        return zip(bus.accounts, before).map { $0.adding($1) }
            + bus.accounts.dropFirst(before.count)
    }

    private static func accounts(
        _ before: [ConsumerAccount],
        _ bus: MessageBus
    ) -> [ConsumerAccount] {
        let now = bus.accounts.map(\.withoutUnsettled)
        return zip(now, before).map { $0.adding($1) } + now.dropFirst(before.count)
    }

    private func publish(_ messages: [Message]) {
        let bus = opened.bus
        for message in messages where bus.publish(message) {
            surroundings.sink.observe(.messageRecovered(message.id))
        }
    }

    /// Starts a component anew from the store and the bus; does nothing where it is running.
    package func start(_ component: Component) {
        guard let (store, bus, cache) = shared.withLock({ $0.map { ($0.store, $0.bus, $0.cache) } })
        else { return }
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
            process.spawn("fraud-engine-start") { try await engine.start() }
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
    }

    /// Starts a component whose last process died alone, and publishes what that left in the store.
    ///
    /// - Errors: `StoreError`.
    package func restart(_ component: Component) throws {
        guard !isRunning(component), let shared = shared.withLock({ $0 }) else { return }
        start(component)
        let left = try shared.store.outgoing(at: runtime.now).messages.filter {
            $0.payload.publisher == component && !shared.bus.holds($0.id)
        }
        publish(left)
    }

    /// Puts a new key in each one's place: what the old ones have signed and sealed stays good.
    ///
    /// - `secret`: A new one for each purpose, by its name.
    package func rotateKeys(to secret: (_ purpose: String) -> Secret) {
        for (purpose, keys) in settings.keys { keys.rotate(to: secret(purpose)) }
    }

    /// Cuts a component off from the others, or lets it be reached again: it runs on and forgets nothing.
    package func setReachable(_ isReachable: Bool, _ component: Component) {
        let wasReachable = running.change { running in
            defer {
                if isReachable {
                    running.cutOff.remove(component)
                } else {
                    running.cutOff.insert(component)
                }
            }
            return !running.cutOff.contains(component)
        }
        guard isReachable != wasReachable else { return }
        surroundings.sink.observe(
            isReachable
                ? .componentReached(component.rawValue) : .componentCutOff(component.rawValue)
        )
        shared.withLock { $0 }?.bus.setReachable(isReachable, consumers(of: component))
    }

    private func consumers(of component: Component) -> [ConsumerKind] {
        Self.consumers(settings.notifications).filter { $0.name.hasPrefix(component.rawValue) }
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
        var cutOff: Set<GuestGuardSystem.Component> = []
    }

    private let nodes = Mutex(Nodes())

    func change<Result: Sendable>(_ body: (inout Nodes) -> Result) -> Result {
        nodes.withLock { body(&$0) }
    }

    /// The fraud engine, where it runs and can be reached.
    var fraudEngine: Node<FraudEngine>? {
        nodes.withLock { $0.cutOff.contains(.fraudEngine) ? nil : $0.fraudEngine }
    }
}
