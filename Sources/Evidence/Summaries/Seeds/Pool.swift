import Figures
import Truth

/// What one kind of people waited for.
struct ActorWait: Hashable {
    let operation: Operation
    let actor: Actor

    init(_ operation: Operation, by actor: Actor) {
        self.operation = operation
        self.actor = actor
    }
}

/// Observations that runs of several seeds put together; in constant memory, but for a time of each
/// campaign.
struct Pool: Sendable {
    /// Scores of one population, and what each edge would make of them.
    struct Scored: Sendable {
        private(set) var table = ScoreTable()
        private(set) var curve = ScoreCurve()

        init() {}

        init(_ scores: ClusteredScores) {
            table = scores.table
            curve = scores.curve
        }

        mutating func merge(_ other: Scored) {
            table.merge(other.table)
            curve.merge(other.curve)
        }
    }

    /// Of the accesses that the engine could judge.
    private(set) var judged = Scored()
    /// Of the forms that were sent.
    private(set) var sent = Scored()
    private(set) var latencies: [Operation: LatencyHistogram] = [:]
    private(set) var latenciesByActor: [ActorWait: LatencyHistogram] = [:]

    private(set) var attacks: [String: AttackCourse] = [:]

    mutating func merge(_ other: Pool) {
        judged.merge(other.judged)
        sent.merge(other.sent)
        attacks.merge(other.attacks) { $0 + $1 }
        for (operation, histogram) in other.latencies {
            latencies[operation, default: LatencyHistogram()].merge(histogram)
        }
        for (wait, histogram) in other.latenciesByActor {
            latenciesByActor[wait, default: LatencyHistogram()].merge(histogram)
        }
    }
}
