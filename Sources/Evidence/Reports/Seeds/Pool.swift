import Metrics
import Truth

/// Observations that runs of several seeds put together; in constant memory, but for a time of each
/// campaign.
struct Pool: Sendable {
    private(set) var scores = ScoreTable()
    private(set) var latencies: [Operation: LatencyHistogram] = [:]

    private(set) var attacks: [String: AttackCourse] = [:]

    mutating func merge(_ other: Pool) {
        scores.merge(other.scores)
        attacks.merge(other.attacks) { $0 + $1 }
        for (operation, histogram) in other.latencies {
            latencies[operation, default: LatencyHistogram()].merge(histogram)
        }
    }
}
