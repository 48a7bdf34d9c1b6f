import Domain
import Figures
import FraudEngine

// What commands that learn, calibrate and try print for programs, with its schemas.

extension Evaluation {
    package var json: JSON {
        .object([
            "schema": .text("guestguard.evaluation/1"), "forms": .integer(forms),
            "frauds": .integer(frauds), "clusters": .integer(clusters),
            "friction": .number(friction), "gain": gain.json,
            "scorers": .array(
                lines.map { line in
                    .object(
                        line.figures.json.merging([
                            "name": .text(line.name),
                            "recall_at_precision_95": .number(line.figures.recallAtPrecision95),
                            "caught": line.caught.json,
                        ]) { $1 }
                    )
                }
            ),
            "attacks": .array(
                attacks.map { attack in
                    .object([
                        "name": .text(attack.name), "forms": .integer(attack.forms),
                        "caught": .object(
                            Dictionary(
                                zip(lines.map(\.name), attack.caught.map(JSON.integer))
                            ) { $1 }
                        ),
                    ])
                }
            ),
        ])
    }

    package static let jsonSchema = JSONSchema.document(
        "Scorers side by side",
        schema: "guestguard.evaluation/1",
        [
            "forms": JSONSchema.whole, "frauds": JSONSchema.whole, "clusters": JSONSchema.whole,
            "friction": JSONSchema.share, "gain": Estimate.schema(JSONSchema.number),
            "scorers": JSONSchema.list(
                of: JSONSchema.object(
                    ProbabilityFigures.members.merging([
                        "name": JSONSchema.text(), "recall_at_precision_95": JSONSchema.share,
                        "caught": Estimate.schema(JSONSchema.share),
                    ]) { $1 }
                )
            ),
            "attacks": JSONSchema.list(
                of: JSONSchema.object([
                    "name": JSONSchema.text(), "forms": JSONSchema.whole,
                    "caught": JSONSchema.counts,
                ])
            ),
        ]
    )
}

extension Evaluation.Estimate {
    fileprivate var json: JSON {
        .object(["value": .number(value), "low": .number(low), "high": .number(high)])
    }

    fileprivate static func schema(_ number: JSON) -> JSON {
        JSONSchema.object(["value": number, "low": number, "high": number])
    }
}

extension ProbabilityFigures {
    fileprivate var json: [String: JSON] {
        [
            "roc_auc": .number(rocAUC), "pr_auc": .number(averagePrecision),
            "brier": .number(brier), "log_loss": .number(logLoss),
            "ece": .number(calibrationError),
        ]
    }

    fileprivate static var members: [String: JSON] {
        [
            "roc_auc": JSONSchema.share, "pr_auc": JSONSchema.share, "brier": JSONSchema.share,
            "log_loss": JSONSchema.number, "ece": JSONSchema.share,
        ]
    }
}

extension EdgeCalibration {
    /// - `scorer`: Whose scores the edges lie on.
    /// - `edges`: Those that were chosen; `nil` where none are valid.
    /// - `file`: Where they were written.
    package func json(scorer: String, edges: BandEdges?, file: String) -> JSON {
        let chosen = edges.map { edges -> JSON in
            .object([
                "soft_verify": .integer(edges.softVerify), "sms_verify": .integer(edges.smsVerify),
                "block": .integer(edges.block),
            ])
        }
        return .object([
            "schema": .text("guestguard.calibration/1"), "scorer": .text(scorer),
            "forms": .integer(forms), "frauds": .integer(frauds),
            "confidence": .number(request.confidence), "unit": .text(request.unit.rawValue),
            "edges": chosen ?? .null,
            "file": edges == nil ? .null : .text(file),
            "promises": .array(
                findings.map { finding -> JSON in
                    .object([
                        "promise": .text(finding.promise.rawValue),
                        "meaning": .text(finding.promise.meaning),
                        "at_most": .number(finding.bound),
                        "edge": finding.edge.map(JSON.integer) ?? .null,
                        "seen": .optional(finding.mean), "units": .integer(finding.events),
                        "units_needed": finding.eventsNeeded.map(JSON.integer) ?? .null,
                        "verdict": .text(finding.verdict),
                    ])
                }
            ),
        ])
    }

