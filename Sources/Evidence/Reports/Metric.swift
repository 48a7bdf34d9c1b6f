import Catalogue
import Domain
import Gates
import Metrics
import Truth

/// What a run's metrics are reckoned from.
package struct RunFigures {
    let tally: Tally
    let consumers: [ConsumerFigures]
    let difficulty: Difficulty

    init(tally: Tally, consumers: [ConsumerFigures]) {
        self.tally = tally
        self.consumers = consumers
        difficulty = Difficulty(tally.fraud.sample, groups: tally.groups)
    }
}

/// A public metric, or a family of them, with everything about it.
package struct Metric: Sendable {
    /// As gates write it; `<attack>` and the like stand for a name each.
    package let name: String
    package let unit: MetricUnit
    /// What is counted, or what a share is of.
    package let population: String
    package let meaning: String
    /// Whether reports show bounds with it.
    package let isEstimate: Bool
    /// Shares with clusters are always judged together.
    private let pooling: Pooling
    private let values: @Sendable (RunFigures) -> [(name: String, value: MetricValue)]

    /// One metric.
    init(
        _ name: String,
        _ unit: MetricUnit,
        of population: String,
        _ meaning: String,
        over pooling: Pooling = .eachSeed,
        value: @escaping @Sendable (RunFigures) -> MetricValue
    ) {
        self.name = name
        self.unit = unit
        self.population = population
        self.meaning = meaning
        isEstimate = false
        self.pooling = pooling
        values = { [(name, value($0))] }
    }

    /// One metric for each member of a family.
    init<Member>(
        _ name: String,
        _ unit: MetricUnit,
        of population: String,
        _ meaning: String,
        each family: MetricFamily<Member>,
        isEstimate: Bool = false,
        over pooling: Pooling = .eachSeed,
        value: @escaping @Sendable (RunFigures, Member) -> MetricValue
    ) {
        precondition(name.contains(family.placeholder), "\(name) has no \(family.placeholder)")
        self.name = name
        self.unit = unit
        self.population = population
        self.meaning = meaning
        self.isEstimate = isEstimate
        self.pooling = pooling
        values = { figures in
            family.members(figures).map { member in
                (
                    name.replacing(family.placeholder, with: member.name),
                    value(figures, member.member)
                )
            }
        }
    }

    /// Every metric of a run under its public name.
    static func table(of figures: RunFigures, metrics: [Metric] = standard) -> MetricTable {
        var table = MetricTable()
        for metric in metrics {
            for (name, value) in metric.values(figures) {
                table[name] = value
                if metric.isEstimate { table.markEstimate(name) }
                if metric.pooling == .together || value.share != nil { table.markPooled(name) }
            }
        }
        return table
    }

    /// For people.
    package static func catalogue(_ metrics: [Metric] = standard) -> Table {
        Table(
            ["metric", "unit", "of", "meaning"],
            metrics.map { [$0.name, $0.unit.name, $0.population, $0.meaning] }
        )
    }

    /// The names that a scenario's gates may use, given who is in it.
    package static func names(
        attacks: [String],
        personas: [String],
        consumers: [String],
        metrics: [Metric] = standard
    ) -> MetricNames {
        let figures = RunFigures(
            tally: Tally(attacks: attacks, personas: personas),
            consumers: consumers.map(ConsumerFigures.init(unheard:))
        )
        return MetricNames(
            metrics.flatMap { metric in metric.values(figures).map { ($0.name, metric.unit) } }
        )
    }
}

/// What a family of metrics has a member for each of.
struct MetricFamily<Member>: Sendable {
    /// As it stands in names, `<band>`.
    let placeholder: String
    let members: @Sendable (RunFigures) -> [(name: String, member: Member)]
}

extension MetricFamily<Decision> {
    static let band = MetricFamily(placeholder: "<band>") { _ in
        Decision.allCases.filter { $0 != .allow }.map { ($0.name, $0) }
    }
}

extension MetricFamily<FraudFigures.Attack> {
    static let attack = MetricFamily(placeholder: "<attack>") { figures in
        figures.tally.fraud.byAttack.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension MetricFamily<Int> {
    static let attackAtDoor = MetricFamily(placeholder: "<attack>") { figures in
        figures.tally.fraud.refusedAtDoorByAttack.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value)
        }
    }
}

extension MetricFamily<FraudFigures.Persona> {
    static let persona = MetricFamily(placeholder: "<persona>") { figures in
        figures.tally.fraud.byPersona.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension MetricFamily<Tally.PersonaFriction> {
    static let guests = MetricFamily(placeholder: "<persona>") { figures in
        figures.tally.frictionByPersona.map { ($0.name, $0.figures) }
    }
}

extension MetricFamily<LatencyPercentiles?> {
    static let operation = MetricFamily(placeholder: "<operation>") { figures in
        Operation.allCases.map { ($0.rawValue, figures.tally.latencies[$0]?.percentiles) }
    }
}

extension MetricFamily<Tally.ChannelCount> {
    static let channel = MetricFamily(placeholder: "<channel>") { figures in
        Notification.Channel.allCases.map {
            ($0.rawValue, figures.tally.channels[$0] ?? Tally.ChannelCount())
        }
    }
}

extension MetricFamily<ConsumerFigures> {
    static let consumer = MetricFamily(placeholder: "<consumer>") { figures in
        figures.consumers.map { ($0.name, $0) }
    }
}
