import Foundation
import TestSupport
import Testing

/// What a scenario's author is told of their gates, before a run and after it.
@Suite struct GateCommandTests {
    /// Committed scenarios with gates that cannot be meant, or cannot be read.
    @Test(arguments: [
        ("vacuous-gate", 0 as Int32), ("thousands-suggestion", 2), ("commented-out-gates", 2),
    ])
    func `a gate that is not meant so is named with its place`(name: String, status: Int32) throws {
        let command = try GuestGuardCommand()
        let file = GuestGuardCommand.root.appending(path: "Tests/Cases/\(name).yaml")
        try command.write("\(name).yaml", String(contentsOf: file, encoding: .utf8))
        let ended = try command.run("scenarios", "check", "\(name).yaml")
        #expect(ended.status == status)
        try Golden.expect(ended.output + ended.errors, "case \(name)")
    }

    private static let gates = """
        attacks: [{ kind: casual-forward, count: 8, at: 10 min }]
        gates:
          - fraud.admitted <= 1 when n >= 3
          - { gate: genuine.friction <= 2%, warn: true, wish: '<= 1%' }
          - fraud.admitted <= 3 with 95% confidence
          - fraud.attempts.recall.sms_verify >= 0.95
          - machine.admitted == 0
          - { gate: genuine.refused <= 3, wish: == 0 }
        mail_scanners: 0%
        """

    @Test func `a run says of each gate what became of it, and what it was made of`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("gated", Self.gates)
        let ended = try command.run("run", "gated.yaml", "--quiet")
        #expect(ended.status == 1)
        let lines = ended.output.split(separator: "\n").drop { !$0.contains("invariants held") }
        try Golden.expect(
            lines.prefix { !$0.hasPrefix("Report:") }.joined(separator: "\n") + "\n",
            "told gates"
        )
        // The command that follows is one that works.
        let follow = try #require(lines.first { $0.contains("guestguard explain") })
            .split(separator: " ").map(String.init)
        let told = try command.run("explain", follow[2], follow[3], "--quiet")
        #expect(told.status == 0 && told.output.contains("only the simulation knows"))
        let summary = try command.text("Reports/gated-1/summary.json")
        for part in [
            "\"verdict\": \"not_tried\"", "\"warn\": true",
            "\"made_of\": \"by attack: casual-forward",
        ] {
            #expect(summary.contains(part), "\(part)")
        }
        let junit = try command.text("Reports/gated-1/junit.xml")
        #expect(junit.contains("failures=\"2\"") && junit.contains("skipped=\"3\""))
    }

    @Test func `gates that only warn, or were not tried, leave a run green`() throws {
        let command = try GuestGuardCommand()
        try command.scenario(
            "open",
            """
            mail_scanners: 0%
            gates:
              - { gate: simulated.rsvps >= 500, warn: true }
              - fraud.admitted <= 0
            """
        )
        let ended = try command.run(
            "run",
            "open.yaml",
            "--quiet",
            environment: ["GITHUB_ACTIONS": "true"]
        )
        #expect(ended.status == 0)
        #expect(ended.output.contains("! simulated.rsvps >= 500  (warns only)"))
        #expect(ended.output.contains("– fraud.admitted <= 0  NOT TRIED"))
        #expect(
            ended.errors.contains(
                "::warning file=open.yaml,line=7,col=13,title=simulated.rsvps >= 500"
            )
        )
        #expect(!ended.errors.contains("::error"))
    }

    @Test func `over seeds a count has bounds`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("gated", Self.gates)
        let ended = try command.run("run", "gated.yaml", "--quiet", "--seeds", "1..5")
        let line = try #require(
            ended.output.split(separator: "\n").first {
                $0.hasPrefix("  fraud.admitted <= 3 with 95% confidence")
            }
        )
        #expect(line.contains("–") && (line.contains("fail") || line.contains("pass")), "\(line)")
    }
}

