import Catalogue
import Domain
import Foundation
import Scenario
import Simulation
import TestSupport
import Testing
import World

/// Variants of a scenario: files on top of others, and values set from outside.
@Suite struct ScenarioVariantTests {
    private static let vocabulary = ScenarioVocabulary(
        isCity: { Atlas.standard.city(named: $0) != nil },
        nearestCity: { Atlas.standard.nearestName(to: $0) }
    )

    private static let base = """
        name: base
        description: A wedding.
        lasts: 20 days
        events: [{ guests: 40, city: Lisbon, starts: +19 days }]
        cast: { traveller: 10%, couple: 20% }
        attacks: [{ kind: casual-forward, count: 3 }, { kind: reseller, count: 2 }]
        fraud: { rate_limit: 30/min, edges: { soft_verify: 20, sms_verify: 50, block: 80 } }
        gates: [genuine.refused <= 1]

        """

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try write("base.yaml", Self.base)
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(to: scratch.file(name), atomically: true, encoding: .utf8)
    }

    private func file(_ name: String, _ settings: String...) throws -> ScenarioFile {
        try ScenarioFile(
            path: scratch.file(name).path,
            settings: settings.map { try ScenarioSetting($0) },
            vocabulary: Self.vocabulary
        )
    }

    private func problems(_ name: String, _ settings: String...) throws -> [String] {
        let error = try #require(throws: ScenarioProblems.self) {
            try ScenarioFile(
                path: scratch.file(name).path,
                settings: settings.map { try ScenarioSetting($0) },
                vocabulary: Self.vocabulary
            )
        }
        return error.problems.map {
            $0.description.replacing(scratch.url.path + "/", with: "")
        }
    }

    // MARK: Extensions

    @Test func `a file has what it says, and of the rest what the file below has`() throws {
        try write(
            "top.yaml",
            """
            extends: base.yaml
            description: The same with a slower limit.
            attacks: [{ kind: viral-post, count: 1 }]
            fraud: { rate_limit: 10/min, edges: { block: 90 } }

            """
        )
        let (base, top) = (try file("base.yaml"), try file("top.yaml"))
        var expected = base.scenario
        expected.name = "top"
        expected.description = "The same with a slower limit."
        expected.attacks = top.scenario.attacks
        expected.fraud.rateLimit = 10
        expected.fraud.edges = BandEdges(softVerify: 20, smsVerify: 50, block: 90)
        #expect(top.scenario == expected)
        #expect(top.scenario.attacks.map(\.kind.name) == ["viral-post"])
        #expect(top.extended == [scratch.file("base.yaml").path])
        // Its hash tells of the file below as well.
        #expect(top.bytes.count > base.bytes.count && top.bytes.starts(with: base.bytes))
    }

    @Test func `three files on each other, in folders of their own`() throws {
        try FileManager.default.createDirectory(
            at: scratch.file("more"),
            withIntermediateDirectories: true
        )
        try write("more/middle.yaml", "extends: ../base.yaml\ndescription: m\nlasts: 25 days\n")
        try write("more/top.yaml", "extends: middle.yaml\ndescription: t\nseed: 9\n")
        let top = try file("more/top.yaml").scenario
        #expect(top.lasts == .days(25) && top.seed == 9 && top.events[0].guests == 40...40)
        #expect(try file("more/top.yaml").extended.count == 2)
    }

    @Test func `what is below is checked against what is on top of it`() throws {
        try write("top.yaml", "extends: base.yaml\ndescription: x\nlasts: 20 min\n")
        #expect(
            try problems("top.yaml") == [
                "base.yaml:4:10: events[0]: expected invitations before the end after 20 min, found a mapping"
            ]
        )
    }

    @Test(arguments: [
        (
            "extends: top.yaml\n",
            "top.yaml:1:10: extends: expected a scenario file that does not extend"
        ),
        (
            "extends: none.yaml\n",
            "extends: expected a scenario file, found no such file: none.yaml"
        ),
        (
            "extends: []\n",
            "extends: expected the path of a scenario file, beside this one, found no text"
        ),
        ("extends: bad.yaml\n", "bad.yaml:1:1: description: expected a mapping of"),
    ])
    func `a file that cannot be extended is named`(line: String, words: String) throws {
        try write("top.yaml", line + "description: x\n")
        try write("bad.yaml", "- 1\n")
        let found = try problems("top.yaml")
        #expect(found.contains { $0.contains(words) } || line.contains("bad"), "\(found)")
        #expect(!found.isEmpty)
    }

    // MARK: Values set from outside

    @Test func `a value is set wherever it stands`() throws {
        let set = try file(
            "base.yaml",
            "lasts=3 weeks",
            "events[0].guests=7",
            "attacks[*].count=1",
            "attacks[1].begins={ at: 2 h }",
            "cast.traveller.flies_for=5 h",
            "cast.traveller.share=30%",
            "fraud.edges.block=99",
            "population.vpn_owners=0%"
        ).scenario
        #expect(set.lasts == .days(21))
        #expect(set.events[0].guests == 7...7 && set.events[0].cities == ["Lisbon"])
        #expect(set.attacks.map(\.count) == [1, 1])
        #expect(set.attacks[1].values["begins"] == .onset(Onset(median: .hours(2), spread: 0)))
        #expect(set.cast.map(\.share) == [0.3, 0.2])
        #expect(set.cast[0].values["flies_for"] == .duration(.hours(5)))
        #expect(set.fraud.edges == BandEdges(softVerify: 20, smsVerify: 50, block: 99))
        #expect(set.population.vpnOwners == 0)
        #expect(try file("base.yaml").bytes != file("base.yaml", "seed=1").bytes)
    }

    @Test func `set within the usual cast, the others stay as they are`() throws {
        try write("plain.yaml", "description: x\nevents: [{ guests: 4 }]\n")
        let set = try file("plain.yaml", "cast.traveller=10%", "machines.chat-preview=5%").scenario
        #expect(set.cast.map(\.kind.name) == Scenario().cast.map(\.kind.name))
        #expect(set.cast.first { $0.kind.name == "traveller" }?.share == 0.1)
        #expect(set.cast.first { $0.kind.name == "couple" }?.share == 0.1)
        #expect(set.machines.map(\.kind.name) == ["mail-scanner", "chat-preview"])
    }

    @Test func `a value that cannot be is named by what was given`() throws {
        let found = try problems(
            "base.yaml",
            "lasts=3 mn",
            "events[3].guests=1",
            "events.guests=1",
            "laasts=1 h",
            "lasts[0]=1"
        )
        let starts = [
            "--set events.guests=1: events.guests: expected an item such as [0] before \"guests\"",
            "--set events[3].guests=1: events[3].guests: expected an item from 0 to 0, found 3",
            "--set laasts=1 h: laasts: expected one of name, description, ",
            "--set lasts=3 mn: lasts: expected a duration such as \"30 s\" or \"2 h\"",
            "--set lasts[0]=1: lasts[0]: expected a list, found none",
        ]
        #expect(found.count == starts.count)
        for (problem, start) in zip(found, starts) { #expect(problem.hasPrefix(start)) }
    }

    @Test(arguments: ["lasts", "=3", "a..b=3", "a[x]=3", "a[1=3", "a[-1]=3", "a[1]b=3"])
    func `what is no path and value is refused`(text: String) {
        #expect(throws: ScenarioProblems.self) { try ScenarioSetting(text) }
    }

    // MARK: What cannot be meant

    @Test func `a throttle at the agreed rate is warned of, with its place`() throws {
        let fault = "faults: [{ kind: sms-throttled, at: 1 h, for: 1 h, to: 6000/min }]\n"
        try write("top.yaml", "extends: base.yaml\ndescription: x\n" + fault)
        #expect(
            try file("top.yaml").warnings.map {
                $0.description.replacing(scratch.url.path + "/", with: "")
            } == [
                "top.yaml:3:56: faults[0].to: 6000/min is no less than the 100/s agreed: never in the way"
            ]
        )
        #expect(try file("top.yaml", "faults[0].to=99/s").warnings.isEmpty)
        #expect(
            try file("base.yaml", "faults=[{ kind: email-throttled, at: 1 h, for: 1 h, to: 14/s }]")
                .warnings.first?.description.hasPrefix("--set faults=[{ kind: email-throttled")
                == true
        )
    }

    @Test(arguments: [
        ("A viral post, and nothing else.", ["it tells of viral-post, which is not played"]),
        ("Links are tried by a bot-farm.", ["it tells of bot-farm, which is not played"]),
        (
            "The engine crashes once.",
            ["it tells of something like \"crash\", and no such fault is played"]
        ),
        (
            "Texts are throttled.",
            ["it tells of something like \"throttle\", and no such fault is played"]
        ),
        ("An sms outage.", ["it tells of sms-outage, which is not played"]),
        ("A casual forward by friends, sold by a reseller.", []), ("Nobody cheats.", []),
    ])
    func `a description that tells of what is not played is doubted`(
        description: String,
        warnings: [String]
    ) throws {
        let file = try file("base.yaml", "description=\(description)")
        #expect(file.warnings.map(\.text) == warnings)
        #expect(file.warnings.allSatisfy { $0.path == "description" })
    }

    @Test func `once it is played there is no doubt`() throws {
        let file = try file(
            "base.yaml",
            "description=A viral post during an outage in which texts are throttled, and a crash.",
            "attacks=[{ kind: viral-post, count: 1 }]",
            "faults=[{ kind: email-outage, at: 1 h, for: 1 h }, { kind: sms-throttled, at: 1 h, for: 1 h, to: 1/s }, { kind: power-cut, at: 1 h, for: 1 h }]"
        )
        #expect(file.warnings.isEmpty, "\(file.warnings)")
    }
}
