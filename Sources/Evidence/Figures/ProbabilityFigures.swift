import Foundation

/// How good probabilities are, by the truth about each row.
package struct ProbabilityFigures: Hashable, Sendable {
    /// Area under the ROC curve: how often fraud is above genuine, ties counting half.
    package let rocAUC: Double
    /// Average precision: the sum of each step in recall times the precision there.
    package let averagePrecision: Double
    /// Mean squared error.
    package let brier: Double
    /// Mean negative logarithm of what the truth was given, at least 1e-15.
    package let logLoss: Double
    /// Expected calibration error over 15 bins of as many rows each: the mean distance between what was
    /// said and what was so.
    package let calibrationError: Double
    /// The most fraud that can be caught so that 95 % of what is suspected is fraud.
    package let recallAtPrecision95: Double

    private static let bins = 15

    /// Figures of so many rows; `nil` unless there are rows of both kinds.
    ///
    /// - Parameters:
    ///   - probabilities: Of fraud, 0...1.
    ///   - isFraud: As many.
    /// - Complexity: O(n log n).
    package init?(_ probabilities: [Double], _ isFraud: [Bool]) {
        precondition(probabilities.count == isFraud.count, "a truth for each probability")
        guard let area = areaUnderROC(probabilities, isFraud) else { return nil }
        rocAUC = area
        let frauds = Double(isFraud.count { $0 })
        let order = probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }
        var (caught, seen, average, recall) = (0.0, 0.0, 0.0, 0.0)
        var place = 0
        while place < order.count {
            let value = probabilities[order[place]]
            let before = caught
            while place < order.count, probabilities[order[place]] == value {
                caught += isFraud[order[place]] ? 1 : 0
                seen += 1
                place += 1
            }
            average += (caught - before) * caught / seen
            if caught / seen >= 0.95 { recall = caught / frauds }
        }
        averagePrecision = average / frauds
        recallAtPrecision95 = recall
        var (squares, logarithms) = (0.0, 0.0)
        for (probability, isFraud) in zip(probabilities, isFraud) {
            let error = probability - (isFraud ? 1 : 0)
            squares += error * error
            logarithms -= log(max(1e-15, isFraud ? probability : 1 - probability))
        }
        let rows = Double(isFraud.count)
        brier = squares / rows
        logLoss = logarithms / rows
        var distance = 0.0
        for bin in 0..<Self.bins {
            let rows = order[order.count * bin / Self.bins..<order.count * (bin + 1) / Self.bins]
            distance += abs(rows.reduce(0) { $0 + probabilities[$1] - (isFraud[$1] ? 1 : 0) })
        }
        calibrationError = distance / rows
    }
}