/// `guestguard gates suggest`.
@Suite struct GatesSuggestTests {
    @Test
    func `thresholds are suggested, explained and written, and the scenario is played no worse`()
        throws
    {
        let command = try GuestGuardCommand()
        try command.scenario(
            "tuned",
            """
            mail_scanners: 0%
            gates:
              - genuine.friction <= 1%   # a wish, rather
              - { gate: simulated.rsvps >= 500, wish: '>= 10' }
              - delivery.sms.dead_lettered == 0
            """
        )
        let ended = try command.run(
            "gates",
            "suggest",
            "tuned.yaml",
            "--seeds",
            "101..120",
            "--alarms",
            "5%",
            "--for",
            "fraud.alerts",
            "--write",
            "--jobs",
            "2"
        )
        #expect(ended.status == 0 && ended.errors == "tuned.yaml: written\n")
        try Golden.expect(ended.output, "told gates suggest")
        let text = try command.text("tuned.yaml")
        #expect(text.contains("   # a wish, rather") && text.contains("wish: '>= 10' }"))
        #expect(text.contains("  - fraud.alerts <= "))
        #expect(!text.contains("<= 1%") && !text.contains(">= 500"))
        // Nothing of the runs is left.
        #expect(try command.tree() == ["tuned.yaml"])
        #expect(try command.run("run", "tuned.yaml", "--seed", "120", "--quiet").status == 0)
    }

    @Test func `for programs there is a document`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("tuned", "gates: [genuine.refused <= 0]")
        let ended = try command.run(
            "gates",
            "suggest",
            "tuned.yaml",
            "--seeds",
            "1..20",
            "--format",
            "json",
            "--quiet"
        )
        #expect(ended.status == 0)
        let document =
            try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        #expect(document?["schema"] as? String == "guestguard.gates/1")
        #expect(document?["of"] as? Int == 20)
    }

    @Test(arguments: [
        (["--seeds", "1..5"], 64 as Int32, "--seeds: expected 20 at least, found 5."),
        (["--seeds", "1..20", "--alarms", "60%"], 64, "--alarms"),
        (
            ["--seeds", "1..20", "--for", "moon.phase"], 2,
            "--for moon.phase: column 1: expected a metric"
        ),
        (["--seeds", "1..20"], 2, "expected gates, or --for with a metric, found none"),
        (["--seeds", "1..20", "--write", "--set", "seed=1"], 64, "--write: expected no --set"),
    ])
    func `what cannot be suggested is said`(
        arguments: [String],
        status: Int32,
        words: String
    ) throws {
        let command = try GuestGuardCommand()
        try command.scenario("bare")
        let ended = try command.run(["gates", "suggest", "bare.yaml"] + arguments)
        #expect(ended.status == status && ended.errors.contains(words), "\(ended.errors)")
    }

    @Test func `gates of a file below are not written into the one on top`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("below", "gates: [genuine.friction <= 1%]")
        try command.write("top.yaml", "extends: below.yaml\ndescription: x\n")
        let before = try command.text("top.yaml")
        let ended = try command.run(
            "gates",
            "suggest",
            "top.yaml",
            "--seeds",
            "1..20",
            "--write",
            "--quiet"
        )
        #expect(ended.status == 2 && ended.errors.contains("nothing was written"))
        #expect(try command.text("top.yaml") == before)
    }
}

