import Histogram

/// Latencies in constant memory, to three significant digits, from a microsecond to longer than any
/// run.
///
/// A high dynamic range histogram (HdrHistogram). It holds 16 KB at first, 200 KB with latencies of
/// an hour, and 400 KB at most.
package struct LatencyHistogram: Sendable {
    /// The longest latency told apart: 285 years.
    private static let limitMicroseconds: Int64 = 1 << 53

    private var counts = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

    package init() {}

    /// - Parameter microseconds: At least zero.
    package mutating func record(microseconds: Int64) {
        precondition(microseconds >= 0, "a latency of \(microseconds) microseconds")
        counts.record(UInt64(min(microseconds, Self.limitMicroseconds)))
    }

    package mutating func merge(_ other: LatencyHistogram) { counts.add(other.counts) }

    /// How many latencies were recorded.
    package var count: Int { Int(counts.totalCount) }

    /// The distribution in milliseconds as HdrHistogram's tools read and draw it: `.hgrm`.
    package var distribution: String {
        var text = ""
        counts.outputPercentileDistribution(to: &text, outputValueUnitScalingRatio: 1_000)
        return text
    }

    /// The percentiles of what was recorded; `nil` when nothing was.
    package var percentiles: LatencyPercentiles? {
        guard counts.totalCount > 0 else { return nil }
        return LatencyPercentiles(
            p50: milliseconds(at: 50),
            p95: milliseconds(at: 95),
            p99: milliseconds(at: 99),
            p999: milliseconds(at: 99.9),
            max: milliseconds(at: 100),
            n: count
        )
    }

    /// What so many per cent are at or below, in milliseconds; zero where nothing was recorded.
    package func milliseconds(at percentile: Double) -> Double {
        Double(counts.valueAtPercentile(percentile)) / 1_000
    }
}

/// Latencies in milliseconds by rank: that share of them is at or below.
///
/// Each percentile is the upper end of its histogram bucket, so at most 0.1 % too high and never
/// too low.
package struct LatencyPercentiles: Hashable, Sendable {
    package let p50: Double
    package let p95: Double
    package let p99: Double
    package let p999: Double
    package let max: Double
    package let n: Int
}
