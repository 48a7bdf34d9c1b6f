import Domain
import Evidence
import Figures

extension ThresholdReport {
    /// The `schema` of its JSON.
    static let schema = "guestguard.threshold-report/1"

    /// The schema of its JSON: `Reports/schema/threshold-report.schema.json`.
    package static let jsonSchema = JSONSchema.document(
        "Edges, and why",
        schema: schema,
        [
            "scorer": text, "confidence": JSONSchema.share, "chosen": edges,
            "costs": JSONSchema.object(["guest": costs, "outsider": costs]),
            "promises": JSONSchema.list(
                of: JSONSchema.object([
                    "promise": text, "at_most": JSONSchema.share,
                    "edge": JSONSchema.orNull(JSONSchema.whole),
                    "seen": JSONSchema.orNull(JSONSchema.share), "events": JSONSchema.whole,
                    "events_needed": JSONSchema.orNull(JSONSchema.whole),
                    "means": JSONSchema.list(of: JSONSchema.orNull(JSONSchema.share)),
                ])
            ),
            "points": JSONSchema.list(
                of: JSONSchema.object([
                    "name": text, "edges": edges, "friction": share, "codes": share,
                    "block_precision": share, "caught": share, "cost_per_1000": JSONSchema.number,
                ])
            ),
            "suppositions": JSONSchema.list(
                of: JSONSchema.object([
                    "name": text, "edges": edges, "cost_per_1000": JSONSchema.number,
                    "cost_per_1000_as_chosen": JSONSchema.number,
                ])
            ),
            "closed_loop": JSONSchema.orNull(
                JSONSchema.list(
                    of: JSONSchema.object([
                        "promise": text, "mean": JSONSchema.orNull(JSONSchema.share),
                        "events": JSONSchema.whole,
                    ])
                )
            ),
            "broken": JSONSchema.orNull(
                JSONSchema.object([
                    "times": JSONSchema.whole, "found": JSONSchema.whole,
                    "broken": JSONSchema.whole,
                ])
            ),
        ]
    )

    private static let text = JSONSchema.text()
    private static let costs = JSONSchema.object(
        Dictionary(uniqueKeysWithValues: Decision.allCases.map { ($0.name, JSONSchema.number) })
    )
    private static let edges = JSONSchema.orNull(
        JSONSchema.object([
            "soft_verify": JSONSchema.whole, "sms_verify": JSONSchema.whole,
            "block": JSONSchema.whole,
        ])
    )
    private static let share = JSONSchema.object([
        "value": JSONSchema.orNull(JSONSchema.share), "low": JSONSchema.orNull(JSONSchema.share),
        "high": JSONSchema.orNull(JSONSchema.share), "n": JSONSchema.whole,
        "clusters": JSONSchema.whole,
    ])
}
