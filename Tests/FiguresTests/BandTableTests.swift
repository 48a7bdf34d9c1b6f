import Testing

@testable import Figures

@Suite struct BandTableTests {
    /// Genuine: 90 allowed, 6 soft, 3 SMS, 1 blocked; fraud: 2 allowed, 3 soft, 10 SMS, 35 blocked.
    private var table: BandTable {
        var table = BandTable()
        for (decision, count) in [90, 6, 3, 1].enumerated() {
            for _ in 0..<count { table.record(decision: decision, isFraud: false) }
        }
        for (decision, count) in [2, 3, 10, 35].enumerated() {
            for _ in 0..<count { table.record(decision: decision, isFraud: true) }
        }
        return table
    }

    /// Sums by hand.
    @Test(arguments: [(0, 50, 100), (1, 48, 10), (2, 45, 4), (3, 35, 1)])
    func `a band counts itself and everything above`(band: Int, caught: Int, falsePositives: Int) {
        let counts = table.confusion(atOrAbove: band)
        #expect(counts.precision == Proportion(successes: caught, trials: caught + falsePositives))
        #expect(counts.recall == Proportion(successes: caught, trials: 50))
        #expect(counts.falsePositiveRate == Proportion(successes: falsePositives, trials: 100))
    }

    @Test func `an empty table has no shares`() {
        let counts = BandTable().confusion(atOrAbove: 3)
        #expect(counts.precision.value == nil && counts.recall.value == nil)
        #expect(counts.falsePositiveRate.value == nil)
    }

    @Test func `a decision beyond block is the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            var table = BandTable()
            table.record(decision: 4, isFraud: true)
        }
    }
}
