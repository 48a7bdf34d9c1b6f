import Catalogue
import Evidence
import Figures
import Foundation
import Reports
import Scenario
import Truth

/// Where the verdict on several seeds is written: `Reports/<scenario>-<A>..<B>/`.
struct SeedsFolder {
    let target: URL
    /// The line that repeats the runs.
    let rerun: String
    /// The first seed's run: all of them have its scenario and its edges.
    private let run: RequestedRun

    /// - `first`, `last`: The runs of the first and the last seed.
    init(_ first: RequestedRun, _ last: RequestedRun) throws {
        run = first
        let range = "\(first.seed)..\(last.seed)"
        target = first.reportsFolder.deletingLastPathComponent().appending(
            path: first.reportsFolder.lastPathComponent.dropLast("\(first.seed)".count) + range
        )
        rerun = first.rerun.replacing("--seed \(first.seed)", with: "--seeds \(range)")
    }

    /// What people should look at first.
    var reportName: String { run.file.scenario.outputs.html ? "report.html" : "report.md" }

    /// - `comparison`: With the baseline, where there is one.
    func write(_ seeds: SeedsSummary, _ comparison: Comparison? = nil) throws {
        let partial = try PartialFolder(for: target)
        defer { partial.cleanUp() }
        do {
            try write(seeds, comparison, into: partial)
        } catch {
            throw MachineProblem(ifFull: partial.url, target.relativePath)
                ?? UsageProblem(description: "\(error)")
        }
    }

    private func write(
        _ seeds: SeedsSummary,
        _ comparison: Comparison?,
        into partial: PartialFolder
    ) throws {
        let folder = try partial.folder("Reports")
        _ = try PartialFolder.write(
            seeds.json.text,
            at: folder.appending(path: "summary.json")
        )
        _ = try PartialFolder.write(
            Self.markdown(seeds, comparison, rerun: rerun),
            at: folder.appending(path: "report.md")
        )
        _ = try PartialFolder.write(
            JUnitReport(seeds).text,
            at: folder.appending(path: "junit.xml")
        )
        let scenario = run.file.scenario
        if scenario.outputs.html {
            _ = try PartialFolder.write(
                SeedsReport(
                    seeds,
                    comparison,
                    edges: run.edges,
                    folder: String(
                        run.reportsFolder.lastPathComponent.dropLast("-\(run.seed)".count)
                    )
                ).text(
                    description: scenario.description.visible,
                    rerun: rerun
                ),
                at: folder.appending(path: "report.html")
            )
        }
        for (operation, histogram) in seeds.latencies {
            _ = try PartialFolder.write(
                histogram.distribution,
                at: folder.appending(path: RunFolder.distributionName(of: operation))
            )
        }
        let names = ["summary.json", "report.md", "report.html", "junit.xml"]
        try partial.put(
            "Reports",
            at: target,
            instead: names + Truth.Operation.allCases.map(RunFolder.distributionName)
        )
    }

    /// `report.md`, with what changed against the baseline at its end.
    static func markdown(
        _ seeds: SeedsSummary,
        _ comparison: Comparison?,
        rerun: String
    ) -> String {
        seeds.markdown(rerun: rerun)
            + (comparison.map { "\n## Against the baseline\n\n" + $0.markdown } ?? "")
    }
}
