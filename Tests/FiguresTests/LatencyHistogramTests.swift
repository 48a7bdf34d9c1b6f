import Testing

@testable import Figures

@Suite struct LatencyHistogramTests {
    /// Up to 2,047 microseconds every value has its own bucket, so nearest ranks are exact by hand.
    @Test func `percentiles of 1 to 1000 microseconds are their nearest ranks`() throws {
        let percentiles = try #require(histogram(1...1_000).percentiles)
        #expect(percentiles.p50 == 0.5)
        #expect(percentiles.p95 == 0.95)
        #expect(percentiles.p99 == 0.99)
        #expect(percentiles.p999 == 0.999)
        #expect(percentiles.max == 1)
        #expect(percentiles.n == 1_000)
    }

    /// Nearest ranks by hand: 50 s, 95 s, 99 s; the hundredth from 99.9 % on.
    @Test func `long latencies keep three digits and are never reported too low`() throws {
        let percentiles = try #require(
            histogram(stride(from: 1_000_000, through: 100_000_000, by: 1_000_000)).percentiles
        )
        for (seen, exact) in [
            (percentiles.p50, 50_000.0), (percentiles.p95, 95_000), (percentiles.p99, 99_000),
            (percentiles.p999, 100_000),
        ] {
            #expect(seen >= exact && seen <= exact * 1.001)
        }
        #expect(percentiles.max == 100_000)
    }

    @Test func `one latency is every percentile, zero included`() {
        #expect(
            histogram([0]).percentiles
                == LatencyPercentiles(p50: 0, p95: 0, p99: 0, p999: 0, max: 0, n: 1)
        )
        let one = histogram([123_457]).percentiles
        #expect(one?.p50 == 123.457 && one?.p999 == 123.457 && one?.max == 123.457)
    }

    @Test func `nothing recorded has no percentiles`() {
        #expect(LatencyHistogram().percentiles == nil)
        #expect(LatencyHistogram().count == 0)
    }

    @Test func `a wait of weeks is told as such`() throws {
        let twoHours = 7_200_000.0
        let halfAYear = 15_724_800_000.0
        let long = try #require(
            histogram([1_000, Int64(twoHours) * 1_000, Int64(halfAYear) * 1_000]).percentiles
        )
        #expect((twoHours...twoHours * 1.001).contains(long.p50))
        #expect((halfAYear...halfAYear * 1.001).contains(long.max))
        #expect(histogram([.max]).count == 1)
    }

    @Test func `merged parts equal the whole, in any order`() {
        let whole = histogram([5, 70_000, 12, 9_000_000_000, 2_500_000])
        var forwards = histogram([5, 70_000])
        forwards.merge(histogram([12, 9_000_000_000, 2_500_000]))
        var backwards = histogram([2_500_000, 9_000_000_000])
        backwards.merge(histogram([12, 70_000, 5]))
        backwards.merge(LatencyHistogram())
        #expect(forwards.percentiles == whole.percentiles)
        #expect(backwards.percentiles == whole.percentiles)
    }

    @Test func `ten merged histograms are written as the histogram of all values is`() {
        var state: UInt64 = 1
        let latencies = (0..<5_000).map { _ -> Int64 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 44) * Int64(state >> 60)
        }
        var merged = LatencyHistogram()
        for part in 0..<10 {
            merged.merge(histogram(latencies[(part * 500)..<(part * 500 + 500)]))
        }
        let whole = histogram(latencies).distribution
        #expect(merged.distribution == whole)
        #expect(whole.contains("Total count    =         5000]"))
        // In milliseconds: the largest is below 2^20 x 15 microseconds.
        let largest = Double(latencies.max() ?? 0) / 1_000
        let last = whole.split(separator: "\n").last { !$0.hasPrefix("#") }
        let told = last.flatMap { Double($0.split(separator: " ")[0]) } ?? 0
        #expect((largest...largest * 1.001).contains(told), "\(told)")
    }

    @Test func `a negative latency is the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            var histogram = LatencyHistogram()
            histogram.record(microseconds: -1)
        }
    }

    private func histogram(_ latencies: some Sequence<Int64>) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for latency in latencies { histogram.record(microseconds: latency) }
        return histogram
    }
}
