import ArgumentParser
import Catalogue
import Domain
import Evidence
import Figures
import Forest
import Foundation
import FraudEngine

/// The command `guestguard evaluate`.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Compare a model with the heuristic, on forms that it has not learnt from.",
        discussion: """
            The heuristic, the model, and the likelihood ratio that lies beside it as \
            likelihood.json meet the same forms: those of the events in the split "test", or all \
            of them with --split all, for runs that the model was not learnt from. What is caught is \
            fraud above the threshold that so many honest forms are above, with 95 % bounds over \
            clusters.
            """
    )

    enum Part: String, ExpressibleByArgument, CaseIterable { case test, all }

    @Argument(help: "The model's file.", completion: .file(extensions: ["ggforest"]))
    var model: String

    @OptionGroup var data: DataSets

    @Option(help: "Which rows: test or all.")
    var split = Part.test

    @Option(help: "Share of honest forms that may meet a challenge.")
    var friction = 0.05

    @OptionGroup var result: ResultOptions

    func validate() throws {
        guard friction > 0, friction < 1 else {
            throw ValidationError(
                "--friction: expected more than 0 and less than 1, found \(friction)."
            )
        }
    }

    func run() throws {
        try orEnd {
            let scorer = try ForestScorer(ModelFile(at: model), at: model)
            let beside = URL(filePath: model).deletingLastPathComponent()
                .appending(path: LikelihoodRatioScorer.fileName)
            let likelihood = try LikelihoodRatioScorer(at: beside.relativePath)
            let table = try data.table()
            guard
                let evaluation = Evaluation(
                    of: scorer,
                    beside: [likelihood, HeuristicScorer()],
                    on: table,
                    split: split == .all ? nil : split.rawValue,
                    friction: friction
                )
            else {
                throw UsageProblem(
                    description: "expected forms of outsiders and of others, found none of one"
                )
            }
            switch result.format {
            case .text: try Console.output(evaluation.text)
            case .json: try Console.output(evaluation.json.text)
            }
        }
    }
}

extension Evaluation {
    fileprivate var text: String {
        func bounds(_ estimate: Estimate) -> String {
            "\(percent(estimate.value)) (\(percent(estimate.low)) to \(percent(estimate.high)))"
        }
        func points(_ estimate: Estimate) -> String {
            func text(_ share: Double) -> String { String(format: "%.1f", 100 * share) }
            return "\(text(estimate.value)) (\(text(estimate.low)) to \(text(estimate.high)))"
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
            Of the fraud the model catches \(points(gain)) percentage points more than the heuristic.

            \(byAttack.text)
            """
    }
}
