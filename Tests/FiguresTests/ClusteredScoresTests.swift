import Testing

@testable import Figures

@Suite struct ClusteredScoresTests {
    /// 400 accesses in eleven clusters by a formula.
    private func samples(from first: Int = 0) -> [(cluster: Int, sample: ScoredSample)] {
        (first..<first + 400).map { index in
            let isFraud = index % 11 < 3 && index % 5 < 3
            return (
                index % 11,
                ScoredSample(
                    score: min(100, index * 37 % 101 / (isFraud ? 1 : 2)),
                    isFraud: isFraud
                )
            )
        }
    }

    private func scores(_ samples: [(cluster: Int, sample: ScoredSample)]) -> ClusteredScores {
        var scores = ClusteredScores()
        for (cluster, sample) in samples { scores.record(sample, in: cluster) }
        return scores
    }

    @Test func `a curve's place is what suspecting all above its edge would do`() {
        let samples = samples()
        let scores = scores(samples)
        #expect(scores.table == ScoreTable(samples.map(\.sample)))
        #expect(scores.curve.places.count == 102)
        for (place, edge) in zip(scores.curve.places, (-1...100).reversed()) {
            let counts = scores.table.confusion(above: edge)
            #expect(place.recall.successes == counts.truePositives)
            #expect(place.recall.trials == scores.table.fraudCount)
            #expect(place.falsePositiveRate.successes == counts.falsePositives)
            #expect(place.falsePositiveRate.trials == scores.table.genuineCount)
            #expect(place.precision.value == counts.precision.value)
        }
    }

    @Test func `bounds at an edge are those of its clusters`() {
        let samples = samples()
        var recall = ClusteredProportion()
        for cluster in 0..<11 {
            let own = samples.filter { $0.cluster == cluster && $0.sample.isFraud }
            recall.add(
                Proportion(successes: own.count { $0.sample.score > 40 }, trials: own.count)
            )
        }
        let place = scores(samples).curve.places[100 - 40]
        #expect(place.recall == recall && recall.clusters == 3)
        #expect(place.recall.bounds() == nil)
        #expect(place.falsePositiveRate.clusters == 11)
        #expect(place.falsePositiveRate.bounds() != nil)
    }

    @Test func `curves of two seeds add up, their clusters apart`() {
        let (one, other) = (scores(samples()), scores(samples(from: 7)))
        var both = one.curve
        both.merge(other.curve)
        for (place, edge) in zip(both.places, (-1...100).reversed()) {
            var table = one.table
            table.merge(other.table)
            #expect(place.recall.successes == table.confusion(above: edge).truePositives)
            #expect(place.falsePositiveRate.clusters == 22)
        }
    }

    @Test func `nothing gives shares of nothing`() {
        #expect(ScoreCurve().places.allSatisfy { $0.recall.value == nil })
        #expect(ClusteredScores().curve == ScoreCurve())
    }
}
