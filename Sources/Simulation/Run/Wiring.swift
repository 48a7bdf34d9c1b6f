import Catalogue
import CoreAPI
import Domain
import Foundation
import FraudEngine
import Geolocation
import GuestGuardSystem
import Notifications
import Runtime
import Scenario
import Simulation
import Storage
import Tokens
import Truth
import VirtualTime
import World

/// What a run is made of, before anything is connected: clock, journal, world and surroundings.
struct Wiring {
    let runtime: VirtualRuntime
    let journal: Journal
    let connections = RunConnections()
    let world: WorldModel
    let mailboxes = Mailboxes()
    let sms: SimulatedSMSProvider
    let email: SimulatedEmailProvider
    let messages: MessageFaults
    let crashes = CrashPoints()
    let site: SimulatedNetwork
    /// The store's file.
    let store: URL
    private let scenario: Scenario
    private let options: RunOptions
    private let geo: GeoDatabase

    init(
        _ scenario: Scenario,
        options: RunOptions,
        journalSink: FileHandle?,
        observers: [any RunObserver]
    ) throws {
        self.scenario = scenario
        self.options = options
        store = options.scratchFolder.appending(path: "store.sqlite")
        guard !FileManager.default.fileExists(atPath: store.path) else {
            throw RunError(description: "\(store.path): expected a run's own folder, found a store")
        }
        let seed = options.seed
        runtime = VirtualRuntime(start: scenario.starts, seed: seed)
        journal = Journal(
            runtime: runtime,
            sink: journalSink,
            observers: observers,
            isApart: options.observesApart,
            then: connections
        )
        let figures = scenario.population
        let (geo, addresses) = try Self.geography(options, atlas: .standard, figures: figures)
        self.geo = geo
        world = WorldModel(
            atlas: .standard,
            addresses: addresses,
            figures: figures,
            seed: seed
        )
        let accepted: @Sendable (ProviderAcceptance) -> Void = { [journal, crashes] in
            journal.note(
                .providerAccepted(
                    $0.id,
                    channel: $0.channel,
                    copy: $0.copy,
                    isAnswered: $0.isAnswered
                )
            )
            crashes.messageTaken()
        }
        var (textTraits, mailTraits) = (ProviderTraits.sms, ProviderTraits.email)
        textTraits.remembers = scenario.system.providersRemember
        mailTraits.remembers = scenario.system.providersRemember
        sms = SimulatedSMSProvider(
            runtime: runtime,
            seed: seed,
            mailboxes: mailboxes,
            traits: textTraits,
            report: connections.report,
            onAccepted: accepted
        )
        email = SimulatedEmailProvider(
            runtime: runtime,
            seed: seed,
            mailboxes: mailboxes,
            traits: mailTraits,
            report: connections.report,
            onAccepted: accepted
        )
        messages = MessageFaults(stream: RandomStream(seed: seed, name: "message weather"))
        site = SimulatedNetwork(
            runtime: runtime,
            notes: journal,
            roundTrip: scenario.deployment.roundTrip
        )
    }

    /// The product, in these surroundings.
    func system() -> GuestGuardSystem {
        let (deployment, seed) = (scenario.deployment, options.seed)
        return GuestGuardSystem(
            on: runtime,
            databasePath: store.path,
            commits: options.commits.way,
            surroundings: Surroundings(
                sink: journal,
                geo: geo,
                sms: sms,
                email: email,
                dashboards: connections.dashboards,
                checkWire: CheckWire(oneWay: Self.toEngine) { [journal] in
                    journal.note(.waited(.score, $0))
                },
                messagingFaults: scenario.faults.isEmpty ? nil : messages,
                publishingFaults: scenario.faults.isEmpty ? nil : crashes,
                workplace: { component, process in
                    deployment.station(for: component, seed: seed, on: process)
                },
                passwords: { process in deployment.passwordPool(seed: seed, on: process) },
                changed: { [connections] in connections.reconnect($0) }
            ),
            settings: SystemSettings(
                coreAPI: scenario.apiSettings(policy: options.policy),
                secrets: CoreAPISecrets(
                    tokens: KeyRing(Self.secret("tokens", seed: seed)),
                    sessions: KeyRing(Self.secret("sessions", seed: seed)),
                    codes: KeyRing(Self.secret("codes", seed: seed))
                ),
                sealing: KeyRing(Self.secret("sealing", seed: seed)),
                scorer: options.scorer,
                notifications: scenario.notificationSettings
            )
        )
    }

