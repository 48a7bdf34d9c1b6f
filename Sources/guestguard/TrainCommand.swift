import ArgumentParser
import Catalogue
import Domain
import Evidence
import Figures
import Forest
import Foundation
import FraudEngine
import Reports

/// The command `guestguard train`.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learn a model from finished runs.",
        discussion: """
            Grows a random forest on the events of the split "train" and fits its probabilities on \
            those of "calibrate"; those of "test" are left for guestguard evaluate. Writes \
            model.ggforest, MODELCARD.md with its pictures, model.onnx for other programs (the trees without the \
            fitted probabilities), and likelihood.json, a likelihood ratio learnt from the same \
            rows, which guestguard evaluate holds beside the model. The same runs, settings and build give the same bytes, \
            whatever --jobs is.
            """
    )

    @OptionGroup var data: DataSets

    @Option(help: "What a row's class is taken from: truth or observed.")
    var labels = Labels.truth

    @Option(help: "Share of the frauds called honest on purpose, as many honest rows called fraud.")
    var labelNoise = 0.0

    @Option(help: "Folder for the model.", completion: .directory)
    var out: String

    @OptionGroup var forest: ForestOptions

    @Option(help: "The forest's seed.")
    var seed: UInt64 = 1

    @Flag(help: "Print the result only.")
    var quiet = false

    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard (0...0.5).contains(labelNoise) else {
            throw ValidationError("--label-noise: expected 0 to 0.5, found \(labelNoise).")
        }
    }

    func run() throws {
        Interruption.install()
        try orEnd {
            let table = try data.table()
            let showsProgress = !quiet && Console.isInteractive
            let most = forest.trees
            let learnt = try TrainedModel.learn(
                from: table,
                labels: labels,
                labelNoise: labelNoise,
                parameters,
                jobs: forest.jobs,
                isInterrupted: { Interruption.isAsked },
                progress: { count in
                    if showsProgress { Console.progress("\(count) of \(most) trees") }
                }
            )
            if showsProgress { Console.progress("") }
            guard let model = learnt else { throw Stopped() }
            try write(model)
            let file = "\(out)/model.ggforest"
            switch result.format {
            case .text: try Console.output(model.partTable.text + "\nModel:  \(file)\n")
            case .json: try Console.output(model.json(file: file).text)
            }
        }
    }

    private var parameters: ForestParameters {
        var parameters = forest.parameters
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
            try model.likelihood.file().write(
                to: folder.appending(path: LikelihoodRatioScorer.fileName),
                options: .atomic
            )
            for runSeries in ModelCharts(of: model).files {
                try Data(runSeries.text.utf8).write(
                    to: folder.appending(path: runSeries.name),
                    options: .atomic
                )
            }
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
