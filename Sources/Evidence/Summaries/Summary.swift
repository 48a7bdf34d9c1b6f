import Catalogue
import Domain
import Figures
import Truth

/// What became of a durable consumer's messages, as a summary shows it.
package struct ConsumerFigures: Hashable, Sendable {
    package let name: String
    package let delivered: Int
    package let redelivered: Int
    package let deadLettered: Int
    package let maxPending: Int
    package let failed: Int

    package init(
        name: String,
        delivered: Int,
        redelivered: Int,
        deadLettered: Int,
        maxPending: Int,
        failed: Int
    ) {
        self.name = name
        self.delivered = delivered
        self.redelivered = redelivered
        self.deadLettered = deadLettered
        self.maxPending = maxPending
        self.failed = failed
    }

    /// A consumer that nothing is known of yet.
    init(unheard name: String) {
        self.init(
            name: name,
            delivered: 0,
            redelivered: 0,
            deadLettered: 0,
            maxPending: 0,
            failed: 0
        )
    }
}

/// A run in numbers: `summary.json`, the gates' metrics and the terminal's result.
package struct Summary: Sendable {
    package let frame: RunFrame
    package let digest: String
    package let dataDigest: String
    /// The product's settings that the scenario changes.
    package let changes: [ChangedSetting]
    package let metrics: MetricTable
    package let checks: [Check]
    package private(set) var gates: [GateResult]
    package let tables: SummaryTables
    /// What consumers gave up, by consumer, subject and reason.
    package let deadLetters: [DeadLetterGroup]
    /// In the scenario's order.
    package let faults: [FaultFigures]
    /// The scenario's, by name.
    package let attacks: [AttackFigures]
    /// The one feature that tells fraud best.
    package let bestColumn: String?
    let pool: Pool

    package init(
        frame: RunFrame,
        digest: String,
        dataDigest: String,
        changes: [ChangedSetting] = [],
        tally: Tally,
        checks: [Check],
        gates: [GateExpression],
        consumers: [ConsumerFigures],
        deadLetters: [DeadLetter] = [],
        faults: [FaultFigures] = []
    ) {
        self.frame = frame
        self.digest = digest
        self.dataDigest = dataDigest
        self.changes = changes
        self.checks = checks
        self.faults = faults
        let figures = RunFigures(tally: tally, consumers: consumers)
        bestColumn = figures.difficulty.bestColumn
        let metrics = Metric.table(of: figures, selected: gates.map(\.metric))
        self.metrics = metrics
        self.gates = gates.map { gate in
            var result = gate.evaluate(in: metrics)
            if result.verdict == .fail {
                let makeup = GateMakeup(of: gate.metric, in: tally)
                (result.madeOf, result.example) = (makeup.parts, makeup.example)
            }
            return result
        }
        let tables = SummaryTables(tally: tally)
        self.tables = tables
        attacks = tables.attacks.map { name, counts in
            let door = metrics["door.by_attack.\(name)"]?.value ?? 0
            return AttackFigures(
                name: name,
                begun: tally.begun[name] ?? [],
                accesses: Int(door) + counts.caught.trials,
                forms: counts.tried
            )
        }
        self.deadLetters = DeadLetterGroup.groups(of: deadLetters)
        pool = tally.pool
    }

    /// Scores of the accesses that the engine could judge.
    package var judged: ScoredPopulation {
        ScoredPopulation(name: "accesses judged", pool.judged)
    }
    /// Scores of the forms that were sent.
    package var sent: ScoredPopulation { ScoredPopulation(name: "forms sent", pool.sent) }
    /// What was waited in virtual time.
    package var latencies: [Operation: LatencyHistogram] { pool.latencies }

    /// The same as one of several seeds: what these are judged by together is left to that verdict.
    ///
    /// - `expressions`: The gates, in their order.
    package func asOneOfSeveral(judgedBy expressions: [GateExpression]) -> Summary {
        var summary = self
        summary.gates = zip(gates, expressions).map { result, gate in
            let isTogether =
                gate.confidence != nil || metrics.pooling(of: gate.metric) == .together
            return isTogether ? result.leftToAll : result
        }
        return summary
    }

    /// Whether every gate and invariant held.
    package var isPassed: Bool {
        checks.allSatisfy { !$0.isViolated } && !gates.contains(where: \.failsRun)
    }
}

/// Scores of accesses of one kind, beside the truth about them.
package struct ScoredPopulation: Sendable {
    package let name: String
    package let table: ScoreTable
    /// What each edge would make of them, with bounds over clusters.
    package let curve: ScoreCurve

    init(name: String, _ scored: Pool.Scored) {
        self.name = name
        table = scored.table
        curve = scored.curve
    }

    /// Whether there is anything to tell apart.
    package var hasBothKinds: Bool { table.fraudCount > 0 && table.genuineCount > 0 }
}

/// Dead letters of one consumer, subject and reason; the store keeps each with its payload.
package struct DeadLetterGroup: Hashable, Sendable {
    package let consumer: String
    package let subject: String
    package let reason: String
    package private(set) var count: Int
    package let first: Instant
    package private(set) var last: Instant

    /// In order of each group's first dead letter.
    ///
    /// - `letters`: The earliest first.
    static func groups(of letters: [DeadLetter]) -> [DeadLetterGroup] {
        var groups: [DeadLetterGroup] = []
        for letter in letters {
            let place = groups.firstIndex {
                ($0.consumer, $0.subject, $0.reason)
                    == (letter.consumer, letter.subject, letter.reason)
            }
            if let place {
                groups[place].count += 1
                groups[place].last = letter.diedAt
            } else {
                groups.append(
                    DeadLetterGroup(
                        consumer: letter.consumer,
                        subject: letter.subject,
                        reason: letter.reason,
                        count: 1,
                        first: letter.diedAt,
                        last: letter.diedAt
                    )
                )
            }
        }
        return groups
    }
}

/// Counts that tables are printed from, each sorted by name.
package struct SummaryTables: Sendable {
    package let attacks: [(name: String, counts: FraudFigures.Attack)]
    package let personas: [(name: String, challenged: Int, blocked: Int, total: Int)]
    package let outcomes: [(name: String, count: Int)]
    /// The signals behind challenges and blocks, the most frequent first.
    package let reasons: [(name: String, count: Int)]
    package let responses: [(name: String, count: Int)]

    init(tally: Tally) {
        attacks = tally.fraud.byAttack.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        personas = tally.fraud.byPersona.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.challenged, $0.value.blocked, $0.value.total)
        }
        outcomes = Outcome.allCases.map { ($0.rawValue, tally.outcomes[$0] ?? 0) }
        reasons = tally.fraud.reasons.map { ($0.key.description, $0.value) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
        responses = Reply.Response.allCases.map { ($0.rawValue, tally.responses[$0] ?? 0) }
    }
}
