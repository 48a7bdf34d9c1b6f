import ArgumentParser
import Domain
import Figures
import Foundation
import Run
import Scenario

/// The command `guestguard run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Play scenarios and judge them by their gates.",
        discussion: """
            Writes Reports/<scenario>-<seed>/ and Datasets/<scenario>-<seed>/ in the current \
            folder, or both under --out. The result goes to standard output, everything else to \
            standard error.

            Several seeds have one verdict: shares and latencies are reckoned from all of them, \
            counts must hold in each; Reports/<scenario>-<A>..<B>/ has it. With --format json one \
            document is printed: a list where there are several scenarios, and of several seeds \
            { runs, pooled }.
            """
    )

    @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml", "yml"]))
    var scenarios: [String]

    @OptionGroup var variant: ScenarioVariant

    @Option(help: "The seed (default: the scenario's own).")
    var seed: UInt64?

    @Option(
        help: "Seeds from A to B, as A..B, each a run of its own, judged together.",
        transform: SeedRange.parse
    )
    var seeds: SeedRange?

    @Option(help: "Folder for reports and data sets (default: the current folder).")
    var out: String?

    @Option(
        help: "What scores accesses: heuristic, or a model's file.",
        completion: .file(extensions: ["ggforest"])
    )
    var scorer = "heuristic"

    @Option(
        help: ArgumentHelp(
            "A signal to leave out of the heuristic score; may be given several times.",
            valueName: "signal"
        )
    )
    var without: [String] = []

    @Option(help: "JSON file with calibrated band edges.")
    var thresholds: String?

    @Option(help: "A GeoLite2-City file in place of the synthetic world's.")
    var geoip: String?

    @Option(
        help: "A baseline's file, or a run's folder: the report says what changed since.",
        completion: .file()
    )
    var baseline: String?

    @Option(
        help: """
            Runs side by side; results do not depend on it. With two cores a job, each run \
            is watched on the second.
            """
    )
    var jobs = 1

    @Option(
        help: """
            When the store commits: grouped, many steps at a time, or every-step, as a server does; \
            slower, and results do not depend on it.
            """
    )
    var commits = RehearsalCommits.grouped

    @OptionGroup var result: ResultOptions

    @Flag(help: "Print the result only.")
    var quiet = false

    @Flag(help: "Keep no journal; the digest does not change.")
    var noJournal = false

    @Flag(
        help: "End after the first run that fails by itself; what was played until then is judged."
    )
    var failFast = false

    func validate() throws {
        if scenarios.isEmpty { throw ValidationError("Expected at least one scenario file.") }
        if seed != nil, seeds != nil {
            throw ValidationError("Expected --seed or --seeds, found both.")
        }
        if baseline != nil, scenarios.count > 1 {
            throw ValidationError(
                "--baseline: expected one scenario, found \(scenarios.count); guestguard compare takes "
                    + "several."
            )
        }
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs: expected 1 to 64, found \(jobs).")
        }
    }

    func run() async throws {
        var results = RunResults(format: result.format, isQuiet: quiet, isPooled: seeds != nil)
        do {
            let runs = try RunRequests(self).runs()
            Interruption.install()
            let queue = RunQueue(jobs: jobs, isQuiet: quiet, endsAtFailure: failFast)
            try await queue.play(runs) { try results.add($0) }
            if results.count < runs.count {
                Console.message(
                    "guestguard: ended after the first failure, \(results.count) of \(runs.count) "
                        + "runs played"
                )
            }
            try results.conclude()
            if !results.isPassed || results.count < runs.count { throw ExitCode(1) }
        } catch let error as UsageProblem {
            Console.message("guestguard: \(error)")
            throw ExitCode(2)
        } catch let error as MachineProblem {
            let before = results.count > 0 ? "; \(results.count) runs before it stand" : ""
            Console.message("guestguard: \(error)\(before)")
            throw error.exitCode
        } catch let error as Interrupted {
            let stands =
                results.count == 0
                ? "nothing was written"
                : "\(results.count) run\(results.count == 1 ? " that was over stands" : "s that were over stand"), "
                    + "without a verdict on all; nothing of the others was written"
            Console.message("guestguard: interrupted; \(stands). Again: \(error.rerun)")
            throw error.exitCode
        }
    }
}

extension RehearsalCommits: ExpressibleByArgument {}

/// What is set in place of a scenario's own values.
struct ScenarioVariant: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            """
            A value in place of the scenario's own, such as lasts='3 days', events[0].guests=40 or \
            attacks[*].count=5; may be given several times.
            """,
            valueName: "path=value"
        )
    )
    var settings: [String] = []

    /// Reads a scenario file with these values; says on standard error what cannot be meant.
    func file(at path: String) throws(ScenarioProblems) -> ScenarioFile {
        let file = try read(path)
        for warning in file.warnings { Console.message("warning: \(warning)") }
        return file
    }

    /// Reads a scenario file with these values.
    func read(_ path: String) throws(ScenarioProblems) -> ScenarioFile {
        var parsed: [ScenarioSetting] = []
        for text in settings { parsed.append(try ScenarioSetting(text)) }
        return try ScenarioFile(
            path: path,
            settings: parsed,
            vocabulary: Vocabulary.scenario
        )
    }
}

/// Seeds from A to B, written `A..B`.
struct SeedRange {
    let range: ClosedRange<UInt64>

    /// - Throws: What is expected, and what was found.
    static func parse(_ text: String) throws -> SeedRange {
        let parts = text.components(separatedBy: "..")
        guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]) else {
            throw ValidationError("expected seeds as A..B, such as 1..20, found \"\(text)\"")
        }
        guard first <= last else {
            throw ValidationError(
                "expected the lower seed first, \(last)..\(first), found \"\(text)\""
            )
        }
        guard last - first < 100_000 else {
            throw ValidationError("expected 100000 seeds at most, found \"\(text)\"")
        }
        return SeedRange(range: first...last)
    }
}

/// A run that cannot be made; the text names place, expectation and finding.
struct UsageProblem: Error, CustomStringConvertible {
    let description: String
}
