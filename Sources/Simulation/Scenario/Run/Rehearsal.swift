import CoreAPI
import Domain
import Environment
import Foundation
import FraudEngine
import Geolocation
import GuestGuardSystem
import Messaging
import Notifications
import Personas
import Runtime
import Storage
import Synchronization
import Tokens
import Truth
import VirtualTime
import World

/// What a run is given besides its scenario.
package struct RehearsalOptions: Sendable {
    package var seed: UInt64
    /// Where the database is kept; `nil` for memory.
    package var databasePath: String?
    /// A GeoLite2-City file in place of the synthetic one.
    package var geoPath: String?
    /// Where the synthetic geolocation file is written.
    package var scratchFolder: URL
    package var scorer: any RiskScorer
    /// What the system decides by.
    package var policy: AccessPolicy

    package init(
        seed: UInt64,
        databasePath: String? = nil,
        geoPath: String? = nil,
        scratchFolder: URL,
        scorer: any RiskScorer = HeuristicScorer(),
        policy: AccessPolicy
    ) {
        self.seed = seed
        self.databasePath = databasePath
        self.geoPath = geoPath
        self.scratchFolder = scratchFolder
        self.scorer = scorer
        self.policy = policy
    }
}

/// How far a run is.
package struct RehearsalProgress: Sendable {
    package let now: Instant
    /// 0...1 of the scenario's length.
    package let share: Double
    package let journalEntries: Int
}

/// What a run leaves behind.
package struct RehearsalOutcome: Sendable {
    package let digest: String
    package let journalEntries: Int
    package let checkpoints: [Journal.Checkpoint]
    package let consumers: [ConsumerAccount]
    package let storedRSVPs: Set<RSVPID>
    package let privacy: PrivacyScan
    package let jobsRun: Int
    package let wasInterrupted: Bool
}

/// A run that could not go on: a bug, a full disk.
package struct RehearsalError: Error, CustomStringConvertible {
    package let description: String
}

