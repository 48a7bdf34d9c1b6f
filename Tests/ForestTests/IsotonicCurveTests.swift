import Testing

@testable import Forest

@Suite struct IsotonicCurveTests {
    /// With a positive row below all and a negative one above: 1, 0, 0 and 1, 0 and 1, 1, 0.
    @Test func `neighbours that fall are pooled, and the ends keep a doubt`() {
        let curve = IsotonicCurve(
            fitting: [1, 2, 3, 4, 5, 6],
            [false, false, true, false, true, true]
        )
        #expect(curve.scores == [1, 2, 3, 4, 5, 6])
        #expect(curve.probabilities == [1, 1, 1.5, 1.5, 2, 2].map { $0 / 3 })
        #expect(curve.probability(of: 0) == 1.0 / 3)
        #expect(curve.probability(of: 1.5) == 1.0 / 3)
        #expect(abs(curve.probability(of: 2.5) - 2.5 / 6) < 1e-12)
        #expect(curve.probability(of: 9) == 2.0 / 3)
    }

    @Test func `rows of one score have one probability`() {
        let curve = IsotonicCurve(
            fitting: [2, 1, 2, 1, 2, 1],
            [true, false, true, false, false, false]
        )
        #expect(curve.scores == [1, 2])
        #expect(curve.probabilities == [0.25, 0.5])
    }

    @Test func `one row, and one kind alone, have a curve that is never sure`() {
        #expect(IsotonicCurve(fitting: [0.3], [true]).probabilities == [2.0 / 3])
        let all = IsotonicCurve(fitting: [1, 2, 3, 4], [true, true, true, true])
        #expect(all.probabilities.allSatisfy { $0 > 0.5 && $0 < 1 })
    }

    @Test func `it never falls, is sound, and is calibrated on the rows it was fitted to`() {
        var generator = SplitMix64(seed: 3)
        func unit() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
        let scores = (0..<5_000).map { _ in unit() }
        let isPositive = scores.map { unit() < $0 * $0 }
        let curve = IsotonicCurve(fitting: scores, isPositive)
        #expect(curve.isSound)
        for (score, next) in zip(0..<100, 1...100) {
            #expect(
                curve.probability(of: Double(score) / 100)
                    <= curve.probability(of: Double(next) / 100)
            )
        }
        for score in [0.2, 0.5, 0.8] {
            #expect(abs(curve.probability(of: score) - score * score) < 0.06)
        }
        let sum = scores.reduce(0) { $0 + curve.probability(of: $1) }
        #expect(abs(sum - Double(isPositive.count { $0 })) < 5)
    }
}
