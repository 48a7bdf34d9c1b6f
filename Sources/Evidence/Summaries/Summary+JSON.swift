import Catalogue
import Domain
import Figures
import Truth

extension [ChangedSetting] {
    /// By key, what it is and what it is in the product.
    var json: JSON {
        .object(
            Dictionary(
                uniqueKeysWithValues: map {
                    ($0.key, .object(["value": .text($0.value), "usual": .text($0.usual)]))
                }
            )
        )
    }
}

extension Summary {
    /// The content of `summary.json`.
    package var json: JSON {
        var members: [String: JSON] = [
            "schema": .text("guestguard.summary/1"),
            "digest": .text(digest),
            "data_digest": .text(dataDigest),
            "build": .object(["version": .text(frame.build)]),
            "scenario": .object([
                "name": .text(frame.scenarioName), "sha256": .text(frame.scenarioHash),
                "seed": .whole(frame.seed),
            ]),
            "settings": changes.json,
            "invariants": .array(checks.map(Self.json)),
            "gates": .array(gates.map(Self.json)),
            "outcomes": Self.json(tables.outcomes),
            "reasons": Self.json(tables.reasons),
            "responses": Self.json(tables.responses),
            "faults": .array(faults.map(\.json)),
            "attacks": .object(
                Dictionary(uniqueKeysWithValues: attacks.map { ($0.name, $0.json) })
            ),
            "dead_letters": .array(deadLetters.map(Self.json)),
        ]
        for (name, value) in metrics.entries {
            let path = name.split(separator: ".").map(String.init)
            let json = metrics.isEstimate(name) ? Self.estimate(value) : Self.number(value)
            Self.insert(json, at: path[...], into: &members)
        }
        Self.insert(
            bestColumn.map(JSON.text) ?? .null,
            at: ["difficulty", "best_column", "name"],
            into: &members
        )
        if case .object(var simulated)? = members["simulated"] {
            simulated["from"] = .text(frame.startsAt.description)
            simulated["to"] = .text(frame.endsAt.description)
            members["simulated"] = .object(simulated)
        }
        return .object(members)
    }

    static func insert(
        _ value: JSON,
        at path: ArraySlice<String>,
        into members: inout [String: JSON]
    ) {
        guard let key = path.first else { return }
        if path.count == 1 {
            members[key] = value
            return
        }
        var inner: [String: JSON] = [:]
        if case .object(let existing)? = members[key] { inner = existing }
        insert(value, at: path.dropFirst(), into: &inner)
        members[key] = .object(inner)
    }

    /// A share with its bounds.
    private static func estimate(_ value: MetricValue) -> JSON {
        .object([
            "value": .optional(value.value), "low": .optional(value.low),
            "high": .optional(value.high), "n": value.n.map(JSON.integer) ?? .null,
            "clusters": value.clusters.map(JSON.integer) ?? .null,
        ])
    }

    /// A plain number; counts, which rest on nothing but themselves, without decimals.
    private static func number(_ metric: MetricValue) -> JSON {
        guard let value = metric.value else { return .null }
        if metric.n == nil, let whole = Int(exactly: value) { return .integer(whole) }
        return .number(value)
    }

    static func json(_ check: Check) -> JSON {
        .object([
            "name": .text(check.name), "checked": .integer(check.checked),
            "violations": .integer(check.violations),
            "first": check.first.map(JSON.text) ?? .null,
        ])
    }

    static func json(_ gate: GateResult) -> JSON {
        .object([
            "metric": .text(gate.metric), "requirement": .text(gate.requirement),
            "value": .optional(gate.value), "low": .optional(gate.low),
            "high": .optional(gate.high), "n": gate.n.map(JSON.integer) ?? .null,
            "clusters": gate.clusters.map(JSON.integer) ?? .null,
            "passed": .bool(gate.passed), "verdict": .text(gate.verdict.rawValue),
            "explanation": .text(gate.explanation), "warn": .bool(gate.warns),
            "wish": gate.wish.map(JSON.text) ?? .null,
            "made_of": gate.madeOf.map(JSON.text) ?? .null,
            "example": gate.example.map(JSON.text) ?? .null,
        ])
    }

    private static func json(_ group: DeadLetterGroup) -> JSON {
        .object([
            "consumer": .text(group.consumer), "subject": .text(group.subject),
            "reason": .text(group.reason), "count": .integer(group.count),
            "first": .text(group.first.description), "last": .text(group.last.description),
        ])
    }

    private static func json(_ counts: [(name: String, count: Int)]) -> JSON {
        .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.name, .integer($0.count)) }))
    }
}
