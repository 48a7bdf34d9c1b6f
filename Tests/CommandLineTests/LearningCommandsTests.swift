import Figures
import Foundation
import TestSupport
import Testing

@testable import guestguard

/// From runs to a model, and to a run that it scores, as typed.
@Suite struct LearningCommandsTests {
    @Test func `a model is learnt from runs, held against the heuristic, and scores a run`() throws
    {
        let command = try GuestGuardCommand()
        try command.write(
            "many.yaml",
            """
            description: Twelve dinners, some of whose links get forwarded.
            lasts: 12 days
            events:
              - { name: Dinner, count: 12, guests: 20, city: Lisbon }
            attacks: [{ kind: casual-forward, count: 80, city: Madrid, begins: 5 h }]

            """
        )
        #expect(try command.run("run", "many.yaml", "--quiet", "--no-journal").status == 0)
        let learnt = try command.run(
            "train",
            "Datasets/many-1",
            "--out",
            "model",
            "--trees",
            "20",
            "--jobs",
            "2"
        )
        #expect(learnt.status == 0, "\(learnt.errors)")
        #expect(learnt.output.contains("train, out of bag"))
        #expect(
            try command.tree("model")
                == [
                    "MODELCARD.md", "importance.svg", "likelihood.json", "model.ggforest",
                    "model.onnx", "reliability-tail.svg", "reliability.svg",
                ]
        )
        // The same from the folder that holds the run, by other threads.
        let again = try command.run("train", ".", "--out", "again", "--trees", "20", "--quiet")
        #expect(again.status == 0)
        #expect(
            try Data(contentsOf: command.scratch.file("again/model.ggforest"))
                == Data(contentsOf: command.scratch.file("model/model.ggforest"))
        )
        let evaluated = try command.run(
            "evaluate",
            "model/model.ggforest",
            "Datasets/many-1",
            "--split",
            "all"
        )
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        #expect(evaluated.output.contains("casual-forward"))
        #expect(evaluated.output.contains(") percentage points more than the heuristic."))
        try expectDocuments(command)

        // Twelve events prove nothing: a verdict, and no file.
        let few = try command.run(
            "calibrate",
            "Datasets/many-1",
            "--split",
            "all",
            "--scorer",
            "model/model.ggforest",
            "--out",
            "few.json"
        )
        #expect(few.status == 1)
        #expect(few.errors.contains("no valid edges at a confidence of 95.0%"))
        #expect(try !command.tree().contains("few.json"))
        try command.write(
            "costs.yaml",
            """
            guest: { allow: 0, soft_verify: 0.2, sms_verify: 1, block: 30 }
            outsider: { allow: 40, soft_verify: 20, sms_verify: 8, block: 0 }

            """
        )
        // At a confidence that is none they do, and the edges are the model's alone.
        let weak = try command.run(
            "calibrate",
            "Datasets/many-1",
            "--split",
            "all",
            "--scorer",
            "model/model.ggforest",
            "--out",
            "weak.json",
            "--confidence",
            "0.05",
            "--max-friction",
            "0.9",
            "--max-codes",
            "0.8",
            "--block-precision",
            "0.1",
            "--costs",
            "costs.yaml",
            "--closed-loop",
            "Datasets/many-1",
            "--report",
            "why"
        )
        #expect(weak.status == 0, "\(weak.output)\(weak.errors)")
        #expect(
            try command.tree("why")
                == ["threshold-report.json", "thresholds.html", "thresholds.md"]
        )
        let page = try command.text("why/thresholds.html")
        #expect(page.contains("<h1>Thresholds for forest/") && !page.contains("http"))
        let text = try command.text("why/thresholds.md")
        #expect(text.contains("| an oracle | – |"))
        // The command that does it again has all that was asked for.
        let rerun = try #require(text.split(separator: "\n").last { $0.hasPrefix("Again: ") })
        for asked in [
            "guestguard calibrate Datasets/many-1", "--split all", "--scorer model/model.ggforest",
            "--confidence 0.05", "--max-friction 0.9", "--max-codes 0.8", "--block-precision 0.1",
            "--costs costs.yaml", "--out weak.json", "--report why",
            "--closed-loop Datasets/many-1",
        ] {
            #expect(rerun.contains(asked), "\(rerun) lacks \(asked)")
        }
        #expect(
            try command.text("why/threshold-report.json")
                .contains(#""schema": "guestguard.threshold-report/1""#)
        )
        let other = try command.run("run", "many.yaml", "--thresholds", "weak.json")
        #expect(other.status == 2)
        #expect(other.errors.contains("these edges are for forest/"))
        let own = try command.run(
            "run",
            "many.yaml",
            "--thresholds",
            "weak.json",
            "--scorer",
            "model/model.ggforest",
            "--quiet",
            "--seed",
            "3"
        )
        #expect(own.status == 0)

        // Fresh runs are played, looked at and forgotten.
        let before = try command.tree()
        let fresh = try command.run(
            "promise",
            "model",
            "many.yaml",
            "--seeds",
            "4..6",
            "--jobs",
            "2"
        )
        #expect(fresh.status == 0, "\(fresh.errors)")
        #expect(fresh.output.contains("36 events, in 3 runs, about 12 in each, scored by forest/"))
        #expect(try command.tree() == before)
        let lone = try command.run("promise", "model", "--seeds", "4..6")
        #expect(lone.errors.contains("expected a model's folder and a scenario, found 1 arguments"))

        let played = try command.run(
            "run",
            "many.yaml",
            "--scorer",
            "model/model.ggforest",
            "--seed",
            "2"
        )
        #expect(played.status == 0)
        #expect(
            played.output.contains(
                "Again:    guestguard run many.yaml --seed 2 --scorer model/model.ggforest"
            )
        )
        let rows = try command.text("Datasets/many-2/accesses.csv")
        #expect(rows.contains(",forest/") && !rows.contains(",heuristic/"))
        // A model is as deterministic as the rest.
        let digest = try command.text("Reports/many-2/summary.json")
        #expect(
            try command.run(
                "run",
                "many.yaml",
                "--scorer",
                "again/model.ggforest",
                "--seed",
                "2",
                "--quiet"
            ).status == 0
        )
        #expect(try command.text("Reports/many-2/summary.json") == digest)
    }

    /// Each command's document for programs: nothing else on standard output, and its schema's members.
    private func expectDocuments(_ command: GuestGuardCommand) throws {
        let (run, model) = ("Datasets/many-1", "model/model.ggforest")
        for (name, status, arguments) in [
            ("evaluation", 0, ["evaluate", model, run, "--split", "all"]),
            ("training", 0, ["train", run, "--out", "third", "--trees", "3", "--quiet"]),
            ("calibration", 1, ["calibrate", run, "--split", "all", "--out", "none.json"]),
            (
                "calibration", 0,
                [
                    "calibrate", run, "--split", "all", "--out", "edges.json", "--confidence",
                    "0.1",
                    "--max-friction", "0.9", "--max-codes", "0.9", "--block-precision", "0.05",
                ]
            ),
            ("promises", 0, ["promise", run, "--split", "all", "--times", "5", "--events", "6"]),
            ("ablation", 0, ["signals", "ablation", run]),
            ("bench", 0, ["bench", "many.yaml", "--runs", "1"]),
            ("growth", 0, ["bench", "many.yaml", "--runs", "1", "--growth"]),
        ] as [(String, Int32, [String])] {
            let told = try command.run(arguments + ["--format", "json"])
            #expect(told.status == status, "\(name): \(told.errors)")
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any],
                "\(name): \(told.output)"
            )
            let file = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Reports/schema/\(name).schema.json").standardized
            let schema = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
            )
            let members = try #require(schema["properties"] as? [String: Any])
            #expect(Set(document.keys) == Set(members.keys), "\(name)")
            let constant = (members["schema"] as? [String: Any])?["const"] as? String
            #expect(document["schema"] as? String == constant && constant != nil)
        }
        try FileManager.default.removeItem(at: command.scratch.file("third"))
        try? FileManager.default.removeItem(at: command.scratch.file("edges.json"))
    }

    /// `GUESTGUARD_RECORD=1` makes them anew.
    @Test(arguments: [
        ("bench", ScenarioBench.jsonSchema), ("growth", GrowthBench.jsonSchema),
        ("forest-bench", ForestBench.jsonSchema),
    ])
    func `the schema of what a machine costs is the one that is committed`(
        name: String,
        schema: JSON
    ) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Reports/schema/\(name).schema.json").standardized
        if ProcessInfo.processInfo.environment["GUESTGUARD_RECORD"] == "1" {
            try Data(schema.text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == schema.text)
    }

    @Test func `costs that are wrong are told all at once, with their places`() throws {
        let command = try GuestGuardCommand()
        try command.write(
            "costs.yaml",
            """
            guest: { allow: 0, soft_verfy: 0.2, sms_verify: -1, block: 30 }
            outsiders: { allow: 40 }

            """
        )
        let wrong = try command.run(
            "calibrate",
            "Datasets/none",
            "--out",
            "t.json",
            "--costs",
            "costs.yaml"
        )
        #expect(wrong.status == 2)
        #expect(
            wrong.errors == """
                guestguard: costs.yaml:2:1: expected one of guest, outsider, found "outsiders", did you mean outsider?
                costs.yaml:1:20: guest: expected one of allow, soft_verify, sms_verify, block, found "soft_verfy", did you mean soft_verify?
                costs.yaml:1:8: guest.soft_verify: expected a cost of 0 or more, found none
                costs.yaml:1:49: guest.sms_verify: expected a cost of 0 or more, found "-1"
                costs.yaml:1:1: outsider: expected costs of allow, soft_verify, sms_verify, block, found none

                """
        )
        let missing = try command.run(
            "calibrate",
            "Datasets/none",
            "--out",
            "t.json",
            "--costs",
            "no.yaml"
        )
        #expect(missing.status == 2)
        #expect(missing.errors.contains("no.yaml: expected a file of costs in YAML, found none"))
    }
}
