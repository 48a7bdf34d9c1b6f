import Domain
import Gates
import Learning
import Truth

/// What became of a durable consumer's messages, as a summary shows it.
package struct ConsumerFigures: Hashable, Sendable {
    package let name: String
    package let delivered: Int
    package let redelivered: Int
    package let deadLettered: Int
    package let maxPending: Int

    package init(
        name: String,
        delivered: Int,
        redelivered: Int,
        deadLettered: Int,
        maxPending: Int
    ) {
        self.name = name
        self.delivered = delivered
        self.redelivered = redelivered
        self.deadLettered = deadLettered
        self.maxPending = maxPending
    }
}

/// A run in numbers: `summary.json`, the gates' metrics and the terminal's result.
package struct Summary: Sendable {
    package let frame: RunFrame
    package let digest: String
    package let metrics: MetricTable
    package let checks: [Check]
    package let gates: [GateResult]
    package let tables: SummaryTables

    package init(
        frame: RunFrame,
        digest: String,
        tally: Tally,
        checks: [Check],
        gates: [GateExpression],
        consumers: [ConsumerFigures]
    ) {
        self.frame = frame
        self.digest = digest
        self.checks = checks
        let metrics = MetricTable(tally: tally, consumers: consumers)
        self.metrics = metrics
        self.gates = gates.map { $0.evaluate(in: metrics) }
        tables = SummaryTables(tally: tally)
    }

    /// Whether every gate and invariant held.
    package var isPassed: Bool {
        checks.allSatisfy { !$0.isViolated } && gates.allSatisfy(\.passed)
    }
}

/// Counts that tables are printed from, each sorted by name.
package struct SummaryTables: Sendable {
    package let attacks: [(name: String, caught: Int, total: Int)]
    package let personas: [(name: String, challenged: Int, blocked: Int, total: Int)]
    package let outcomes: [(name: String, count: Int)]
    package let rejections: [(name: String, count: Int)]
    /// The signals behind challenges and blocks, the most frequent first.
    package let reasons: [(name: String, count: Int)]
    package let responses: [(name: String, count: Int)]

    init(tally: Tally) {
        attacks = tally.byAttack.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.caught, $0.value.total)
        }
        personas = tally.byPersona.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.challenged, $0.value.blocked, $0.value.total)
        }
        outcomes = Outcome.allCases.map { ($0.rawValue, tally.outcomes[$0] ?? 0) }
        rejections = Rejection.allCases.map { ($0.rawValue, tally.rejections[$0] ?? 0) }
        reasons = tally.reasons.map { ($0.key.description, $0.value) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
        responses = Reply.Response.allCases.map { ($0.rawValue, tally.responses[$0] ?? 0) }
    }
}

extension MetricTable {
    /// Every metric of a run under its public name, in a fixed order.
    init(tally: Tally, consumers: [ConsumerFigures]) {
        self.init()
        self["simulated.events"] = MetricValue(count: tally.events)
        self["simulated.guests"] = MetricValue(count: tally.guests)
        self["simulated.accesses"] = MetricValue(count: tally.accesses)
        self["simulated.rsvps"] = MetricValue(count: tally.rsvps)
        self["simulated.notifications"] = MetricValue(count: tally.notifications)
        addFraud(tally)
        self["genuine.set_out"] = MetricValue(count: tally.guestsWhoSetOut)
        self["genuine.refused"] = MetricValue(count: tally.guestsRefused)
        self["genuine.friction"] = MetricValue(tally.friction)
        for operation in Operation.allCases {
            add(
                tally.latencies[operation]?.percentiles,
                as: "latency.virtual.\(operation.rawValue)"
            )
        }
        for channel in Notification.Channel.allCases {
            add(tally.channels[channel] ?? Tally.ChannelCount(), as: "delivery.\(channel.rawValue)")
        }
        for consumer in consumers {
            let path = "messaging.\(consumer.name)"
            self["\(path).delivered"] = MetricValue(count: consumer.delivered)
            self["\(path).redelivered"] = MetricValue(count: consumer.redelivered)
            self["\(path).dead_lettered"] = MetricValue(count: consumer.deadLettered)
            self["\(path).max_pending"] = MetricValue(count: consumer.maxPending)
        }
    }