    /// From the Core API to the fraud engine: two machines of one data centre.
    private static let toEngine = Duration.microseconds(500)

    /// What actors find around them.
    ///
    /// - `zone`: The first event's.
    func context(zone: String) -> ActorContext {
        ActorContext(
            runtime: runtime,
            seed: options.seed,
            zone: zone,
            site: site,
            world: world,
            phones: Phones(runtime: runtime),
            notes: journal,
            labels: LabelBook()
        )
    }

    /// Lets the system's keys change when the scenario says so; nobody is told.
    ///
    /// - `zone`: The first event's.
    func rotateKeys(of system: GuestGuardSystem, zone: String) {
        guard let moment = scenario.system.rotatesKeysAt else { return }
        let at = moment.instant(after: scenario.starts) {
            world.zones.offsetSeconds(of: zone, at: $0) ?? 0
        }
        runtime.schedule(at: at) { [seed = options.seed] in
            system.rotateKeys { Self.secret("\($0)/2", seed: seed) }
        }
    }

    /// A secret drawn from the seed: a rehearsal protects nothing, and must repeat itself.
    private static func secret(_ name: String, seed: UInt64) -> Secret {
        var stream = RandomStream(seed: seed, name: "secret/\(name)")
        return Secret(
            bytes: (0..<4).flatMap { _ in
                withUnsafeBytes(of: stream.next().littleEndian) { Array($0) }
            }
        )
    }

    /// The file that addresses are looked up in, and the addresses that it knows.
    private static func geography(
        _ options: RunOptions,
        atlas: Atlas,
        figures: PopulationFigures
    ) throws -> (GeoDatabase, AddressBook) {
        if let path = options.geoPath {
            let geo = try GeoDatabase(path: path)
            return (geo, AddressBook.reading(geo, atlas: atlas, figures: figures))
        }
        let book = AddressBook.standard(atlas: atlas, figures: figures)
        let url = options.scratchFolder.appending(path: "world.mmdb")
        try Data(AddressBook.standardFile).write(to: url)
        return (try GeoDatabase(path: url.path), book)
    }
}

extension Scenario {
    fileprivate func apiSettings(policy: AccessPolicy) -> CoreAPISettings {
        var settings = CoreAPISettings()
        settings.guest.policy = policy
        settings.guest.checkTimeout = fraud.checkTimeout
        settings.guest.requestsPerMinute = fraud.rateLimit
        settings.guest.flagLasts = fraud.flagLasts
        settings.guest.formLifetime = system.formLifetime
        settings.guest.codeLifetime = system.codeLifetime
        settings.guest.triesPerCode = system.triesPerCode
        settings.guest.triesPerName = system.triesPerName
        settings.host.tokenLifetime = system.linksLive
        settings.host.logInsPerAccount = system.logInsPerAccount
        settings.host.logInsPerAddress = system.logInsPerAddress
        // Rehearsed: a hash takes its time in the deployment's model.
        settings.host.passwordRounds = 1
        return settings
    }

    fileprivate var notificationSettings: NotificationSettings {
        var settings = NotificationSettings.documented
        settings.smsPerSecond = system.smsPerSecond
        settings.emailPerSecond = system.emailPerSecond
        settings.patience = system.patience
        settings.digestWindow = system.digestWindow
        settings.alertEmailsPerWindow = system.alertEmailsPerWindow
        return settings
    }
}

extension Scenario.Deployment {
    fileprivate func station(
        for component: GuestGuardSystem.Component,
        seed: UInt64,
        on process: ProcessRuntime
    ) -> Station {
        let settings =
            switch component {
            case .coreAPI: coreAPI
            case .fraudEngine: fraudEngine
            case .notifications: notifications
            }
        return Station(
            workers: settings.workers,
            service: ServiceTime(median: settings.service),
            stream: RandomStream(seed: seed, name: "service/\(component.rawValue)"),
            on: process
        )
    }

    /// One core that hashes passwords; a hash takes it what PBKDF2's live rounds take here.
    fileprivate func passwordPool(seed: UInt64, on process: ProcessRuntime) -> any PasswordPool {
        ModelledPasswordPool(
            Station(
                workers: 1,
                service: ServiceTime(median: .milliseconds(270), sigma: 0.05),
                stream: RandomStream(seed: seed, name: "service/passwords"),
                on: process
            )
        )
    }
}
