import Metrics
import Truth

/// Observations that runs of several seeds put together, in constant memory.
struct Pool: Sendable {
    private(set) var scores = ScoreTable()
    private(set) var latencies: [Operation: LatencyHistogram] = [:]

    mutating func merge(_ other: Pool) {
        scores.merge(other.scores)
        for (operation, histogram) in other.latencies {
            latencies[operation, default: LatencyHistogram()].merge(histogram)
        }
    }
}
