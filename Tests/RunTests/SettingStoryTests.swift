import Catalogue
import Domain
import Foundation
import Simulation
import Synchronization
import Testing

/// Whatever may be set of somebody moves something: a run in which it is set otherwise is another run.
@Suite struct SettingStoryTests {
    /// One thing that may be set, of whom, and how a scenario says so.
    struct Knob: Sendable, CustomTestStringConvertible {
        let kind: String
        let parameter: Parameter
        /// The scenario's line for the kind, with what is to be set of it.
        let line: @Sendable (String) -> String

        var testDescription: String { "\(kind).\(parameter.key)" }
    }

    private static let knobs: [Knob] = {
        let cast = ActorCatalogue.standard
        func knobs(
            _ kinds: [any ActorKind],
            _ line: @escaping @Sendable (String, String) -> String
        ) -> [Knob] {
            kinds.flatMap { kind in
                kind.parameters.map { parameter in
                    Knob(kind: kind.name, parameter: parameter) { [name = kind.name] in
                        line(name, $0)
                    }
                }
            }
        }
        return knobs(cast.guests) { "cast: { \($0): { share: 100%, \($1) } }" }
            + knobs(cast.machines) { "machines: { \($0): { share: 100%, \($1) } }" }
            + knobs(cast.attacks) { "\(silent)\nattacks: [{ kind: \($0), count: 10, \($1) }]" }
            + knobs(cast.hosts) {
                "\(silent)\nhosts: { kind: \($0), \($1) }\nattacks: [{ kind: casual-forward, count: 8 }, { kind: insider-host, count: 14 }]"
            }
    }()

    /// Some guests answer, most leave their links to others.
    private static let silent =
        "cast: { never-answering: { share: 60%, looks: 0%, moved_by_reminder: 0% } }"

    /// Far from the usual value, and allowed.
    private static func otherValue(of parameter: Parameter) -> String {
        switch (parameter.measure, parameter.usual) {
        case (.duration, .duration(let usual)): Quantities.text(usual * 5)
        case (.duration, _): "30 h"
        case (.share, .share(let usual)): usual < 0.5 ? "100%" : "0%"
        case (.count(let range), .count(let usual)):
            "\(usual * 3 <= range.upperBound ? usual * 3 : range.lowerBound)"
        case (.count(let range), _): "\(range.lowerBound)"
        case (.number(let range), .number(let usual)):
            "\(usual * 3 <= range.upperBound ? usual * 3 : range.lowerBound)"
        case (.truth, .truth(let usual)): usual ? "false" : "true"
        case (.city, _): "Tokyo"
        case (.onset, .onset(let usual)): Quantities.text(usual.median * 5)
        case (.pace, .rate(let usual)): Rate(usual.amount * 3, per: usual.unit).text
        default: parameter.usualText
        }
    }

    /// Ways to decide: some things happen only after a name, a code, a block, or where everything opens.
    private static let policies = [
        "", "fraud: { edges: { soft_verify: 0, sms_verify: 0, block: 0 } }",
        "fraud: { edges: { soft_verify: 0, sms_verify: 100, block: 100 } }",
        "fraud: { edges: { soft_verify: 0, sms_verify: 0, block: 100 } }",
        "fraud: { edges: { soft_verify: 100, sms_verify: 100, block: 100 } }",
    ]

    /// Runs by what is set; usual ones are compared with several times.
    private static let played = Mutex<[String: Outline]>([:])

    private func outline(_ lines: String, _ policy: String) throws -> Outline {
        let yaml = """
            description: Sixteen guests, and whatever is set.
            lasts: 28 days
            \(lines.contains("machines:") ? "" : "mail_scanners: 0%")
            \(lines.contains("cast:") ? "" : "cast: {}")
            events:
              - { name: Party, guests: 16, city: London, by_email: 50%, starts: +24 days, reminder_at: +10 days }
            \(lines)
            \(policy)
            """
        if let known = Self.played.withLock({ $0[yaml] }) { return known }
        let outline = Outline(try Played(yaml))
        Self.played.withLock { $0[yaml] = outline }
        return outline
    }

    @Test(arguments: knobs)
    func `a setting moves something`(knob: Knob) throws {
        let (key, parameter) = (knob.parameter.key, knob.parameter)
        let value = Self.otherValue(of: parameter)
        try #require(value != parameter.usualText, "there is another value")
        let isMoved = try Self.policies.contains { policy in
            try outline(knob.line(""), policy).digest
                != outline(knob.line("\(key): \(value)"), policy).digest
        }
        #expect(isMoved, "\(key): \(value) is as good as \(parameter.usualText)")
    }

