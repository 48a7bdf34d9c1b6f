import Foundation
import TestSupport
import Testing

/// What changed since a run that was kept, as typed.
@Suite struct BaselineCommandTests {
    /// A scenario with enough attacks to show a difference.
    private func forwards(_ command: GuestGuardCommand) throws {
        try command.write(
            "forwards.yaml",
            """
            description: Dinners, many of whose links get forwarded.
            lasts: 12 days
            events: [{ name: Dinner, count: 8, guests: 40, city: Lisbon }]
            attacks: [{ kind: casual-forward, count: 250, city: Lagos, begins: 5 h }]

            """
        )
        try command.write(
            "deaf.json",
            """
            { "schema": "guestguard.thresholds/1", "soft_verify": 99, "sms_verify": 99, "block": 99 }

            """
        )
    }

    @Test func `a run that was kept is what later ones are held against`() throws {
        let command = try GuestGuardCommand()
        try forwards(command)
        let arguments = ["run", "forwards.yaml", "--quiet", "--no-journal"]
        #expect(try command.run(arguments).status == 0)
        let kept = try command.run(["baseline", "Reports/forwards-1"])
        #expect(kept.status == 0 && kept.output == "Reports/baseline/forwards-1.json\n")
        let file = "Reports/baseline/forwards-1.json"

        let same = try command.run(arguments + ["--baseline", file])
        #expect(same.status == 0)
        #expect(same.output.contains("Baseline: Both are the same run, to the byte."))
        let page = try command.text("Reports/forwards-1/report.html")
        #expect(page.contains("<h2>Against the baseline</h2>"))

        // With the bands off more outsiders' forms are let through: the report says so, and the run's own
        // verdict is its gates'.
        let deaf = try command.run(arguments + ["--thresholds", "deaf.json", "--baseline", file])
        #expect(deaf.status == 0)
        #expect(deaf.output.contains("Baseline: Worse: fraud.attempts.recall.soft_verify"))
        let report = try command.text("Reports/forwards-1/report.md")
        #expect(report.contains("\n## Against the baseline\n\n❌ Worse:"))
        #expect(report.contains("| fraud.attempts.recall.block |"))
        #expect(
            try command.text("Reports/forwards-1/report.html").contains(
                "<caption>Shares before and after</caption>"
            )
        )
        let compared = try command.run(
            ["compare", file, "Reports/forwards-1", "--fail-on", "regression"]
        )
        #expect(compared.status == 1 && compared.output.hasPrefix("Worse: "))
        let again = try command.run(["baseline", "Datasets/forwards-1", "--out", "b/deaf.json"])
        #expect(again.status == 0)
        let equal = try command.run(["compare", "b/deaf.json", "Reports/forwards-1"])
        #expect(equal.output.hasPrefix("Both are the same run, to the byte."))
    }

    @Test func `runs of several seeds are kept together`() throws {
        let command = try GuestGuardCommand()
        try forwards(command)
        let arguments = ["run", "forwards.yaml", "--seeds", "1..3", "--quiet", "--no-journal"]
        #expect(try command.run(arguments).status == 0)
        #expect(try command.run(["baseline", "Reports/forwards-1..3"]).status == 0)
        let same = try command.run(
            ["compare", "Reports/baseline/forwards-1..3.json", "Reports/forwards-1..3"]
        )
        #expect(same.output.hasPrefix("Both are the same run, to the byte."))
        // All seeds are held against it at once; a page of one seed says nothing of it.
        let many = try command.run(
            arguments + [
                "--thresholds", "deaf.json", "--baseline", "Reports/baseline/forwards-1..3.json",
            ]
        )
        #expect(many.status == 0)
        #expect(many.output.contains("Baseline: Worse: fraud.attempts.recall.soft_verify"))
        let report = try command.text("Reports/forwards-1..3/report.md")
        #expect(report.contains("\n## Against the baseline\n\n❌ Worse:"))
        #expect(report.contains("guestguard explain Reports/forwards-1 "))
        #expect(
            try command.text("Reports/forwards-1..3/report.html")
                .contains("<h2>Against the baseline</h2>")
        )
        #expect(
            try !command.text("Reports/forwards-1/report.md").contains("Against the baseline")
        )
    }

    @Test func `equal builds are certified, and nothing is left of them`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        let told = try command.run("compare", "--certify", "tiny.yaml", "--seeds", "1..20")
        #expect(told.status == 0, "\(told.errors)")
        #expect(
            told.output.hasPrefix(
                "tiny, seeds 1..20: 10 pairs of equal builds, 1 run on either side\n"
            )
        )
        #expect(told.output.contains("of 10 pairs raise an alarm"))
        #expect(try command.tree() == ["tiny.yaml"])
        let wanted = [
            (["--seeds", "1..19"], "--seeds: expected 20 at least, found 19."),
            (["--seeds", "1..30", "--side", "2"], "--seeds: expected 40 at least, found 30."),
            ([], "--certify: expected --seeds with it."),
        ]
        for (options, problem) in wanted {
            let refused = try command.run(["compare", "--certify", "tiny.yaml"] + options)
            #expect(refused.status == 64 && refused.errors.contains(problem), "\(refused.errors)")
        }
        let alone = try command.run("compare", "tiny.yaml")
        #expect(alone.status == 64 && alone.errors.contains("Expected a baseline and a run"))
    }

    @Test func `what is no baseline is refused before anything is played`() throws {
        let command = try GuestGuardCommand()
        try command.scenario()
        try command.scenario("bare", "outputs: { dataset: false }")
        try command.write("other.json", "{ \"schema\": \"guestguard.baseline/0\" }\n")
        #expect(try command.run("run", "tiny.yaml", "--quiet", "--no-journal").status == 0)
        #expect(try command.run("baseline", "Datasets/tiny-1").status == 0)
        let kept = "Reports/baseline/tiny-1.json"
        let text = try command.text(kept)
        try command.write("worse.json", text.replacing(" 0/0", with: " 7/0"))
        try command.write("older.json", text.replacing("recall.block", with: "recall.blok"))
        let before = try command.tree()
        for (scenario, path, problem) in [
            ("tiny", "none.json", "none.json: expected a baseline's file, found none"),
            ("tiny", "other.json", "other.json: expected a guestguard.baseline/2 file"),
            ("tiny", "worse.json", "expected successes/trials for each measure, found \""),
            ("tiny", "older.json", "expected the measures of this build, found others"),
            ("bare", kept, "bare.yaml: --baseline: expected outputs: { dataset: true }"),
        ] {
            let refused = try command.run("run", "\(scenario).yaml", "--baseline", path)
            #expect(refused.status == 2, "\(path)")
            #expect(refused.errors.contains(problem), "\(refused.errors)")
        }
        let nowhere = try command.run("baseline", "Datasets/none")
        #expect(nowhere.status == 2 && nowhere.errors.contains("Datasets/none"))
        let wrong = try command.run("baseline", "Datasets/tiny-1", "--out", "b.txt")
        #expect(wrong.errors.contains("expected a file that ends in .json, found b.txt"))
        #expect(try command.tree() == before)
    }
}
