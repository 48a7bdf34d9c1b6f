import CoreAPI
import Domain
import Foundation
import FraudEngine
import GuestGuardSystem
import Messaging
import Runtime
import Scenario
import Simulation
import Storage
import Tokens
import Truth
import VirtualTime
import World

/// What a run is given besides its scenario.
package struct RunOptions: Sendable {
    package var seed: UInt64
    /// Where the database is written when the run is over; `nil` for nowhere.
    package var databasePath: String?
    package var commits: RehearsalCommits
    /// How many of the scenario's events take place, from 0 to 1: whole ones, drawn by the seed, and
    /// each as in a run of all of them.
    package var eventShare: Double
    /// A GeoLite2-City file in place of the synthetic one.
    package var geoPath: String?
    /// Where the store lies while the run goes on, and the synthetic geolocation file: a folder that
    /// no other run uses.
    package var scratchFolder: URL
    package var scorer: any RiskScorer
    /// What the system decides by.
    package var policy: AccessPolicy
    /// Whether the journal is written and the observers are told on a thread of their own: the run
    /// is the same, and sooner over where a core is free.
    package var observesApart: Bool

    package init(
        seed: UInt64,
        databasePath: String? = nil,
        commits: RehearsalCommits = .grouped,
        eventShare: Double = 1,
        geoPath: String? = nil,
        scratchFolder: URL,
        scorer: any RiskScorer = HeuristicScorer(),
        policy: AccessPolicy,
        observesApart: Bool = false
    ) {
        self.seed = seed
        self.databasePath = databasePath
        self.commits = commits
        self.eventShare = eventShare
        self.geoPath = geoPath
        self.scratchFolder = scratchFolder
        self.scorer = scorer
        self.policy = policy
        self.observesApart = observesApart
    }
}

/// When a rehearsal's store commits its steps; what comes of the run is the same.
package enum RehearsalCommits: String, Sendable, CaseIterable {
    /// Many at a time: twice as fast.
    case grouped
    /// Each by itself, as a server does whose requests come one at a time; not synced, since a rehearsal's machine may fail.
    case everyStep = "every-step"

    var way: Store.Commits {
        switch self {
        case .grouped: .grouped(steps: 16_384)
        case .everyStep: .everyStep(synced: false)
        }
    }
}

/// How far a run is.
package struct RunProgress: Sendable {
    package let now: Instant
    /// 0...1 of the scenario's length.
    package let share: Double
    package let journalEntries: Int
}

/// What a run leaves behind.
package struct RunOutcome: Sendable {
    /// Of the journal.
    package let digest: String
    /// Of every row of every table: the SHA-256 of what `Store.writeContents` writes.
    package let tablesDigest: String
    /// How often each of the store's statements has run since the system was last started as a whole, by
    /// the place that declares it.
    package let statements: [String: Int]
    package let journalEntries: Int
    package let checkpoints: [Journal.Checkpoint]
    package let consumers: [ConsumerAccount]
    package let storedRSVPs: Set<RSVPID>
    /// Messages that consumers gave up, the earliest first.
    package let deadLetters: [DeadLetter]
    package let privacy: PrivacyScan
    /// What became of the scenario's faults, in its order.
    package let faults: [FaultRecord]
    package let jobsRun: Int
    package let wasInterrupted: Bool
}

/// A run that could not go on: a bug, a full disk.
package struct RunError: Error, CustomStringConvertible {
    package let description: String
}