    /// What each kind does where nothing is set, in numbers that were looked at, with the run's digest.
    ///
    /// A change of behaviour shows in the diff of `Golden/kinds.txt`, and wants a reason.
    /// `GUESTGUARD_RECORD=1 swift test --filter SettingStoryTests` records it.
    @Test func `each kind does what it did when somebody last looked`() throws {
        let cast = ActorCatalogue.standard
        var lines: [(name: String, line: String)] = []
        for kind in cast.guests where kind.name != ActorCatalogue.rest.name {
            lines.append((kind.name, "cast: { \(kind.name): { share: 100%,  } }"))
        }
        for kind in cast.machines {
            lines.append((kind.name, "machines: { \(kind.name): { share: 100%,  } }"))
        }
        for kind in cast.attacks {
            let attack = "attacks: [{ kind: \(kind.name), count: 10,  }]"
            lines.append((kind.name, "\(Self.silent)\n\(attack)"))
        }
        for kind in cast.hosts {
            let host = "hosts: { kind: \(kind.name),  }"
            let attacks =
                "attacks: [{ kind: casual-forward, count: 8 }, { kind: insider-host, count: 14 }]"
            lines.append(("host \(kind.name)", "\(Self.silent)\n\(host)\n\(attacks)"))
        }
        var text = Outline.header
        for (name, line) in lines {
            for (asked, policy) in [
                ("", Self.policies[0]), (" asked for a code", Self.policies[3]),
            ] {
                text += try outline(line, policy).row(name + asked)
            }
        }
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Golden/kinds.txt")
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let known = try String(contentsOf: file, encoding: .utf8)
        for (now, then) in zip(text.split(separator: "\n"), known.split(separator: "\n")) {
            #expect(now == then)
        }
        #expect(text.count == known.count)
    }
}

/// A run in a dozen numbers.
private struct Outline: Sendable {
    static let header =
        "kind                                looks forms allow name code block in  told score hours digest\n"

    let digest: String
    private let numbers: [Int]

    init(_ story: Played) {
        let decisions = story.decisions.map(\.record).filter { $0.moment == .submitted }
            .map(\.decision)
        let opened = story.accesses.map(\.openedAt)
        let times = opened.map { $0 - opened[0] }.sorted()
        let bands = Decision.allCases.map { band in decisions.count { $0 == band } }
        let scores = story.assessments.map(\.assessment.score.value)
        let middle = times.isEmpty ? 0 : Int(times[times.count / 2].inSeconds / 3_600)
        var numbers: [Int] = [story.accesses.count, decisions.count]
        numbers += bands
        numbers += [story.rsvps.count, story.notifications.count, scores.reduce(0, +), middle]
        self.numbers = numbers
        digest = story.digest
    }

    func row(_ name: String) -> String {
        let widths = [5, 5, 5, 4, 4, 5, 3, 4, 5, 5]
        let cells = zip(numbers, widths).map { number, width in
            let text = String(number)
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        let padding = String(repeating: " ", count: max(1, 36 - name.count))
        return "\(name)\(padding)\(cells.joined(separator: " ")) \(digest.prefix(12))\n"
    }
}

/// Keys change in the middle of a story, and nobody notices.
@Suite struct KeyRotationTests {
    private func story(_ system: String) throws -> Played {
        try Played(
            """
            description: Links, codes and sessions of two keys.
            lasts: 12 days
            events:
              - { name: Party, guests: 80, city: London, by_email: 60%, starts: +11 days, reminder_at: +6 days }
            cast: { procrastinating: 60%, new-phone: 20% }
            attacks:
              - { kind: casual-forward, count: 12, city: Lagos, begins: 1 days }
              - { kind: altered-token, count: 1 }
              - { kind: forged-token, count: 1 }
            faults:
              - { kind: power-cut, at: 73 h, for: 5 min }
            \(system)
            """
        )
    }

    @Test func `a rotation changes no decision, nor anything else that happens`() throws {
        let calm = try story("")
        // Just after invitations went out: they are opened, and answered by code, for days afterwards.
        let rotated = try story("system: { rotates_keys_at: 2 days }")
        #expect(rotated.violated == [] && calm.violated == [])
        #expect(rotated.digest == calm.digest)
        #expect(
            rotated.systemEvents.contains {
                if case .challengeIssued(let challenge) = $0.what {
                    challenge.answerHash.hasPrefix("2:")
                } else {
                    false
                }
            }
        )
    }
}
