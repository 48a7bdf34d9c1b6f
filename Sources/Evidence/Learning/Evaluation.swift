import Domain
import Figures
import Forest
import FraudEngine

/// A model and other scorers side by side, on forms of events that the model has not seen.
package struct Evaluation: Sendable {
    /// A share of forms, with bounds.
    package struct Estimate: Hashable, Sendable {
        package let value: Double
        package let low: Double
        package let high: Double
    }

    /// One of the scorers.
    package struct Line: Sendable {
        package let name: String
        package let figures: ProbabilityFigures
        /// Fraud above the threshold that so many honest forms are above.
        package let caught: Estimate
    }

    /// One attack, or all.
    package struct Attack: Sendable {
        package let name: String
        package let forms: Int
        /// Of these, caught by each of `lines`.
        package let caught: [Int]
    }

    /// Share of honest forms that may lie above the threshold.
    package let friction: Double
    package let forms: Int
    package let frauds: Int
    package let clusters: Int
    package let lines: [Line]
    package let attacks: [Attack]
    /// What the model catches more than the last of the others, of all fraud, on the same forms.
    package let gain: Estimate

    private static let resamples = 1_000

    /// Compares on forms of one split, or of all; `nil` unless there are forms of both kinds.
    ///
    /// Bounds are percentiles of what resampled clusters give (Davison and Hinkley, "Bootstrap Methods and
    /// their Application", 1997, §3.8), thresholds being found anew in each; clusters are attacks, and the
    /// others of an event. All scorers meet the same clusters, so that differences are paired.
    ///
    /// - `others`: What it is held against; the last of them above all.
    /// - `split`: `nil` for all rows: where the model was learnt from other runs.
    package init?(
        of scorer: any RiskScorer,
        beside others: [any RiskScorer],
        on table: AccessTable,
        split: String?,
        friction: Double = 0.05
    ) {
        let rows = table.rows {
            table.moments[$0] == .submit && (split == nil || table.splits[$0] == split)
        }
        let isFraud = rows.map { table.isFraud[$0] }
        let vectors = rows.map(table.vector)
        let scorers = [scorer] + others
        let figures = scorers.compactMap { scorer in
            ProbabilityFigures(vectors.map(scorer.probability), isFraud)
        }
        guard figures.count == scorers.count, scorers.count > 1 else { return nil }
        let numbers = Self.numbered(rows.map { table.clusters[$0] })
        clusters = (numbers.max() ?? 0) + 1
        self.friction = friction
        forms = rows.count
        frauds = isFraud.count { $0 }
        // What many rows share is told apart by the raw score, for ranks alone.
        let ranked = scorers.map { Ranked(vectors.map($0.rawScore), isFraud, numbers) }
        let once = [Int](repeating: 1, count: clusters)
        let caught = ranked.map { $0.recall(once, friction) }
        var stream = Resampling(clusters: clusters)
        var drawn = [[Double]](repeating: [], count: scorers.count + 1)
        for _ in 0..<Self.resamples {
            let weights = stream.next()
            let recalls = ranked.map { $0.recall(weights, friction) }
            for (place, recall) in recalls.enumerated() { drawn[place].append(recall) }
            drawn[scorers.count].append(recalls[0] - recalls[scorers.count - 1])
        }
        func estimate(_ value: Double, _ place: Int) -> Estimate {
            let sorted = drawn[place].sorted()
            return Estimate(
                value: value,
                low: sorted[Self.resamples / 40],
                high: sorted[Self.resamples - 1 - Self.resamples / 40]
            )
        }
        lines = scorers.indices.map { place in
            Line(
                name: scorers[place].name,
                figures: figures[place],
                caught: estimate(caught[place], place)
            )
        }
        gain = estimate(caught[0] - caught[scorers.count - 1], scorers.count)
        let above = ranked.map { $0.above(friction) }
        let names = rows.map { table.attacks[$0] }
        attacks = Set(names.compactMap(\.self)).sorted().map { name in
            let theirs = names.indices.filter { names[$0] == name }
            return Attack(
                name: name,
                forms: theirs.count,
                caught: above.map { above in theirs.count { above[$0] } }
            )
        }
    }

    /// The same numbers from 0 on, without gaps.
    private static func numbered(_ clusters: [Int]) -> [Int] {
        var numbers: [Int: Int] = [:]
        return clusters.map { cluster in
            let number = numbers[cluster] ?? numbers.count
            numbers[cluster] = number
            return number
        }
    }
}

/// Forms in falling order of their score.
private struct Ranked {
    private let order: [Int]
    private let scores: [Double]
    private let isFraud: [Bool]
    private let clusters: [Int]

    init(_ scores: [Double], _ isFraud: [Bool], _ clusters: [Int]) {
        order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
        self.scores = scores
        self.isFraud = isFraud
        self.clusters = clusters
    }

    /// The share of fraud above the threshold that so many honest forms are above; ties count in part.
    ///
    /// - `weights`: How often each cluster counts.
    func recall(_ weights: [Int], _ friction: Double) -> Double {
        var (frauds, honest) = (0, 0)
        for (row, cluster) in clusters.enumerated() {
            if isFraud[row] { frauds += weights[cluster] } else { honest += weights[cluster] }
        }
        guard frauds > 0 else { return 0 }
        let allowed = friction * Double(honest)
        var (caught, wrong, place) = (0, 0, 0)
        while place < order.count {
            let score = scores[order[place]]
            var (more, moreWrong) = (0, 0)
            while place < order.count, scores[order[place]] == score {
                let row = order[place]
                if isFraud[row] {
                    more += weights[clusters[row]]
                } else {
                    moreWrong += weights[clusters[row]]
                }
                place += 1
            }
            if Double(wrong + moreWrong) > allowed {
                let part = (allowed - Double(wrong)) / Double(moreWrong)
                return (Double(caught) + part * Double(more)) / Double(frauds)
            }
            caught += more
            wrong += moreWrong
        }
        return 1
    }

    /// By row: whether it lies above the threshold, those that share its score left out.
    func above(_ friction: Double) -> [Bool] {
        var above = [Bool](repeating: false, count: order.count)
        let allowed = friction * Double(isFraud.count { !$0 })
        var (wrong, place) = (0, 0)
        while place < order.count {
            let start = place
            while place < order.count, scores[order[place]] == scores[order[start]] {
                wrong += isFraud[order[place]] ? 0 : 1
                place += 1
            }
            guard Double(wrong) <= allowed else { break }
            for row in order[start..<place] { above[row] = true }
        }
        return above
    }
}

/// Clusters drawn with replacement, the same every time.
private struct Resampling {
    private let clusters: Int
    private var generator = SplitMix64(seed: 0)

    init(clusters: Int) { self.clusters = clusters }

    /// How often each is drawn.
    mutating func next() -> [Int] {
        var weights = [Int](repeating: 0, count: clusters)
        for _ in 0..<clusters { weights[generator.below(clusters)] += 1 }
        return weights
    }
}
