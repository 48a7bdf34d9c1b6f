import Domain
import Figures
import Foundation
import TestSupport
import Testing

@testable import Evidence
@testable import Reports

@Suite struct SummaryTests {
    private static let gates = [
        "fraud.recall.sms_verify >= 50%", "genuine.refused == 0",
        "fraud.precision.block >= 0.9 with 95% confidence", "latency.virtual.submit.p95 <= 250 ms",
    ]

    private func summary() throws -> Summary {
        try SmallRun().summary(
            checks: [
                SmallRun.check("token_used_once", looks: 3),
                SmallRun.check("capacity_kept", looks: 2, finding: "5 seats \"of\" 4"),
            ],
            gates: Self.gates
        )
    }

    /// The keys that gates and tools read, for the attacks, personas and consumers of `SmallRun`.
    private static var contract: [String] {
        var keys = [
            "schema", "digest", "scenario.name", "scenario.sha256", "scenario.seed",
            "build.version", "fraud.roc_auc", "fraud.pr_auc", "fraud.brier", "fraud.ece",
            "fraud.admitted", "genuine.refused", "genuine.friction", "machine.fetched",
            "machine.admitted", "door.refused.forged",
        ]
        func add(_ path: String, _ names: [String]) { keys += names.map { "\(path).\($0)" } }
        add(
            "simulated",
            ["from", "to", "events", "guests", "accesses", "rsvps", "notifications"]
        )
        for band in ["soft_verify", "sms_verify", "block"] {
            let populations = [
                "", "attempts.", "by_cause.score.", "by_cause.flag.", "by_history.0.",
                "by_history.3_or_more.",
            ]
            for population in populations {
                for share in ["precision", "recall", "false_positive_rate"] {
                    add(
                        "fraud.\(population)\(share).\(band)",
                        ["value", "low", "high", "n", "clusters"]
                    )
                }
            }
        }
        for attack in ["casual-forward", "guessed-token"] {
            add(
                "fraud.by_attack.\(attack)",
                [
                    "caught", "total", "recall", "tried", "challenged", "refused", "admitted",
                    "first_challenge_s", "sms_cost_per_campaign",
                ]
            )
            for share in ["challenged_share", "refused_share", "admitted_share"] {
                add(
                    "fraud.by_attack.\(attack).\(share)",
                    ["value", "low", "high", "n", "clusters"]
                )
            }
        }
        for persona in ["prompt", "traveller", "new-phone"] {
            for share in ["friction", "refused_share"] {
                add(
                    "genuine.by_persona.\(persona).\(share)",
                    ["value", "low", "high", "n", "clusters"]
                )
            }
        }
        for persona in ["prompt", "traveller", "new-phone", "casual-forward"] {
            add("fraud.by_persona.\(persona)", ["challenged", "blocked", "total"])
        }
        for operation in ["open", "submit", "score", "notify_sms", "notify_email"] {
            add("latency.virtual.\(operation)", ["p50", "p95", "p99", "p999", "max", "n"])
        }
        for channel in ["sms", "email"] {
            add(
                "delivery.\(channel)",
                ["sent", "delivered", "failed", "bounced", "retried", "dead_lettered", "cost"]
            )
        }
        add(
            "messaging.fraud-engine",
            ["delivered", "redelivered", "dead_lettered", "max_pending"]
        )
        for index in 0..<2 {
            add("invariants.\(index)", ["name", "checked", "violations", "first"])
        }
        for index in 0..<4 {
            add(
                "gates.\(index)",
                [
                    "metric", "requirement", "value", "low", "high", "n", "clusters", "passed",
                    "verdict",
                ]
            )
        }
        return keys
    }

    /// What Python finds at each path, as JSON, and the paths whose keys are not sorted.
    private struct Reading: Decodable {
        let leaves: [String: String]
        let unsorted: [String]
    }

