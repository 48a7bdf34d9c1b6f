import Histogram

/// Latencies in constant memory, to three significant digits, from a microsecond to an hour.
///
/// A high dynamic range histogram (HdrHistogram). Longer latencies count as an hour, and
/// `overflowCount` says how many there were. It holds 16 KB at first and at most 200 KB.
package struct LatencyHistogram: Sendable {
    /// The longest latency told apart: one hour.
    package static let limitMicroseconds: Int64 = 3_600_000_000

    private var counts = Histogram<UInt64>(numberOfSignificantValueDigits: .three)

    /// How many latencies were longer than an hour.
    package private(set) var overflowCount = 0

    package init() {}

    /// - Parameter microseconds: At least zero.
    package mutating func record(microseconds: Int64) {
        precondition(microseconds >= 0, "a latency of \(microseconds) microseconds")
        if microseconds > Self.limitMicroseconds { overflowCount += 1 }
        counts.record(UInt64(min(microseconds, Self.limitMicroseconds)))
    }

    package mutating func merge(_ other: LatencyHistogram) {
        counts.add(other.counts)
        overflowCount += other.overflowCount
    }

    /// How many latencies were recorded, overflow included.
    package var count: Int { Int(counts.totalCount) }

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

    private func milliseconds(at percentile: Double) -> Double {
        Double(counts.valueAtPercentile(percentile)) / 1_000
    }
}

/// Latencies in milliseconds by rank: that share of them is at or below.
///
/// Each percentile is the upper end of its histogram bucket, so at most 0.1 % too high and never
/// too low; `max` is exact up to an hour.
package struct LatencyPercentiles: Hashable, Sendable {
    package let p50: Double
    package let p95: Double
    package let p99: Double
    package let p999: Double
    package let max: Double
    package let n: Int
}
