import Domain
import Gates
import Metrics
import Truth

extension Metric {
    /// The metrics that every run has.
    package static let standard: [Metric] =
        simulated + door + fraud + genuine + latency + delivery + messaging

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

    private static let rejection = MetricFamily(placeholder: "<reason>") { _ in
        Rejection.allCases.map { ($0.rawValue, $0) }
    }

    private static let door: [Metric] = [
        Metric(
            "door.refused.<reason>",
            .plain,
            of: "the run",
            "accesses that were refused by their token or address alone",
            each: rejection
        ) { MetricValue(count: $0.tally.rejections[$1] ?? 0) }
    ]

    private static let fraud: [Metric] =
        [
            Metric(
                "fraud.precision.<band>",
                .share,
                of: "labelled accesses",
                "share of fraud among those decided at that band or above",
                each: .band,
                isEstimate: true
            ) { MetricValue($0.tally.bands.confusion(atOrAbove: $1.rawValue).precision) },
            Metric(
                "fraud.recall.<band>",
                .share,
                of: "labelled accesses",
                "share of fraud that was decided at that band or above",
                each: .band,
                isEstimate: true
            ) { MetricValue($0.tally.bands.confusion(atOrAbove: $1.rawValue).recall) },
            Metric(
                "fraud.false_positive_rate.<band>",
                .share,
                of: "labelled accesses",
                "share of the genuine that were decided at that band or above",
                each: .band,
                isEstimate: true
            ) { MetricValue($0.tally.bands.confusion(atOrAbove: $1.rawValue).falsePositiveRate) },
            Metric(
                "fraud.roc_auc",
                .share,
                of: "scored accesses",
                "chance that a fraud scores above a genuine access"
            ) {
                MetricValue($0.tally.scores.rocAUC, n: $0.tally.scores.count)
            },
            Metric(
                "fraud.pr_auc",
                .share,
                of: "scored accesses",
                "average precision over all thresholds"
            ) {
                MetricValue($0.tally.scores.averagePrecision, n: $0.tally.scores.count)
            },
            Metric(
                "fraud.brier",
                .share,
                of: "scored accesses",
                "mean squared error of the score as a probability"
            ) {
                MetricValue($0.tally.scores.brierScore, n: $0.tally.scores.count)
            },
            Metric(
                "fraud.ece",
                .share,
                of: "scored accesses",
                "expected calibration error over ten bins"
            ) {
                MetricValue($0.tally.scores.expectedCalibrationError, n: $0.tally.scores.count)
            },
            Metric(
                "fraud.by_attack.<attack>.caught",
                .plain,
                of: "an attack's accesses",
                "of them decided at sms_verify or above",
                each: .attack
            ) {
                MetricValue(count: $1.caught)
            },
            Metric(
                "fraud.by_attack.<attack>.total",
                .plain,
                of: "an attack's accesses",
                "how many there were",
                each: .attack
            ) {
                MetricValue(count: $1.total)
            },
            Metric(
                "fraud.by_attack.<attack>.recall",
                .share,
                of: "an attack's accesses",
                "caught, of all",
                each: .attack
            ) {
                MetricValue(Proportion(successes: $1.caught, trials: $1.total))
            },
            Metric(
                "fraud.by_persona.<persona>.challenged",
                .plain,
                of: "a persona's accesses",
                "of them that met a challenge or a block",
                each: .persona
            ) {
                MetricValue(count: $1.challenged)
            },
            Metric(
                "fraud.by_persona.<persona>.blocked",
                .plain,
                of: "a persona's accesses",
                "of them that were blocked",
                each: .persona
            ) {
                MetricValue(count: $1.blocked)
            },
            Metric(
                "fraud.by_persona.<persona>.total",
                .plain,
                of: "a persona's accesses",
                "how many there were",
                each: .persona
            ) {
                MetricValue(count: $1.total)
            },
            Metric(
                "fraud.admitted",
                .plain,
                of: "fraudulent accesses",
                "replies that were recorded"
            ) {
                MetricValue(count: $0.tally.admitted)
            },
            Metric("fraud.alerts", .plain, of: "the run", "alerts raised to hosts") {
                MetricValue(count: $0.tally.alerts)
            },
            Metric("fraud.unscored", .plain, of: "the run", "replies let in without a score") {
                MetricValue(count: $0.tally.unscored)
            },
            Metric(
                "fraud.longest_review_s",
                .plain,
                of: "replies let in without a score",
                "longest wait for one once the engine was back, seconds"
            ) { figures in
                let tally = figures.tally
                return MetricValue(tally.unscored > 0 ? tally.longestReview.inSeconds : nil)
            },
        ] + flags

    /// Whose accesses flag links: a flag makes its guest's next access ask for a code.
    private static let flags = Truth.Actor.allCases.map { actor in
        Metric(
            "fraud.flags.\(actor.rawValue)",
            .plain,
            of: "flagged links",
            "links flagged by an access whose actor was \(actor.rawValue)"
        ) {
            MetricValue(count: $0.tally.flags[actor] ?? 0)
        }
    }

    private static let genuine: [Metric] = [
        Metric("genuine.set_out", .plain, of: "genuine guests", "who set out to answer") {
            MetricValue(count: $0.tally.guestsWhoSetOut)
        },
        Metric(
            "genuine.refused",
            .plain,
            of: "genuine guests",
            "who wanted to answer and could not"
        ) {
            MetricValue(count: $0.tally.guestsRefused)
        },
        Metric(
            "genuine.friction",
            .share,
            of: "genuine guests who set out to answer",
            "share who met any challenge"
        ) { MetricValue($0.tally.friction) },
    ]

    private static let latency: [Metric] = [
        Metric(
            "latency.virtual.<operation>.p50",
            .milliseconds,
            of: "waits in virtual time",
            "half took no longer",
            each: .operation
        ) {
            MetricValue($1?.p50)
        },
        Metric(
            "latency.virtual.<operation>.p95",
            .milliseconds,
            of: "waits in virtual time",
            "95 % took no longer",
            each: .operation
        ) {
            MetricValue($1?.p95)
        },
        Metric(
            "latency.virtual.<operation>.p99",
            .milliseconds,
            of: "waits in virtual time",
            "99 % took no longer",
            each: .operation
        ) {
            MetricValue($1?.p99)
        },
        Metric(
            "latency.virtual.<operation>.p999",
            .milliseconds,
            of: "waits in virtual time",
            "99.9 % took no longer",
            each: .operation
        ) {
            MetricValue($1?.p999)
        },
        Metric(
            "latency.virtual.<operation>.max",
            .milliseconds,
            of: "waits in virtual time",
            "the longest",
            each: .operation
        ) {
            MetricValue($1?.max)
        },
        Metric(
            "latency.virtual.<operation>.n",
            .plain,
            of: "waits in virtual time",
            "how many there were",
            each: .operation
        ) {
            MetricValue(count: $1?.n ?? 0)
        },
    ]

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
