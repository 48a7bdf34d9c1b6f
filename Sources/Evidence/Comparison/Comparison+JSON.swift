import Domain
import Figures

extension Comparison {
    package var json: JSON {
        .object([
            "schema": .text(Self.schema),
            "paired": .bool(isPaired), "pairs": .integer(pairs),
            "same": .bool(isSame),
            "regression": .bool(hasRegression), "undecided": .bool(isUndecided),
            "measures": .array(
                lines.map { line in
                    .object([
                        "name": .text(line.measure.name),
                        "before": line.before.value.map(JSON.number) ?? .null,
                        "after": line.after.value.map(JSON.number) ?? .null,
                        "difference": line.difference.map { .number($0.value) } ?? .null,
                        "low": line.difference.map { .number($0.low) } ?? .null,
                        "high": line.difference.map { .number($0.high) } ?? .null,
                        "chance": line.chance.map(JSON.number) ?? .null,
                        "verdict": .text(line.verdict.key),
                        "no_worse_than": line.worstCase.map(JSON.number) ?? .null,
                        "would_have_seen": line.smallestSeen.map(JSON.number) ?? .null,
                        "clusters": .integer(line.clusters),
                    ])
                }
            ),
            "decisions": .object([
                "common": .integer(common), "differ": .integer(flips.count),
                "only_before": .integer(unmatched.before),
                "only_after": .integer(unmatched.after),
                "flips": .array(
                    flips.map { flip in
                        .object([
                            "scenario": .text(flip.run.name), "seed": .whole(flip.run.seed),
                            "event": .integer(flip.visit.event),
                            "guest": .integer(flip.visit.guest),
                            "who": .text(flip.visit.who),
                            "moment": .text(flip.visit.isForm ? "submit" : "open"),
                            "number": .integer(flip.visit.number),
                            "access": flip.access.map { .text($0.description) } ?? .null,
                            "before": .text(flip.before), "after": .text(flip.after),
                            "is_fraud": .bool(flip.isFraud),
                        ])
                    }
                ),
            ]),
        ])
    }
}