    private func read(_ text: String) throws -> Reading {
        let script = """
            import json, sys
            leaves, unsorted = {}, []
            class Members(list): pass
            def walk(value, path):
                if isinstance(value, Members):
                    keys = [key for key, _ in value]
                    if keys != sorted(set(keys)): unsorted.append(path)
                    for key, inner in value: walk(inner, path + [key])
                elif isinstance(value, list):
                    for index, inner in enumerate(value): walk(inner, path + [str(index)])
                else:
                    leaves[".".join(path)] = json.dumps(value)
            with open(sys.argv[1], encoding="utf-8") as file:
                walk(json.load(file, object_pairs_hook=Members), [])
            print(json.dumps({"leaves": leaves, "unsorted": [".".join(p) for p in unsorted]}))
            """
        let scratch = try Scratch()
        let file = scratch.file("summary.json")
        try Data(text.utf8).write(to: file)
        return try JSONDecoder().decode(
            Reading.self,
            from: Data(try Python.run(script, file.path).utf8)
        )
    }

    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `every key that was promised is there, sorted, for any reader of JSON`() throws {
        let reading = try read(try summary().json.text)
        #expect(reading.unsorted == [])
        #expect(Self.contract.filter { reading.leaves[$0] == nil } == [])
        for (key, value) in [
            ("schema", #""guestguard.summary/1""#), ("scenario.name", #""dinner""#),
            ("scenario.seed", "7"), ("build.version", #""1.2.3""#),
            ("simulated.from", #""2026-06-01T12:00:00.000000Z""#),
            ("simulated.to", #""2026-06-02T12:00:00.000000Z""#), ("simulated.accesses", "12"),
            ("fraud.precision.soft_verify.value", "0.5"),
            ("fraud.precision.soft_verify.low", "null"),
            ("fraud.precision.soft_verify.clusters", "2"),
            ("fraud.precision.soft_verify.n", "4"), ("fraud.roc_auc", "0.75"),
            ("fraud.by_attack.casual-forward.recall", "0.5"), ("genuine.friction", "0.5"),
            ("latency.virtual.open.p50", "1.5"), ("latency.virtual.submit.p95", "null"),
            ("latency.virtual.submit.n", "0"), ("delivery.sms.cost", "0.0079"),
            ("invariants.0.first", "null"), ("invariants.1.name", #""capacity_kept""#),
            ("invariants.1.checked", "2"), ("invariants.1.violations", "1"),
            ("invariants.1.first", #""5 seats \"of\" 4""#),
            ("gates.0.metric", #""fraud.recall.sms_verify""#),
            ("gates.0.requirement", #"">= 0.5""#), ("gates.0.value", "0.5"),
            ("gates.0.passed", "true"), ("gates.0.verdict", #""pass""#),
            ("gates.1.passed", "false"), ("gates.1.verdict", #""fail""#),
            ("gates.2.low", "null"), ("gates.2.verdict", #""no_data""#), ("gates.3.value", "null"),
            ("gates.3.passed", "false"), ("gates.3.verdict", #""no_data""#),
            ("outcomes.blocked", "1"),
            ("door.refused.rate_limited", "1"), ("reasons.geo_distance", "2"),
            ("responses.maybe", "1"),
        ] {
            #expect(reading.leaves[key] == value, "\(key)")
        }
    }

    @Test func `equal runs give equal bytes`() throws {
        #expect(try summary().json.text == summary().json.text)
    }

    @Test func `a run has passed when every gate and invariant has`() throws {
        let good = SmallRun.check("token_used_once", looks: 3)
        let bad = SmallRun.check("capacity_kept", looks: 1, finding: "5 of 4")
        let run = SmallRun()
        #expect(try run.summary().isPassed)
        #expect(try run.summary(checks: [good], gates: [Self.gates[0]]).isPassed)
        #expect(try !run.summary(checks: [good, bad], gates: [Self.gates[0]]).isPassed)
        #expect(try !run.summary(checks: [good], gates: Array(Self.gates[0...1])).isPassed)
    }
}

@Suite struct JSONTests {
    @Test func `keys are sorted, numbers plain, and empty things on one line`() {
        let json = JSON.object([
            "b": .array([.integer(-3), .number(0.1 + 0.2), .number(1e-7), .number(1e15), .null]),
            "a": .object(["z": .bool(true), "y": .text("line\n\"two\" \\ \u{1}é")]),
            "c": .object([:]), "d": .array([]),
        ])
        #expect(
            json.text == #"""
                {
                  "a": {
                    "y": "line\n\"two\" \\ \u0001é",
                    "z": true
                  },
                  "b": [
                    -3,
                    0.3,
                    0,
                    1000000000000000,
                    null
                  ],
                  "c": {},
                  "d": []
                }

                """#
        )
        #expect(json["a"]?["z"] == .bool(true))
        #expect(json["a"]?["x"] == nil)
        #expect(json["b"]?["a"] == nil)
    }
}

@Suite(.enabled(if: Python.isThere, Python.isMissing)) struct ManifestTests {
    @Test func `the manifest's bytes, digests and rows are those of the files`() throws {
        let scratch = try Scratch()
        let notes = try OutputFile(scratch.file("notes.csv"))
        try notes.write("name,note\n")
        for number in 0..<40_000 { try notes.write("Zoé \(number),\"one\n\"\"two\"\", three\"\n") }
        let guests = try GuestFile().write(to: scratch.file("guests.csv"))
        try Data((0...255).map { UInt8($0) }).write(to: scratch.file("run.sqlite"))
        let manifest = Manifest(
            frame: SmallRun.frame,
            digest: "d19e57",
            dataDigest: "da7a",
            files: [
                try notes.finish(rows: 40_000), try FileRecord(of: scratch.file("run.sqlite")),
                guests,
            ]
        )
        try Data(manifest.json.text.utf8).write(to: scratch.file("manifest.json"))
        let script = """
            import csv, hashlib, json, os, sys
            folder = sys.argv[1]
            manifest = json.load(open(os.path.join(folder, "manifest.json"), encoding="utf-8"))
            for file in manifest["files"]:
                path = os.path.join(folder, file["name"])
                data = open(path, "rb").read()
                rows = None
                if path.endswith(".csv"):
                    with open(path, newline="", encoding="utf-8") as table:
                        rows = sum(1 for _ in csv.reader(table)) - 1
                print(file["name"], rows, file["bytes"] == len(data), file["rows"] == rows,
                    file["sha256"] == hashlib.sha256(data).hexdigest())
            scenario = manifest["scenario"]
            print(manifest["schema"], manifest["digest"], scenario["name"], scenario["seed"],
                len(scenario["sha256"]), manifest["versions"]["guestguard"])
            """
        #expect(
            try Python.run(script, scratch.url.path) == """
                guests.csv 0 True True True
                notes.csv 40000 True True True
                run.sqlite None True True True
                guestguard.manifest/1 d19e57 dinner 7 64 1.2.3

                """
        )
    }
}
