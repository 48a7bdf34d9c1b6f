import Foundation
import TestSupport
import Testing

/// A run's figures against its rows, by another implementation; `.ci/evidence` does the same for
/// every scenario and several seeds.
@Suite struct FiguresTests {
    /// What the other implementation says of the run in the folder.
    private func recompute(_ command: GuestGuardCommand) throws -> Tool {
        try Tool.run(
            "python3",
            [
                GuestGuardCommand.root.appending(path: "Tests/figures/recompute").path,
                command.scratch.file("Reports/ci-smoke-1").path,
                command.scratch.file("Datasets/ci-smoke-1").path,
            ]
        )
    }

    @Test(.enabled(if: Python.isThere, Python.isMissing))
    func `figures are reckoned anew from the rows, and a changed row is noticed`() throws {
        let command = try GuestGuardCommand()
        let scenario = GuestGuardCommand.root.appending(path: "Scenarios/ci-smoke.yaml").path
        #expect(try command.run("run", scenario, "--quiet", "--no-journal").status == 0)
        let same = try recompute(command)
        #expect(same.status == 0 && same.output.contains(" figures compared, 0 differ"))

        // One fraudulent form that was blocked turns into one that was let in.
        let rows = try command.text("Datasets/ci-smoke-1/accesses.csv")
        var lines = rows.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let blocked = try #require(
            lines.firstIndex {
                $0.contains(",block,score,blocked,") && $0.contains(",submit,")
                    && $0.contains(",outsider,")
            }
        )
        lines[blocked] = lines[blocked].replacing(",block,score,", with: ",allow,,")
        let changed = lines.joined(separator: "\n")
        try command.write("Datasets/ci-smoke-1/accesses.csv", changed)
        let other = try recompute(command)
        #expect(other.status == 1)
        for figure in [
            "fraud.recall.block", "fraud.attempts.recall.block",
            "fraud.by_cause.score.recall.block",
        ] {
            #expect(other.output.contains("\(figure): the summary has"), "\(figure)")
        }
    }

    @Test func `with the engine's bands off every gate on it fails`() throws {
        let command = try GuestGuardCommand()
        try command.write(
            "off.json",
            """
            {"schema": "guestguard.thresholds/1", "soft_verify": 100, "sms_verify": 100, "block": 100}
            """
        )
        let scenario = GuestGuardCommand.root.appending(path: "Scenarios/ci-smoke.yaml").path
        let run = try command.run(
            "run",
            scenario,
            "--quiet",
            "--no-journal",
            "--thresholds",
            "off.json"
        )
        #expect(run.status == 1)
        let lines = run.output.split(separator: "\n")
        for gate in ["fraud.attempts.recall.soft_verify >= ", "fraud.admitted <= "] {
            #expect(lines.contains { $0.hasPrefix("✗ \(gate)") }, "\(gate)")
        }
    }
}
