import Domain
import Figures
import Truth

/// Runs of one scenario with several seeds, and one verdict on them.
///
/// Shares and latencies are reckoned from all seeds together, clusters of different seeds being
/// different ones; counts must hold in every seed. Beside each figure stands how far it spreads.
package struct SeedsSummary: Sendable {
    /// How far a metric spreads over the seeds that have data for it.
    package struct Spread: Hashable, Sendable {
        package let least: Double
        package let median: Double
        package let most: Double
        /// How many seeds have data.
        package let seeds: Int

        init?(_ values: [Double]) {
            guard let least = values.min(), let most = values.max() else { return nil }
            let sorted = values.sorted()
            self.least = least
            self.most = most
            median =
                (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            seeds = values.count
        }
    }

    /// The first run's.
    package private(set) var frame: RunFrame?
    private let gates: [GateExpression]
    package private(set) var seeds: [UInt64] = []
    package private(set) var digests: [String] = []
    package private(set) var dataDigests: [String] = []
    /// By seed: outsiders let in, guests refused, the share of guests who met a challenge; `nil` where there
    /// is none.
    package private(set) var outcomes: [(admitted: Double?, refused: Double?, friction: Double?)] =
        []
    package private(set) var checks: [Check] = []
    private var pool = Pool()
    /// Of all metrics that any seed has.
    private(set) var names: [String] = []
    private var shares: [String: ClusteredProportion] = [:]
    private var values: [String: [Double]] = [:]
    private var isEstimate: Set<String> = []
    /// By gate, of those that are judged in each seed.
    private var resultsOfSeeds: [[GateResult]]

    /// - `gates`: Those of the scenario.
    package init(gates: [GateExpression]) {
        self.gates = gates
        resultsOfSeeds = gates.map { _ in [] }
    }

    /// Scores of the accesses that the engine could judge, in all of them together.
    package var judged: ScoredPopulation {
        ScoredPopulation(name: "accesses judged", pool.judged)
    }
    /// Scores of the forms that were sent.
    package var sent: ScoredPopulation { ScoredPopulation(name: "forms sent", pool.sent) }
    /// What was waited in virtual time, in all of them together.
    package var latencies: [Operation: LatencyHistogram] { pool.latencies }

    /// Takes a seed's run in.
    package mutating func add(_ summary: Summary) {
        frame = frame ?? summary.frame
        seeds.append(summary.frame.seed)
        digests.append(summary.digest)
        dataDigests.append(summary.dataDigest)
        outcomes.append(
            (
                summary.metrics["fraud.admitted"]?.value, summary.metrics["genuine.refused"]?.value,
                summary.metrics["genuine.friction"]?.value
            )
        )
        pool.merge(summary.pool)
        for (name, value) in summary.metrics.entries {
            if values[name] == nil {
                names.append(name)
                values[name] = []
            }
            if let value = value.value { values[name]?.append(value) }
            if let share = value.share { shares[name] = (shares[name] ?? .init()) + share }
            if summary.metrics.isEstimate(name) { isEstimate.insert(name) }
        }
        for (index, gate) in gates.enumerated()
        where summary.metrics.pooling(of: gate.metric) == .eachSeed {
            resultsOfSeeds[index].append(summary.gates[index])
        }
        add(summary.checks, of: summary.frame.seed)
    }

    private mutating func add(_ others: [Check], of seed: UInt64) {
        for check in others {
            let place = checks.firstIndex { $0.name == check.name } ?? checks.count
            if place == checks.count { checks.append(Check(check.name)) }
            checks[place].add(
                checked: check.checked,
                violations: check.violations,
                first: check.first.map { "seed \(seed): \($0)" }
            )
        }
    }

    // MARK: Figures

    package func spread(of name: String) -> Spread? { values[name].flatMap(Spread.init) }

    /// What the seeds have together; counts are missing.
    package var metrics: MetricTable {
        let anew = Metric.table(
            of: RunFigures(tally: Tally(pool), consumers: []),
            selected: gates.map(\.metric)
        )
        var table = MetricTable()
        for name in names {
            if let share = shares[name] {
                table[name] = MetricValue(share)
            } else if anew.pooling(of: name) == .together, let value = anew[name] {
                table[name] = value
            } else {
                continue
            }
            if isEstimate.contains(name) { table.markEstimate(name) }
        }
        return table
    }

    // MARK: Verdict

    /// One result for each gate.
    package var results: [GateResult] {
        let metrics = metrics
        return zip(gates, resultsOfSeeds).map { gate, results in
            if gate.confidence != nil, metrics[gate.metric]?.share == nil {
                return overSeeds(gate, in: metrics)
            }
            return results.isEmpty ? gate.evaluate(in: metrics) : inEverySeed(results)
        }
    }

    /// A count's or a time's mean over the seeds, which has bounds where there are seeds enough.
    private func overSeeds(_ gate: GateExpression, in metrics: MetricTable) -> GateResult {
        var table = MetricTable()
        let values = values[gate.metric] ?? []
        let runs = RunValues(areCounts: gate.unit == .plain, values)
        var value = MetricValue(runs.mean)
        value.runs = runs
        value.n = values.count
        table[gate.metric] = value
        return gate.evaluate(in: table)
    }

    /// The worst seed's result, and in how many others it is like that.
    private func inEverySeed(_ results: [GateResult]) -> GateResult {
        let lost = zip(seeds, results).filter { !$0.1.passed }
        guard let (seed, worst) = lost.first(where: { $0.1.verdict == .fail }) ?? lost.first else {
            let tried = results.filter { $0.verdict == .pass }
            guard let first = tried.first else { return results[0] }
            return first.retold(
                tried.count == results.count
                    ? "holds in each of \(results.count) seeds"
                    : "holds in each of \(tried.count) seeds that put it to the test, of "
                        + "\(results.count)",
                value: nil
            )
        }
        let numbers = lost.prefix(5).map { String($0.0) }.joined(separator: ", ")
        let more = lost.count > 5 ? ", …" : ""
        return worst.retold(
            "does not hold in \(lost.count) of \(results.count) seeds (\(numbers)\(more)); "
                + "seed \(seed): \(worst.explanation)",
            value: worst.value
        )
    }

    /// Whether every gate and invariant held.
    package var isPassed: Bool {
        !seeds.isEmpty && checks.allSatisfy { !$0.isViolated }
            && !results.contains(where: \.failsRun)
    }
}
