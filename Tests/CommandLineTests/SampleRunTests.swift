import Foundation
import TestSupport
import Testing

/// A small run's files and what commands tell of another, as they were reviewed: whoever changes what a run
/// is sees here what became of it.
@Suite struct SampleRunTests {
    /// `GUESTGUARD_RECORD=1 .ci/same-digest` records them.
    @Test func `the committed sample is what its scenario writes`() throws {
        let scratch = try Scratch()
        let ended = try Tool.run(
            GuestGuardCommand.binary,
            ["run", "Scenarios/ci-smoke.yaml", "--quiet", "--out", scratch.url.path],
            in: GuestGuardCommand.root,
            environment: GuestGuardCommand.environment
        )
        #expect(ended.status == 0, "\(ended.errors)")
        for (folder, names) in [
            ("Reports", ["summary.json", "report.md"]),
            ("Datasets", ["accesses.csv", "guests.csv", "DATACARD.md", "manifest.json"]),
        ] {
            for name in names {
                let written = scratch.url.appending(path: "\(folder)/ci-smoke-1/\(name)")
                let sample = GuestGuardCommand.root.appending(path: "\(folder)/sample/\(name)")
                #expect(
                    try String(contentsOf: written, encoding: .utf8)
                        == String(contentsOf: sample, encoding: .utf8),
                    "\(folder)/sample/\(name)"
                )
            }
        }
    }

    /// Twelve dinners with forwarded and sold links, outages and a crash, and everything that can be asked
    /// about them.
    @Test func `what commands tell of a run`() throws {
        let command = try GuestGuardCommand()
        try command.write(
            "dinners.yaml",
            """
            description: Twelve dinners, some of whose links get forwarded or sold.
            lasts: 14 days
            events:
              - { name: Dinner, count: 12, guests: 12, city: Lisbon, by_email: 50%, reminder_at: +4 days }
            cast: { procrastinating: 30%, traveller: 10%, couple: 10%, changes-mind: 5% }
            attacks:
              - { kind: casual-forward, count: 30, begins: 5 h }
              - { kind: reseller, count: 8 }
              - { kind: guessed-token, count: 1, attempts: 4 }
            faults:
              - { kind: sms-outage, at: +2 days, for: 3 h }
              - { kind: fraud-engine-crash, at: +3 days, for: 2 h }
            gates:
              - fraud.recall.sms_verify >= 0.3 with 95% confidence
              - fraud.admitted <= 10
              - genuine.friction{persona=traveller} <= 1%

            """
        )
        func tell(_ name: String, status: Int32 = 0, _ arguments: String...) throws {
            let ended = try command.run(arguments)
            #expect(ended.status == status, "\(arguments): \(ended.errors)")
            try Golden.expect(ended.output, "told \(name)")
        }
        try tell("run", status: 1, "run", "dinners.yaml", "--quiet")
        try tell("seeds", status: 1, "run", "dinners.yaml", "--quiet", "--seeds", "2..3")
        try tell(
            "certification",
            "compare",
            "--certify",
            "dinners.yaml",
            "--seeds",
            "1..20",
            "--jobs",
            "2",
            "--quiet"
        )
        let run = "Reports/dinners-1"
        try Golden.expect(command.text("\(run)/junit.xml"), "told junit")
        let rows = try command.text("Datasets/dinners-1/accesses.csv").split(separator: "\n")
        let blocked = try #require(rows.first { $0.contains(",blocked,") })
        let access = String(blocked.prefix { $0 != "," })
        let guest = String(blocked.split(separator: ",", omittingEmptySubsequences: false)[2])
        try tell("access", "explain", run, access, "--quiet")
        try tell("guest", "explain", run, guest, "--quiet")
        let campaigns = rows.compactMap { $0.firstMatch(of: /casual-forward\/0\/\d+/)?.output }
        let campaign = try #require(campaigns.first)
        try tell("campaign", "explain", run, String(campaign), "--quiet")
        try tell("journal of a guest", "journal", "show", run, "--guest", guest)
        try tell(
            "journal of an hour",
            "journal",
            "show",
            run,
            "--from",
            "2026-06-03T08:00",
            "--to",
            "2026-06-03T09:00",
            "--what",
            "access.*",
            "--what",
            "rsvp.recorded"
        )
        try tell("comparison", "compare", "Reports/dinners-2", "Reports/dinners-3")
        try tell("ablation", "signals", "ablation", "Datasets/dinners-1")
        try tell(
            "calibration",
            status: 1,
            "calibrate",
            "Datasets/dinners-1",
            "--split",
            "all",
            "--out",
            "edges.json"
        )
        try tell(
            "promise",
            "promise",
            "Datasets/dinners-1",
            "--split",
            "all",
            "--times",
            "20",
            "--max-friction",
            "0.5",
            "--max-codes",
            "0.3",
            "--block-precision",
            "0.3"
        )
        #expect(
            try command.run("train", "Datasets", "--out", "model", "--trees", "15", "--quiet")
                .status
                == 0
        )
        try Golden.expect(command.text("model/MODELCARD.md"), "told model card")
        try tell("evaluation", "evaluate", "model/model.ggforest", "Datasets", "--split", "all")
    }
}
