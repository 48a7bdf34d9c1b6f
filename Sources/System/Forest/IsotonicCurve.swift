/// A rising curve from a raw score to the probability behind it.
///
/// The isotonic regression of truths on scores, by pooling neighbours that fall (Ayer et al., "An
/// Empirical Distribution Function for Sampling with Incomplete Information", 1955), straight between the
/// pools. Two rows that nobody saw are added, a positive one below all scores and a negative one above
/// them, so that no probability is nought or one for want of rows.
package struct IsotonicCurve: Hashable, Sendable, Codable {
    /// Rising strictly.
    let scores: [Double]
    /// Of each score, 0...1, never falling.
    let probabilities: [Double]

    /// - `scores`: Of rows, with the truth about each; at least one row.
    package init(fitting scores: [Double], _ isPositive: [Bool]) {
        precondition(!scores.isEmpty && scores.count == isPositive.count, "rows with a truth each")
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var pools: [Pool] = []
        for index in order {
            let score = scores[index]
            // Rows of one score are one row.
            if let last = pools.last, last.isOne, last.high == score {
                pools[pools.count - 1].add(isPositive[index])
            } else {
                Self.merge(&pools)
                pools.append(Pool(score, isPositive[index]))
            }
        }
        pools[0].add(true)
        pools[pools.count - 1].add(false)
        Self.merge(&pools)
        // The first pool may fall behind its neighbours now.
        var merged: [Pool] = []
        for pool in pools {
            merged.append(pool)
            Self.merge(&merged)
        }
        var points: [(score: Double, probability: Double)] = []
        for pool in merged {
            points.append((pool.low, pool.share))
            if pool.high > pool.low { points.append((pool.high, pool.share)) }
        }
        self.scores = points.map(\.score)
        probabilities = points.map(\.probability)
    }

    /// Rows side by side that have one probability.
    private struct Pool {
        let low: Double
        var high: Double
        private var positives: Int
        private var rows = 1

        init(_ score: Double, _ isPositive: Bool) {
            low = score
            high = score
            positives = isPositive ? 1 : 0
        }

        var isOne: Bool { low == high }
        var share: Double { Double(positives) / Double(rows) }

        mutating func add(_ isPositive: Bool) {
            rows += 1
            positives += isPositive ? 1 : 0
        }

        mutating func add(_ next: Pool) {
            high = next.high
            rows += next.rows
            positives += next.positives
        }

        /// Whether the other, above it, has no higher share.
        func isNotBelow(_ next: Pool) -> Bool {
            positives * next.rows >= next.positives * rows
        }
    }

    private static func merge(_ pools: inout [Pool]) {
        while pools.count > 1, pools[pools.count - 2].isNotBelow(pools[pools.count - 1]) {
            let last = pools.removeLast()
            pools[pools.count - 1].add(last)
        }
    }

    /// The probability behind a score, 0...1.
    package func probability(of score: Double) -> Double {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] < score { low = middle + 1 } else { high = middle }
        }
        if low == scores.count { return probabilities[low - 1] }
        if low == 0 || scores[low] == score { return probabilities[low] }
        let share = (score - scores[low - 1]) / (scores[low] - scores[low - 1])
        return probabilities[low - 1] + share * (probabilities[low] - probabilities[low - 1])
    }

    /// Whether it could have been fitted: as a file may bring anything.
    package var isSound: Bool {
        !scores.isEmpty && scores.count == probabilities.count
            && zip(scores, scores.dropFirst()).allSatisfy(<)
            && zip(probabilities, probabilities.dropFirst()).allSatisfy(<=)
            && probabilities.allSatisfy { (0...1).contains($0) } && scores.allSatisfy(\.isFinite)
    }
}
