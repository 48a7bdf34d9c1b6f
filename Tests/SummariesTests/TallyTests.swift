import Domain
import Figures
import TestSupport
import Testing

@testable import Evidence
@testable import Reports

/// Every figure is reckoned by hand from the table of `SmallRun`.
@Suite struct TallyTests {
    private func metrics() throws -> MetricTable { try SmallRun().summary().metrics }

    private func values(_ names: [String], in metrics: MetricTable) -> [Double?] {
        names.map { metrics[$0]?.value }
    }

    @Test(arguments: [
        ("simulated.events", 1), ("simulated.guests", 5), ("simulated.accesses", 12),
        ("simulated.rsvps", 5), ("simulated.notifications", 5), ("fraud.admitted", 2),
        ("fraud.alerts", 2), ("fraud.flags.guest", 1),
        ("fraud.flags.outsider", 2), ("fraud.flags.machine", 0), ("fraud.alerted.guest", 1),
        ("fraud.alerted.outsider", 1), ("fraud.unscored", 1), ("machine.fetched", 1),
        ("machine.admitted", 0), ("door.by_attack.guessed-token", 1),
        ("genuine.set_out", 4), ("genuine.refused", 1),
        ("door.refused.unknown", 1), ("door.refused.used", 0), ("door.refused.rate_limited", 1),
        ("messaging.fraud-engine.delivered", 12), ("messaging.fraud-engine.redelivered", 2),
        ("messaging.fraud-engine.dead_lettered", 0), ("messaging.fraud-engine.max_pending", 3),
    ])
    func `what happened is counted`(metric: String, count: Double) throws {
        let value = try #require(try metrics()[metric])
        #expect(value.value == count && value.n == nil && value.low == nil)
    }

    /// What a count is out of, by hand: three forms of outsiders' were decided on, no machine came in.
    @Test(arguments: [
        ("fraud.admitted", 3, "forms that outsiders sent"),
        ("machine.admitted", 1, "machines' accesses"),
        ("genuine.refused", 4, "guests who set out to answer"),
    ])
    func `a count says out of how many`(metric: String, count: Int, of: String) throws {
        let tries = try #require(try metrics()[metric]?.tries)
        #expect(tries == MetricValue.Tries(count: count, of: of))
    }

    /// The table of `SmallRun`, by hand: engine 1 to 7 and 11, forms 1, 3, 4, 5, 7 and 12.
    @Test(arguments: [
        ("fraud.precision.soft_verify", 2, 4), ("fraud.precision.sms_verify", 2, 3),
        ("fraud.precision.block", 1, 1), ("fraud.recall.soft_verify", 2, 4),
        ("fraud.recall.sms_verify", 2, 4), ("fraud.recall.block", 1, 4),
        ("fraud.false_positive_rate.soft_verify", 2, 4),
        ("fraud.false_positive_rate.sms_verify", 1, 4),
        ("fraud.false_positive_rate.block", 0, 4),
        ("fraud.attempts.precision.soft_verify", 1, 3),
        ("fraud.attempts.precision.sms_verify", 1, 2),
        ("fraud.attempts.recall.sms_verify", 1, 3),
        ("fraud.attempts.false_positive_rate.soft_verify", 2, 3),
        ("fraud.attempts.false_positive_rate.sms_verify", 1, 3),
        ("fraud.by_cause.score.precision.sms_verify", 2, 2),
        ("fraud.by_cause.score.recall.sms_verify", 2, 4),
        ("fraud.by_cause.flag.precision.sms_verify", 0, 1),
        ("fraud.by_cause.flag.false_positive_rate.sms_verify", 1, 4),
        ("fraud.by_history.0.precision.sms_verify", 2, 2),
        ("fraud.by_history.0.recall.sms_verify", 2, 2),
        ("fraud.by_history.1.false_positive_rate.soft_verify", 0, 1),
        ("fraud.by_history.2.false_positive_rate.soft_verify", 1, 1),
        ("fraud.by_history.3_or_more.recall.sms_verify", 0, 2),
        ("fraud.by_history.3_or_more.false_positive_rate.sms_verify", 1, 1),
        ("genuine.friction", 2, 4), ("fraud.by_attack.casual-forward.recall", 2, 4),
    ])
    func `a share is so many of so many`(metric: String, part: Int, whole: Int) throws {
        let value = try #require(try metrics()[metric])
        #expect(value.value == Double(part) / Double(whole))
        #expect(value.n == whole)
        #expect(value.share?.successes == part)
    }

    @Test func `an attack is one cluster, and the others of an event are one`() throws {
        let metrics = try metrics()
        #expect(metrics["fraud.recall.sms_verify"]?.clusters == 1)
        #expect(metrics["fraud.precision.sms_verify"]?.clusters == 2)
        #expect(metrics["fraud.false_positive_rate.sms_verify"]?.clusters == 1)
        #expect(metrics["fraud.precision.sms_verify"]?.low == nil)
    }

