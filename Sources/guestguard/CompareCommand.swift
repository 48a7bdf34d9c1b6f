import ArgumentParser
import Evidence
import Figures
import Foundation
import Reports
import Scenario

/// The command `guestguard compare`.
struct CompareCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }
    enum Failure: String, ExpressibleByArgument, CaseIterable {
        case regression, undecided
    }

    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare a run with a baseline: what became better or worse by more than chance.",
        discussion: """
            Runs of one seed are compared cluster by cluster (an attack's accesses, or an event's \
            others), and decisions on the same guest's same visit that differ are listed; others as \
            independent runs. Verdicts are corrected for the number of shares (Holm): between equal \
            builds there is a false alarm in at most one of twenty comparisons.

            --certify plays a scenario's seeds with this build and compares each two of them: \
            how often equal builds are called different, and how much worse each share has to become \
            for four comparisons of five to say so.

              guestguard compare --certify Scenarios/viral-post.yaml --seeds 1..200

            guestguard baseline makes a file of a run that is small enough to be committed.

            A share has become better or worse beyond chance, is no worse than so many percentage \
            points, or cannot be judged; each line says what difference it would have seen in four \
            comparisons of five.

            Exit status 0; with --fail-on regression 1 where something became worse, and with --fail-on \
            undecided also 3 where nothing could be judged.
            """
    )

    @Argument(
        help: """
            A run's folder under Reports or Datasets, that of several seeds, a run's --out, or a \
            baseline's file.
            """,
        completion: .file()
    )
    var baseline: String?

    @Argument(
        help: ArgumentHelp("What is compared with it.", valueName: "run"),
        completion: .directory
    )
    var other: String?

    @Option(
        help: "A scenario of which equal builds are compared.",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var certify: String?

    @Option(
        help: "With --certify: seeds from A to B, as A..B; 20 at least.",
        transform: SeedRange.parse
    )
    var seeds: SeedRange?

    @Option(help: "With --certify: runs on either side of a comparison.")
    var side = 1

    @Option(help: "With --certify: runs played side by side.")
    var jobs = 1

    @OptionGroup var variant: ScenarioVariant

    @Flag(help: "Say nothing of progress.")
    var quiet = false

    @Option(help: "What is no success: regression, or undecided, which takes regression in.")
    var failOn: Failure?

    @Option(help: "How it is told: text, markdown for a pull request, or json.")
    var format = Format.text

    func validate() throws {
        guard certify != nil else {
            guard baseline != nil, other != nil else {
                throw ValidationError(
                    "Expected a baseline and a run, or --certify with a scenario."
                )
            }
            if seeds != nil || !variant.settings.isEmpty {
                throw ValidationError("--seeds, --set: expected --certify with them.")
            }
            return
        }
        if baseline != nil || failOn != nil {
            throw ValidationError("--certify: expected no runs and no --fail-on beside it.")
        }
        guard let seeds else { throw ValidationError("--certify: expected --seeds with it.") }
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs: expected 1 to 64, found \(jobs).")
        }
        guard side >= 1, seeds.range.count >= 2 * side * Certification.fewestPairs else {
            throw ValidationError(
                "--seeds: expected \(2 * max(1, side) * Certification.fewestPairs) at least, found "
                    + "\(seeds.range.count)."
            )
        }
    }

    func run() async throws {
        if let certify, let seeds {
            try await self.certify(certify, seeds.range)
        } else if let baseline, let other {
            try compare(baseline, with: other)
        }
    }

    /// Holds equal builds against each other.
    private func certify(_ scenario: String, _ seeds: ClosedRange<UInt64>) async throws {
        let scratch = FileManager.default.temporaryDirectory
            .appending(path: "guestguard-certify-\(getpid())")
        defer { try? FileManager.default.removeItem(at: scratch) }
        var compared: [ComparedRuns] = []
        var name = ""
        Interruption.install()
        try await PlayedSeeds(
            scenario: scenario,
            seeds: seeds,
            jobs: jobs,
            folder: scratch,
            options: ["--set", "outputs={ html: false, dataset: true, database: false }"]
                + variant.settings.flatMap { ["--set", $0] },
            showsProgress: !quiet && Console.isInteractive
        ).play(tell: { result in
            name = result.run.file.scenario.name
            do throws(DatasetError) {
                compared.append(try ComparedRuns(at: result.run.datasetsFolder.path))
            } catch {
                throw UsageProblem(description: error.description)
            }
            // Of many seeds only the counts are kept.
            try? FileManager.default.removeItem(at: result.run.datasetsFolder)
            try? FileManager.default.removeItem(at: result.run.reportsFolder)
        })
        let found = Certification(compared, runsPerSide: side)
        let range = "\(seeds.lowerBound)..\(seeds.upperBound)"
        switch format {
        case .json: try Console.output(found.json(name: name, seeds: range).text)
        case .text, .markdown: try Console.output(found.text(name: name, seeds: range))
        }
    }

    private func compare(_ baseline: String, with other: String) throws {
        let comparison: Comparison
        do {
            comparison = Comparison(try ComparedRuns(at: baseline), try ComparedRuns(at: other))
        } catch {
            Console.message("guestguard: \(error)")
            throw ExitCode(2)
        }
        switch format {
        case .text: try Console.output(comparison.text)
        case .markdown: try Console.output(comparison.markdown)
        case .json: try Console.output(comparison.json.text)
        }
        ContinuousIntegration().tell(comparison, of: other)
        if failOn != nil, comparison.hasRegression { throw ExitCode(1) }
        guard comparison.isUndecided, let failOn else { return }
        if failOn == .undecided { throw ExitCode(3) }
        Console.message(
            "guestguard: nothing could be judged, which --fail-on regression lets pass; "
                + "--fail-on undecided does not"
        )
    }
}