/// What a CI owner meets: ends, documents, annotations.
@Suite struct ContinuousIntegrationTests {
    @Test func `with fail-fast the first failure ends it, and what was played is judged`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("bad", "gates: [simulated.rsvps >= 500]")
        let ended = try command.run("run", "bad.yaml", "--seeds", "3..9", "--fail-fast", "--quiet")
        #expect(ended.status == 1)
        #expect(ended.errors == "guestguard: ended after the first failure, 1 of 7 runs played\n")
        #expect(ended.output.contains("bad, seeds 3..3 together"))
        #expect(try command.tree("Reports").filter { !$0.contains("/") } == ["bad-3", "bad-3..3"])
    }

    @Test func `several seeds are one document of runs and what they have together`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let ended = try command.run(
            "run",
            "tiny.yaml",
            "--seeds",
            "1..3",
            "--format",
            "json",
            "--quiet"
        )
        let document =
            try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any]
        let runs = document?["runs"] as? [[String: Any]]
        #expect(runs?.count == 3)
        #expect(runs?.allSatisfy { $0["schema"] as? String == "guestguard.summary/1" } == true)
        let pooled = document?["pooled"] as? [String: Any]
        #expect(pooled?["schema"] as? String == "guestguard.seeds/1")
    }

    @Test(arguments: [
        ("5..1", "expected the lower seed first, 1..5, found \"5..1\""),
        ("1-5", "expected seeds as A..B, such as 1..20, found \"1-5\""),
        ("0..100000", "expected 100000 seeds at most, found \"0..100000\""),
    ])
    func `seeds that are no range say why`(seeds: String, words: String) throws {
        let command = try GuestGuardCommand()
        let ended = try command.run("run", "x.yaml", "--seeds", seeds)
        #expect(ended.status == 64 && ended.errors.contains(words), "\(ended.errors)")
    }

    @Test func `a reader that has seen enough is no error`() throws {
        let ended = try Tool.run(
            "sh",
            ["-c", "\(GuestGuardCommand.binary) metrics list | head -1; echo \"${PIPESTATUS:-0}\""]
        )
        #expect(ended.errors == "")
    }

    @Test func `an annotation stands at its gate's line, also in the file below`() throws {
        let command = try GuestGuardCommand()
        try command.scenario(
            "below",
            "gates:\n  - genuine.refused <= 9\n  - simulated.rsvps >= 500"
        )
        try command.write("top.yaml", "extends: below.yaml\ndescription: x\n")
        let ended = try command.run(
            "run",
            "top.yaml",
            "--quiet",
            environment: ["GITHUB_ACTIONS": "true"]
        )
        #expect(
            ended.errors.contains(
                "::error file=below.yaml,line=7,col=5,title=simulated.rsvps >= 500::"
            ),
            "\(ended.errors)"
        )
    }

    @Test func `a comparison that cannot judge ends as it is asked to`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        #expect(try command.run("run", "tiny.yaml", "--seeds", "1..2", "--quiet").status == 0)
        let arguments = ["compare", "Reports/tiny-1", "Reports/tiny-2"]
        #expect(try command.run(arguments).status == 0)
        let lenient = try command.run(arguments + ["--fail-on", "regression"])
        #expect(lenient.status == 0)
        #expect(
            lenient.errors.contains("nothing could be judged, which --fail-on regression lets pass")
        )
        let strict = try command.run(arguments + ["--fail-on", "undecided"])
        #expect(strict.status == 3 && strict.output.hasPrefix("Nothing can be judged:"))
        let told = try command.run(arguments, environment: ["GITHUB_ACTIONS": "true"])
        #expect(
            told.errors.contains("::warning file=Reports/tiny-2,title=nothing could be judged::")
        )
    }

    /// The workflow's own shell lines, with a comparison that finds a regression in the tool's place.
    @Test func `the comparison's workflow fails where the comparison does`() throws {
        let file = GuestGuardCommand.root.appending(path: ".github/workflows/compare.yml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let scratch = try Scratch()
        let tools = scratch.url.appending(path: ".build/release")
        try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
        let tool = tools.appending(path: "guestguard")
        for (status, expected) in [(0, 0), (1, 1), (3, 3)] as [(Int, Int32)] {
            try "#!/bin/sh\necho told\nexit \(status)\n"
                .write(to: tool, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755],
                ofItemAtPath: tool.path
            )
            let step = try #require(text.components(separatedBy: "- name: Compare them").last)
            let lines = try #require(step.components(separatedBy: "run: |\n").dropFirst().first)
                .components(separatedBy: "\n").prefix { $0.hasPrefix("          ") }
            let script = lines.joined(separator: "\n").replacing(
                /\$\{\{[^}]*\}\}/,
                with: "x"
            )
            let ended = try Tool.run("bash", ["-e", "-c", script], in: scratch.url)
            #expect(ended.status == expected)
            let comment = try String(
                contentsOf: scratch.url.appending(path: "comment.md"),
                encoding: .utf8
            )
            #expect(comment == "told\n")
        }
        // A run that cannot be made ends the job as well, a missed gate does not.
        #expect(text.contains("|| test $? -eq 1") && !text.contains("|| true"))
    }
}

