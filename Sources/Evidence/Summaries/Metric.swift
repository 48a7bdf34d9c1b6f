import Catalogue
import Domain
import Figures
import Truth

/// What a run's metrics are reckoned from.
package struct RunFigures {
    let tally: Tally
    let consumers: [ConsumerFigures]
    let difficulty: Difficulty
    /// Of the operations that anybody waited for; reckoned once, as each walks a whole histogram.
    let latencies: [Operation: LatencyPercentiles]

    init(tally: Tally, consumers: [ConsumerFigures]) {
        self.tally = tally
        self.consumers = consumers
        difficulty = Difficulty(tally.fraud.sample, groups: tally.groups)
        latencies = tally.latencies.compactMapValues(\.percentiles)
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
    /// What parts of it gates may select, by the whole's name.
    private let parts: @Sendable (RunFigures) -> [SelectablePart]
    /// What parts are told apart by: `attack`.
    let selectedBy: [String]

    /// One metric.
    init(
        _ name: String,
        _ unit: MetricUnit,
        of population: String,
        _ meaning: String,
        over pooling: Pooling = .eachSeed,
        by selectors: [PartSelector<Void>] = [],
        value: @escaping @Sendable (RunFigures) -> MetricValue
    ) {
        self.name = name
        self.unit = unit
        self.population = population
        self.meaning = meaning
        isEstimate = false
        self.pooling = pooling
        values = { [(name, value($0))] }
        selectedBy = selectors.map(\.key)
        parts = { figures in selectors.flatMap { $0.parts(of: name, (), figures) } }
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
        by selectors: [PartSelector<Member>] = [],
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
        selectedBy = selectors.map(\.key)
        parts = { figures in
            family.members(figures).flatMap { member in
                let whole = name.replacing(family.placeholder, with: member.name)
                return selectors.flatMap { $0.parts(of: whole, member.member, figures) }
            }
        }
    }

    /// Every metric of a run under its public name.
    ///
    /// - `selected`: Parts of metrics that are wanted too, `genuine.friction{persona=traveller}`; those
    ///   that the run has nothing of are left out.
    static func table(
        of figures: RunFigures,
        selected: [String] = [],
        metrics: [Metric] = standard
    ) -> MetricTable {
        var table = MetricTable()
        let selected = Set(selected.filter { $0.hasSuffix("}") })
        for metric in metrics {
            for (name, value) in metric.values(figures) { metric.enter(name, value, into: &table) }
            guard !selected.isEmpty else { continue }
            for part in metric.parts(figures) where selected.contains(part.name) {
                metric.enter(part.name, part.value(), into: &table)
            }
        }
        return table
    }

    private func enter(_ name: String, _ value: MetricValue, into table: inout MetricTable) {
        table[name] = value
        if isEstimate { table.markEstimate(name) }
        if pooling == .together || value.share != nil { table.markPooled(name) }
    }

    /// For people.
    package static func catalogue(_ metrics: [Metric] = standard) -> Table {
        Table(
            ["metric", "unit", "select", "of", "meaning"],
            metrics.map {
                [
                    $0.name, $0.unitName, $0.selectedBy.joined(separator: ", "), $0.population,
                    $0.meaning + $0.spelling,
                ]
            }
        )
    }

    /// What its number counts; of costs and times among plain numbers what they are in.
    private var unitName: String {
        guard unit == .plain else { return unit.name }
        if name.hasSuffix("cost") || name.hasSuffix("cost_per_campaign") { return "dollars" }
        return name.hasSuffix("_s") ? "s" : unit.name
    }

    /// What may stand for the name in angle brackets, where these are few and always the same.
    private var spelling: String {
        let families = [
            "<operation>": Operation.allCases.map(\.rawValue),
            "<channel>": Notification.Channel.allCases.map(\.rawValue),
            "<band>": Decision.allCases.filter { $0 != .allow }.map(\.name),
        ]
        for (placeholder, names) in families.sorted(by: { $0.key < $1.key })
        where name.contains(placeholder) {
            return "; \(placeholder) is \(names.joined(separator: ", "))"
        }
        return ""
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
        var selectors: [String: [MetricSelector]] = [:]
        for metric in metrics {
            let parts = Dictionary(grouping: metric.parts(figures), by: \.whole)
            for (whole, parts) in parts {
                selectors[whole] = metric.selectedBy.map { key in
                    MetricSelector(key: key, values: parts.filter { $0.key == key }.map(\.member))
                }
            }
        }
        return MetricNames(
            metrics.flatMap { metric in metric.values(figures).map { ($0.name, metric.unit) } },
            selectors: selectors
        )
    }
}

/// One part of a metric that a gate may select.
struct SelectablePart {
    /// The metric that it is a part of.
    let whole: String
    let key: String
    let member: String
    let value: () -> MetricValue

    var name: String { MetricSelector.name(whole, key, member) }
}

/// How a metric's parts are told apart, and reckoned.
struct PartSelector<Member>: Sendable {
    /// As gates write it: `attack`.
    let key: String
    let names: @Sendable (RunFigures, Member) -> [String]
    let value: @Sendable (RunFigures, Member, String) -> MetricValue

    func parts(of whole: String, _ member: Member, _ figures: RunFigures) -> [SelectablePart] {
        names(figures, member).map { name in
            SelectablePart(whole: whole, key: key, member: name) { value(figures, member, name) }
        }
    }
}

extension PartSelector {
    /// One attack's part.
    static func attack(
        _ value: @escaping @Sendable (FraudFigures.Attack, Member) -> MetricValue
    ) -> PartSelector {
        PartSelector(key: "attack") { figures, _ in
            figures.tally.fraud.byAttack.keys.sorted()
        } value: {
            value($0.tally.fraud.byAttack[$2] ?? FraudFigures.Attack(), $1)
        }
    }

    /// What one kind of people waited; of openings and submissions it is known who did.
    static func actor(
        _ value: @escaping @Sendable (LatencyPercentiles?) -> MetricValue
    ) -> PartSelector where Member == Waits {
        PartSelector(key: "actor") { _, waits in
            [.open, .submit].contains(waits.operation) ? Actor.allCases.map(\.rawValue) : []
        } value: { figures, waits, name in
            let histogram = Actor(rawValue: name).flatMap {
                figures.tally.latenciesByActor[ActorWait(waits.operation, by: $0)]
            }
            return value(histogram?.percentiles)
        }
    }

    /// The part of the guests who play one persona.
    static func persona(
        _ value: @escaping @Sendable (RunFigures, Member, String) -> MetricValue
    ) -> PartSelector {
        PartSelector(key: "persona") { figures, _ in
            figures.tally.personaNames
        } value: {
            value($0, $1, $2)
        }
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

extension MetricFamily<Waits> {
    static let operation = MetricFamily(placeholder: "<operation>") { figures in
        Operation.allCases.map { ($0.rawValue, Waits(for: $0, figures.latencies[$0])) }
    }
}

/// What was waited for one operation.
struct Waits: Sendable {
    let operation: Operation
    /// `nil` where nobody waited.
    let percentiles: LatencyPercentiles?

    init(for operation: Operation, _ percentiles: LatencyPercentiles?) {
        self.operation = operation
        self.percentiles = percentiles
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
