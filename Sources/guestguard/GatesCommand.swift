import ArgumentParser
import Domain
import Evidence
import Figures
import Foundation
import Reports
import Scenario

/// The command `guestguard gates`.
struct GatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gates",
        abstract: "Choose the thresholds of a scenario's gates.",
        subcommands: [Suggest.self]
    )

    struct Suggest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Suggest thresholds that seldom fail for no reason.",
            discussion: """
                Plays the scenario with each of the seeds and chooses thresholds so that the scenario as \
                a whole fails on at most --alarms of fresh seeds of an equal build. Says how many of the \
                seeds fail now and then, and how much worse each metric would have to become for four \
                runs in five to fail. Gates with == or != are left as they are.

                --write puts the thresholds into the file; comments and layout stay, and so do wishes. \
                Nothing else of the runs is kept.

                  guestguard gates suggest Scenarios/viral-post.yaml --seeds 101..300 --write
                """
        )

        @Argument(help: "A scenario file.", completion: .file(extensions: ["yaml", "yml"]))
        var scenario: String

        @Option(
            help: "Seeds from A to B, as A..B: 20 at least, better 200.",
            transform: SeedRange.parse
        )
        var seeds: SeedRange

        @Option(help: "The share of fresh seeds that may fail.")
        var alarms = AlarmShare.one

        @Option(
            name: .customLong("for"),
            help: ArgumentHelp(
                """
                A metric to have a gate on besides, with <= or >= behind it or the usual one; may be \
                given several times.
                """,
                valueName: "metric"
            )
        )
        var metrics: [String] = []

        @OptionGroup var variant: ScenarioVariant

        @Flag(help: "Put the thresholds into the scenario file.")
        var write = false

        @Option(help: "Runs side by side.")
        var jobs = 1

        @OptionGroup var result: ResultOptions

        @Flag(help: "Say nothing of progress.")
        var quiet = false

        func validate() throws {
            let fewest = GateSuggestions.fewestSeeds
            if seeds.range.count < fewest {
                throw ValidationError(
                    "--seeds: expected \(fewest) at least, found \(seeds.range.count)."
                )
            }
            guard (1...64).contains(jobs) else {
                throw ValidationError("--jobs: expected 1 to 64, found \(jobs).")
            }
            if write, !variant.settings.isEmpty {
                throw ValidationError(
                    "--write: expected no --set, as the file's gates are the file's own scenario's."
                )
            }
        }

        func run() async throws {
            do {
                let file: ScenarioFile
                do throws(ScenarioProblems) {
                    // What cannot be meant is said when its seeds are played.
                    file = try variant.read(scenario)
                } catch {
                    throw UsageProblem(description: error.description)
                }
                let (gates, added) = try expressions(of: file)
                if gates.isEmpty {
                    throw UsageProblem(
                        description:
                            "\(scenario): expected gates, or --for with a metric, found none"
                    )
                }
                let suggestions = GateSuggestions(
                    gates,
                    try await played(file, gates),
                    alarms: alarms.share
                )
                let range = "\(seeds.range.lowerBound)..\(seeds.range.upperBound)"
                switch result.format {
                case .text:
                    try Console.output(suggestions.text(name: file.scenario.name, seeds: range))
                case .json:
                    try Console.output(
                        suggestions.json(name: file.scenario.name, seeds: range).text
                    )
                }
                if write { try self.write(suggestions, to: file, added) }
            } catch let error as UsageProblem {
                Console.message("guestguard: \(error)")
                throw ExitCode(2)
            }
        }

        /// The scenario's gates, and behind them those that are asked for.
        private func expressions(
            of file: ScenarioFile
        ) throws -> (all: [GateExpression], added: Int) {
            var gates = try file.scenario.gates.map { try Vocabulary.expression(of: $0) }
            let names = Vocabulary.metrics.selecting(among: file.scenario.kinds)
            for metric in metrics {
                let hasSign = metric.contains { "<>=".contains($0) }
                do throws(GateSyntaxError) {
                    gates.append(
                        try GateExpression.parse(
                            hasSign ? "\(metric) 0" : "\(metric) \(Self.usualSign(of: metric)) 0",
                            among: names
                        )
                    )
                } catch {
                    throw UsageProblem(description: "--for \(metric): \(error)")
                }
            }
            return (gates, metrics.count)
        }

        /// More is better of what is caught and of what arrives, less of all else.
        private static func usualSign(of metric: String) -> String {
            let good = [
                ".recall", ".precision", "_auc", ".auc", ".delivered", ".sent", "simulated.",
            ]
            return good.contains { metric.contains($0) } ? ">=" : "<="
        }

        /// What the gates compared, by seed.
        private func played(
            _ file: ScenarioFile,
            _ gates: [GateExpression]
        ) async throws -> [[JudgedNumber]] {
            let scratch = FileManager.default.temporaryDirectory
                .appending(path: "guestguard-gates-\(getpid())")
            defer { try? FileManager.default.removeItem(at: scratch) }
            var numbers: [[JudgedNumber]] = []
            Interruption.install()
            try await PlayedSeeds(
                scenario: scenario,
                seeds: seeds.range,
                jobs: jobs,
                folder: scratch,
                options: ["--set", "outputs={ html: false, dataset: false, database: false }"]
                    + variant.settings.flatMap { ["--set", $0] },
                showsProgress: !quiet && Console.isInteractive
            ).play {
                $0.gates = gates
            } tell: { result in
                numbers.append(gates.map { $0.judgedNumber(in: result.summary.metrics) })
            }
            return numbers
        }

        /// Puts the thresholds into the file.
        private func write(
            _ suggestions: GateSuggestions,
            to file: ScenarioFile,
            _ added: Int
        ) throws {
            let url = URL(filePath: scenario)
            var lines = GateLines(try String(contentsOf: url, encoding: .utf8))
            let own = file.scenario.gates.count
            for (place, row) in suggestions.rows.prefix(own).enumerated() {
                guard let suggested = row.suggested else { continue }
                let (gate, at) = (file.scenario.gates[place], file.gatePlaces[place])
                guard at.file == scenario,
                    lines.replace(gate.text, at: at, with: suggested.rewriting(gate.text))
                else {
                    throw UsageProblem(
                        description:
                            "\(at.file):\(at.line):\(at.column): gates[\(place)]: expected a gate "
                            + "on one line of \(scenario), found another place; nothing was written"
                    )
                }
            }
            let last = file.gatePlaces.last
            if let last, last.file != scenario, added > 0 {
                throw UsageProblem(
                    description: "\(scenario): expected gates of its own to add to, found those of "
                        + "\(last.file); nothing was written"
                )
            }
            lines.add(
                suggestions.rows.suffix(added).compactMap { $0.suggested?.description },
                after: last
            )
            try lines.text.write(to: url, atomically: true, encoding: .utf8)
            if !quiet { Console.message("\(scenario): written") }
        }
    }
}

/// A share of seeds, `1%`, above nothing and below a half.
struct AlarmShare: ExpressibleByArgument {
    let share: Double

    static let one = AlarmShare(share: 0.01)

    private init(share: Double) { self.share = share }

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else {
            return nil
        }
        let share = isPercent ? number / 100 : number
        guard share > 0, share < 0.5 else { return nil }
        self.share = share
    }

    var defaultValueDescription: String { percentText(share) }
}
