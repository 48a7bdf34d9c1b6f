import Figures

extension Comparison {
    /// The `schema` of its JSON.
    static let schema = "guestguard.comparison/1"

    /// The schema of its JSON: `Reports/schema/comparison.schema.json`.
    package static let jsonSchema = JSONSchema.document(
        "Two runs beside each other",
        schema: schema,
        [
            "paired": JSONSchema.boolean, "pairs": JSONSchema.whole, "same": JSONSchema.boolean,
            "regression": JSONSchema.boolean, "undecided": JSONSchema.boolean,
            "measures": JSONSchema.list(
                of: JSONSchema.object([
                    "name": JSONSchema.text(), "before": JSONSchema.orNull(JSONSchema.share),
                    "after": JSONSchema.orNull(JSONSchema.share),
                    "difference": JSONSchema.orNull(JSONSchema.number),
                    "low": JSONSchema.orNull(JSONSchema.number),
                    "high": JSONSchema.orNull(JSONSchema.number),
                    "chance": JSONSchema.orNull(JSONSchema.share),
                    "verdict": JSONSchema.one(of: Verdict.allCases.map(\.key)),
                    "no_worse_than": JSONSchema.orNull(JSONSchema.share),
                    "would_have_seen": JSONSchema.orNull(JSONSchema.share),
                    "clusters": JSONSchema.whole,
                ])
            ),
            "decisions": JSONSchema.object([
                "common": JSONSchema.whole, "differ": JSONSchema.whole,
                "only_before": JSONSchema.whole, "only_after": JSONSchema.whole,
                "flips": JSONSchema.list(
                    of: JSONSchema.object([
                        "scenario": JSONSchema.text(), "seed": JSONSchema.whole,
                        "event": JSONSchema.whole, "guest": JSONSchema.whole,
                        "who": JSONSchema.text(),
                        "moment": JSONSchema.one(of: ["open", "submit"]),
                        "number": JSONSchema.whole,
                        "access": JSONSchema.orNull(JSONSchema.text()),
                        "before": JSONSchema.text(),
                        "after": JSONSchema.text(), "is_fraud": JSONSchema.boolean,
                    ])
                ),
            ]),
        ]
    )
}

extension BaselineFile {
    /// The schema of its JSON: `Reports/schema/baseline.schema.json`.
    package static let jsonSchema = JSONSchema.document(
        "Runs that others are held against",
        schema: schema,
        [
            "runs": JSONSchema.list(
                of: JSONSchema.object([
                    "name": JSONSchema.text(), "sha256": JSONSchema.digest,
                    "seed": JSONSchema.whole,
                    "digest": JSONSchema.digest,
                ])
            ),
            "measures": JSONSchema.list(of: JSONSchema.text()),
            "clusters": JSONSchema.map(of: JSONSchema.text("^[0-9]+/[0-9]+( [0-9]+/[0-9]+)*$")),
        ],
        optional: ["decisions": JSONSchema.map(of: JSONSchema.text())]
    )
}
