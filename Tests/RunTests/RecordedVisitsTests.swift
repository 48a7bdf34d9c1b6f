import Domain
import Foundation
import FraudEngine
import Geolocation
import GuestGuardSystem
import Messaging
import Run
import Runtime
import Scenario
import Simulation
import Storage
import Synchronization
import TestSupport
import Testing
import VirtualTime
import World

/// The visits and replies of a run, told again to engines on a copy of its store.
@Suite struct RecordedVisitsTests {
    @Test(arguments: [1, 2, 3])
    func `an engine that is killed again and again scores as one that runs on`(seed: UInt64) throws
    {
        let record = try VisitRecord(seed: seed)
        let expected = try record.replay()
        try #require(expected.openings.count > 200)
        try #require(expected.forms.contains { $0.value.score > RiskScore(60) })
        let killed = try record.replay(killingEvery: 40)
        #expect(killed.openings.keys == expected.openings.keys)
        #expect(differences(killed, expected) == 0)
    }

    @Test(arguments: [1, 2, 3])
    func `two engines that share the work score as one does`(seed: UInt64) throws {
        let record = try VisitRecord(seed: seed)
        let expected = try record.replay()
        let shared = try record.replay(engines: 2)
        #expect(shared.openings.keys == expected.openings.keys)
        #expect(differences(shared, expected) == 0)
        // One of them dies now and then.
        #expect(differences(try record.replay(engines: 2, killingEvery: 50), expected) == 0)
    }

    /// A copy that forgets is noticed.
    @Test func `an engine that does not hear the other scores otherwise`() throws {
        let record = try VisitRecord(seed: 1)
        let deaf = try record.replay(engines: 2, areSiblings: false)
        #expect(differences(deaf, try record.replay()) > 0)
    }

    /// Visits whose score or any of whose features differ.
    private func differences(_ one: VisitRecord.Scores, _ other: VisitRecord.Scores) -> Int {
        func differ(_ left: Assessment, _ right: Assessment?) -> Bool {
            guard let right else { return true }
            return left.score != right.score
                || zip(left.features.values, right.features.values).contains {
                    $0 != $1 && !($0.isNaN && $1.isNaN)
                }
        }
        return one.openings.count { differ($1, other.openings[$0]) }
            + one.forms.count { differ($1, other.forms[$0]) }
    }
}

/// What one run has told its engine, and the store that it left.
private final class VisitRecord {
    struct Scores {
        var openings: [AccessID: Assessment] = [:]
        var forms: [AccessID: Assessment] = [:]
    }

    private let scratch: Scratch
    private let messages: [(at: Instant, message: Message)]

    private static let story = """
        description: Three weddings whose visits are kept.
        starts: 2026-06-01T08:00:00Z
        lasts: 21 days
        events:
          - name: Three weddings
            guests: 60
            count: 3
            starts: +20 days
        cast:
          new-phone: 10%
          traveller: 10%
          changes-mind: 10%
        attacks:
          - kind: one-device-many-links
            count: 1
          - kind: casual-forward
            count: 15
        """

    init(seed: UInt64) throws {
        scratch = try Scratch()
        let scenario = try ScenarioFile.scenario(
            from: Array(Self.story.utf8),
            path: "test.yaml",
            name: "test",
            vocabulary: ScenarioVocabulary(isCity: { Atlas.standard.city(named: $0) != nil })
        )
        let run = try SimulationRun(
            scenario,
            options: RunOptions(
                seed: seed,
                databasePath: scratch.file("run.sqlite").path,
                scratchFolder: scratch.url,
                policy: scenario.fraud.policy()
            ),
            journalSink: nil,
            observers: []
        )
        let heard = Mutex<[(Instant, Message)]>([])
        let bus = run.system.bus
        let runtime = run.context.runtime
        for subject in [Subject.accessAttempted, .rsvpConfirmed] {
            bus.subscribe(to: subject, on: runtime) { message in
                heard.withLock { $0.append((runtime.now, message)) }
            }
        }
        _ = try run.run()
        messages = heard.withLock { $0 }
        let cleared = try Tool.run(
            "sqlite3",
            [
                scratch.file("run.sqlite").path,
                """
                UPDATE access_logs SET scored_at = NULL, doubted = NULL, risk_score = NULL, machine = 0;
                UPDATE guests SET baseline = NULL, baseline_version = 0;
                UPDATE rsvps SET lesson = NULL; UPDATE replaced_rsvps SET lesson = NULL;
                DELETE FROM outbox
                """,
            ]
        )
        try #require(cleared.status == 0, "\(cleared.errors)")
    }

    /// Tells engines in turn what happened, and asks them about a form of each opening.
    ///
    /// - `killingEvery`: After so many messages the one whose turn it is is killed and starts anew.
    func replay(
        engines count: Int = 1,
        killingEvery interval: Int? = nil,
        areSiblings: Bool = true
    ) throws -> Scores {
        let file = scratch.file("replay-\(UUID()).sqlite")
        try FileManager.default.copyItem(at: scratch.file("run.sqlite"), to: file)
        let runtime = VirtualRuntime(start: messages[0].at, seed: 1)
        defer { runtime.end() }
        let bus = MessageBus(runtime: runtime, sink: DiscardingSink())
        let outlet = TestOutlet(passOn: { bus.publish($0) })
        let store = try Store(
            path: file.path,
            commits: .grouped(steps: 1_000),
            outlet: outlet,
            sealer: TestSealer()
        )
        let geo = try GeoDatabase(path: scratch.file("world.mmdb").path)
        func started() -> (process: ProcessRuntime, engine: FraudEngine) {
            let process = ProcessRuntime(on: runtime)
            let engine = FraudEngine(
                runtime: process,
                store: store,
                bus: bus,
                cache: Cache(),
                geo: geo,
                zones: ZoneClock(),
                scorer: HeuristicScorer(),
                edges: .documented,
                workplace: OpenWorkplace(),
                hasSiblings: areSiblings && count > 1
            )
            process.spawn("start") { try await engine.start() }
            return (process, engine)
        }
        var engines = (0..<count).map { _ in started() }
        var scores = Scores()
        runtime.advance(to: messages[0].at)
        for (number, (at, message)) in messages.enumerated() {
            runtime.advance(to: at)
            let turn = number % count
            if let interval, number % interval == interval - 1 {
                engines[turn].process.kill()
                engines[turn] = started()
            }
            bus.publish(message)
            runtime.advance(to: at)
            guard case .accessAttempted(let access) = message.payload, access.tokenID != nil else {
                continue
            }
            let form = SubmittedForm(access: access, openedFrom: access.visit, fill: .seconds(40))
            let answer = Mutex<Assessment?>(nil)
            runtime.spawn("submit") { [engine = engines[turn].engine] in
                let assessment = try await engine.assess(form)
                answer.withLock { $0 = assessment }
            }
            runtime.advance(to: at)
            scores.forms[access.id] = answer.withLock { $0 }
        }
        for case .accessScored(let access, let assessment) in outlet.systemEvents {
            scores.openings[access.id] = assessment
        }
        try store.close()
        return scores
    }
}