/// Control characters in a scenario's texts.
@Suite struct UnseenCharacterTests {
    @Test func `they reach no report, and what is explained can be read again`() throws {
        let command = try GuestGuardCommand()
        let file = GuestGuardCommand.root.appending(path: "Tests/Cases/control-characters.yaml")
        try command.write("ctrl.yaml", String(contentsOf: file, encoding: .utf8))
        #expect(try command.run("run", "ctrl.yaml", "--quiet").status == 0)
        for path in try command.tree()
        where [".html", ".md", ".json", ".xml", ".csv"].contains(where: path.hasSuffix) {
            let odd = try command.text(path).unicodeScalars.filter {
                $0.value < 0x20 && $0 != "\n" && $0 != "\t" && $0 != "\r"
                    || (0x7F...0x9F).contains($0.value)
                    || [0x2028, 0x202E, 0xFFFE].contains($0.value)
            }
            #expect(odd.isEmpty, "\(path): \(odd.map { String($0.value, radix: 16) })")
        }
        let explained = try command.run("scenarios", "explain", "ctrl.yaml")
        try command.write("again.yaml", explained.output)
        #expect(try command.run("scenarios", "check", "again.yaml").status == 0)
        #expect(try command.run("scenarios", "explain", "again.yaml").output == explained.output)
    }
}

/// The committed story of a party in two cities, and what would remedy it.
@Suite struct TwoCitiesTests {
    @Test func `it passes as written, and remedies are compared with a verdict`() throws {
        let command = try GuestGuardCommand()
        let file = GuestGuardCommand.root.appending(path: "Scenarios/two-cities.yaml")
        try command.write("two-cities.yaml", String(contentsOf: file, encoding: .utf8))
        let checked = try command.run("scenarios", "check", "two-cities.yaml")
        #expect(checked.output == "two-cities.yaml: good\n" && checked.errors == "")
        let seeds = ["--seeds", "1..8", "--quiet", "--no-journal"]
        let played = try command.run(["run", "two-cities.yaml"] + seeds)
        #expect(played.status == 0)
        #expect(played.output.contains("! genuine.friction <= 0.02 with 95% confidence, warns"))
        let wider = "fraud.edges={ soft_verify: 60, sms_verify: 75, block: 90 }"
        #expect(try command.run(["run", "two-cities.yaml", "--set", wider] + seeds).status == 0)
        let variant = try #require(
            try command.tree("Reports").first {
                $0.hasPrefix("two-cities-set-") && $0.hasSuffix("1..8")
            }
        )
        let compared = try command.run(
            "compare",
            "Reports/two-cities-1..8",
            "Reports/\(variant)",
            "--fail-on",
            "undecided"
        )
        // Fewer guests are asked; what that costs at the other end is said as well.
        let lines = compared.output.split(separator: "\n")
        let asked = try #require(
            lines.first { $0.hasPrefix("fraud.attempts.false_positive_rate.soft_verify") }
        )
        #expect(asked.contains("better"), "\(asked)")
        #expect(compared.status != 3 && compared.output.contains("points"))
    }
}
