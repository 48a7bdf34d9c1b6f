import Figures
import Foundation
import TestSupport
import Testing
import VirtualTime

/// Bounds of a mean over runs: against other programs' figures, and by how often they hold the truth.
@Suite struct RunValuesTests {
    /// scipy 1.17: stats.t.interval(0.95, 7, loc=mean, scale=stats.sem(x)).
    @Test func `times have Student's interval`() throws {
        let values = [131.2, 128.4, 140.1, 135.5, 129.9, 138.0, 133.3, 127.6]
        let bounds = try #require(RunValues(areCounts: false, values).bounds())
        #expect(abs(bounds.lowerBound - 129.196_07) < 0.001)
        #expect(abs(bounds.upperBound - 136.803_93) < 0.001)
    }

    @Test func `below five runs nothing is said, and of equal times no more than they say`() throws
    {
        #expect(RunValues(areCounts: true, [1, 2, 3, 4]).bounds() == nil)
        let same = try #require(RunValues(areCounts: false, [7, 7, 7, 7, 7]).bounds())
        #expect(same == 7...7)
    }

    /// With none in n runs the mean may still be t²/n: 2.776²/5 and 2.093²/20.
    @Test(arguments: [(5, 1.541_73), (20, 0.219_04)])
    func `no count in any run leaves room for some`(runs: Int, most: Double) throws {
        let bounds = try #require(
            RunValues(areCounts: true, [Double](repeating: 0, count: runs)).bounds()
        )
        #expect(bounds.lowerBound == 0 && abs(bounds.upperBound - most) < 0.001)
    }

    /// Counts of a mean, some of them in bursts of several at a time, over so many runs.
    @Test(arguments: [
        (0.5, 1, 10), (2.0, 1, 5), (2, 1, 10), (2, 1, 40), (8, 1, 10), (2, 3, 10), (8, 3, 10),
        (8, 3, 40), (30, 1, 10),
    ])
    func `bounds hold the mean about as often as they say`(
        mean: Double,
        burst: Int,
        runs: Int
    ) throws {
        var stream = RandomStream(seed: 4, name: "coverage \(mean) \(burst) \(runs)")
        var held = 0
        let trials = 4_000
        for _ in 0..<trials {
            let values = (0..<runs).map { _ in
                Double(burst * stream.poisson(mean: mean / Double(burst)))
            }
            let bounds = try #require(RunValues(areCounts: true, values).bounds())
            if bounds.contains(mean) { held += 1 }
        }
        let coverage = Double(held) / Double(trials)
        // 95 % of 4,000 has a standard error of 0.34 %; bursts that are rare are seldom seen enough.
        #expect((burst > 1 ? 0.90 : 0.94)...0.995 ~= coverage, "\(coverage)")
    }
}