    private mutating func addFraud(_ tally: Tally) {
        let bands = Decision.allCases.filter { $0 != .allow }
        for band in bands {
            let counts = tally.bands.confusion(atOrAbove: band.rawValue)
            self["fraud.precision.\(band.name)"] = MetricValue(counts.precision)
            self["fraud.recall.\(band.name)"] = MetricValue(counts.recall)
            self["fraud.false_positive_rate.\(band.name)"] = MetricValue(counts.falsePositiveRate)
        }
        self["fraud.roc_auc"] = MetricValue(tally.scores.rocAUC, n: tally.scores.count)
        self["fraud.pr_auc"] = MetricValue(tally.scores.averagePrecision, n: tally.scores.count)
        self["fraud.brier"] = MetricValue(tally.scores.brierScore, n: tally.scores.count)
        self["fraud.ece"] = MetricValue(
            tally.scores.expectedCalibrationError,
            n: tally.scores.count
        )
        for (attack, count) in tally.byAttack.sorted(by: { $0.key < $1.key }) {
            let path = "fraud.by_attack.\(attack)"
            self["\(path).caught"] = MetricValue(count: count.caught)
            self["\(path).total"] = MetricValue(count: count.total)
            self["\(path).recall"] = MetricValue(
                Proportion(successes: count.caught, trials: count.total)
            )
        }
        for (persona, count) in tally.byPersona.sorted(by: { $0.key < $1.key }) {
            let path = "fraud.by_persona.\(persona)"
            self["\(path).challenged"] = MetricValue(count: count.challenged)
            self["\(path).blocked"] = MetricValue(count: count.blocked)
            self["\(path).total"] = MetricValue(count: count.total)
        }
        self["fraud.admitted"] = MetricValue(count: tally.admitted)
        self["fraud.alerts"] = MetricValue(count: tally.alerts)
        self["fraud.unscored"] = MetricValue(count: tally.unscored)
        self["fraud.longest_review_s"] = MetricValue(
            tally.unscored > 0 ? tally.longestReview.inSeconds : nil
        )
    }

    private mutating func add(_ percentiles: LatencyPercentiles?, as path: String) {
        self["\(path).p50"] = MetricValue(percentiles?.p50)
        self["\(path).p95"] = MetricValue(percentiles?.p95)
        self["\(path).p99"] = MetricValue(percentiles?.p99)
        self["\(path).p999"] = MetricValue(percentiles?.p999)
        self["\(path).max"] = MetricValue(percentiles?.max)
        self["\(path).n"] = MetricValue(count: percentiles?.n ?? 0)
    }

    private mutating func add(_ channel: Tally.ChannelCount, as path: String) {
        self["\(path).sent"] = MetricValue(count: channel.sent)
        self["\(path).delivered"] = MetricValue(count: channel.delivered)
        self["\(path).failed"] = MetricValue(count: channel.failed)
        self["\(path).bounced"] = MetricValue(count: channel.bounced)
        self["\(path).retried"] = MetricValue(count: channel.retried)
        self["\(path).dead_lettered"] = MetricValue(count: channel.deadLettered)
        self["\(path).cost"] = MetricValue(Double(channel.costMicros) / 1_000_000)
    }

    /// The names that a scenario's gates may use, given who is in it.
    package static func knownNames(
        attacks: [String],
        personas: [String],
        consumers: [String]
    ) -> [String] {
        let tally = Tally(attacks: attacks, personas: personas)
        let figures = consumers.map {
            ConsumerFigures(
                name: $0,
                delivered: 0,
                redelivered: 0,
                deadLettered: 0,
                maxPending: 0
            )
        }
        return MetricTable(tally: tally, consumers: figures).names
    }
}
