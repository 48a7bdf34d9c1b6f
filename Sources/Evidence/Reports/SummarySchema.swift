import Gates

/// The JSON Schema of a run's `summary.json`, made from the same list as its metrics.
package enum SummarySchema {
    /// `Reports/schema/summary.schema.json`.
    package static var json: JSON {
        var members: [String: JSON] = [
            "schema": .object(["const": .text("guestguard.summary/1")]),
            "digest": text("^[0-9a-f]{64}$"),
            "build": object(["version": text()]),
            "scenario": object([
                "name": text(), "sha256": text("^([0-9a-f]{64})?$"), "seed": whole,
            ]),
            "invariants": list(
                of: object([
                    "name": text(), "checked": whole, "violations": whole, "first": orNull(text()),
                ])
            ),
            "gates": list(
                of: object([
                    "metric": text(), "requirement": text(), "value": orNull(number),
                    "low": orNull(number), "high": orNull(number), "n": orNull(whole),
                    "clusters": orNull(whole), "passed": .object(["type": .text("boolean")]),
                    "verdict": .object([
                        "enum": .array(
                            [GateResult.Verdict.pass, .fail, .noData].map { .text($0.rawValue) }
                        )
                    ]), "explanation": text(),
                ])
            ),
            "outcomes": counts, "reasons": counts, "responses": counts,
            "dead_letters": list(
                of: object([
                    "consumer": text(), "subject": text(), "reason": text(), "count": whole,
                    "first": text(), "last": text(),
                ])
            ),
        ]
        var tree = Branch()
        for metric in Metric.standard {
            tree.insert(metric, at: metric.name.split(separator: ".").map(String.init)[...])
        }
        tree.branches["simulated"]?.others["from"] = text()
        tree.branches["simulated"]?.others["to"] = text()
        tree.branches["difficulty"]?.branches["best_column"]?.others["name"] = orNull(text())
        for (name, branch) in tree.branches { members[name] = branch.json }
        guard case .object(var schema) = object(members) else { return .null }
        schema["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
        schema["title"] = .text("A run in numbers: guestguard.summary/1")
        return .object(schema)
    }

    /// What stands below one key: metrics, further keys, and members of families.
    private struct Branch {
        var branches: [String: Branch] = [:]
        var metrics: [String: Metric] = [:]
        /// Of a family whose members' names nobody knows beforehand.
        var member: [Branch] = []
        var memberMetric: Metric?
        var others: [String: JSON] = [:]

        mutating func insert(_ metric: Metric, at path: ArraySlice<String>) {
            guard let key = path.first else { return }
            let isFamily = key.hasPrefix("<")
            if path.count == 1 {
                if isFamily { memberMetric = metric } else { metrics[key] = metric }
            } else if isFamily {
                if member.isEmpty { member = [Branch()] }
                member[0].insert(metric, at: path.dropFirst())
            } else {
                branches[key, default: Branch()].insert(metric, at: path.dropFirst())
            }
        }

        var json: JSON {
            var properties = others.merging(branches.mapValues(\.json)) { $1 }
            // Parts that gates have selected stand beside the whole.
            var patterns: [String: JSON] = [:]
            for (name, metric) in metrics {
                let value = SummarySchema.value(of: metric)
                properties[name] = value
                if !metric.selectedBy.isEmpty {
                    patterns[
                        "^\(name)\\{(\(metric.selectedBy.joined(separator: "|")))=[a-z0-9-]+\\}$"
                    ] =
                        value
                }
            }
            var members: [String: JSON] = [
                "type": .text("object"), "additionalProperties": .bool(false),
            ]
            if !properties.isEmpty { members["properties"] = .object(properties) }
            if !metrics.isEmpty {
                members["required"] = .array(metrics.keys.sorted().map(JSON.text))
            }
            if !patterns.isEmpty { members["patternProperties"] = .object(patterns) }
            if let metric = memberMetric {
                members["additionalProperties"] = SummarySchema.value(of: metric)
            } else if let branch = member.first {
                members["additionalProperties"] = branch.json
            }
            return .object(members)
        }
    }

    /// A number, or an estimate with its bounds; `null` where a run has no data.
    private static func value(of metric: Metric) -> JSON {
        guard metric.isEstimate else { return orNull(number) }
        return object([
            "value": orNull(number), "low": orNull(number), "high": orNull(number),
            "n": orNull(whole), "clusters": orNull(whole),
        ])
    }

    // MARK: Words of the schema language

    private static let number = JSON.object(["type": .text("number")])
    private static let whole = JSON.object(["type": .text("integer"), "minimum": .integer(0)])
    private static let counts = JSON.object([
        "type": .text("object"), "additionalProperties": whole,
    ])

    private static func text(_ pattern: String? = nil) -> JSON {
        var members: [String: JSON] = ["type": .text("string")]
        if let pattern { members["pattern"] = .text(pattern) }
        return .object(members)
    }

    private static func list(of item: JSON) -> JSON {
        .object(["type": .text("array"), "items": item])
    }

    private static func orNull(_ schema: JSON) -> JSON {
        .object(["anyOf": .array([schema, .object(["type": .text("null")])])])
    }

    /// With these members and no others.
    private static func object(_ members: [String: JSON]) -> JSON {
        .object([
            "type": .text("object"), "properties": .object(members),
            "required": .array(members.keys.sorted().map(JSON.text)),
            "additionalProperties": .bool(false),
        ])
    }
}