    package static let jsonSchema = JSONSchema.document(
        "Edges that keep promises",
        schema: "guestguard.calibration/1",
        [
            "scorer": JSONSchema.text(), "forms": JSONSchema.whole, "frauds": JSONSchema.whole,
            "confidence": JSONSchema.share, "unit": JSONSchema.one(of: ["event", "form"]),
            "edges": JSONSchema.orNull(
                JSONSchema.object([
                    "soft_verify": JSONSchema.whole, "sms_verify": JSONSchema.whole,
                    "block": JSONSchema.whole,
                ])
            ),
            "file": JSONSchema.orNull(JSONSchema.text()),
            "promises": JSONSchema.list(
                of: JSONSchema.object([
                    "promise": JSONSchema.text(), "meaning": JSONSchema.text(),
                    "at_most": JSONSchema.share, "edge": JSONSchema.orNull(JSONSchema.whole),
                    "seen": JSONSchema.orNull(JSONSchema.share), "units": JSONSchema.whole,
                    "units_needed": JSONSchema.orNull(JSONSchema.whole),
                    "verdict": JSONSchema.text(),
                ])
            ),
        ]
    )
}

extension PromiseCheck {
    /// - `scorer`: Whose scores the edges lie on.
    /// - `stated`: In how many of the times any promise may be broken, as a share.
    package func json(scorer: String, stated: Double) -> JSON {
        .object([
            "schema": .text("guestguard.promises/1"), "scorer": .text(scorer),
            "times": .integer(times), "events": .integer(events),
            "population": .integer(population), "found_all": .integer(foundAll),
            "broken_any": .integer(brokenAny), "stated": .number(stated),
            "promises": .array(
                lines.map { line in
                    .object([
                        "promise": .text(line.promise.rawValue),
                        "meaning": .text(line.promise.meaning), "found": .integer(line.found),
                        "broken": .integer(line.broken),
                        "naive_found": .integer(line.naiveFound),
                        "naive_broken": .integer(line.naiveBroken),
                    ])
                }
            ),
        ])
    }

    package static let jsonSchema = JSONSchema.document(
        "Whether promises about fresh events are kept",
        schema: "guestguard.promises/1",
        [
            "scorer": JSONSchema.text(), "times": JSONSchema.whole, "events": JSONSchema.whole,
            "population": JSONSchema.whole, "found_all": JSONSchema.whole,
            "broken_any": JSONSchema.whole, "stated": JSONSchema.share,
            "promises": JSONSchema.list(
                of: JSONSchema.object([
                    "promise": JSONSchema.text(), "meaning": JSONSchema.text(),
                    "found": JSONSchema.whole, "broken": JSONSchema.whole,
                    "naive_found": JSONSchema.whole, "naive_broken": JSONSchema.whole,
                ])
            ),
        ]
    )
}

extension TrainedModel {
    /// - `file`: Where the model was written.
    package func json(file: String) -> JSON {
        .object([
            "schema": .text("guestguard.training/1"), "file": .text(file),
            "runs": .array(runs.map(JSON.text)),
            "parts": .array(
                parts.map { part in
                    .object([
                        "name": .text(part.name), "rows": .integer(part.rows),
                        "frauds": .integer(part.frauds),
                        "figures": part.figures.map { .object($0.json) } ?? .null,
                    ])
                }
            ),
        ])
    }

    package static let jsonSchema = JSONSchema.document(
        "What a model was learnt from, and how well it tells",
        schema: "guestguard.training/1",
        [
            "file": JSONSchema.text(), "runs": JSONSchema.list(of: JSONSchema.text()),
            "parts": JSONSchema.list(
                of: JSONSchema.object([
                    "name": JSONSchema.text(), "rows": JSONSchema.whole,
                    "frauds": JSONSchema.whole,
                    "figures": JSONSchema.orNull(JSONSchema.object(ProbabilityFigures.members)),
                ])
            ),
        ]
    )
}

extension Ablation {
    package var json: JSON {
        .object([
            "schema": .text("guestguard.ablation/1"), "friction": .number(allowedFriction),
            "lines": .array(
                lines.map { line in
                    .object([
                        "without": line.without.map { .text($0.text) } ?? .null,
                        "caught_at_friction": .optional(line.caughtAtFriction),
                        "caught_at_sms_verify": .optional(line.caught.value),
                        "friction_at_sms_verify": .optional(line.friction.value),
                        "frauds": .integer(line.caught.trials),
                        "honest": .integer(line.friction.trials), "moved": .integer(line.moved),
                    ])
                }
            ),
        ])
    }

    package static let jsonSchema: JSON = {
        let share = JSONSchema.orNull(JSONSchema.share)
        return JSONSchema.document(
            "Forms scored without each signal",
            schema: "guestguard.ablation/1",
            [
                "friction": JSONSchema.share,
                "lines": JSONSchema.list(
                    of: JSONSchema.object([
                        "without": JSONSchema.orNull(JSONSchema.text()),
                        "caught_at_friction": share, "caught_at_sms_verify": share,
                        "friction_at_sms_verify": share, "frauds": JSONSchema.whole,
                        "honest": JSONSchema.whole, "moved": JSONSchema.whole,
                    ])
                ),
            ]
        )
    }()
}
