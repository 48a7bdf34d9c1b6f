import Figures

/// What was so, beside what was said: rows in bins of as many each, by what was said of them.
package struct Reliability: Sendable {
    package struct Bin: Sendable {
        /// What was said on average, 0...1.
        package let said: Double
        package let seen: Proportion
    }

    package let bins: [Bin]

    /// - Parameters:
    ///   - probabilities: Of fraud, 0...1.
    ///   - isFraud: As many.
    ///   - least: Rows of which less was said are left out.
    ///   - count: How many bins there are, where there are as many rows.
    init(_ probabilities: [Double], _ isFraud: [Bool], least: Double = 0, bins count: Int = 15) {
        let order = probabilities.indices.filter { probabilities[$0] >= least }
            .sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        bins = (0..<count).compactMap { number in
            let rows = order[order.count * number / count..<order.count * (number + 1) / count]
            guard !rows.isEmpty else { return nil }
            let said = rows.reduce(0) { $0 + probabilities[$1] } / Double(rows.count)
            return Bin(
                said: said,
                seen: Proportion(successes: rows.count { isFraud[$0] }, trials: rows.count)
            )
        }
    }
}
