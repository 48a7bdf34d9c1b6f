import Domain
import Figures
import Forest
import Foundation
import FraudEngine

/// What a row's class is taken from.
package enum Labels: String, Sendable, CaseIterable {
    /// What only the simulation knows.
    case truth
    /// What operators came to know; rows of which they know nothing are left out.
    case observed
}

/// A model learnt from finished runs, with how good it was on rows that it did not see.
package struct TrainedModel: Sendable {
    /// Rows of one part of the data.
    package struct Part: Sendable {
        package let name: String
        package let rows: Int
        package let frauds: Int
        /// By the labels that were learnt from; `nil` where there are not rows of both kinds.
        package let figures: ProbabilityFigures?
    }

    package let forest: Forest
    package let calibration: IsotonicCurve
    /// The yardstick, learnt from the same rows.
    package let likelihood: LikelihoodRatioScorer
    package let labels: Labels
    /// Share of the frauds whose labels were swapped with honest rows'.
    package let labelNoise: Double
    /// What each column is worth on the rows that probabilities were fitted on.
    package let looks: PermutationImportance
    /// On rows that a tree has not seen: as its trees say it, and as the fitted probability says it.
    package let reliability: (before: Reliability, after: Reliability)
    /// The same of rows whose probability is a half or more.
    package let reliabilityOfTail: (before: Reliability, after: Reliability)
    /// Rows learnt from of which nothing was acted on (`decide: observe`).
    package let observeOnly: Int
    package let parts: [Part]
    /// Names of the runs' data sets.
    package let runs: [String]

    /// Grows a forest on the events of the split `train`, and fits its probabilities on those of
    /// `calibrate`.
    ///
    /// Rows are accesses that the engine could judge: looks, as they were seen at once, and forms, as they
    /// were seen when they were sent.
    ///
    /// - `table`: Runs in which scores were acted on, or only written down (`decide: observe`).
    /// - `labelNoise`: Share of the frauds that are called honest, as many honest rows being called fraud
    ///   in their place: what labels that are wrong so often cost.
    /// - `jobs`: Threads; the model does not depend on it.
    ///
    /// Gives `nil` where it was interrupted, and throws what the table lacks.
    package static func learn(
        from table: AccessTable,
        labels: Labels,
        labelNoise: Double = 0,
        _ parameters: ForestParameters,
        jobs: Int,
        isInterrupted: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (Int) -> Void
    ) throws(ForestError) -> TrainedModel? {
        func rows(of split: String) -> [Int] {
            table.rows { row in
                table.splits[row] == split && (labels == .truth || table.observed[row] != nil)
            }
        }
        let train = rows(of: "train")
        let calibrate = rows(of: "calibrate")
        let mistaken = LabelNoise(labelNoise, seed: parameters.seed).rows(
            among: [train, calibrate],
            areFraud: { labels == .truth ? table.isFraud[$0] : table.observed[$0] == true }
        )
        func isPositive(_ row: Int) -> Bool {
            (labels == .truth ? table.isFraud[row] : table.observed[row] == true)
                != mistaken.contains(row)
        }
        let positives = calibrate.map(isPositive)
        guard positives.contains(true), positives.contains(false) else {
            throw .oneClassOnly(rows: calibrate.count, positives: positives.count { $0 })
        }
        let trainer = try ForestTrainer(
            TrainingTable(
                names: Feature.entries.map(\.column),
                columns: table.features.map { column in train.map { Float(column[$0]) } },
                isPositive: train.map(isPositive)
            ),
            parameters
        )
        guard
            let grown = trainer.growAll(
                rows: train.count,
                jobs: jobs,
                isInterrupted: isInterrupted,
                progress: progress
            )
        else { return nil }
        let raw = table.rawScores(of: calibrate, by: grown.forest)
        let curve = IsotonicCurve(fitting: raw, positives)
        let seen = train.indices.filter { grown.outOfBag[$0] != nil }
        let unseen = seen.map { grown.outOfBag[$0] ?? 0 }
        let truth = seen.map { isPositive(train[$0]) }
        func reliability(from least: Double) -> (before: Reliability, after: Reliability) {
            (
                Reliability(unseen, truth, least: least),
                Reliability(unseen.map(curve.probability), truth, least: least)
            )
        }
        return TrainedModel(
            forest: grown.forest,
            calibration: curve,
            likelihood: LikelihoodRatioScorer(
                fitting: table.features.map { column in train.map { column[$0] } },
                train.map(isPositive),
                calibrate: zip(calibrate, positives).map { (table.vector($0), $1) }
            ),
            labels: labels,
            labelNoise: labelNoise,
            looks: PermutationImportance(
                of: grown.forest,
                columns: table.features,
                rows: calibrate,
                positives
            ),
            reliability: reliability(from: 0),
            reliabilityOfTail: reliability(from: 0.5),
            observeOnly: (train + calibrate).count { !table.isEnforced[$0] },
            parts: [
                Part("train, out of bag", unseen.map(curve.probability), truth),
                Part("calibrate, before", raw, positives),
                Part("calibrate, after", raw.map(curve.probability), positives),
            ],
            runs: table.files.map {
                URL(filePath: $0).deletingLastPathComponent().lastPathComponent
            }
        )
    }

    /// The content of `model.ggforest`.
    package func bytes() throws -> [UInt8] {
        try ModelFile.bytes(
            of: forest,
            calibration: calibration,
            origin: [
                "labels": labels.rawValue, "runs": runs.joined(separator: " "),
                "label_noise": labelNoise == 0 ? "none" : "\(labelNoise)",
            ]
        )
    }
}

extension TrainedModel.Part {
    init(_ name: String, _ probabilities: [Double], _ isPositive: [Bool]) {
        self.name = name
        rows = isPositive.count
        frauds = isPositive.count { $0 }
        figures = ProbabilityFigures(probabilities, isPositive)
    }
}

extension AccessTable {
    /// What a forest makes of rows, 0...1.
    package func rawScores(of rows: [Int], by forest: Forest) -> [Double] {
        let values = rows.flatMap { row in features.map { Float($0[row]) } }
        return values.withUnsafeBufferPointer(forest.probabilities)
    }
}

extension ModelFile {
    /// Reads a model.
    ///
    /// - Throws: Why it cannot be used, with its path.
    package init(at path: String) throws(DatasetError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DatasetError(
                path: path,
                problem: "expected heuristic or a model's file, found none"
            )
        }
        do {
            try self.init(Array(data))
        } catch {
            throw DatasetError(path: path, problem: "\(error)")
        }
    }
}

extension ForestScorer {
    /// - `path`: The model's, for what is thrown where it is made of other features.
    package init(_ model: ModelFile, at path: String) throws(DatasetError) {
        do {
            try self.init(model)
        } catch {
            throw DatasetError(path: path, problem: "\(error)")
        }
    }
}

extension LikelihoodRatioScorer {
    /// Its name beside the model that was learnt from the same rows.
    package static let fileName = "likelihood.json"

    /// Reads one that `guestguard train` has written.
    ///
    /// - Throws: Why it cannot be used, with its path.
    package init(at path: String) throws(DatasetError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DatasetError(
                path: path,
                problem: "expected a likelihood ratio as guestguard train writes it, found none"
            )
        }
        do {
            try self.init(file: data)
        } catch {
            throw DatasetError(path: path, problem: "\(error)")
        }
    }
}
