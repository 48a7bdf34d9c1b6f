import ArgumentParser
import Evidence
import Figures
import Reports

/// The command `guestguard compare`.
struct CompareCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }
    enum Failure: String, ExpressibleByArgument, CaseIterable {
        case regression, undecided
    }

    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Hold a run against a baseline: what became better or worse by more than chance.",
        discussion: """
            Runs of one scenario and seed are compared cluster by cluster (an attack's accesses, or \
            an event's others), and decisions that differ are listed; others as independent runs. \
            Verdicts are corrected for the number of shares (Holm): between two seeds of one build \
            there is a false alarm in at most one of twenty comparisons.

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
    var baseline: String

    @Argument(
        help: ArgumentHelp("What is held against it.", valueName: "run"),
        completion: .directory
    )
    var other: String

    @Option(help: "What is no success: regression, or undecided, which takes regression in.")
    var failOn: Failure?

    @Option(help: "How it is told: text, markdown for a pull request, or json.")
    var format = Format.text

    func run() throws {
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
