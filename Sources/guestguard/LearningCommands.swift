import ArgumentParser
import Catalogue
import Domain
import Forest
import Foundation
import FraudEngine
import Learning
import Metrics
import Synchronization

/// The command `guestguard train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn a model from finished runs.",
        discussion: """
            Grows a random forest on the events of the split "train" and fits its probabilities on \
            those of "calibrate"; those of "test" are left for guestguard evaluate. Writes \
            model.ggforest, MODELCARD.md, and model.onnx for other programs: the trees without \
            the fitted probabilities. The same runs, settings and build give the same bytes, \
            whatever --jobs is.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Data sets of runs: folders that hold an accesses.csv, or a run's --out.",
            valueName: "run"
        ),
        completion: .directory
    )
    var runs: [String]

    @Option(help: "What a row's class is taken from: truth or observed.")
    var labels = Labels.truth

    @Option(help: "Folder for the model.", completion: .directory)
    var out: String

    @Option(help: "Trees.")
    var trees = 100

    @Option(help: "Depth of a tree, in splits.")
    var depth = 12

    @Option(help: "Fewest different rows on either side of a split.")
    var leastRows = 5

    @Option(help: "The forest's seed.")
    var seed: UInt64 = 1

    @Option(help: "Threads that grow trees.")
    var jobs = 1

    @Flag(help: "Print the result only.")
    var quiet = false

    func validate() throws {
        guard !runs.isEmpty else { throw ValidationError("Expected at least one run.") }
        guard (1...10_000).contains(trees) else {
            throw ValidationError("--trees: expected 1 to 10000, found \(trees).")
        }
        guard (1...32).contains(depth) else {
            throw ValidationError("--depth: expected 1 to 32, found \(depth).")
        }
        guard leastRows >= 1 else {
            throw ValidationError("--least-rows: expected at least 1, found \(leastRows).")
        }
        guard (1...64).contains(jobs) else {
            throw ValidationError("--jobs: expected 1 to 64, found \(jobs).")
        }
    }

    func run() throws {
        Interruption.install()
        try orEnd {
            let table = try AccessTable(runs)
            let showsProgress = !quiet && Console.isInteractive
            let most = trees
            let learnt = try TrainedModel.learn(
                from: table,
                labels: labels,
                parameters,
                jobs: jobs,
                isInterrupted: { Interruption.isAsked },
                progress: { count in
                    if showsProgress { Console.progress("\(count) of \(most) trees") }
                }
            )
            if showsProgress { Console.progress("") }
            guard let model = learnt else {
                Console.message("guestguard: interrupted; nothing was written")
                throw ExitCode(130)
            }
            try write(model)
            try Console.output(model.partTable.text + "\nModel:  \(out)/model.ggforest\n")
        }
    }

    private var parameters: ForestParameters {
        var parameters = ForestParameters()
        parameters.trees = trees
        parameters.depth = depth
        parameters.leastRows = leastRows
        parameters.seed = seed
        return parameters
    }

    private func write(_ model: TrainedModel) throws {
        let folder = URL(filePath: out, directoryHint: .isDirectory)
        let bytes = try model.bytes()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(bytes).write(to: folder.appending(path: "model.ggforest"), options: .atomic)
            try Data(ONNXModel(of: model.forest, producer: "guestguard \(Build.version)").bytes)
                .write(to: folder.appending(path: "model.onnx"), options: .atomic)
            let card = ModelCard(of: model, try ModelFile(bytes))
            try Data(card.text.utf8).write(
                to: folder.appending(path: "MODELCARD.md"),
                options: .atomic
            )
        } catch let error as CocoaError {
            throw UsageProblem(
                description: "\(out): expected a folder that can be written, found "
                    + "\(error.localizedDescription)"
            )
        }
    }
}

extension Labels: ExpressibleByArgument {}

/// The command `guestguard evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Hold a model against the heuristic, on forms that it has not learnt from.",
        discussion: """
            Both scorers meet the same forms: those of the events in the split "test", or all of \
            them with --split all, for runs that the model was not learnt from. What is caught is \
            fraud above the threshold that so many honest forms are above, with 95 % bounds over \
            clusters.
            """
    )

    enum Part: String, ExpressibleByArgument, CaseIterable { case test, all }

    @Argument(help: "The model's file.", completion: .file(extensions: ["ggforest"]))
    var model: String

    @Argument(
        help: ArgumentHelp(
            "Data sets of runs: folders that hold an accesses.csv, or a run's --out.",
            valueName: "run"
        ),
        completion: .directory
    )
    var runs: [String]

    @Option(help: "Which rows: test or all.")
    var split = Part.test

    @Option(help: "Share of honest forms that may meet a challenge.")
    var friction = 0.05

    func validate() throws {
        guard !runs.isEmpty else { throw ValidationError("Expected at least one run.") }
        guard friction > 0, friction < 1 else {
            throw ValidationError(
                "--friction: expected more than 0 and less than 1, found \(friction)."
            )
        }
    }

    func run() throws {
        try orEnd {
            let scorer = try ForestScorer(ModelFile(at: model), at: model)
            let table = try AccessTable(runs)
            guard
                let evaluation = Evaluation(
                    of: scorer,
                    on: table,
                    split: split == .all ? nil : split.rawValue,
                    friction: friction
                )
            else {
                throw UsageProblem(
                    description: "expected forms of outsiders and of others, found none of one"
                )
            }
            try Console.output(evaluation.text)
        }
    }
}

/// Ends with what is wrong, and the status of what could not run.
func orEnd(_ work: () throws -> Void) throws {
    do {
        try work()
    } catch let error as ExitCode {
        throw error
    } catch {
        Console.message("guestguard: \(error)")
        throw ExitCode(2)
    }
}

func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }

private func decimals(_ value: Double?) -> String {
    value.map { String(format: "%.4f", $0) } ?? "–"
}

extension TrainedModel {
    fileprivate var partTable: Table {
        let header = ["rows", "of them fraud", "ROC-AUC", "PR-AUC", "Brier", "log-loss", "ECE"]
        return Table(
            ["part"] + header,
            [["part"] + header]
                + parts.map { part in
                    [
                        part.name, String(part.rows), String(part.frauds),
                        decimals(part.figures?.rocAUC), decimals(part.figures?.averagePrecision),
                        decimals(part.figures?.brier), decimals(part.figures?.logLoss),
                        decimals(part.figures?.calibrationError),
                    ]
                }
        )
    }
}

extension Evaluation {
    fileprivate var text: String {
        func bounds(_ estimate: Estimate) -> String {
            "\(percent(estimate.value)) (\(percent(estimate.low)) to \(percent(estimate.high)))"
        }
        let header = [
            "scorer", "ROC-AUC", "PR-AUC", "Brier", "log-loss", "ECE", "recall at precision 0.95",
            "caught at \(percent(friction)) friction",
        ]
        let scorers = Table(
            header,
            [header]
                + lines.map { line in
                    [
                        line.name, decimals(line.figures.rocAUC),
                        decimals(line.figures.averagePrecision), decimals(line.figures.brier),
                        decimals(line.figures.logLoss), decimals(line.figures.calibrationError),
                        percent(line.figures.recallAtPrecision95), bounds(line.caught),
                    ]
                }
        )
        let attackHeader = ["attack", "forms"] + lines.map(\.name)
        let byAttack = Table(
            attackHeader,
            [attackHeader]
                + attacks.map { attack in
                    [attack.name, String(attack.forms)]
                        + attack.caught.map { percent(Double($0) / Double(attack.forms)) }
                }
        )
        return """
            \(forms) forms, \(frauds) of them fraud, in \(clusters) clusters

            \(scorers.text)
            The model catches \(bounds(gain)) more of the fraud than the heuristic.

            \(byAttack.text)
            """
    }
}