    /// Frauds score 25, 25, 70 and 95; genuine accesses 10, 20, 40 and 45.
    ///
    /// Of 16 pairs fraud is higher in 4 + 4 + 2 + 2. Precision at each fraud from the top: 1, 1, 4/6
    /// and 4/6. Squared errors: 1.2175 and 0.4125. Bins' gaps: 10, 20, 150, 40, 45, 30 and 5, in
    /// hundredths.
    @Test(arguments: [
        ("fraud.roc_auc", 0.75), ("fraud.pr_auc", 5.0 / 6), ("fraud.brier", 0.20375),
        ("fraud.ece", 0.375),
    ])
    func `scores are judged by what they were given to`(metric: String, expected: Double) throws {
        let value = try #require(try metrics()[metric])
        #expect(abs(try #require(value.value) - expected) < 1e-12)
        #expect(value.n == 8)
    }

    @Test func `attacks and personas are counted by name`() throws {
        let metrics = try metrics()
        let counts = ["caught", "total", "tried", "challenged", "refused", "admitted"]
        #expect(
            values(counts.map { "fraud.by_attack.casual-forward.\($0)" }, in: metrics)
                == [2, 4, 3, 0, 1, 2]
        )
        for (persona, expected) in [
            ("prompt", [0.0, 0, 2]), ("traveller", [1, 0, 1]), ("new-phone", [1, 0, 1]),
            ("casual-forward", [2, 1, 4]),
        ] {
            let names = ["challenged", "blocked", "total"].map {
                "fraud.by_persona.\(persona).\($0)"
            }
            #expect(values(names, in: metrics) == expected, "\(persona)")
        }
        // Of those who set out: two met nothing, one a challenge, and one gave up.
        for (persona, challenged, refused, setOut) in [
            ("prompt", 0.0, 0.0, 2), ("traveller", 1, 0, 1), ("new-phone", 1, 1, 1),
        ] {
            let path = "genuine.by_persona.\(persona)"
            #expect(
                values(["\(path).friction", "\(path).refused_share"], in: metrics) == [
                    challenged, refused,
                ]
            )
            #expect(metrics["\(path).friction"]?.n == setOut)
        }
        // Refused at the door, and no person.
        #expect(metrics["fraud.by_persona.guessed-token.total"] == nil)
        #expect(metrics["fraud.by_persona.mail-scanner.total"] == nil)
    }

    @Test func `deliveries are counted by channel, each once`() throws {
        let metrics = try metrics()
        let figures = [
            "sent", "delivered", "failed", "bounced", "retried", "dead_lettered", "cost",
        ]
        #expect(
            values(figures.map { "delivery.sms.\($0)" }, in: metrics) == [1, 1, 1, 0, 1, 1, 0.0079]
        )
        #expect(
            values(["delivery.duplicates.sms", "delivery.duplicates.email"], in: metrics) == [0, 1]
        )
        #expect(
            values(figures.map { "delivery.email.\($0)" }, in: metrics)
                == [2, 1, 0, 1, 0, 0, 0.0002]
        )
    }

    /// Up to 2 ms a microsecond is told apart; beyond that, three digits are kept.
    @Test func `latencies are in milliseconds, and those never seen have no data`() throws {
        let metrics = try metrics()
        let figures = ["p50", "p95", "p99", "p999", "max", "n"]
        #expect(
            values(figures.map { "latency.virtual.open.\($0)" }, in: metrics)
                == [1.5, 2, 2, 2, 2, 3]
        )
        #expect(
            values(figures.map { "latency.virtual.submit.\($0)" }, in: metrics)
                == [nil, nil, nil, nil, nil, 0]
        )
        for (operation, milliseconds) in [("notify_sms", 4_000.0), ("notify_email", 10_000)] {
            let path = "latency.virtual.\(operation)"
            #expect(metrics["\(path).n"]?.value == 1)
            let p50 = try #require(metrics["\(path).p50"]?.value)
            #expect((milliseconds...milliseconds * 1.001).contains(p50))
        }
    }

    @Test func `a review counts from the engine's return, where it was away`() throws {
        #expect(try metrics()["fraud.longest_review_s"]?.value == 60)
    }

    @Test func `outcomes, reasons and replies are counted`() throws {
        let tables = try SmallRun().summary().tables
        #expect(
            tables.outcomes.map { "\($0.name) \($0.count)" } == [
                "opened 4", "submitted 3", "verified 2", "failed_verification 0", "blocked 1",
                "abandoned 0", "rejected 2",
            ]
        )
        // Of challenges and blocks alone, and where the signal moved the score.
        #expect(
            tables.reasons.map { "\($0.name) \($0.count)" } == [
                "geo_distance 2", "browser_consistency 1", "fingerprint_match 1",
            ]
        )
        #expect(
            tables.responses.map { "\($0.name) \($0.count)" } == [
                "attending 3", "declined 1", "maybe 1",
            ]
        )
    }

    @Test func `a run in which nothing happened has counts of zero and no shares`() {
        let metrics = Metric.table(of: RunFigures(tally: Tally(), consumers: []))
        #expect(metrics["simulated.accesses"]?.value == 0)
        #expect(metrics["fraud.admitted"]?.value == 0)
        for name in [
            "fraud.precision.block", "fraud.recall.block", "fraud.roc_auc", "fraud.pr_auc",
            "fraud.brier", "fraud.ece", "genuine.friction", "fraud.longest_review_s",
        ] {
            #expect(metrics[name] != nil, "\(name)")
            #expect(metrics[name]?.value == nil, "\(name)")
        }
    }

    @Test func `a gate may name before the run whatever the run will tell`() throws {
        let metrics = try metrics()
        let known = Metric.names(
            attacks: ["casual-forward", "guessed-token"],
            personas: ["prompt", "traveller", "new-phone", "casual-forward"],
            consumers: ["fraud-engine"]
        )
        #expect(Set(known.names) == Set(metrics.names))
        #expect(Set(known.names).count == known.names.count)
    }

    /// Parts that gates select, beside the whole and what stands under other names.
    @Test func `a metric's parts make up the whole, and are told where they are asked for`() throws
    {
        let figures = RunFigures(tally: SmallRun().tally, consumers: [])
        let names = Metric.names(
            attacks: ["casual-forward", "guessed-token"],
            personas: ["prompt", "traveller", "new-phone", "casual-forward"],
            consumers: []
        )
        let whole = Metric.table(of: figures)
        #expect(!whole.names.contains { $0.contains("{") })
        let selectable = names.names.filter { !names.selectors(of: $0).isEmpty }
        #expect(
            selectable.filter { !$0.hasPrefix("latency.") }.count
                == 4 * Decision.allCases.dropFirst().count + 4,
            "\(selectable.count)"
        )
        #expect(selectable.count { $0.hasPrefix("latency.") } == 2 * 6)
        for name in selectable {
            let selectors = names.selectors(of: name)
            let selector = try #require(selectors.first)
            #expect(selectors.count == 1 && !selector.values.isEmpty)
            let parts = selector.values.map { MetricSelector.name(name, selector.key, $0) }
            let table = Metric.table(of: figures, selected: parts)
            #expect(table.names.count == whole.names.count + parts.count)
            let all = try #require(whole[name])
            let found = parts.compactMap { table[$0] }
            if let share = all.share {
                let sum = found.compactMap(\.share)
                #expect(sum.reduce(0) { $0 + $1.trials } == share.trials, "\(name)")
                #expect(sum.reduce(0) { $0 + $1.successes } == share.successes, "\(name)")
                #expect(
                    found.indices.allSatisfy {
                        table.isEstimate(parts[$0]) == whole.isEstimate(name)
                    }
                )
                #expect(parts.allSatisfy { table.pooling(of: $0) == .together })
            } else if !name.hasPrefix("latency.") || name.hasSuffix(".n") {
                #expect(found.compactMap(\.value).reduce(0, +) == all.value, "\(name)")
            }
        }
        // 1, 1.5 and 2 ms, of which the longest is a machine's.
        let waits = ["guest", "machine", "outsider"].map { "latency.virtual.open.max{actor=\($0)}" }
        let waited = Metric.table(of: figures, selected: waits)
        #expect(waits.map { waited[$0]?.value?.rounded() } == [2, 2, nil])
        #expect((waited[waits[0]]?.value ?? 9) < 1.51)
        #expect(names.selectors(of: "latency.virtual.notify_sms.p95").isEmpty)
        let forward = Metric.table(
            of: figures,
            selected: ["fraud.recall.sms_verify{attack=casual-forward}"]
        )
        #expect(
            forward["fraud.recall.sms_verify{attack=casual-forward}"]
                == forward["fraud.by_attack.casual-forward.recall"]
        )
    }

    @Test func `every metric has a meaning, a population and a unit that fits its values`() throws {
        for metric in Metric.standard {
            #expect(!metric.meaning.isEmpty && !metric.population.isEmpty, "\(metric.name)")
        }
        let names = Metric.names(attacks: [], personas: [], consumers: ["fraud-engine"])
        #expect(names["fraud.precision.block"] == .share)
        #expect(names["latency.virtual.open.p95"] == .milliseconds)
        #expect(names["latency.virtual.open.n"] == .plain)
        #expect(names["fraud.longest_review_s"] == .plain)
        for (name, value) in try metrics().entries where names[name] == .share {
            if let share = value.value { #expect((0...1).contains(share), "\(name)") }
        }
    }
}
