/// An access' risk score beside the truth about it.
package struct ScoredSample: Hashable, Sendable {
    package let score: Int
    package let isFraud: Bool

    /// A sample; `score` is in `0...100`.
    package init(score: Int, isFraud: Bool) {
        precondition((0...100).contains(score), "a risk score is 0...100, found \(score)")
        self.score = score
        self.isFraud = isFraud
    }
}

/// How often each risk score was given to genuine and to fraudulent accesses.
///
/// Scores are whole numbers, so 202 counts hold all that the metrics need: memory is constant,
/// results are exact and do not depend on the order of the accesses.
package struct ScoreTable: Hashable, Sendable {
    /// Genuine accesses by score, `0...100`.
    package private(set) var genuine = [Int](repeating: 0, count: 101)
    /// Fraudulent accesses by score, `0...100`.
    package private(set) var fraud = [Int](repeating: 0, count: 101)

    package init() {}

    package init(_ samples: some Sequence<ScoredSample>) {
        for sample in samples { record(sample) }
    }

    package mutating func record(_ sample: ScoredSample) {
        if sample.isFraud { fraud[sample.score] += 1 } else { genuine[sample.score] += 1 }
    }

    package mutating func merge(_ other: ScoreTable) {
        for score in 0...100 {
            genuine[score] += other.genuine[score]
            fraud[score] += other.fraud[score]
        }
    }

    package var genuineCount: Int { genuine.reduce(0, +) }
    package var fraudCount: Int { fraud.reduce(0, +) }
    package var count: Int { genuineCount + fraudCount }

    /// What suspecting every score above `edge` would have got right and wrong.
    ///
    /// `edge` is a band's edge, which itself still counts as harmless; −1 suspects all.
    package func confusion(above edge: Int) -> ConfusionCounts {
        precondition((-1...100).contains(edge), "an edge is -1...100, found \(edge)")
        let caught = fraud[(edge + 1)...].reduce(0, +)
        let falsePositives = genuine[(edge + 1)...].reduce(0, +)
        return ConfusionCounts(
            truePositives: caught,
            falseNegatives: fraudCount - caught,
            falsePositives: falsePositives,
            trueNegatives: genuineCount - falsePositives
        )
    }
}

extension ScoreTable {
    /// The area under the ROC curve: how often fraud scores above genuine, ties counting half.
    ///
    /// `nil` unless both kinds are present. Counted in whole numbers and divided once.
    package var rocAUC: Double? {
        let pairs = Double(fraudCount) * Double(genuineCount)
        guard pairs > 0 else { return nil }
        var doubledWins = 0
        var genuineBelow = 0
        for score in 0...100 {
            doubledWins += fraud[score] * (2 * genuineBelow + genuine[score])
            genuineBelow += genuine[score]
        }
        return Double(doubledWins) / (2 * pairs)
    }

    /// The share of fraud above the threshold that so many genuine are above, on the ROC curve's straight
    /// lines: where a score is shared, in part.
    ///
    /// - Parameter rate: In 0...1.
    /// - Returns: `nil` unless both kinds are present.
    package func recall(atFalsePositiveRate rate: Double) -> Double? {
        guard fraudCount > 0, genuineCount > 0 else { return nil }
        let allowed = rate * Double(genuineCount)
        var (caught, wrong) = (0, 0)
        for score in (0...100).reversed() {
            let (more, moreWrong) = (fraud[score], genuine[score])
            if Double(wrong + moreWrong) > allowed {
                let part = (allowed - Double(wrong)) / Double(moreWrong)
                return (Double(caught) + part * Double(more)) / Double(fraudCount)
            }
            caught += more
            wrong += moreWrong
        }
        return 1
    }

    /// The area under the precision-recall curve as average precision; `nil` without fraud.
    ///
    /// The sum of each step in recall times the precision there, without interpolation: the
    /// definition of scikit-learn's `average_precision_score`.
    package var averagePrecision: Double? {
        let fraudCount = fraudCount
        guard fraudCount > 0 else { return nil }
        var sum = 0.0
        var (caught, falsePositives) = (0, 0)
        for score in (0...100).reversed() {
            caught += fraud[score]
            falsePositives += genuine[score]
            guard fraud[score] > 0 else { continue }
            sum += Double(fraud[score]) * Double(caught) / Double(caught + falsePositives)
        }
        return sum / Double(fraudCount)
    }

    /// The mean squared difference between score / 100 and the truth; `nil` without accesses.
    ///
    /// Brier, "Verification of Forecasts Expressed in Terms of Probability", 1950.
    package var brierScore: Double? {
        let count = count
        guard count > 0 else { return nil }
        var sum = 0
        for score in 0...100 {
            sum += genuine[score] * score * score + fraud[score] * (100 - score) * (100 - score)
        }
        return Double(sum) / (10_000 * Double(count))
    }

    /// How far score / 100 is from the share of fraud, on average; `nil` without accesses.
    ///
    /// Ten bins of equal width, each closed above (0 joins the first), weighted by their accesses:
    /// Guo and others, "On Calibration of Modern Neural Networks", 2017.
    package var expectedCalibrationError: Double? {
        let count = count
        guard count > 0 else { return nil }
        var gaps = [Int](repeating: 0, count: 10)  // by bin: 100 × fraud − sum of scores
        for score in 0...100 {
            let bin = max(0, (score - 1) / 10)
            gaps[bin] += 100 * fraud[score] - score * (fraud[score] + genuine[score])
        }
        return Double(gaps.reduce(0) { $0 + abs($1) }) / (100 * Double(count))
    }
}
