import Domain
import Evidence
import Foundation
import Messaging
import Simulation
import Testing
import VirtualTime

/// Scenarios that nobody thought of: cast, attacks, faults and deployment drawn from a seed.
///
/// `GUESTGUARD_SEEDS=100..200 swift test --filter RandomScenarioTests` tries others.
@Suite struct RandomScenarioTests {
    static var seeds: ClosedRange<UInt64> {
        let asked = ProcessInfo.processInfo.environment["GUESTGUARD_SEEDS"] ?? ""
        let ends = asked.components(separatedBy: "..").compactMap { UInt64($0) }
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : 1...12
    }

    @Test(arguments: seeds)
    func `whatever happens, invariants hold and the run repeats itself`(seed: UInt64) throws {
        let scenario = Self.scenario(seed)
        let (first, again): (Played, Played)
        do {
            (first, again) = (
                try Played(scenario, seed: seed), try Played(scenario, seed: seed)
            )
        } catch {
            Issue.record("\(error)\n\(try Self.repeating(scenario, seed))")
            return
        }
        if first.violated != [] || first.digest != again.digest {
            Issue.record(
                """
                violated: \(first.checks.filter(\.isViolated))
                digests: \(first.digest), \(again.digest)
                \(try Self.repeating(scenario, seed))
                """
            )
        }
        for account in first.accounts { #expect(account.isBalanced) }
    }

    @Test func `the draws differ from seed to seed, and are the same every time`() {
        let scenarios = (UInt64(1)...20).map(Self.scenario)
        #expect(Set(scenarios).count == 20)
        #expect(scenarios == (UInt64(1)...20).map(Self.scenario))
        for word in ["crash", "share:", "couple", "headless-script", "capacity"] {
            #expect(scenarios.contains { $0.contains(word) }, "\(word) is never drawn")
        }
    }

    /// Keeps the scenario and gives the line that plays it.
    private static func repeating(_ scenario: String, _ seed: UInt64) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "guestguard-random-\(seed).yaml"
        )
        try scenario.write(to: file, atomically: true, encoding: .utf8)
        return "Again: guestguard run \(file.path) --seed \(seed)"
    }

    private static func scenario(_ seed: UInt64) -> String {
        var draw = RandomStream(seed: seed, name: "random scenario")
        var lines = ["description: Drawn from seed \(seed).", "lasts: 14 days", "events:"]
        for number in 0..<draw.integer(in: 1...3) {
            let (invited, starts) = (draw.integer(in: 0...48), draw.integer(in: 3...20))
            lines.append(
                "  - { name: Party \(number), guests: \(draw.integer(in: 4...40)), "
                    + "by_email: \(draw.integer(in: 0...100))%, "
                    + "living_elsewhere: \(draw.integer(in: 0...50))%, "
                    + "invited_at: \(invited) h, starts: +\(starts) days, "
                    + "reminder_at: \(draw.integer(in: 1...min(120, starts * 24 - invited - 1))) h"
                    + (draw.bool(probability: 0.4)
                        ? ", capacity: \(draw.integer(in: 1...40)) }" : " }")
            )
        }
        lines.append("mail_scanners: \(draw.integer(in: 0...60))%")
        lines.append("cast:")
        let guests = ActorCatalogue.standard.guests.map(\.name).filter {
            $0 != ActorCatalogue.rest.name
        }
        for persona in guests {
            lines.append("  \(persona): \(draw.integer(in: 0...100 / guests.count))%")
        }
        lines.append("attacks:")
        lines.append("  - { kind: casual-forward, share: \(draw.integer(in: 0...50))% }")
        for attack in ActorCatalogue.standard.attacks.map(\.name)
        where draw.bool(probability: 0.5) {
            lines.append(
                "  - { kind: \(attack), count: \(draw.integer(in: 1...4)), "
                    + "begins: \(draw.integer(in: 0...3_000)) min }"
            )
        }
        lines.append("faults:")
        lines.append(
            "  - { kind: fraud-engine-slow, at: 1 h, for: 2 h, by: \(draw.integer(in: 1...500)) ms }"
        )
        for (fault, extra) in [
            ("fraud-engine-down", ""), ("sms-outage", ""), ("email-outage", ""),
            ("sms-throttled", ", to: \(draw.integer(in: 1...20))/s"),
            ("messages-duplicated", ", share: \(draw.integer(in: 1...60))%"),
            ("messages-delayed", ", by: \(draw.integer(in: 1...600)) s"),
            ("acks-lost", ", share: \(draw.integer(in: 1...60))%"), ("core-api-crash", ""),
            ("power-cut", ""),
            ("fraud-engine-crash", ""), ("notifications-crash", ""),
        ] where draw.bool(probability: 0.4) {
            lines.append(
                "  - { kind: \(fault), at: \(draw.integer(in: 0...5_000)) min, "
                    + "for: \(draw.integer(in: 1...2_000)) min\(extra) }"
            )
        }
        lines.append(
            "deployment: { core_api: { workers: \(draw.integer(in: 1...16)), "
                + "service: \(draw.integer(in: 1...900)) ms } }"
        )
        return lines.joined(separator: "\n")
    }
}