/// One run of a scenario: the whole system and its stage on one virtual clock.
package final class Rehearsal {
    private let scenario: Scenario
    private let options: RehearsalOptions
    private let plan: RunPlan
    private let runtime: VirtualRuntime
    private let journal: Journal
    let system: GuestGuardSystem
    let stage: Stage
    private let lobby: Lobby
    private let director: HostDirector
    private let faults: FaultBoard

    /// Builds the system and its stage; nothing happens yet.
    ///
    /// - `journalSink`: Where the journal's lines are kept; `nil` for nowhere.
    /// - `observers`: Told of everything, in order.
    package init(
        _ scenario: Scenario,
        options: RehearsalOptions,
        journalSink: FileHandle?,
        observers: [any RunObserver]
    ) throws {
        self.scenario = scenario
        self.options = options
        let seed = options.seed
        runtime = VirtualRuntime(start: scenario.starts, seed: seed)
        let links = Links()
        journal = Journal(
            runtime: runtime,
            sink: journalSink,
            observers: observers,
            reactor: links
        )
        let atlas = Atlas.standard
        let (geo, addresses) = try Self.geography(options, atlas: atlas)
        let world = WorldModel(
            atlas: atlas,
            addresses: addresses,
            devices: DevicePopulation()
        )
        let postOffice = PostOffice()
        let sms = SimulatedSMSProvider(
            runtime: runtime,
            seed: seed,
            postOffice: postOffice,
            report: links.report,
            onAccepted: links.accepted(journal)
        )
        let email = SimulatedEmailProvider(
            runtime: runtime,
            seed: seed,
            postOffice: postOffice,
            report: links.report,
            onAccepted: links.accepted(journal)
        )
        let weather = MessageWeather(stream: RandomStream(seed: seed, name: "message weather"))
        let door = FrontDoor(
            runtime: runtime,
            notes: journal,
            roundTrip: scenario.deployment.roundTrip
        )
        let gate = EngineLink(runtime: runtime, notes: journal)
        let deployment = scenario.deployment
        system = try GuestGuardSystem(
            on: runtime,
            databasePath: options.databasePath,
            durability: .grouped(steps: 4_096),
            surroundings: Surroundings(
                witness: journal,
                geo: geo,
                sms: sms,
                email: email,
                gate: gate,
                messagingFaults: scenario.faults.isEmpty ? nil : weather,
                workplace: { component, process in
                    deployment.station(for: component, seed: seed, on: process)
                },
                changed: { links.reconnect($0) }
            ),
            settings: SystemSettings(
                coreAPI: scenario.apiSettings(policy: options.policy),
                secrets: Self.secrets(seed: seed),
                scorer: options.scorer
            )
        )
        stage = Stage(
            runtime: runtime,
            seed: seed,
            door: door,
            world: world,
            handsets: Handsets(runtime: runtime),
            notes: journal,
            labels: LabelBook()
        )
        plan = RunPlan(scenario, seed: seed, atlas: atlas)
        let casting = Casting(scenario, seed: seed, guestCount: plan.guestCount)
        lobby = Lobby(stage: stage, casting: casting, postOffice: postOffice)
        director = HostDirector(
            system: system,
            stage: stage,
            lobby: lobby,
            casting: casting,
            host: HostPersona(
                checksAlertsAfter: scenario.hosts.checksAlertsAfter,
                confirmsWrongly: scenario.hosts.confirmsWrongly,
                answers: scenario.hosts.answers
            )
        )
        faults = FaultBoard(
            system: system,
            sms: sms,
            email: email,
            weather: weather,
            notes: journal
        )
        links.connect(
            system: system,
            door: door,
            gate: gate,
            lobby: lobby,
            director: director
        )
    }

    /// Plays the scenario to its end, or to an interruption.
    ///
    /// - `isInterrupted`: Asked between slices of the run.
    /// - `progress`: Told between slices.
    package func run(
        isInterrupted: () -> Bool = { false },
        progress: (RehearsalProgress) -> Void = { _ in }
    ) throws -> RehearsalOutcome {
        let outcome = try system.store.holding {
            setTheStage()
            let wasInterrupted = try play(isInterrupted: isInterrupted, progress: progress)
            return try strike(wasInterrupted: wasInterrupted)
        }
        try system.store.close()
        return outcome
    }

    /// Starts the system, and puts everybody in their places.
    private func setTheStage() {
        system.start()
        for event in plan.events {
            runtime.schedule(at: event.createdAt) { [stage, director] in
                stage.cue("host") { _ in try await director.run(event) }
            }
        }
        for fault in scenario.faults {
            stage.cue("fault") { [faults] in try await faults.run(fault, on: $0.runtime) }
        }
        startGuessing()
    }

    /// Lets time pass, slice by slice.
    ///
    /// - Returns: Whether it was interrupted.
    private func play(
        isInterrupted: () -> Bool,
        progress: (RehearsalProgress) -> Void
    ) throws -> Bool {
        let slices: Int64 = 200
        for slice in 1...slices {
            let until = scenario.starts.advanced(
                by: .microseconds(scenario.lasts.microseconds * slice / slices)
            )
            runtime.advance(to: until)
            progress(
                RehearsalProgress(
                    now: runtime.now,
                    share: Double(slice) / Double(slices),
                    journalEntries: journal.entries
                )
            )
            try failOnBugs()
            if isInterrupted() { return true }
        }
        return false
    }

    /// Counts what is left, ends the journal and lets every flow unwind.
    private func strike(wasInterrupted: Bool) throws -> RehearsalOutcome {
        let consumers = system.bus.accounts
        let digest = journal.close()
        runtime.end()
        try failOnBugs()
        return RehearsalOutcome(
            digest: digest,
            journalEntries: journal.entries,
            checkpoints: journal.checkpoints,
            consumers: consumers,
            storedRSVPs: try storedRSVPs(),
            privacy: journal.privacy,
            jobsRun: runtime.jobsRun,
            wasInterrupted: wasInterrupted
        )
    }

    /// Those who make links up need no guest to begin.
    private func startGuessing() {
        for (index, attack) in scenario.attacks.enumerated() where attack.kind == .guessedToken {
            for number in 0..<(attack.count ?? 1) {
                let stream = RandomStream(seed: stage.seed, name: "guessed token", index: index)
                    .child(number)
                stage.cue("guessed-token") { stage in
                    try await TokenForgery(
                        kind: .guessed,
                        begins: attack.begins,
                        attempts: attack.attempts,
                        every: attack.every
                    ).act(
                        with: nil,
                        from: stream,
                        campaign: "guessed-token/\(index)/\(number)",
                        on: stage
                    )
                }
            }
        }
    }

    private func failOnBugs() throws {
        if let error = journal.failure {
            throw RehearsalError(description: "the journal cannot be written: \(error)")
        }
        guard let first = runtime.errors.first else { return }
        throw RehearsalError(
            description: "\(runtime.errorCount) flows failed; the first, \(first.flow) at "
                + "\(first.instant): \(first.description)"
        )
    }

    private func storedRSVPs() throws -> Set<RSVPID> {
        try system.store.step { try $0.allRSVPs() }
    }

    /// Secrets drawn from the seed: a rehearsal protects nothing, and must repeat itself.
    private static func secrets(seed: UInt64) -> CoreAPISecrets {
        func secret(_ name: String) -> Secret {
            var stream = RandomStream(seed: seed, name: "secret/\(name)")
            return Secret(
                bytes: (0..<4).flatMap { _ in
                    withUnsafeBytes(of: stream.next().littleEndian) { Array($0) }
                }
            )
        }
        return CoreAPISecrets(
            tokens: secret("tokens"),
            sessions: secret("sessions"),
            codes: secret("codes")
        )
    }

    /// The file that addresses are looked up in, and the addresses that it knows.
    private static func geography(
        _ options: RehearsalOptions,
        atlas: Atlas
    ) throws -> (GeoDatabase, AddressBook) {
        if let path = options.geoPath {
            let geo = try GeoDatabase(path: path)
            return (geo, AddressBook.reading(geo, atlas: atlas))
        }
        let book = AddressBook.standard(atlas: atlas)
        let url = options.scratchFolder.appending(path: "world.mmdb")
        try Data(book.databaseFile()).write(to: url)
        return (try GeoDatabase(path: url.path), book)
    }
}

extension Scenario {
    fileprivate func apiSettings(policy: AccessPolicy) -> CoreAPISettings {
        CoreAPISettings(
            policy: policy,
            gateTimeout: fraud.gateTimeout,
            accessesPerMinute: fraud.rateLimit,
            tokenLifetime: tokenLifetime,
            // One round: a rehearsal's passwords protect nothing, and there are many hosts.
            passwordRounds: 1
        )
    }

    /// 30 days as documented, longer where invitations go out earlier than that.
    private var tokenLifetime: Duration {
        events.reduce(.days(30)) { longest, event in
            let end = event.starts ?? lasts + .days(7)
            return max(longest, end - event.invitedAt)
        }
    }
}

extension Scenario.Deployment {
    fileprivate var roundTrip: RoundTrip {
        var trip = RoundTrip()
        trip.mobile = mobile
        trip.home = home
        trip.office = office
        trip.hosting = hosting
        trip.vpn = vpn
        return trip
    }

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
}
