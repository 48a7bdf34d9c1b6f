import Testing
import VirtualTime

@testable import Figures

@Suite struct ClusteredProportionTests {
    private func share(_ clusters: [(Int, Int)]) -> ClusteredProportion {
        var share = ClusteredProportion()
        for (successes, trials) in clusters {
            share.add(Proportion(successes: successes, trials: trials))
        }
        return share
    }

    /// The method's description, followed in Python with scipy 1.17's quantiles.
    @Test(arguments: [
        ([(3, 7), (1, 1), (0, 4), (9, 9), (12, 20), (2, 3)], 0.95, 0.3271646532, 0.8383882056),
        ([(7, 7), (1, 1), (4, 4), (9, 9), (20, 20)], 0.95, 0.6095642089, 1),
        (
            [(1, 1), (0, 1), (1, 1), (1, 1), (1, 1), (0, 1), (1, 1)], 0.95, 0.3589344518,
            0.917781076
        ),
        (
            [(400, 500), (30, 31), (77, 90), (5, 5), (1, 2), (0, 3), (64, 64), (12, 16)], 0.9,
            0.1967769875, 0.9895987301
        ),
    ])
    func `bounds are another implementation's`(
        clusters: [(Int, Int)],
        confidence: Double,
        low: Double,
        high: Double
    ) throws {
        let bounds = try #require(share(clusters).bounds(confidence: confidence))
        #expect(abs(bounds.lowerBound - low) < 1e-8)
        #expect(abs(bounds.upperBound - high) < 1e-8)
    }

    @Test func `what is counted does not depend on the order, and empty clusters are none`() {
        let clusters = [(3, 7), (1, 1), (0, 0), (0, 4), (9, 9), (12, 20), (2, 3)]
        let forwards = share(clusters)
        #expect(forwards.clusters == 6 && forwards.successes == 27 && forwards.trials == 44)
        #expect(share(clusters.reversed()) == forwards)
        #expect(share(Array(clusters[..<3])) + share(Array(clusters[3...])) == forwards)
        #expect(ClusteredProportion().value == nil)
    }

    @Test func `four clusters have no bounds, five have`() {
        let four = share(Array(repeating: (9, 10), count: 4))
        #expect(four.value == 0.9)
        #expect(four.bounds() == nil)
        #expect(share(Array(repeating: (9, 10), count: 5)).bounds() != nil)
    }

    @Test func `trials that go together are worth fewer than trials that do not`() throws {
        func width(_ clusters: [(Int, Int)]) throws -> Double {
            let bounds = try #require(share(clusters).bounds())
            return bounds.upperBound - bounds.lowerBound
        }
        let together = [
            (10, 10), (10, 10), (0, 10), (10, 10), (0, 10), (10, 10), (0, 10), (10, 10),
        ]
        let apart = together.map { _ in (6, 10) }
        #expect(try width(together) > 2 * width(apart))
    }

    // MARK: Coverage

    /// Attacks' forms: mostly one to ten of a kind.
    private static let attacks = (median: 3.0, sigma: 0.8)
    /// An event's accesses: unevenly many.
    private static let events = (median: 12.0, sigma: 1.0)

    /// The share of 1,000 draws whose 95 % bounds hold the share that they were drawn with.
    ///
    /// Each cluster has a share of its own from a beta distribution, so that two of its trials are
    /// correlated as given.
    private func coverage(
        of share: Double,
        clusters count: Int,
        correlation: Double,
        size: (median: Double, sigma: Double)
    ) throws -> Double {
        var stream = RandomStream(
            seed: 20_261_127,
            name: "coverage/\(share)/\(count)/\(correlation)/\(size.median)"
        )
        var held = 0
        for _ in 0..<1_000 {
            var drawn = ClusteredProportion()
            for _ in 0..<count {
                let mean = stream.lognormal(median: size.median, sigma: size.sigma)
                let trials = 1 + stream.poisson(mean: mean)
                let own = stream.beta(share, correlation: correlation)
                let successes = (0..<trials).count { _ in stream.unit() < own }
                drawn.add(Proportion(successes: successes, trials: trials))
            }
            if try #require(drawn.bounds()).contains(share) { held += 1 }
        }
        return Double(held) / 1_000
    }

    /// Within 2.5 points, and twice the standard error of 1,000 draws.
    @Test(arguments: [5, 8, 12, 20, 40], [0.5, 0.7, 0.9, 0.95, 0.98, 0.995])
    func `of attacks' forms 95 % of the intervals hold the share`(
        count: Int,
        share: Double
    ) throws {
        for correlation in [0.1, 0.2] {
            let held = try coverage(
                of: share,
                clusters: count,
                correlation: correlation,
                size: Self.attacks
            )
            #expect(abs(held - 0.95) <= 0.025 + 0.014, "\(correlation): \(held)")
        }
    }

    /// Where little is known the bounds are wide rather than wrong.
    @Test(arguments: [5, 8, 12, 20, 40], [0.5, 0.7, 0.9, 0.95])
    func `of events' accesses hardly ever fewer than 90 % do`(
        count: Int,
        share: Double
    ) throws {
        for correlation in [0.0, 0.1, 0.2] {
            let held = try coverage(
                of: share,
                clusters: count,
                correlation: correlation,
                size: Self.events
            )
            #expect(held >= 0.9, "\(correlation): \(held)")
        }
    }

    /// A negative control: what the check would say of an interval that ignores the clusters.
    @Test func `trials taken for independent would hold the share half the time`() throws {
        var stream = RandomStream(seed: 1, name: "control")
        var held = 0
        for _ in 0..<1_000 {
            var drawn = ClusteredProportion()
            for _ in 0..<20 {
                let own = stream.beta(0.8, correlation: 0.3)
                for _ in 0..<12 {
                    // Each trial passes for a cluster of its own.
                    drawn.add(Proportion(successes: stream.unit() < own ? 1 : 0, trials: 1))
                }
            }
            if try #require(drawn.bounds()).contains(0.8) { held += 1 }
        }
        #expect(held < 750)
    }
}

extension RandomStream {
    /// A share for one cluster, whose trials are then so alike.
    fileprivate mutating func beta(_ mean: Double, correlation: Double) -> Double {
        guard correlation > 0 else { return mean }
        let size = 1 / correlation - 1
        let left = gamma(shape: mean * size, scale: 1)
        return left / (left + gamma(shape: (1 - mean) * size, scale: 1))
    }
}
