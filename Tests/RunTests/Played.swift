import Domain
import Evidence
import Foundation
import FraudEngine
import Messaging
import Notifications
import Run
import Scenario
import TestSupport
import Testing
import Truth
import World

/// A scenario played in memory, with everything that was seen.
final class Played: RunObserver {
    private(set) var systemEvents: [(at: Instant, what: SystemEvent)] = []
    private(set) var notes: [(at: Instant, what: WorldEvent)] = []
    private(set) var digest = ""
    private(set) var checks: [Check] = []
    private(set) var accounts: [ConsumerAccount] = []
    private(set) var deadLetters: [DeadLetter] = []
    private(set) var faults: [FaultRecord] = []

    /// - `policy`: What the system decides by; the invariants always judge by the scenario's own.
    /// - `sabotage`: Does something to the run before it starts.
    init(
        _ yaml: String,
        seed: UInt64 = 1,
        policy: AccessPolicy? = nil,
        observesApart: Bool = false,
        sabotage: (SimulationRun) -> Void = { _ in }
    ) throws {
        let scenario = try ScenarioFile.scenario(
            from: Array(yaml.utf8),
            path: "test.yaml",
            name: "test",
            vocabulary: ScenarioVocabulary(isCity: { Atlas.standard.city(named: $0) != nil })
        )
        let scratch = try Scratch()
        let monitor = InvariantMonitor(
            rules: InvariantRules(
                edges: scenario.fraud.edges,
                accessesPerMinute: scenario.fraud.rateLimit
            )
        )
        let rehearsal = try SimulationRun(
            scenario,
            options: RunOptions(
                seed: seed,
                scratchFolder: scratch.url,
                policy: policy ?? scenario.fraud.policy(),
                observesApart: observesApart
            ),
            journalSink: nil,
            observers: [self, monitor]
        )
        sabotage(rehearsal)
        let outcome = try rehearsal.run()
        digest = outcome.digest
        accounts = outcome.consumers
        deadLetters = outcome.deadLetters
        faults = outcome.faults
        checks = monitor.verdict(
            on: RunLeftovers(
                consumers: accounts.map {
                    RunLeftovers.Consumer(
                        name: $0.name,
                        received: $0.received,
                        settled: $0.acknowledged + $0.terminated,
                        waiting: $0.pending + $0.inFlight,
                        deadLettered: $0.deadLettered
                    )
                },
                storedRSVPs: outcome.storedRSVPs,
                journalLinesScanned: outcome.privacy.scanned,
                journalLinesWithPersonalData: outcome.privacy.violations,
                firstLineWithPersonalData: outcome.privacy.first
            )
        )
    }

    func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        systemEvents.append((instant, systemEvent))
    }

    func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        notes.append((instant, note))
    }

    func ended(at instant: Instant) {}

    // MARK: What tests ask for, reckoned once the run is over

    var violated: [String] { checks.filter(\.isViolated).map(\.name) }

    private(set) lazy var labels: [AccessID: Label] = {
        var labels: [AccessID: Label] = [:]
        for (_, note) in notes {
            if case .accessLabelled(let access, let label) = note { labels[access] = label }
        }
        return labels
    }()

    private(set) lazy var rsvps: [(at: Instant, rsvp: RSVP, outcome: Outcome)] = {
        systemEvents.compactMap { at, what in
            if case .rsvpRecorded(let rsvp, let outcome) = what { (at, rsvp, outcome) } else { nil }
        }
    }()

    private(set) lazy var decisions: [(at: Instant, record: DecisionRecord)] = {
        systemEvents.compactMap { at, what in
            if case .accessDecided(let record) = what { (at, record) } else { nil }
        }
    }()

    private(set) lazy var assessments: [(at: Instant, assessment: Assessment)] = {
        systemEvents.compactMap { at, what in
            switch what {
            case .accessScored(_, let assessment), .submissionScored(let assessment):
                (at, assessment)
            default: nil
            }
        }
    }()

    private(set) lazy var notifications: [Domain.Notification] = {
        systemEvents.compactMap { _, what in
            if case .notificationQueued(let notification) = what { notification } else { nil }
        }
    }()

    /// Every access as it was opened, in order.
    private(set) lazy var accesses: [Access] = {
        systemEvents.compactMap { _, what in
            if case .accessOpened(let access) = what { access } else { nil }
        }
    }()

    /// Accesses by the guest whose link was opened, each guest's in order.
    private(set) lazy var accessesByGuest: [GuestID: [Access]] = {
        var byGuest: [GuestID: [Access]] = [:]
        for access in accesses {
            if let guest = access.guestID { byGuest[guest, default: []].append(access) }
        }
        return byGuest
    }()

    /// Accesses of one persona, in order.
    func accesses(of persona: String) -> [Access] {
        let labels = labels
        return accesses.filter { labels[$0.id]?.persona == persona }
    }

    /// Guests that a kind of note is about, in order.
    func guests(_ guest: (WorldEvent) -> GuestID?) -> [GuestID] {
        notes.compactMap { guest($0.what) }
    }

    /// What was waited for an operation, microseconds, with when it was over.
    func waits(_ operation: Truth.Operation) -> [(at: Instant, wait: Duration)] {
        notes.compactMap { at, note in
            if case .waited(operation, let wait, _) = note { (at, wait) } else { nil }
        }
    }

    func count(_ isCounted: (SystemEvent) -> Bool) -> Int {
        systemEvents.count { isCounted($0.what) }
    }
}
