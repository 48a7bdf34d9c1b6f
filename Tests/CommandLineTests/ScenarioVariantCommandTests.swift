import Foundation
import TestSupport
import Testing

@testable import guestguard

/// Variants at the command line: played, named, repeated and explained.
@Suite struct ScenarioVariantCommandTests {
    @Test func `a variant stands beside the scenario's own run, and can be asked about`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "attacks: [{ kind: casual-forward, count: 8, at: 10 min }]")
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        let ended = try command.run(
            "run",
            "tiny.yaml",
            "--quiet",
            "--set",
            "attacks[0].at=20 min",
            "--set",
            "description=It's another."
        )
        #expect(ended.status == 0 && ended.errors == "")
        let folders = try command.tree("Reports").filter { !$0.contains("/") }
        #expect(folders.count == 2 && folders[0] == "tiny-1")
        let variant = try #require(folders.first { $0.hasPrefix("tiny-set-") })
        let again = #"--set 'attacks[0].at=20 min' --set 'description=It'\''s another.'"#
        #expect(ended.output.contains("Again:    guestguard run tiny.yaml --seed 1 \(again)"))
        let manifest = try command.text("Datasets/\(variant)/manifest.json")
        #expect(manifest.contains(#""attacks[0].at=20 min""#))
        // The rerun line is what explain plays.
        let told = try command.run("explain", "Reports/\(variant)", "casual-forward/0/", "--quiet")
        #expect(
            told.status == 0 || told.errors.contains("expected the beginning of one identifier")
        )
        #expect(!told.errors.contains("digest"))
    }

    @Test func `a signal is left out of the score, in the data set's words and when asked about`()
        throws
    {
        let command = try GuestGuardCommand()
        try command.scenario(
            "tiny",
            "attacks: [{ kind: casual-forward, count: 8, begins: 10 min }]"
        )
        let arguments = ["run", "tiny.yaml", "--quiet", "--without", "fingerprint_match"]
        let ended = try command.run(arguments)
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(
            ended.output.contains(
                "Again:    guestguard run tiny.yaml --seed 1 --without fingerprint_match\n"
            )
        )
        let rows = try command.text("Datasets/tiny-1/accesses.csv").split(separator: "\n")
        #expect(rows.contains { $0.contains(",heuristic/2 without fingerprint_match,") })
        let access = String(rows[3].prefix { $0 != "," })
        let told = try command.run("explain", "Reports/tiny-1", access, "--quiet")
        #expect(told.status == 0, "\(told.errors)")
        for (options, problem) in [
            (
                ["--without", "fingerprint_mach"],
                "--without: expected a signal of guestguard signals list, found \"fingerprint_mach\", "
                    + "did you mean fingerprint_match?"
            ),
            (
                ["--without", "geo_distance", "--scorer", "other.json"],
                "--without: expected the heuristic, found --scorer other.json"
            ),
        ] {
            let refused = try command.run(["run", "tiny.yaml"] + options)
            #expect(refused.status == 2 && refused.errors.contains(problem), "\(refused.errors)")
        }
    }

    @Test func `seeds that replace others say so once`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let arguments = ["run", "tiny.yaml", "--quiet", "--seeds", "1..3"]
        #expect(try command.run(arguments).errors == "")
        let other = try command.run(arguments + ["--without", "geo_distance"])
        #expect(
            other.errors
                == "./Reports/tiny-1: replaces what was made by: guestguard run tiny.yaml --seed 1; "
                + "2 more runs replace others too\n"
        )
    }

    /// Where the first event is, whatever the clock says there.
    @Test(arguments: [
        ("monday 9:00", "Berlin", "2026-06-01T07:00:00"),
        ("monday 9:00", "Tokyo", "2026-06-01T00:00:00"),
        ("friday 18:30 + 1 week", "London", "2026-06-12T17:30:00"),
    ])
    func `a scenario starts at an hour of the week`(
        starts: String,
        city: String,
        instant: String
    ) throws {
        let command = try GuestGuardCommand()
        try command.write(
            "tiny.yaml",
            """
            description: Ten guests and three days.
            starts: \(starts)
            lasts: 3 days
            events: [{ name: Dinner, guests: 10, city: \(city) }]

            """
        )
        let explained = try command.run("scenarios", "explain", "tiny.yaml")
        #expect(explained.status == 0, "\(explained.errors)")
        #expect(explained.output.contains("starts: \(instant)"), "\(explained.output.prefix(300))")
        try command.write("soon.yaml", "description: x\nstarts: soon\nevents: [{ guests: 2 }]\n")
        let refused = try command.run("scenarios", "check", "soon.yaml")
        #expect(
            refused.errors.contains(
                "or a weekday and hour such as \"monday 9:00\", found \"soon\""
            ),
            "\(refused.errors)"
        )
    }

    @Test func `a run of other settings says what it replaces`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.write(
            "edges.json",
            #"{"schema": "guestguard.thresholds/1", "soft_verify": 1, "sms_verify": 2, "block": 3}"#
        )
        #expect(try command.run("run", "tiny.yaml", "--quiet").errors == "")
        // The same again replaces nothing of interest.
        #expect(try command.run("run", "tiny.yaml", "--quiet").errors == "")
        let other = try command.run("run", "tiny.yaml", "--quiet", "--thresholds", "edges.json")
        #expect(
            other.errors
                == "./Reports/tiny-1: replaces what was made by: guestguard run tiny.yaml --seed 1\n"
        )
    }

    @Test func `a variant is checked and explained like a scenario`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.write("more.yaml", "extends: tiny.yaml\ndescription: More.\n")
        let explained = try command.run(
            "scenarios",
            "explain",
            "more.yaml",
            "--set",
            "events[0].guests=11"
        )
        #expect(
            explained.output.hasPrefix(
                "# on top of tiny.yaml\n# --set events[0].guests=11\nname: more\n"
            )
        )
        #expect(explained.output.contains("guests: { from: 11, to: 11 }"))
        let checked = try command.run("scenarios", "check", "more.yaml", "--set", "lasts=soon")
        #expect(checked.status == 2)
        #expect(checked.errors.hasPrefix("--set lasts=soon: lasts: expected a duration"))
        let warned = try command.run(
            "scenarios",
            "check",
            "more.yaml",
            "--set",
            "faults=[{ kind: sms-throttled, at: 1 h, for: 1 h, to: 200/s }]"
        )
        #expect(warned.status == 0 && warned.output == "more.yaml: good, with 1 warning\n")
        #expect(warned.errors.hasPrefix("warning: --set faults=[{"))
    }

    @Test(arguments: [
        "plain", "a b", "it's", "", "'", "''", #"back\slash"#, "$HOME `x`", "päth", "[0].at=1 h",
    ])
    func `a quoted word is one word again, also for a shell`(word: String) throws {
        #expect(ShellWords.split("x \(ShellWords.quoted(word)) y") == ["x", word, "y"])
        let scratch = try Scratch()
        let shell = try Tool.run(
            "sh",
            ["-c", "printf %s \(ShellWords.quoted(word))"],
            in: scratch.url
        )
        #expect(shell.output == word)
    }
}
