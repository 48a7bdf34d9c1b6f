import ArgumentParser
import Evidence
import Figures
import Foundation

/// The command `guestguard baseline`.
struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Keep what a run did in a small file, to compare later runs with.",
        discussion: """
            The file holds what each cluster contributes to each share that guestguard compare looks \
            at, and of runs of up to 5,000 accesses every decision. Commit it; then guestguard compare \
            and guestguard run --baseline tell what a change moved.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A run's folder under Reports or Datasets, or that of several seeds.",
            valueName: "run"
        ),
        completion: .directory
    )
    var source: String

    @Option(help: "The file (default: Reports/baseline/<the run's name>.json).")
    var out: String?

    func run() throws {
        let name = URL(filePath: source).standardizedFileURL.lastPathComponent
        let file = URL(filePath: out ?? "Reports/baseline/\(name).json")
        do {
            let compared = try ComparedRuns(at: source)
            guard file.pathExtension == "json" else {
                throw UsageProblem(
                    description:
                        "--out: expected a file that ends in .json, found \(file.relativePath)"
                )
            }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            _ = try PartialFolder.write(BaselineFile(compared).text, at: file)
            try Console.output("\(file.relativePath)\n")
        } catch {
            Console.message("guestguard: \(error)")
            throw ExitCode(2)
        }
    }
}
