import Domain
import Evidence
import Foundation
import Run
import Scenario
import TestSupport
import Testing
import Truth
import VirtualTime
import World

/// Nothing grows with the past: what one access takes, counted in work and not in seconds, is the same
/// in a run of four events and in one of thirty-two.
@Suite struct GrowthTests {
    private struct Work {
        let accesses: Int
        let jobs: Int
        let entries: Int
        let statements: [String: Int]
        let events: Set<EventID>
    }

    private func played(share: Double) throws -> Work {
        let scenario = try ScenarioFile.scenario(
            from: Array(
                """
                description: Many parties, one after the other.
                lasts: 40 days
                events:
                  - { name: Party, count: 32, guests: 12, starts: +20 days, invited_at: +1 h, invited_over: 10 days, reminder_at: 5 days }
                cast: { forgetful: 10%, double-clicking: 10% }
                attacks:
                  - { kind: casual-forward, share: 5% }
                  - { kind: guessed-token, count: 8 }

                """.utf8
            ),
            path: "growth.yaml",
            name: "growth",
            vocabulary: ScenarioVocabulary(isCity: { Atlas.standard.city(named: $0) != nil })
        )
        let scratch = try Scratch()
        let counter = AccessCounter()
        let run = try SimulationRun(
            scenario,
            options: RunOptions(
                seed: 5,
                eventShare: share,
                scratchFolder: scratch.url,
                policy: scenario.fraud.policy()
            ),
            journalSink: nil,
            observers: [counter]
        )
        let outcome = try run.run()
        return Work(
            accesses: counter.accesses,
            jobs: outcome.jobsRun,
            entries: outcome.journalEntries,
            statements: outcome.statements,
            events: counter.events
        )
    }

    @Test func `an access of a large run takes the work of one in a small run`() throws {
        let (none, small, large) = (
            try played(share: 0), try played(share: 0.125), try played(share: 1)
        )
        #expect(none.accesses == 0)
        #expect(none.events.isEmpty)
        #expect(small.events.count == 4 && large.events.count == 32)
        #expect(large.accesses > 6 * small.accesses && large.accesses < 10 * small.accesses)
        func each(_ count: (Work) -> Int, _ work: Work) -> Double {
            Double(count(work) - count(none)) / Double(work.accesses)
        }
        for count in [\Work.jobs, \Work.entries] {
            let ratio = each({ $0[keyPath: count] }, large) / each({ $0[keyPath: count] }, small)
            #expect((0.8...1.15).contains(ratio), "\(ratio)")
        }
        let statements = { (work: Work) in work.statements.values.reduce(0, +) }
        let ratio = each(statements, large) / each(statements, small)
        #expect((0.8...1.15).contains(ratio), "\(ratio) statements an access")
    }
}

/// Counts accesses and events.
private final class AccessCounter: RunObserver {
    private(set) var accesses = 0
    private(set) var events: Set<EventID> = []

    func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        switch systemEvent {
        case .accessOpened: accesses += 1
        case .eventPublished(let event, _, _): events.insert(event)
        default: break
        }
    }

    func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {}
    func ended(at instant: Instant) {}
}
