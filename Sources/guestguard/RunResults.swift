import Domain
import Evidence
import Figures
import Foundation
import Reports
import Scenario

/// Prints what runs came to, and keeps one verdict on them.
struct RunResults {
    private let format: ResultFormat
    private let isQuiet: Bool
    /// Whether several seeds of a scenario are judged together.
    private let isPooled: Bool
    private let server = ContinuousIntegration()
    private var documents: [JSON] = []
    /// Of the seeds that are judged together.
    private var summaries: [JSON] = []
    private var seeds: SeedsSummary?
    private var pooledRuns: [RequestedRun] = []
    /// What is said of runs that have replaced others.
    private var replaced: [String] = []
    private(set) var isPassed = true
    /// Runs that were taken in.
    private(set) var count = 0

    init(format: ResultFormat, isQuiet: Bool, isPooled: Bool) {
        self.format = format
        self.isQuiet = isQuiet
        self.isPooled = isPooled
    }

    /// Takes in the next run's result; runs of one scenario follow each other.
    mutating func add(_ result: RunResult) throws {
        count += 1
        if let text = result.replaces { replaced.append(text) }
        if !isPooled { tellReplaced() }
        if isPooled {
            if let last = pooledRuns.last, last.file.path != result.run.file.path {
                try concludeScenario()
            }
            var pooled = seeds ?? SeedsSummary(gates: result.run.gates)
            pooled.add(result.summary)
            seeds = pooled
            pooledRuns.append(result.run)
            if format == .json { summaries.append(result.summary.json) }
            if format == .text {
                try Console.output(SeedsSummary.line(result.run.told(result.summary)) + "\n")
            }
        } else {
            isPassed = isPassed && result.isPassed
            server.tell(
                result.summary.gates,
                result.summary.checks,
                of: result.run.file.path,
                at: result.run.file.gatePlaces,
                report: RunFolder.markdown(
                    result.summary,
                    result.comparison,
                    rerun: result.run.rerun
                )
            )
            switch format {
            case .json: documents.append(result.summary.json)
            case .text: try Console.output(report(on: result))
            }
        }
        if !isQuiet { Console.message(pace(of: result)) }
    }

    /// After the last result: prints what is told of all of them, one JSON document at most.
    mutating func conclude() throws {
        try concludeScenario()
        guard format == .json else { return }
        try Console.output((documents.count == 1 ? documents[0] : .array(documents)).text)
    }

    private mutating func concludeScenario() throws {
        guard let seeds, let first = pooledRuns.first, let last = pooledRuns.last else { return }
        tellReplaced()
        let folder = try SeedsFolder(first, last)
        let comparison = try comparison(of: pooledRuns)
        try folder.write(seeds, comparison)
        switch format {
        case .json:
            documents.append(
                .object([
                    "schema": .text("guestguard.runs/1"), "runs": .array(summaries),
                    "pooled": seeds.json,
                ])
            )
            summaries = []
        case .text:
            try Console.output(
                seeds.text(
                    closing: (comparison.map { ["Baseline: \($0.headline)"] } ?? []) + [
                        "Report:   \(folder.target.relativePath)/\(folder.reportName)",
                        "Again:    \(folder.rerun)",
                    ]
                )
            )
        }
        isPassed = isPassed && seeds.isPassed
        server.tell(
            seeds.results,
            seeds.checks,
            of: first.file.path,
            at: first.file.gatePlaces,
            report: SeedsFolder.markdown(seeds, comparison, rerun: folder.rerun)
        )
        self.seeds = nil
        pooledRuns = []
    }

    /// All seeds against the baseline, where there is one; read back from their files.
    private func comparison(of runs: [RequestedRun]) throws -> Comparison? {
        guard let baseline = runs.first?.baseline else { return nil }
        do throws(DatasetError) {
            var compared: [ComparedRuns] = []
            for run in runs {
                compared.append(
                    try ComparedRuns(at: run.datasetsFolder.path, folder: run.folder)
                )
            }
            return Comparison(baseline, ComparedRuns(compared))
        } catch {
            throw UsageProblem(description: error.description)
        }
    }

    /// Says which runs have replaced others: the first of them, and how many more there are.
    private mutating func tellReplaced() {
        guard let first = replaced.first else { return }
        let more = replaced.count > 1 ? "; \(replaced.count - 1) more runs replace others too" : ""
        Console.message(first + more)
        replaced = []
    }

    private func report(on result: RunResult) -> String {
        let run = result.run
        let change = result.comparison.map { ["Baseline: \($0.headline)"] } ?? []
        let data = run.keepsData ? ["Data set: \(run.datasetsFolder.relativePath)/"] : []
        let name = run.file.scenario.outputs.html ? "report.html" : "report.md"
        return TerminalReport(
            result.summary,
            isColoured: Console.isColoured,
            folder: run.folder
        ).text(
            closing: change + ["Report:   \(run.reportsFolder.relativePath)/\(name)"] + data + [
                "Digest:   \(result.summary.digest)", "Data:     \(result.summary.dataDigest)",
                "Again:    \(run.rerun)",
            ]
        )
    }

    private func pace(of result: RunResult) -> String {
        let timings = result.timings
        let wall = max(timings.wallSeconds, 1e-6)
        return
            "\(decimal(timings.wallSeconds)) s for \(Int(timings.virtualSeconds / 86_400)) days: "
            + "\(Int(timings.virtualSeconds / wall)) times faster than life, "
            + "\(Int(Double(timings.accesses) / wall)) accesses/s"
    }

    private func decimal(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }
}
