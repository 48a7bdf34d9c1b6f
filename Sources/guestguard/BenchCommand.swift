import ArgumentParser
import Domain
import Figures
import Foundation
import FraudEngine
import Scenario

/// The command `guestguard bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what this machine makes of a scenario, or of a forest.",
        subcommands: [ScenarioBench.self, ForestBench.self],
        defaultSubcommand: ScenarioBench.self
    )
}

/// The command `guestguard bench scenario`, and `guestguard bench` alone.
struct ScenarioBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "Measure accesses per second, memory and one scoring.",
        discussion: """
            Plays a scenario with store and data set written to a temporary folder, then scores \
            one access over and over. Wall-clock figures: compare them with figures of the same \
            machine and hour only.
            """
    )

    @Argument(help: "The scenario.", completion: .file(extensions: ["yaml"]))
    var scenario = "Scenarios/wedding-season.yaml"

    @Option(help: "Times it is played; the median is reported (with --growth, the cheapest).")
    var runs = 3

    @Flag(
        help: """
            Play an eighth, a quarter, half and all of its events, and say what one access costs at each \
            size: what rises grows with the past.
            """
    )
    var growth = false

    @OptionGroup var result: ResultOptions

    @Option(help: .hidden)
    var eventShare: Double?

    func validate() throws {
        guard (1...100).contains(runs) else {
            throw ValidationError("--runs: expected 1 to 100, found \(runs).")
        }
    }

    func run() async throws {
        if growth {
            return try GrowthBench(scenario: scenario, runs: runs).report(as: result.format)
        }
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "guestguard-bench-\(getpid())"
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let command = try RunCommand.parse([
            scenario, "--out", folder.path, "--quiet", "--no-journal",
        ])
        do {
            guard var request = try RunRequests(command).runs().first else { return }
            Interruption.install()
            if let eventShare {
                request.eventShare = eventShare
                let result = try EvidencedRun(run: request, jobs: 64).play(
                    isInterrupted: { Interruption.isAsked },
                    progress: { _ in }
                )
                let cost = GrowthBench.Cost.ofThisProcess(result.timings)
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                try Console.output(String(decoding: encoder.encode(cost), as: UTF8.self))
                return
            }
            var results: [RunResult] = []
            for number in 1...max(1, runs) {
                Console.message("run \(number) of \(runs)")
                results.append(
                    try EvidencedRun(run: request, jobs: 1).play(
                        isInterrupted: { Interruption.isAsked },
                        progress: { _ in }
                    )
                )
            }
            try report(results)
        } catch let error as any RunFailure {
            Console.message("guestguard: \(error)")
            throw error.exitCode
        } catch let error as Interrupted {
            Console.message("guestguard: interrupted")
            throw error.exitCode
        }
    }

    private func report(_ results: [RunResult]) throws {
        let sorted = results.map(\.timings).sorted { $0.wallSeconds < $1.wallSeconds }
        let median = sorted[sorted.count / 2]
        if result.format == .json { return try Console.output(json(sorted, median).text) }
        func row(_ name: String, _ value: String) throws {
            try Console.output(
                name.padding(toLength: 34, withPad: " ", startingAt: 0) + value + "\n"
            )
        }
        func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }
        func share(_ value: Double) -> String {
            String(format: "%.2f s (%.0f %%)", value, 100 * value / median.wallSeconds)
        }
        try row("accesses", "\(median.accesses)")
        try row("whole run (median of \(results.count))", seconds(median.wallSeconds))
        try row("  world, schema, wiring", share(median.setUpSeconds))
        try row("  simulation with store", share(median.runSeconds))
        try row("  data set and reports", share(median.writeSeconds))
        try row(
            "accesses per second",
            String(Int(Double(median.accesses) / max(median.wallSeconds, 1e-6)))
        )
        try row(
            "  fastest and slowest run",
            "\(seconds(sorted[0].wallSeconds)), "
                + seconds(sorted[sorted.count - 1].wallSeconds)
        )
        try row("peak memory", "\(Self.peakMegabytes()) MB")
        try row("one heuristic scoring", String(format: "%.2f µs", Self.scoringMicroseconds()))
    }

    /// - `sorted`: The fastest first.
    private func json(_ sorted: [RunTimings], _ median: RunTimings) -> JSON {
        .object([
            "schema": .text(Self.schema), "scenario": .text(scenario),
            "runs": .integer(sorted.count), "accesses": .integer(median.accesses),
            "wall_seconds": .number(median.wallSeconds),
            "fastest_seconds": .number(sorted[0].wallSeconds),
            "slowest_seconds": .number(sorted[sorted.count - 1].wallSeconds),
            "set_up_seconds": .number(median.setUpSeconds),
            "run_seconds": .number(median.runSeconds),
            "write_seconds": .number(median.writeSeconds),
            "accesses_per_second": .number(
                Double(median.accesses) / max(median.wallSeconds, 1e-6)
            ),
            "peak_megabytes": .integer(Self.peakMegabytes()),
            "scoring_microseconds": .number(Self.scoringMicroseconds()),
        ])
    }

    static let schema = "guestguard.bench/1"

    /// The schema of its JSON: `Reports/schema/bench.schema.json`.
    static let jsonSchema: JSON = {
        var members = [
            "scenario": JSONSchema.text(), "runs": JSONSchema.whole, "accesses": JSONSchema.whole,
            "peak_megabytes": JSONSchema.whole,
        ]
        for name in [
            "wall_seconds", "fastest_seconds", "slowest_seconds", "set_up_seconds", "run_seconds",
            "write_seconds", "accesses_per_second", "scoring_microseconds",
        ] {
            members[name] = JSONSchema.number
        }
        return JSONSchema.document("What a scenario costs on a machine", schema: schema, members)
    }()

    /// The highest resident set of this process so far.
    private static func peakMegabytes() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }

    /// A feature vector to a score with its reasons, many times over.
    private static func scoringMicroseconds() -> Double {
        let scorer = HeuristicScorer()
        var features = FeatureVector()
        for feature in Feature.allCases { features[feature] = 1 }
        let rounds = 1_000_000
        var sum = 0
        let started = ContinuousClock.now
        for round in 0..<rounds {
            features[.geoDistanceKm] = Double(round % 2_000)
            sum &+= scorer.score(features).score.value
        }
        let elapsed = (ContinuousClock.now - started).inSeconds
        precondition(sum > 0, "the scores must be used, or nothing is measured")
        return elapsed / Double(rounds) * 1_000_000
    }
}
