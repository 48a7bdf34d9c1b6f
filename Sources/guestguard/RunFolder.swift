import Catalogue
import Domain
import Evidence
import Figures
import Foundation
import Reports
import Run
import Scenario
import Truth

/// Where a run's files are made before they are put in their places.
final class RunFolder {
    private let run: RequestedRun
    private let partial: PartialFolder
    private let reports: URL
    private let datasets: URL

    var scratch: URL { partial.url }

    /// - Throws: `UsageProblem` where the folders cannot be made.
    init(_ run: RequestedRun) throws {
        self.run = run
        partial = try PartialFolder(for: run.reportsFolder)
        reports = try partial.folder("Reports")
        datasets = try partial.folder("Datasets")
    }

    var database: URL { datasets.appending(path: "guestguard.sqlite") }
    /// Of the rows of the data set, which are made whether they are kept or not.
    func rows(_ name: String) -> URL {
        (run.file.scenario.outputs.dataset ? datasets : scratch).appending(path: name)
    }

    func openJournal() throws -> FileHandle {
        let url = reports.appending(path: "journal.jsonl")
        guard FileManager.default.createFile(atPath: url.path, contents: nil),
            let handle = try? FileHandle(forWritingTo: url)
        else { throw UsageProblem(description: "\(url.path): cannot be written") }
        return handle
    }

    /// Writes the reports and the data set.
    ///
    /// - Returns: What changed against the baseline, where there is one.
    func write(
        _ summary: Summary,
        outcome: RunOutcome,
        rows: [FileRecord],
        evidence: Evidence,
        run: RequestedRun
    ) throws -> Comparison? {
        var files = run.file.scenario.outputs.dataset ? rows : []
        if run.file.scenario.outputs.database { files.append(try FileRecord(of: database)) }
        if run.keepsData {
            try describe(files, of: summary, groups: evidence.tally.groups)
        }
        // Read back from its file: what a run came to is what its rows say.
        let comparison = try (run.isPooled ? nil : run.baseline).map {
            Comparison($0, try ComparedRuns(at: datasets.path, folder: run.folder))
        }
        _ = try text(summary.json.text, at: reports.appending(path: "summary.json"))
        // Its numbers are the run's own, whoever judges it.
        let told = run.told(summary)
        _ = try text(
            Self.markdown(told, comparison, rerun: run.rerun),
            at: reports.appending(path: "report.md")
        )
        _ = try text(JUnitReport(told).text, at: reports.appending(path: "junit.xml"))
        for (operation, histogram) in summary.latencies {
            _ = try text(
                histogram.distribution,
                at: reports.appending(path: Self.distributionName(of: operation))
            )
        }
        if let runSeries = evidence.runSeries {
            let page = HTMLReport(
                told,
                runSeries,
                comparison,
                rules: run.rules,
                scorer: run.scorer
            )
            _ = try text(
                page.text(
                    description: run.file.scenario.description.visible,
                    rerun: run.rerun,
                    folder: run.folder
                ),
                at: reports.appending(path: "report.html")
            )
        }
        _ = try text(
            Self.json(outcome.checkpoints).text,
            at: reports.appending(path: "checkpoints.json")
        )
        return comparison
    }

    /// `report.md`, with what changed against the baseline at its end.
    static func markdown(
        _ summary: Summary,
        _ comparison: Comparison?,
        rerun: String
    ) -> String {
        MarkdownReport(summary).text(rerun: rerun)
            + (comparison.map { "\n## Against the baseline\n\n" + $0.markdown } ?? "")
    }

    /// Says what the files of the data set are.
    private func describe(
        _ data: [FileRecord],
        of summary: Summary,
        groups: SplitGroups
    ) throws {
        var files = data
        let card = DataCard(
            frame: run.frame,
            description: run.file.scenario.description.visible,
            digest: summary.digest,
            files: files,
            attacks: groups.accessesByAttack,
            observedShare: run.file.scenario.fraud.observedShare
        )
        files.append(try text(card.text, at: datasets.appending(path: "DATACARD.md")))
        let manifest = Manifest(
            frame: run.frame,
            digest: summary.digest,
            dataDigest: summary.dataDigest,
            changes: summary.changes,
            rehearsed: Scenario.rehearsed,
            extended: run.file.extended.map { URL(filePath: $0).lastPathComponent },
            set: run.file.settings.map(\.text),
            files: files
        )
        _ = try text(manifest.json.text, at: datasets.appending(path: "manifest.json"))
    }

    /// The command that made what stands in the run's place; `nil` where nothing does, or the same did.
    private var displaced: String? {
        let report = run.reportsFolder.appending(path: "report.md")
        guard let text = try? String(contentsOf: report, encoding: .utf8),
            let other = MarkdownReport.rerun(in: text), other != run.rerun
        else { return nil }
        return other
    }

    /// Writes the timings and puts both folders in their places.
    ///
    /// - Returns: What is said where that replaces a run of other settings.
    func publish(_ timings: RunTimings) throws -> String? {
        let replaces = displaced.map {
            "\(run.reportsFolder.relativePath): replaces what was made by: \($0)"
        }
        _ = try text(Self.json(timings).text, at: reports.appending(path: "timings.json"))
        try partial.put(
            "Reports",
            at: run.reportsFolder,
            instead: [
                "summary.json", "report.md", "report.html", "junit.xml", "journal.jsonl",
                "checkpoints.json", "timings.json",
            ] + Truth.Operation.allCases.map(Self.distributionName)
        )
        try partial.put(
            "Datasets",
            at: run.datasetsFolder,
            instead: [
                "accesses.csv", "guests.csv", "guestguard.sqlite", "DATACARD.md", "manifest.json",
            ]
        )
        return replaces
    }

    /// `open.hgrm`.
    static func distributionName(of operation: Truth.Operation) -> String {
        operation.rawValue + ".hgrm"
    }

    /// Takes away what is left of a run.
    func cleanUp() { partial.cleanUp() }

    private func text(_ text: String, at url: URL) throws -> FileRecord {
        try PartialFolder.write(text, at: url)
    }

    private static func json(_ timings: RunTimings) -> JSON {
        .object([
            "schema": .text("guestguard.timings/1"),
            "set_up_seconds": .number(timings.setUpSeconds),
            "run_seconds": .number(timings.runSeconds),
            "write_seconds": .number(timings.writeSeconds),
            "wall_seconds": .number(timings.wallSeconds),
            "accesses_per_second": .number(
                Double(timings.accesses) / max(timings.wallSeconds, 1e-6)
            ),
            "virtual_seconds_per_second": .number(
                timings.virtualSeconds / max(timings.wallSeconds, 1e-6)
            ),
            "statements": .object(timings.statements.mapValues { .integer($0) }),
        ])
    }

    private static func json(_ checkpoints: [Journal.Checkpoint]) -> JSON {
        .object([
            "entries_per_checkpoint": .integer(Journal.entriesPerCheckpoint),
            "checkpoints": .array(
                checkpoints.map {
                    .object([
                        "sequence": .integer($0.sequence), "at": .text($0.at.description),
                        "digest": .text($0.digest),
                    ])
                }
            ),
        ])
    }
}
