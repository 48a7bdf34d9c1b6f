import Figures
import Forest
import FraudEngine

/// `MODELCARD.md`: what a model is, for people.
package struct ModelCard: Sendable {
    private let model: TrainedModel
    private let file: ModelFile

    /// - `file`: The model as it was written.
    package init(of model: TrainedModel, _ file: ModelFile) {
        self.model = model
        self.file = file
    }

    package var text: String {
        let parameters = model.forest.parameters
        var lines = [
            "# Model forest/\(file.checksum.prefix(12))", "",
            "A random forest of \(parameters.trees) trees, \(parameters.depth) splits deep at most, with "
                + "\(parameters.leastRows) different rows on either side of a split at least; "
                + "\(model.forest.nodeCount) nodes, seed \(parameters.seed). It answers with the "
                + "probability that an access is fraud, in per cent: isotonic regression on events that "
                + "its trees have not seen.", "",
            "It knows what `guestguard signals features` lists and nothing else, learnt from "
                + "\(model.labels == .truth ? "the truth, which only a simulation knows" : "what operators came to know: late, wrong at times, and censored by what was blocked").",
            caveats,
            "Learnt from one world, it is to be trusted in worlds like it: look at `guestguard evaluate` "
                + "with runs of your own scenarios first.", "", "## How good it is", "",
            "| part | rows | of them fraud | ROC-AUC | PR-AUC | Brier | log-loss | ECE |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        ]
        for part in model.parts {
            let figures = part.figures
            let cells =
                [part.name, String(part.rows), String(part.frauds)]
                + [
                    figures?.rocAUC, figures?.averagePrecision, figures?.brier, figures?.logLoss,
                    figures?.calibrationError,
                ].map { $0.map(rounded) ?? "–" }
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        lines += [
            "",
            "Curves are fitted on the part `calibrate`, so that its last line flatters; the part "
                + "`test` was seen by nobody.", "",
            "![What was so beside what was said](reliability.svg)",
            "![The same above a half](reliability-tail.svg)", "", "## What it looks at", "",
            "![What each column is worth](importance.svg)", "",
            "What average precision on rows of `calibrate` "
                + (model.looks.averagePrecision.map { "(\(rounded($0))) " } ?? "")
                + "loses when a column's values are dealt out anew among the rows. Of columns that say the "
                + "same each seems worth little, because the others are still there.", "",
            "| column | loss | splits | meaning |", "| --- | ---: | ---: | --- |",
        ]
        let splits = model.forest.splitsByColumn
        let falls = model.looks.falls
        let columns = Feature.entries.indices.sorted {
            let (one, other) = (falls[$0] ?? 0, falls[$1] ?? 0)
            return one != other ? one > other : (splits[$0], $1) > (splits[$1], $0)
        }
        for column in columns {
            let entry = Feature.entries[column]
            let fall = falls[column].map(rounded) ?? "–"
            lines.append("| \(entry.column) | \(fall) | \(splits[column]) | \(entry.meaning) |")
        }
        lines += ["", "## Runs", ""] + model.runs.map { "- \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What labels and rows are of.
    private var caveats: String {
        let noise =
            model.labelNoise == 0
            ? ""
            : "\(plainDecimal(100 * model.labelNoise)) % of the frauds were called honest on purpose, and "
                + "as many honest accesses fraud. "
        return noise
            + (model.observeOnly == 0
                ? "All rows are of runs that acted on their scores: whoever was challenged came back "
                    + "differently, or not at all."
                : "Of the rows, \(model.observeOnly) were scored for the record only (`decide: observe`): no "
                    + "score changed what became of them.")
    }

    private func rounded(_ value: Double) -> String {
        plainDecimal((value * 10_000).rounded() / 10_000)
    }
}
