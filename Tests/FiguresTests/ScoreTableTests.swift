import Testing

@testable import Figures

@Suite struct ScoreTableTests {
    /// 200 accesses by a formula that Python can repeat:
    /// `y = (i * i) % 7 < 2; s = min(100, (i * 37) % 101 // (1 if y else 2) + (10 if y else 0))`.
    private var formula: [ScoredSample] {
        (0..<200).map { index in
            let isFraud = (index * index) % 7 < 2
            let spread = (index * 37) % 101
            return ScoredSample(
                score: min(100, isFraud ? spread + 10 : spread / 2),
                isFraud: isFraud
            )
        }
    }

    /// scikit-learn 1.9.1: `roc_auc_score`, `average_precision_score`, `brier_score_loss`; the
    /// calibration error by NumPy, ten bins by `searchsorted`.
    @Test func `a table agrees with scikit-learn`() throws {
        let table = ScoreTable(formula)
        #expect(table.fraudCount == 86)
        #expect(abs(try #require(table.rocAUC) - 0.827_519_379_844_961_3) < 1e-12)
        #expect(abs(try #require(table.averagePrecision) - 0.843_759_535_334_260_8) < 1e-12)
        #expect(abs(try #require(table.brierScore) - 0.156_900_5) < 1e-12)
        #expect(abs(try #require(table.expectedCalibrationError) - 0.118_55) < 1e-12)
    }

    /// scikit-learn's own documentation example (0.75, 0.83…), scores times 100.
    @Test func `the example of scikit-learn's documentation comes out`() throws {
        let table = ScoreTable([(10, false), (40, false), (35, true), (80, true)].map(sample))
        #expect(table.rocAUC == 0.75)
        #expect(abs(try #require(table.averagePrecision) - 5.0 / 6) < 1e-15)
        #expect(abs(try #require(table.brierScore) - 0.158_125) < 1e-15)
        #expect(abs(try #require(table.expectedCalibrationError) - 0.1375) < 1e-15)
    }

    /// scikit-learn 1.9.1; by hand: (2 × 2 × ½ + 2) / (3 × 2) and ⅓ × 1 + ⅔ × 3/5.
    @Test func `equal scores count half`() throws {
        let table = ScoreTable(
            [(50, false), (50, true), (50, false), (50, true), (90, true)].map(sample)
        )
        #expect(abs(try #require(table.rocAUC) - 2.0 / 3) < 1e-15)
        #expect(abs(try #require(table.averagePrecision) - 0.733_333_333_333_333_4) < 1e-15)
    }

    /// scikit-learn 1.9.1, `confusion_matrix(y, score > edge)`: tn, fp, fn, tp.
    @Test(arguments: [(30, [69, 45, 19, 67]), (60, [114, 0, 45, 41]), (85, [114, 0, 65, 21])])
    func `scores above an edge are counted as suspect`(edge: Int, expected: [Int]) {
        let counts = ScoreTable(formula).confusion(above: edge)
        #expect(
            [
                counts.trueNegatives, counts.falsePositives, counts.falseNegatives,
                counts.truePositives,
            ] == expected
        )
    }

    @Test func `the edge itself is still harmless, and -1 suspects all`() {
        let table = ScoreTable([(0, false), (30, true), (31, true), (100, true)].map(sample))
        #expect(table.confusion(above: 30).truePositives == 2)
        #expect(table.confusion(above: -1).truePositives == 3)
        #expect(table.confusion(above: -1).falsePositives == 1)
        #expect(table.confusion(above: 100).truePositives == 0)
        #expect(table.confusion(above: 100).precision.value == nil)
    }

    /// By hand: 1 and 10 share the first bin, |1 − 0.11|; 11 is alone in the second, |1 − 0.11|.
    @Test func `calibration bins are closed above`() throws {
        let table = ScoreTable([(10, false), (1, true), (11, true)].map(sample))
        #expect(abs(try #require(table.expectedCalibrationError) - 1.78 / 3) < 1e-15)
    }

    @Test func `perfect and hopeless scores reach the ends`() {
        let perfect = ScoreTable([(0, false), (100, true)].map(sample))
        #expect(perfect.rocAUC == 1 && perfect.averagePrecision == 1)
        #expect(perfect.brierScore == 0 && perfect.expectedCalibrationError == 0)
        let hopeless = ScoreTable([(100, false), (0, true)].map(sample))
        #expect(hopeless.rocAUC == 0 && hopeless.brierScore == 1)
    }

    @Test func `without the accesses it needs a metric has no value`() {
        let empty = ScoreTable()
        #expect(empty.rocAUC == nil && empty.averagePrecision == nil)
        #expect(empty.brierScore == nil && empty.expectedCalibrationError == nil)
        let genuine = ScoreTable([sample(20, false)])
        #expect(genuine.rocAUC == nil && genuine.averagePrecision == nil)
        #expect(genuine.brierScore == 0.04)
        let fraud = ScoreTable([sample(20, true)])
        #expect(fraud.rocAUC == nil && fraud.averagePrecision == 1)
    }

    @Test func `merged halves equal the whole`() {
        var merged = ScoreTable(formula.prefix(77))
        merged.merge(ScoreTable(formula.dropFirst(77).reversed()))
        #expect(merged == ScoreTable(formula))
    }

    @Test func `a score above 100 is the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = ScoredSample(score: 101, isFraud: false)
        }
    }

    private func sample(_ score: Int, _ isFraud: Bool) -> ScoredSample {
        ScoredSample(score: score, isFraud: isFraud)
    }

    /// Of two frauds at 90 and two at 50; of four genuine at 50 and six at 10.
    @Test func `recall at so many false positives lies on the curve's straight lines`() throws {
        var table = ScoreTable()
        for (score, isFraud, times) in [
            (90, true, 2), (50, true, 2), (50, false, 4), (10, false, 6),
        ] {
            for _ in 0..<times { table.record(ScoredSample(score: score, isFraud: isFraud)) }
        }
        #expect(table.recall(atFalsePositiveRate: 0) == 0.5)
        #expect(table.recall(atFalsePositiveRate: 0.2) == 0.75)
        #expect(table.recall(atFalsePositiveRate: 0.4) == 1)
        #expect(table.recall(atFalsePositiveRate: 1) == 1)
        #expect(ScoreTable().recall(atFalsePositiveRate: 0.5) == nil)
    }
}
