import Domain
import Figures
import Truth

extension Metric {
    /// The metrics that every run has.
    package static let standard: [Metric] =
        simulated + door + machine + fraud + difficulty + genuine + latency + delivery + messaging
        + system

    private static let simulated: [Metric] = [
        Metric("simulated.events", .plain, of: "the run", "events that were published") {
            MetricValue(count: $0.tally.events)
        },
        Metric("simulated.guests", .plain, of: "the run", "guests on a list") {
            MetricValue(count: $0.tally.guests)
        },
        Metric("simulated.accesses", .plain, of: "the run", "links opened, refused ones included") {
            MetricValue(count: $0.tally.accesses)
        },
        Metric("simulated.rsvps", .plain, of: "the run", "replies recorded") {
            MetricValue(count: $0.tally.rsvps)
        },
        Metric("simulated.notifications", .plain, of: "the run", "notifications queued") {
            MetricValue(count: $0.tally.notifications)
        },
    ]

    private static let genuine: [Metric] = [
        Metric(
            "genuine.set_out",
            .plain,
            of: "genuine guests",
            "who set out to answer",
            by: [.persona { MetricValue(count: $0.tally.friction(of: $2).challenged.trials) }]
        ) {
            MetricValue(count: $0.tally.guestsWhoSetOut)
        },
        Metric(
            "genuine.refused",
            .plain,
            of: "genuine guests",
            "who wanted to answer and could not",
            by: [
                .persona {
                    let refused = $0.tally.friction(of: $2).refused
                    return MetricValue(
                        count: refused.successes,
                        outOf: refused.trials,
                        "such guests who set out to answer"
                    )
                }
            ]
        ) {
            MetricValue(
                count: $0.tally.guestsRefused,
                outOf: $0.tally.guestsWhoSetOut,
                "guests who set out to answer"
            )
        },
        Metric(
            "genuine.friction",
            .share,
            of: "genuine guests who set out to answer",
            "share who met any challenge",
            by: [.persona { MetricValue($0.tally.friction(of: $2).challenged) }]
        ) { MetricValue($0.tally.friction) },
        persona("friction", "share who met any challenge") { $0.challenged },
        persona("refused_share", "share who wanted to answer and could not") { $0.refused },
    ]

    private static func persona(
        _ name: String,
        _ meaning: String,
        _ share: @escaping @Sendable (Tally.PersonaFriction) -> ClusteredProportion
    ) -> Metric {
        Metric(
            "genuine.by_persona.<persona>.\(name)",
            .share,
            of: "a persona's guests who set out to answer",
            meaning,
            each: .guests,
            isEstimate: true
        ) { MetricValue(share($1)) }
    }

    private static let latency: [Metric] = [
        latency("p50", "half took no longer") { latencyValue($0, $0?.p50) },
        latency("p95", "95 % took no longer") { latencyValue($0, $0?.p95) },
        latency("p99", "99 % took no longer") { latencyValue($0, $0?.p99) },
        latency("p999", "99.9 % took no longer") { latencyValue($0, $0?.p999) },
        latency("max", "the longest") { latencyValue($0, $0?.max) },
        latency("n", "how many there were", .plain) { MetricValue(count: $0?.n ?? 0) },
    ]

    /// A wait among so many.
    private static func latencyValue(
        _ percentiles: LatencyPercentiles?,
        _ value: Double?
    ) -> MetricValue {
        var value = MetricValue(value)
        value.tries = percentiles.map { MetricValue.Tries(count: $0.n, of: "waits") }
        return value
    }

    private static func latency(
        _ name: String,
        _ meaning: String,
        _ unit: MetricUnit = .milliseconds,
        _ value: @escaping @Sendable (LatencyPercentiles?) -> MetricValue
    ) -> Metric {
        Metric(
            "latency.virtual.<operation>.\(name)",
            unit,
            of: "waits in virtual time",
            meaning,
            each: .operation,
            over: .together,
            by: [.actor(value)]
        ) { value($1.percentiles) }
    }

    private static let delivery: [Metric] = [
        Metric(
            "delivery.<channel>.sent",
            .plain,
            of: "a channel's notifications",
            "that a provider took",
            each: .channel
        ) {
            MetricValue(count: $1.sent)
        },
        Metric(
            "delivery.<channel>.delivered",
            .plain,
            of: "a channel's notifications",
            "that arrived",
            each: .channel
        ) {
            MetricValue(count: $1.delivered)
        },
        Metric(
            "delivery.<channel>.failed",
            .plain,
            of: "a channel's notifications",
            "that failed for good",
            each: .channel
        ) {
            MetricValue(count: $1.failed)
        },
        Metric(
            "delivery.<channel>.bounced",
            .plain,
            of: "a channel's notifications",
            "that came back",
            each: .channel
        ) {
            MetricValue(count: $1.bounced)
        },
        Metric(
            "delivery.<channel>.retried",
            .plain,
            of: "a channel's notifications",
            "tries beyond the first",
            each: .channel
        ) {
            MetricValue(count: $1.retried)
        },
        Metric(
            "delivery.duplicates.<channel>",
            .plain,
            of: "a channel's notifications",
            "sent twice for one cause",
            each: .channel
        ) {
            MetricValue(count: $1.duplicates)
        },
        Metric(
            "delivery.<channel>.dead_lettered",
            .plain,
            of: "a channel's notifications",
            "given up",
            each: .channel
        ) {
            MetricValue(count: $1.deadLettered)
        },
        Metric(
            "delivery.<channel>.cost",
            .plain,
            of: "a channel's notifications",
            "what they cost, dollars",
            each: .channel
        ) {
            MetricValue(Double($1.costMicros) / 1_000_000)
        },
    ]

    private static let system: [Metric] = [
        Metric("system.stopped", .plain, of: "the run", "components' processes that died") {
            MetricValue(count: $0.tally.stops)
        },
        Metric(
            "system.cut_off",
            .plain,
            of: "the run",
            "times that the others could not reach a component"
        ) { MetricValue(count: $0.tally.cutOffs) },
        Metric(
            "system.recovered",
            .plain,
            of: "the run",
            "messages that processes which died had left in the store, published again"
        ) { MetricValue(count: $0.tally.recovered) },
    ]

    private static let messaging: [Metric] = [
        Metric(
            "messaging.<consumer>.delivered",
            .plain,
            of: "a consumer's messages",
            "deliveries, repeated ones included",
            each: .consumer
        ) {
            MetricValue(count: $1.delivered)
        },
        Metric(
            "messaging.<consumer>.redelivered",
            .plain,
            of: "a consumer's messages",
            "deliveries beyond the first",
            each: .consumer
        ) {
            MetricValue(count: $1.redelivered)
        },
        Metric(
            "messaging.<consumer>.dead_lettered",
            .plain,
            of: "a consumer's messages",
            "messages given up",
            each: .consumer
        ) {
            MetricValue(count: $1.deadLettered)
        },
        Metric(
            "messaging.<consumer>.max_pending",
            .plain,
            of: "a consumer's messages",
            "most that waited at one time",
            each: .consumer
        ) {
            MetricValue(count: $1.maxPending)
        },
        Metric(
            "messaging.<consumer>.failed",
            .plain,
            of: "a consumer's messages",
            "deliveries that its component could not deal with, which came again",
            each: .consumer
        ) {
            MetricValue(count: $1.failed)
        },
    ]
}
