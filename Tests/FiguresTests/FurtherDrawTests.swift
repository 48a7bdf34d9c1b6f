import Testing
import VirtualTime

@testable import Figures

/// Where a further draw lies: quantiles against another program's, bounds by how often they are passed.
@Suite struct FurtherDrawTests {
    /// scipy 1.17: `poisson` and `nbinom(m²/(v-m), …)`, `.ppf(1 - tail)` and `.ppf(tail)`.
    @Test(arguments: [
        (2.0, 2.0, 0.05, 5, 0), (2, 2, 0.002, 7, 0), (0.3, 0.3, 0.05, 1, 0),
        (0.3, 0.3, 0.002, 3, 0), (5, 12, 0.05, 12, 1), (5, 12, 0.002, 19, 0),
        (30, 90, 0.05, 47, 16), (30, 90, 0.002, 63, 9),
    ])
    func `counts have the quantiles that others reckon`(
        mean: Double,
        variance: Double,
        tail: Double,
        upper: Int,
        lower: Int
    ) {
        let counts = CountDistribution(mean: mean, variance: variance)
        #expect(counts.upper(tail) == upper)
        #expect(counts.lower(tail) == lower)
    }

    private enum Source: String, CaseIterable, Sendable {
        case rareCounts, counts, bursts, largeCounts, shares, fullShares, times

        var kind: FurtherDraw.Kind {
            switch self {
            case .rareCounts, .counts, .bursts, .largeCounts: .counts
            case .shares, .fullShares: .shares
            case .times: .times
            }
        }

        func draw(from stream: inout RandomStream) -> Double {
            func share(_ probability: Double, of trials: Int) -> Double {
                var hits = 0
                for _ in 0..<trials where stream.bool(probability: probability) { hits += 1 }
                return Double(hits) / Double(trials)
            }
            switch self {
            case .rareCounts: return Double(stream.poisson(mean: 0.1))
            case .counts: return Double(stream.poisson(mean: 3))
            case .bursts: return Double(3 * stream.poisson(mean: 2))
            case .largeCounts: return Double(stream.poisson(mean: 900))
            case .shares: return share(0.3, of: 60)
            case .fullShares: return share(0.97, of: 40)
            case .times: return stream.lognormal(median: 140, sigma: 0.1)
            }
        }
    }

    @Test(arguments: Source.allCases.flatMap { source in [(source, true), (source, false)] })
    private func `few further draws go beyond the bound`(source: Source, isUpper: Bool) {
        var stream = RandomStream(seed: 9, name: "further \(source.rawValue)")
        let (tail, seen, fresh, times) = (0.005, 100, 400, 150)
        var beyond = 0
        for _ in 0..<times {
            let values = (0..<seen).map { _ in source.draw(from: &stream) }
            let bound = FurtherDraw.bound(values, source.kind, tail: tail, isUpper: isUpper)
            beyond += (0..<fresh).count { _ in
                let value = source.draw(from: &stream)
                return isUpper ? value > bound + 1e-9 : value < bound - 1e-9
            }
        }
        let share = Double(beyond) / Double(fresh * times)
        // 60,000 draws: a standard error of 0.03 %. Shares near 1 are skewed more than the arcsine mends.
        #expect(share <= (source == .fullShares ? 0.012 : 0.0075), "\(share)")
    }
}