/// One run of a scenario: the whole system and all that surrounds it, on one virtual clock.
package final class SimulationRun {
    private let scenario: Scenario
    private let plan: RunPlan
    private let runtime: VirtualRuntime
    private let journal: Journal
    package let system: GuestGuardSystem
    package let context: ActorContext
    private let population: Population
    private let agenda: HostAgenda
    private let faults: FaultAgenda
    private let store: URL
    private let databasePath: String?
    private let eventShare: Double

    /// Builds the system and its surroundings; nothing happens yet.
    ///
    /// - `journalSink`: Where the journal's lines are kept; `nil` for nowhere.
    /// - `observers`: Told of everything, in order.
    package init(
        _ scenario: Scenario,
        options: RunOptions,
        journalSink: FileHandle?,
        observers: [any RunObserver]
    ) throws {
        let wiring = try Wiring(
            scenario,
            options: options,
            journalSink: journalSink,
            observers: observers
        )
        self.scenario = scenario
        store = wiring.store
        databasePath = options.databasePath
        plan = RunPlan(
            scenario,
            seed: options.seed,
            atlas: wiring.world.atlas,
            zones: wiring.world.zones,
            share: options.eventShare
        )
        eventShare = options.eventShare
        runtime = wiring.runtime
        journal = wiring.journal
        system = wiring.system()
        try system.open()
        let zone = plan.events.first?.city.timeZone ?? "UTC"
        context = wiring.context(zone: zone)
        wiring.rotateKeys(of: system, zone: zone)
        let assignment = PersonaAssignment(
            scenario,
            seed: options.seed,
            guestCount: plan.guestCount
        )
        population = Population(
            context: context,
            assignment: assignment,
            mailboxes: wiring.mailboxes
        )
        agenda = HostAgenda(
            door: { [system] in system.hostDoor },
            context: context,
            population: population,
            mailboxes: wiring.mailboxes,
            assignment: assignment,
            host: scenario.hosts.kind.script(scenario.hosts.values)
        )
        let site = FaultSite(
            on: wiring.runtime,
            system: system,
            sms: wiring.sms,
            email: wiring.email,
            messages: wiring.messages,
            crashes: wiring.crashes
        )
        faults = FaultAgenda(
            of: scenario,
            zone: zone,
            zones: wiring.world.zones,
            at: site
        )
        wiring.connections.connect(
            system: system,
            site: wiring.site,
            population: population,
            agenda: agenda,
            faults: site
        )
    }

    /// Plays the scenario to its end, or to an interruption.
    ///
    /// - `isInterrupted`: Asked between slices of the run.
    /// - `progress`: Told between slices.
    package func run(
        isInterrupted: () -> Bool = { false },
        progress: (RunProgress) -> Void = { _ in }
    ) throws -> RunOutcome {
        defer { try? FileManager.default.removeItem(at: store) }
        let outcome = try system.store.holding {
            try begin()
            let wasInterrupted = try play(isInterrupted: isInterrupted, progress: progress)
            return try finish(wasInterrupted: wasInterrupted)
        }
        if let databasePath, !outcome.wasInterrupted {
            try system.store.copy(to: databasePath)
        }
        try system.close()
        return outcome
    }

    /// Starts the system, and schedules hosts, faults and attacks.
    private func begin() throws {
        try system.start()
        for event in plan.events {
            runtime.schedule(at: event.createdAt) { [context, agenda] in
                context.spawn("host") { _ in try await agenda.run(event) }
            }
        }
        faults.begin(on: context)
        population.startBlindAttacks(of: scenario, share: eventShare)
    }

    /// Lets time pass, slice by slice.
    ///
    /// - Returns: Whether it was interrupted.
    private func play(
        isInterrupted: () -> Bool,
        progress: (RunProgress) -> Void
    ) throws -> Bool {
        let slices: Int64 = 200
        for slice in 1...slices {
            let until = scenario.starts.advanced(
                by: .microseconds(scenario.lasts.microseconds * slice / slices)
            )
            runtime.advance(to: until)
            progress(
                RunProgress(
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
    private func finish(wasInterrupted: Bool) throws -> RunOutcome {
        let record = journal.close()
        // Where it ends in the dark, what the last processes left in the store still waits.
        if !system.isOpen { try system.start(but: Set(GuestGuardSystem.Component.allCases)) }
        let consumers = system.accounts
        runtime.end()
        try failOnBugs()
        let storedRSVPs = try system.store.step { try $0.allRSVPs() }
        let deadLetters = try system.store.deadLetters()
        return RunOutcome(
            digest: record.digest,
            tablesDigest: try tablesDigest(),
            statements: try system.store.statementCounts(),
            journalEntries: journal.entries,
            checkpoints: record.checkpoints,
            consumers: consumers,
            storedRSVPs: storedRSVPs,
            deadLetters: deadLetters,
            privacy: record.privacy,
            faults: faults.records,
            jobsRun: runtime.jobsRun,
            wasInterrupted: wasInterrupted
        )
    }

    private func tablesDigest() throws -> String {
        let (hash, buffer) = (SHA256Stream(), TextBuffer(capacity: 1 << 18))
        func flush() {
            hash.update(buffer.bytes)
            buffer.removeAll()
        }
        try system.store.writeContents(to: buffer) { if buffer.count > 1 << 17 { flush() } }
        flush()
        return hash.finalize().hex
    }

    private func failOnBugs() throws {
        if let error = journal.failure {
            throw RunError(description: "the journal cannot be written: \(error)")
        }
        guard let first = runtime.errors.first else { return }
        throw RunError(
            description: "\(runtime.errorCount) flows failed; the first, \(first.flow) at "
                + "\(first.instant): \(first.description)"
        )
    }
}
