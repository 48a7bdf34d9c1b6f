import Domain
import Figures
import Truth

/// Accesses and guests that a gate's metric counts, the first of each, so that one can be looked at.
struct GateExamples {
    private(set) var admitted: AccessID?
    private(set) var missed: AccessID?
    private(set) var falseAlarm: AccessID?
    var refused: GuestID?
    var challenged: GuestID?

    /// Takes an access in, the earlier first.
    mutating func read(_ row: AccessRow) {
        guard let label = row.label, label.actor != .machine else { return }
        let id = row.access.id
        if label.isFraud {
            if row.answered { admitted = admitted ?? id }
            if row.population == .engine, (row.decision ?? .allow) < .smsVerify {
                missed = missed ?? id
            }
        } else if row.population == .engine, (row.decision ?? .allow) >= .smsVerify {
            falseAlarm = falseAlarm ?? id
        }
    }
}

/// What a gate's metric is made of, and one case of it: what one looks at when a gate is missed.
struct GateMakeup {
    /// By attack or persona, the largest part first; `nil` where it has no parts.
    let parts: String?
    /// An identifier to ask about.
    let example: String?

    /// Parts that are named; the rest are counted.
    private static let mostParts = 6

    init(of metric: String, in tally: Tally) {
        let path = metric.prefix { $0 != "{" }
        let band = path.split(separator: ".").last.flatMap { name in
            Decision.allCases.first { $0.name == name }
        }
        let attempts = path.hasPrefix("fraud.attempts.")
        let examples = tally.examples
        let isOfPopulation =
            attempts || path.hasPrefix("fraud.recall.")
            || path.hasPrefix("fraud.precision.") || path.hasPrefix("fraud.false_positive_rate.")
        switch path {
        case "fraud.admitted":
            parts = Self.text(
                "by attack",
                tally.fraud.byAttack.map { ($0, $1.admitted.successes, $1.tried) }
            )
            example = examples.admitted?.description
        case "genuine.refused":
            parts = Self.text(of: tally.frictionByPersona, \.refused)
            example = examples.refused?.description
        case "genuine.friction":
            parts = Self.text(of: tally.frictionByPersona, \.challenged)
            example = examples.challenged?.description
        case "fraud.alerts":
            parts = Self.text(
                "by actor",
                Actor.allCases.map { ($0.rawValue, tally.fraud.alerted[$0] ?? 0, nil) }
            )
            example = nil
        default:
            guard isOfPopulation, let band else {
                (parts, example) = (nil, nil)
                return
            }
            if path.contains(".recall.") {
                parts = Self.text(
                    "missed, by attack",
                    tally.fraud.byAttack.map { name, attack in
                        let caught = (attempts ? attack.attempts : attack.judged).recall(band)
                        return (name, caught.trials - caught.successes, caught.trials)
                    }
                )
                example = examples.missed?.description
            } else {
                parts = Self.text(
                    "false positives, by persona",
                    tally.fraud.byPersona.map { name, persona in
                        let met = (attempts ? persona.attempts : persona.judged)
                            .falsePositiveRate(band)
                        return (name, met.successes, met.trials)
                    }
                )
                example = examples.falseAlarm?.description
            }
        }
    }

    /// By persona, one outcome of theirs.
    private static func text(
        of personas: [(name: String, figures: Tally.PersonaFriction)],
        _ outcome: KeyPath<Tally.PersonaFriction, ClusteredProportion>
    ) -> String? {
        text(
            "by persona",
            personas.map { name, figures in
                (name, figures[keyPath: outcome].successes, figures[keyPath: outcome].trials)
            }
        )
    }

    /// `by attack: reseller 3 of 12, bot-farm 1 of 4`; `nil` where there are none.
    private static func text(
        _ title: String,
        _ parts: [(name: String, count: Int, of: Int?)]
    ) -> String? {
        let some = parts.filter { $0.count > 0 }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        guard !some.isEmpty else { return nil }
        let rest = some.dropFirst(mostParts).reduce(0) { $0 + $1.count }
        let named = some.prefix(mostParts).map { part in
            "\(part.name) \(part.count)" + (part.of.map { " of \($0)" } ?? "")
        }
        return "\(title): " + (named + (rest > 0 ? ["others \(rest)"] : [])).joined(separator: ", ")
    }
}
