import Domain
import Forest

/// A trained forest in the heuristic's place: the score is its probability of fraud in per cent.
package struct ForestScorer: RiskScorer {
    package let name: String
    private let forest: Forest
    private let calibration: IsotonicCurve?
    private let startingScore: Double

    /// - `model`: Made of exactly the features that there are, or how it differs is thrown.
    package init(_ model: ModelFile) throws(ForestError) {
        let columns = Feature.entries.map(\.column)
        guard model.header.columns == columns else {
            throw .otherColumns(expected: model.header.columns, found: columns)
        }
        name = "forest/\(model.checksum.prefix(12))"
        forest = model.forest
        calibration = model.header.calibration
        startingScore = 100 * Self.probability(of: forest.startingValue, calibration)
    }

    private static func probability(of raw: Double, _ calibration: IsotonicCurve?) -> Double {
        calibration?.probability(of: raw) ?? raw
    }

    /// The raw score, 0...1: finer than a probability, which many rows share.
    package func rawScore(_ features: FeatureVector) -> Double {
        forest.probability(features.values.map(Float.init))
    }

    /// The probability of fraud, 0...1.
    package func probability(_ features: FeatureVector) -> Double {
        Self.probability(of: rawScore(features), calibration)
    }

    /// A signal for each that the forest's splits raise the score by, in points of the score.
    ///
    /// With what lowers it, and the score of a row of which nothing is known, they sum to the score: see
    /// `Forest.contributions`.
    package func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
        let row = features.values.map(Float.init)
        let raw = forest.probability(row)
        let score = 100 * Self.probability(of: raw, calibration)
        return (RiskScore(Int(score.rounded())), breakdown(of: row, raw: raw, score).signals)
    }

    package func breakdown(_ features: FeatureVector) -> ScoreBreakdown {
        let row = features.values.map(Float.init)
        let raw = forest.probability(row)
        return breakdown(of: row, raw: raw, 100 * Self.probability(of: raw, calibration))
    }

    private func breakdown(of row: [Float], raw: Double, _ score: Double) -> ScoreBreakdown {
        ScoreBreakdown(
            start: startingScore,
            score: score,
            evidence: forest.contributions(row),
            moved: raw - forest.startingValue
        )
    }
}
