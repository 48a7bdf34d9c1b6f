import Foundation
import TestSupport
import Testing

/// What a user sees, and what is left on the disk.
@Suite struct CommandLineTests {
    // MARK: Texts

    @Test(arguments: [
        [], ["run"], ["scenarios"], ["scenarios", "check"], ["scenarios", "explain"], ["bench"],
        ["journal"], ["journal", "diff"], ["journal", "show"], ["personas"], ["personas", "show"],
        ["faults"],
        ["scenarios", "reference"], ["signals"], ["metrics"], ["train"], ["evaluate"],
        ["calibrate"], ["promise"], ["explain"], ["compare"], ["baseline"],
        ["bench", "forest"], ["signals", "ablation"],
    ])
    func `help`(path: [String]) throws {
        let shown = try Tool.run(
            GuestGuardCommand.binary,
            path + ["--help"],
            environment: GuestGuardCommand.environment
        )
        #expect(shown.status == 0 && shown.errors == "")
        try Golden.expect(shown.output, (["help"] + path).joined(separator: "-"))
    }

    @Test(arguments: [
        ["run"], ["run", "tiny.yaml", "--seed", "1", "--seeds", "1..2"],
        ["run", "tiny.yaml", "--seeds", "5..1"], ["run", "tiny.yaml", "--seed", "-1"],
        ["run", "tiny.yaml", "--jobs", "0"], ["train", "--out", "m"],
        ["evaluate", "m.ggforest", "run", "--friction", "1"],
        ["evaluate", "m.ggforest", "run", "--friction", "0"],
        ["calibrate", "run", "--out", "t.json", "--confidence", "0"],
        ["calibrate", "run", "--out", "t.json", "--max-friction", "0"],
        ["calibrate", "run", "--out", "t.json", "--block-precision", "1"],
        ["calibrate", "run", "--out", "t.json", "--confidence", "1"],
        ["run", "tiny.yaml", "--format", "xml"], ["rehearse"], ["journal", "diff", "a.jsonl"],
    ])
    func `a wrong command line says what was expected, and exits 64`(arguments: [String]) throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let ended = try Tool.run(
            GuestGuardCommand.binary,
            arguments,
            in: command.scratch.url,
            environment: GuestGuardCommand.environment
        )
        #expect(ended.status == 64)
        #expect(ended.output == "")
        #expect(try command.tree() == ["tiny.yaml"])
        let name = arguments.joined(separator: " ").replacing(".", with: "_")
        try Golden.expect(ended.errors, "usage " + name)
    }

    @Test func `what cannot be run is said with its place, all of it, and exits 2`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.write("empty.yaml", "")
        try command.write(
            "wrong.yaml",
            """
            description: Much is wrong.
            lasts: 3 dayz
            events:
              - { name: Dinner, guests: 0, city: Lisbonn }
            cast: { travller: 5% }
            attacks: [{ kind: casual-foward, count: 1 }]
            faults: [{ kind: sms-outage, at: 9 days, for: 1 h }]
            gates:
              - fraud.precison.block >= 0.9
            """
        )
        try command.write("edges.json", "{\"schema\": \"guestguard.thresholds/1\"}")
        try command.write("place", "a file where a folder is wanted")
        let before = try command.tree()
        for (name, arguments) in [
            ("missing scenario", ["run", "nowhere.yaml"]),
            ("several wrong scenarios", ["run", "wrong.yaml", "empty.yaml"]),
            ("checked", ["scenarios", "check", "tiny.yaml", "wrong.yaml"]),
            ("explained", ["scenarios", "explain", "wrong.yaml"]),
            ("missing thresholds", ["run", "tiny.yaml", "--thresholds", "none.json"]),
            ("wrong thresholds", ["run", "tiny.yaml", "--thresholds", "edges.json"]),
            ("missing model", ["run", "tiny.yaml", "--scorer", "oracle"]),
            ("wrong model", ["run", "tiny.yaml", "--scorer", "edges.json"]),
            ("no runs", ["train", "nowhere", "--out", "m"]),
            ("no model", ["evaluate", "none.ggforest", "nowhere"]),
            ("missing geoip", ["run", "tiny.yaml", "--geoip", "none.mmdb", "--quiet"]),
            ("wrong geoip", ["run", "tiny.yaml", "--geoip", "edges.json", "--quiet"]),
            ("no folder", ["run", "tiny.yaml", "--out", "place", "--quiet"]),
            ("nothing to compare", ["compare", "nowhere", "tiny.yaml"]),
            ("nothing to explain", ["explain", "nowhere", "019e"]),
            ("missing journal", ["journal", "diff", "a.jsonl", "b.jsonl"]),
            ("no scenarios", ["scenarios", "list", "nowhere"]),
        ] {
            let ended = try Tool.run(
                GuestGuardCommand.binary,
                arguments,
                in: command.scratch.url,
                environment: GuestGuardCommand.environment
            )
            #expect(ended.status == 2, "\(name)")
            #expect(try command.tree() == before, "\(name)")
            // A library's version or a folder's path is no part of what we say.
            let said = ended.errors.replacing(command.scratch.url.path, with: ".")
            try Golden.expect(said, "error " + name)
        }
    }

    // MARK: A run

    private static let reports = [
        "checkpoints.json", "journal.jsonl", "junit.xml", "notify_email.hgrm", "notify_sms.hgrm",
        "open.hgrm", "report.html", "report.md", "score.hgrm", "submit.hgrm", "summary.json",
        "timings.json",
    ]
    private static let dataset = [
        "DATACARD.md", "accesses.csv", "guestguard.sqlite", "guests.csv", "manifest.json",
    ]

    @Test func `a run leaves its files and nothing else, and says where they are`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "gates: [simulated.rsvps >= 5, genuine.refused == 0]")
        let ended = try command.run("run", "tiny.yaml", "--quiet", "--seed", "3")
        #expect(ended.status == 0)
        #expect(ended.errors == "")
        #expect(try command.tree("Reports") == ["tiny-3"] + Self.reports.map { "tiny-3/\($0)" })
        #expect(try command.tree("Datasets") == ["tiny-3"] + Self.dataset.map { "tiny-3/\($0)" })
        #expect(
            try command.tree().filter { !$0.contains("/") } == ["Datasets", "Reports", "tiny.yaml"]
        )
        #expect(ended.output.contains("✓ genuine.refused == 0\n"))
        #expect(ended.output.contains("Report:   ./Reports/tiny-3/report.html\n"))
        #expect(ended.output.hasSuffix("Again:    guestguard run tiny.yaml --seed 3\n"))
        // Unless it is told to be quiet, it says on standard error what it is about.
        let loud = try command.run("run", "tiny.yaml", "--seed", "3")
        #expect(loud.output == ended.output)
        #expect(loud.errors.hasPrefix("Playing guestguard run tiny.yaml --seed 3\n"))
        #expect(loud.errors.contains("times faster than life"))
    }

    @Test func `the page of a run is one file, the same for equal runs`() throws {
        let command = try GuestGuardCommand()
        let story = "attacks: [{ kind: casual-forward, share: 50% }]"
        try command.scenario("tiny", story)
        for folder in ["a", "b"] {
            let ended = try command.run("run", "tiny.yaml", "--quiet", "--out", folder)
            #expect(ended.status == 0)
        }
        let page = try command.text("a/Reports/tiny-1/report.html")
        #expect(try page == command.text("b/Reports/tiny-1/report.html"))
        #expect(page.utf8.count < 3_000_000)
        // Nothing is fetched, and nothing runs.
        for outside in ["http", "src=", "<link", "<script", "url("] {
            #expect(!page.contains(outside), "\(outside)")
        }
        let names = page.matches(of: #/ id="([^"]+)"/#).map { String($0.1) }
        #expect(Set(names).count == names.count)
        #expect(names.contains("fraud") && names.contains("map-title"))
        try command.scenario("bare", "outputs: { html: false }")
        let bare = try command.run("run", "bare.yaml", "--quiet", "--out", "c")
        #expect(bare.output.contains("Report:   c/Reports/bare-1/report.md\n"))
        #expect(try !command.tree("c/Reports/bare-1").contains("report.html"))
    }

    @Test func `on GitHub a gate that fails is annotated, and the report joins the step's summary`()
        throws
    {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "gates: [simulated.rsvps >= 11, genuine.refused == 0]")
        try command.write("summary.md", "before\n")
        let ended = try Tool.run(
            GuestGuardCommand.binary,
            ["run", "tiny.yaml", "--quiet"],
            in: command.scratch.url,
            environment: GuestGuardCommand.environment.merging([
                "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "summary.md",
            ]) { $1 }
        )
        #expect(ended.status == 1)
        let annotation =
            "::error file=tiny.yaml,line=5,col=9,title=simulated.rsvps >= 11::required >= 11, seen "
        #expect(ended.errors.hasPrefix(annotation), "\(ended.errors)")
        #expect(ended.errors.split(separator: "\n").count == 1)
        let summary = try command.text("summary.md")
        #expect(try summary == "before\n" + command.text("Reports/tiny-1/report.md") + "\n")
    }

    @Test func `a journal is shown by name, time and guest`() throws {
        let command = try GuestGuardCommand()
        try command.scenario(
            "tiny",
            "attacks: [{ kind: casual-forward, count: 8, begins: 10 min }]"
        )
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        let journal = try command.text("Reports/tiny-1/journal.jsonl")
        func show(_ arguments: String...) throws -> [Substring] {
            let ended = try Tool.run(
                GuestGuardCommand.binary,
                ["journal", "show", "Reports/tiny-1", "--format", "json"] + arguments,
                in: command.scratch.url,
                environment: GuestGuardCommand.environment
            )
            #expect(ended.status == 0, "\(ended.errors)")
            return ended.output.split(separator: "\n")
        }
        let lines = journal.split(separator: "\n")
        #expect(try show() == lines)
        #expect(
            try show("--what", "access.*") == lines.filter { $0.contains("\"what\":\"access.") }
        )
        #expect(try show("--what", "opened*").isEmpty && show("--what", "access").isEmpty)
        #expect(
            try show("--what", "rsvp.recorded", "--what", "access.opened")
                == lines.filter {
                    $0.contains("\"what\":\"rsvp.recorded\"")
                        || $0.contains("\"what\":\"access.opened\"")
                }
        )
        let day = String(try #require(lines.last).dropFirst(7).prefix(10))
        #expect(
            try show("--from", day, "--to", day) == lines.filter { $0.contains("{\"at\":\"\(day)") }
        )
        // A guest's story from the cast to the reply, and nobody else's.
        let opened = try #require(lines.first { $0.contains("\"what\":\"access.opened\"") })
        let found = try #require(opened.firstMatch(of: #/"guest":"([^"]+)"/#))
        let theirs = try show("--guest", String(found.1))
        for line in lines where line.contains(found.1) { #expect(theirs.contains(line), "\(line)") }
        for what in ["access.scored", "access.decided", "notification.queued", "token.issued"] {
            #expect(theirs.contains { $0.contains("\"what\":\"\(what)\"") }, "\(what)")
        }
        for line in theirs {
            let others = line.matches(of: #/"guest":"([^"]+)"/#).filter { $0.1 != found.1 }
            #expect(others.isEmpty, "\(line)")
        }
        let text = try command.run("journal", "show", "Reports/tiny-1", "--what", "access.opened")
        #expect(text.output.contains("  access.opened               access=019e"))
        for (line, found) in [
            ("not a journal", "not a journal"), (#"{"at":"1","what":"x","n":}"#, #"{"at":"1","#),
            (#"{"at":"1","what":"x","n":1"#, #"{"at":"1","#),
            (#"{"at":"1","n":1}"#, #"{"at":"1","#),
            (#"{"at":"1","what":"x" "n":1}"#, #"{"at":"1","#),
            (#"{"at":"1","what":"x}"#, #"{"at":"1","#),
        ] {
            try command.write("other.jsonl", "\(line)\n")
            let wrong = try command.run("journal", "show", "other.jsonl")
            #expect(wrong.status == 2, "\(line)")
            let problem = "other.jsonl:1: expected a journal's entry, found \"\(found)"
            #expect(wrong.errors.contains(problem), "\(line)")
        }
    }

    @Test func `an access is explained from its beginning, by the data set or without`() throws {
        let command = try GuestGuardCommand()
        try command.scenario(
            "tiny",
            "attacks: [{ kind: casual-forward, count: 8, begins: 10 min }]"
        )
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        let rows = try command.text("Datasets/tiny-1/accesses.csv").split(separator: "\n")
        let access = String(try #require(rows.dropFirst().first?.prefix(36)))
        let told = try command.run("explain", "Reports/tiny-1", access)
        #expect(told.status == 0 && told.errors == "", "\(told.errors)")
        #expect(told.output.contains("Access \(access), "))
        #expect(told.output.contains("──── what only the simulation knows ────\n"))
        let short = try command.run("explain", "Reports/tiny-1", String(access.prefix(30)))
        #expect(short.output == told.output)
        let json = try command.run("explain", "Reports/tiny-1", access, "--format", "json")
        #expect(json.output.contains("\"schema\": \"guestguard.explanation/1\""))
        let campaign = try command.run("explain", "Reports/tiny-1", "casual-forward/0/")
        let many = "casual-forward/0/: expected the beginning of one identifier, found "
        #expect(campaign.status == 2 && campaign.errors.contains(many), "\(campaign.errors)")
        let none = try command.run("explain", "Reports/tiny-1", "nobody")
        #expect(none.status == 2)
        #expect(none.errors.contains("nobody: expected an access, a guest or a campaign of"))
        try FileManager.default.removeItem(at: command.scratch.file("Datasets"))
        #expect(try command.run("explain", "Reports/tiny-1", access).output == told.output)
        // Another story under the same name is no longer that run.
        try command.scenario("tiny", "cast: { declining: 100% }")
        let other = try command.run("explain", "Reports/tiny-1", access)
        #expect(other.status == 2 && other.output == "")
        #expect(other.errors.contains("expected the digest") || other.errors.contains("found none"))
    }

    @Test func `without a journal the digest is the same`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let with = try command.run("run", "tiny.yaml", "--quiet", "--out", "a")
        let without = try command.run("run", "tiny.yaml", "--quiet", "--out", "b", "--no-journal")
        #expect(with.status == 0 && without.status == 0)
        #expect(try command.tree("b/Reports/tiny-1").contains("journal.jsonl") == false)
        #expect(
            try command.text("a/Reports/tiny-1/summary.json")
                == command.text("b/Reports/tiny-1/summary.json")
        )
    }

    @Test func `as JSON the result is the summary`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let ended = try command.run("run", "tiny.yaml", "--quiet", "--format", "json")
        #expect(ended.status == 0)
        #expect(try ended.output == command.text("Reports/tiny-1/summary.json"))
    }

    @Test func `several seeds are several runs, printed in order whatever the jobs`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let one = try command.run("run", "tiny.yaml", "--quiet", "--seeds", "1..4", "--out", "a")
        let two = try command.run(
            "run",
            "tiny.yaml",
            "--quiet",
            "--seeds",
            "1..4",
            "--out",
            "b",
            "--jobs",
            "3"
        )
        #expect(one.status == 0 && two.status == 0)
        #expect(two.output.replacing("b/", with: "a/") == one.output)
        let seeds = one.output.split(separator: "\n").filter { $0.hasPrefix("tiny, seed ") }
        #expect(seeds.map { $0.prefix(12) } == (1...4).map { "tiny, seed \($0)" })
        #expect(one.output.contains("\ntiny, seeds 1..4 together\n"))
        let pooled = Self.reports.filter { $0.hasSuffix(".hgrm") }
        #expect(
            try command.tree("a/Reports/tiny-1..4").filter { !pooled.contains($0) }
                == ["junit.xml", "report.html", "report.md", "summary.json"]
        )
        for seed in 1...4 {
            let path = "Datasets/tiny-\(seed)/accesses.csv"
            #expect(try command.text("a/\(path)") == command.text("b/\(path)"))
        }
        #expect(
            try command.text("a/Datasets/tiny-1/accesses.csv")
                != command.text("a/Datasets/tiny-2/accesses.csv")
        )
    }

    @Test func `a gate that fails is exit status 1, said and written down`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "gates: [simulated.rsvps >= 11, genuine.refused == 0]")
        let ended = try command.run("run", "tiny.yaml", "--quiet")
        #expect(ended.status == 1)
        #expect(ended.output.contains("✗ simulated.rsvps >= 11"))
        #expect(ended.output.contains("✓ genuine.refused == 0"))
        #expect(try command.tree("Reports/tiny-1") == Self.reports)
        let cases = try command.text("Reports/tiny-1/junit.xml")
        #expect(cases.contains("failures=\"1\""))
        #expect(
            cases.contains(
                "name=\"simulated.rsvps &gt;= 11\" time=\"259200\"><failure message=\"required &gt;= 11"
            )
        )
        let several = try command.run("run", "tiny.yaml", "--quiet", "--seeds", "1..2")
        #expect(several.status == 1)
        #expect(several.output.contains("does not hold in 2 of 2 seeds (1, 2)"))
    }

    @Test(arguments: [["tiny.yaml"], ["tiny.yaml", "small.yaml"]])
    func `as JSON one document is printed, whatever was asked for`(scenarios: [String]) throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.scenario("small")
        for (options, count) in [([], 1), (["--seeds", "2..2"], 1)] as [([String], Int)] {
            let arguments = ["run"] + scenarios + options + ["--quiet", "--format", "json"]
            let ended = try Tool.run(
                GuestGuardCommand.binary,
                arguments,
                in: command.scratch.url,
                environment: GuestGuardCommand.environment
            )
            #expect(ended.status == 0)
            let document = try JSONSerialization.jsonObject(with: Data(ended.output.utf8))
            let documents = document as? [Any] ?? [document]
            #expect(documents.count == scenarios.count * count)
        }
    }

    /// What a scenario leaves out is neither written nor promised, and nothing of an earlier run stays.
    @Test(arguments: [
        ("{ dataset: false }", ["DATACARD.md", "guestguard.sqlite", "manifest.json"]),
        ("{ database: false }", ["DATACARD.md", "accesses.csv", "guests.csv", "manifest.json"]),
        ("{ dataset: false, database: false }", []),
    ])
    func `what is written and what is said agree`(outputs: String, files: [String]) throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        try command.scenario("tiny", "outputs: \(outputs)")
        let ended = try command.run("run", "tiny.yaml", "--quiet")
        #expect(ended.status == 0)
        #expect(ended.output.contains("Data set: ") == !files.isEmpty)
        let folder = "Datasets/tiny-1"
        let isThere = FileManager.default.fileExists(atPath: command.scratch.file(folder).path)
        #expect(isThere == !files.isEmpty)
        if isThere { #expect(try command.tree(folder) == files) }
    }

    @Test func `two scenarios of one name are refused before anything is played`() throws {
        let command = try GuestGuardCommand()
        try command.scenario("tiny", "name: dinner")
        try command.scenario("small", "name: dinner")
        let ended = try command.run("run", "tiny.yaml", "small.yaml", "--quiet")
        #expect(ended.status == 2)
        #expect(
            ended.errors == """
                guestguard: small.yaml: expected scenarios of different names in one command, found \
                "dinner" in tiny.yaml too

                """
        )
        #expect(try command.tree() == ["small.yaml", "tiny.yaml"])
    }

    @Test func `files of somebody else stay in a run's folder, those of an earlier run do not`()
        throws
    {
        let command = try GuestGuardCommand()
        try command.scenario()
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        try command.write("Reports/tiny-1/notes.txt", "mine")
        try command.write("Datasets/tiny-1/model.onnx", "mine too")
        #expect(try command.run("run", "tiny.yaml", "--quiet", "--no-journal").status == 0)
        #expect(try command.text("Reports/tiny-1/notes.txt") == "mine")
        #expect(try command.text("Datasets/tiny-1/model.onnx") == "mine too")
        #expect(try !command.tree("Reports/tiny-1").contains("journal.jsonl"))
        #expect(try command.tree("Reports/tiny-1").contains("summary.json"))
    }

    /// Outsiders from Lagos at every link: with all edges at 100 they are let in, and the
    /// invariants judge by those edges.
    @Test func `thresholds replace the edges for the system and for its judges`() throws {
        let command = try GuestGuardCommand()
        try command.scenario(
            "tiny",
            """
            cast: { procrastinating: 100% }
            attacks: [{ kind: headless-script, count: 10, begins: 5 min, headless: 100% }]
            gates: [fraud.alerts == 0]
            """
        )
        try command.write(
            "off.json",
            """
            {"schema": "guestguard.thresholds/1", "soft_verify": 100, "sms_verify": 100, "block": 100}
            """
        )
        let on = try command.run("run", "tiny.yaml", "--quiet", "--out", "on")
        #expect(on.status == 1)
        #expect(on.output.contains("✗ fraud.alerts == 0"))
        #expect(on.output.contains("✓ 16 invariants held"))
        let off = try command.run(
            "run",
            "tiny.yaml",
            "--quiet",
            "--out",
            "off",
            "--thresholds",
            "off.json"
        )
        #expect(off.status == 0, "\(off.output)")
        #expect(off.output.contains("✓ 16 invariants held"))
        #expect(off.output.contains("--thresholds off.json"))
    }

    // MARK: Catalogues

    @Test(arguments: [
        ["personas"], ["personas", "show", "traveller"], ["personas", "show", "casual-forward"],
        ["faults"], ["signals"], ["signals", "features"],
        ["metrics"], ["metrics", "invariants"],
    ])
    func `catalogues are listed and shown`(arguments: [String]) throws {
        let shown = try Tool.run(
            GuestGuardCommand.binary,
            arguments,
            environment: GuestGuardCommand.environment
        )
        #expect(shown.status == 0 && shown.errors == "")
        try Golden.expect(shown.output, arguments.joined(separator: " "))
    }

    @Test func `a persona that is none is said with the nearest that is`() throws {
        let shown = try Tool.run(GuestGuardCommand.binary, ["personas", "show", "travellr"])
        #expect(shown.status == 2 && shown.output == "")
        #expect(
            shown.errors
                == "guestguard: expected a persona, found \"travellr\", did you mean traveller?\n"
        )
    }

    // MARK: Interruption

    /// At ten moments, each at another time whenever this is played.
    @Test(
        arguments: (0..<10).map { _ in Double.random(in: 0...0.9) },
        [(SIGINT, Int32(130), "1"), (SIGTERM, 143, "2")]
    )
    func `an interrupted run ends, leaves nothing and says how to go on`(
        moment: Double,
        how: (signal: Int32, status: Int32, jobs: String)
    ) throws {
        let command = try GuestGuardCommand()
        // Long enough never to be over by itself.
        try command.write(
            "long.yaml",
            """
            description: A season that nobody waits for.
            lasts: 20 weeks
            events: [{ name: Wedding, count: 100, guests: 200, invited_over: 12 weeks }]
            """
        )
        let ended = try command.interrupt(
            with: how.signal,
            after: moment,
            "run",
            "long.yaml",
            "--seeds",
            "1..3",
            "--jobs",
            how.jobs
        )
        #expect(ended.status == how.status)
        #expect(
            ended.errors.contains(
                "interrupted; nothing was written. Again: guestguard run long.yaml --seed 1\n"
            )
        )
        #expect(try command.tree() == ["long.yaml"])
    }

    private static let long = """
        description: A season that nobody waits for.
        lasts: 20 weeks
        events: [{ name: Wedding, count: 100, guests: 200, invited_over: 12 weeks }]
        """

    @Test func `what was over before an interruption stands, and is said to`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.write("long.yaml", Self.long)
        let ended = try command.interrupt(with: SIGINT, after: 4, "run", "tiny.yaml", "long.yaml")
        #expect(ended.status == 130)
        #expect(
            ended.errors.contains(
                "interrupted; 1 run that was over stands, without a verdict on all; nothing of the others "
                    + "was written. Again: guestguard run long.yaml --seed 1\n"
            ),
            "\(ended.errors)"
        )
        #expect(try command.tree("Reports").filter { !$0.contains("/") } == ["tiny-1"])
    }

    @Test func `what a killed run has left is cleared by the next, and no other's`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.write("long.yaml", Self.long)
        let killed = try command.interrupt(with: SIGKILL, after: 0.5, "run", "long.yaml")
        #expect(killed.status == -1)
        func left() throws -> [String] {
            try command.tree().filter { $0.hasSuffix(".partial") }
        }
        #expect(try left().count == 1)
        // A folder that somebody else has just made has no sign yet, and stays.
        try FileManager.default.createDirectory(
            at: command.scratch.file(".other.1.partial"),
            withIntermediateDirectories: true
        )
        #expect(try command.run("run", "tiny.yaml", "--quiet").status == 0)
        #expect(try left() == [".other.1.partial"])
    }

    // MARK: Scenarios and journals

    @Test func `an explained scenario is the same scenario`() throws {
        let command = try GuestGuardCommand()
        try command.scenario(
            "tiny",
            """
            cast: { traveller: 20%, couple: 10% }
            attacks: [{ kind: casual-forward, share: 20%, city: Lagos }]
            faults: [{ kind: sms-throttled, at: 1 h, for: 1 h, to: 2/s }]
            gates: [genuine.refused <= 10]
            """
        )
        let explained = try command.run("scenarios", "explain", "tiny.yaml")
        #expect(explained.status == 0)
        try command.write("explained.yaml", explained.output)
        let again = try command.run("scenarios", "explain", "explained.yaml")
        #expect(again.output == explained.output)
        let first = try command.run("run", "tiny.yaml", "--quiet", "--out", "a")
        let second = try command.run("run", "explained.yaml", "--quiet", "--out", "b")
        #expect(first.status == 0 && second.status == 0)
        #expect(
            try command.text("a/Reports/tiny-1/journal.jsonl")
                == command.text("b/Reports/tiny-1/journal.jsonl")
        )
    }

    @Test func `every committed scenario is good and listed with its first sentence`() throws {
        let folder = GuestGuardCommand.root.appending(path: "Scenarios").path
        let command = try GuestGuardCommand()
        let listed = try command.run("scenarios", "list", folder)
        #expect(listed.status == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        let lines = listed.output.split(separator: "\n")
        #expect(
            lines.map { $0.prefix { $0 != " " } }.map(String.init)
                == files.filter { $0.hasSuffix(".yaml") }.sorted()
        )
        #expect(lines.allSatisfy { $0.hasSuffix(".") })
        // None has a gate that cannot be meant, or tells of what it does not play.
        let scenarios = files.filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
        let checked = try command.run(["scenarios", "check"] + scenarios)
        #expect(checked.status == 0 && checked.errors == "", "\(checked.errors)")
    }

    @Test func `two journals are told apart at the first line that differs`() throws {
        let command = try GuestGuardCommand()
        try command.write("a.jsonl", "{\"seq\":0}\n{\"seq\":1}\n{\"seq\":2}\n")
        try command.write("b.jsonl", "{\"seq\":0}\n{\"seq\":9}\n{\"seq\":2}\n")
        try command.write("c.jsonl", "{\"seq\":0}\n")
        let equal = try command.run("journal", "diff", "a.jsonl", "a.jsonl")
        #expect(equal.status == 0 && equal.output == "equal, 3 lines\n")
        let other = try command.run("journal", "diff", "a.jsonl", "b.jsonl")
        #expect(other.status == 1)
        #expect(
            other.output == """
                Line 2 is the first that differs.
                  before: {"seq":0}
                  a.jsonl: {"seq":1}
                  b.jsonl: {"seq":9}

                """
        )
        let shorter = try command.run("journal", "diff", "a.jsonl", "c.jsonl")
        #expect(shorter.status == 1)
        #expect(shorter.output.contains("c.jsonl: (ended)"))
    }
}
