import Figures

/// The JSON Schema of a run's `summary.json`, made from the same list as its metrics.
package enum SummarySchema {
    /// `Reports/schema/summary.schema.json`.
    package static var json: JSON {
        var members: [String: JSON] = [
            "digest": JSONSchema.digest,
            "data_digest": JSONSchema.digest,
            "build": object(["version": text()]),
            "scenario": object([
                "name": text(), "sha256": text("^([0-9a-f]{64})?$"), "seed": whole,
            ]),
            "settings": .object([
                "type": .text("object"),
                "additionalProperties": object(["value": text(), "usual": text()]),
            ]),
            "invariants": invariants, "gates": gates,
            "outcomes": counts, "reasons": counts, "responses": counts,
            "faults": list(
                of: object([
                    "kind": text(), "settings": text(), "from": text(), "to": text(), "met": whole,
                    "counts": text(), "changed_nothing": JSONSchema.boolean,
                ])
            ),
            "attacks": .object([
                "type": .text("object"),
                "additionalProperties": object([
                    "campaigns": whole, "first": orNull(text()), "half": orNull(text()),
                    "last": orNull(text()), "forms": whole, "changed_nothing": JSONSchema.boolean,
                ]),
            ]),
            "dead_letters": list(
                of: object([
                    "consumer": text(), "subject": text(), "reason": text(), "count": whole,
                    "first": text(), "last": text(),
                ])
            ),
        ]
        var tree = Branch.standard
        tree.branches["simulated"]?.others["from"] = text()
        tree.branches["simulated"]?.others["to"] = text()
        tree.branches["difficulty"]?.branches["best_column"]?.others["name"] = orNull(text())
        for (name, branch) in tree.branches { members[name] = branch.json(value) }
        return JSONSchema.document("A run in numbers", schema: "guestguard.summary/1", members)
    }

    /// That of several seeds' `summary.json`: `Reports/schema/seeds.schema.json`.
    ///
    /// Each metric with what the seeds have together and how far it spreads over them.
    package static var seeds: JSON {
        var members: [String: JSON] = [
            "build": object(["version": text()]),
            "scenario": object(["name": text(), "sha256": text("^([0-9a-f]{64})?$")]),
            "seeds": list(
                of: object([
                    "seed": whole, "digest": JSONSchema.digest,
                    "data_digest": JSONSchema.digest,
                ])
            ),
            "passed": JSONSchema.boolean, "invariants": invariants, "gates": gates,
        ]
        let figure = JSONSchema.object(
            [:],
            optional: [
                "pooled": orNull(number), "low": orNull(number), "high": orNull(number), "n": whole,
                "clusters": whole, "min": number, "median": number, "max": number, "seeds": whole,
            ]
        )
        for (name, branch) in Branch.standard.branches {
            members[name] = branch.json(requiring: false) { _ in figure }
        }
        return JSONSchema.document(
            "Several seeds in numbers",
            schema: "guestguard.seeds/1",
            members
        )
    }

    /// That of `run --seeds … --format json`: `Reports/schema/runs.schema.json`.
    package static var runs: JSON {
        JSONSchema.document(
            "Several seeds' runs, and what they come to together",
            schema: "guestguard.runs/1",
            ["runs": list(of: json), "pooled": seeds]
        )
    }

    private static let invariants = list(
        of: object([
            "name": text(), "checked": whole, "violations": whole, "first": orNull(text()),
        ])
    )

    private static let gates = list(
        of: object([
            "metric": text(), "requirement": text(), "value": orNull(number),
            "low": orNull(number), "high": orNull(number), "n": orNull(whole),
            "clusters": orNull(whole), "passed": JSONSchema.boolean,
            "verdict": JSONSchema.one(
                of: [GateResult.Verdict.pass, .fail, .noData, .notTried].map(\.rawValue)
            ), "explanation": text(), "warn": JSONSchema.boolean, "wish": orNull(text()),
            "made_of": orNull(text()), "example": orNull(text()),
        ])
    )

    private static let number = JSONSchema.number
    private static let whole = JSONSchema.whole
    private static let counts = JSONSchema.counts
    private static func text(_ pattern: String? = nil) -> JSON { JSONSchema.text(pattern) }
    private static func list(of item: JSON) -> JSON { JSONSchema.list(of: item) }
    private static func orNull(_ schema: JSON) -> JSON { JSONSchema.orNull(schema) }
    private static func object(_ members: [String: JSON]) -> JSON { JSONSchema.object(members) }

    /// What stands below one key: metrics, further keys, and members of families.
    private struct Branch {
        var branches: [String: Branch] = [:]
        var metrics: [String: Metric] = [:]
        /// Of a family whose members' names nobody knows beforehand.
        var member: [Branch] = []
        var memberMetric: Metric?
        var others: [String: JSON] = [:]

        /// All metrics that there are.
        static var standard: Branch {
            var tree = Branch()
            for metric in Metric.standard {
                tree.insert(metric, at: metric.name.split(separator: ".").map(String.init)[...])
            }
            return tree
        }

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

        /// - Parameters:
        ///   - requiring: Whether a document has all of its metrics.
        ///   - value: What stands for a metric.
        /// - Returns: The branch's schema.
        func json(requiring: Bool = true, _ value: (Metric) -> JSON) -> JSON {
            var properties = others.merging(
                branches.mapValues { $0.json(requiring: requiring, value) }
            ) { $1 }
            // Parts that gates have selected stand beside the whole.
            var patterns: [String: JSON] = [:]
            for (name, metric) in metrics {
                let value = value(metric)
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
            if requiring, !metrics.isEmpty {
                members["required"] = .array(metrics.keys.sorted().map(JSON.text))
            }
            if !patterns.isEmpty { members["patternProperties"] = .object(patterns) }
            if let metric = memberMetric {
                members["additionalProperties"] = value(metric)
            } else if let branch = member.first {
                members["additionalProperties"] = branch.json(requiring: requiring, value)
            }
            return .object(members)
        }
    }

    /// A number, or an estimate with its bounds; `null` where a run has no data.
    private static func value(_ metric: Metric) -> JSON {
        guard metric.isEstimate else { return orNull(number) }
        return object([
            "value": orNull(number), "low": orNull(number), "high": orNull(number),
            "n": orNull(whole), "clusters": orNull(whole),
        ])
    }
}
