import Domain
import Figures
import Truth

extension Explanation {
    /// The schema of its JSON: `Reports/schema/explanation.schema.json`.
    package static let jsonSchema = JSONSchema.document(
        "An access, a guest or a campaign from its first cause on",
        schema: schema,
        [
            "subject": text, "scorer": text,
            "guests": JSONSchema.list(
                of: JSONSchema.object([
                    "guest": text, "event": text, "listed": text, "events": steps,
                ])
            ),
            "accesses": JSONSchema.list(
                of: JSONSchema.object([
                    "access": text, "guest": JSONSchema.orNull(text),
                    "opened_at": JSONSchema.instant, "earlier_accesses": JSONSchema.whole,
                    "rejection": JSONSchema.orNull(text), "is_machine": JSONSchema.boolean,
                    "judgements": JSONSchema.list(of: scoring), "followed": steps,
                ])
            ),
            "truth": JSONSchema.object([
                "guests": JSONSchema.map(
                    of: JSONSchema.object(["persona": text, "lives": text])
                ),
                "campaigns": JSONSchema.map(
                    of: JSONSchema.object(["began": JSONSchema.instant])
                ),
                "accesses": JSONSchema.map(of: label),
            ]),
        ]
    )

    private static let text = JSONSchema.text()
    private static let steps = JSONSchema.list(
        of: JSONSchema.object(["at": JSONSchema.instant, "what": text])
    )

    private static let scoring = JSONSchema.object([
        "at": JSONSchema.instant, "moment": JSONSchema.one(of: ["open", "submit"]),
        "score": JSONSchema.orNull(JSONSchema.whole),
        "decision": JSONSchema.one(of: Decision.allCases.map(\.name)),
        "flagged": JSONSchema.boolean, "enforced": JSONSchema.boolean,
        "start": JSONSchema.orNull(JSONSchema.number),
        "shares": JSONSchema.list(
            of: JSONSchema.object([
                "signal": text, "value": JSONSchema.orNull(JSONSchema.number),
                "weight": JSONSchema.orNull(JSONSchema.number), "points": JSONSchema.number,
            ])
        ), "features": JSONSchema.map(of: JSONSchema.number),
    ])

    private static let label = JSONSchema.object([
        "actor": text, "persona": text, "attack": JSONSchema.orNull(text),
        "campaign": JSONSchema.orNull(text), "is_fraud": JSONSchema.boolean,
    ])
}
