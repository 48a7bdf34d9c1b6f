/// Risk scores of genuine and of fraudulent accesses, which hang together in clusters.
///
/// Memory is a table for each cluster, whatever the number of accesses.
package struct ClusteredScores: Sendable {
    /// All clusters' together.
    package private(set) var table = ScoreTable()
    private var clusters: [Int: ScoreTable] = [:]

    package init() {}

    /// Counts one access of the cluster of that number.
    package mutating func record(_ sample: ScoredSample, in cluster: Int) {
        table.record(sample)
        clusters[cluster, default: ScoreTable()].record(sample)
    }

    /// What each edge would get right and wrong.
    package var curve: ScoreCurve {
        var curve = ScoreCurve()
        for scores in clusters.values { curve.add(scores) }
        return curve
    }
}

/// What suspecting every score above an edge would get right and wrong, for every edge, by cluster.
///
/// In constant memory; exact in whole numbers, so the order of clusters does not matter.
package struct ScoreCurve: Hashable, Sendable {
    /// Shares above one edge.
    package struct Place: Hashable, Sendable {
        /// Of the fraudulent, those above.
        package fileprivate(set) var recall = ClusteredProportion()
        /// Of the genuine, those above.
        package fileprivate(set) var falsePositiveRate = ClusteredProportion()
        /// Of those above, the fraudulent.
        package fileprivate(set) var precision = ClusteredProportion()
    }

    /// Edges from 100 down to −1, above which are all.
    package private(set) var places = [Place](repeating: Place(), count: 102)

    package init() {}

    /// Adds one cluster.
    package mutating func add(_ scores: ScoreTable) {
        let (genuineCount, fraudCount) = (scores.genuineCount, scores.fraudCount)
        var (genuine, fraud) = (0, 0)
        for place in places.indices {
            // Above the edge 100 is nothing, above 99 is the score 100.
            if place > 0 {
                genuine += scores.genuine[101 - place]
                fraud += scores.fraud[101 - place]
            }
            places[place].recall.add(Proportion(successes: fraud, trials: fraudCount))
            places[place].falsePositiveRate.add(
                Proportion(successes: genuine, trials: genuineCount)
            )
            places[place].precision.add(Proportion(successes: fraud, trials: fraud + genuine))
        }
    }

    /// Adds the clusters of another curve, which must not be the same: those of another seed.
    package mutating func merge(_ other: ScoreCurve) {
        for place in places.indices {
            let theirs = other.places[place]
            places[place].recall = places[place].recall + theirs.recall
            places[place].falsePositiveRate =
                places[place].falsePositiveRate + theirs.falsePositiveRate
            places[place].precision = places[place].precision + theirs.precision
        }
    }
}
