import Domain
import Figures

extension Comparison {
    package var json: JSON {
        .object([
            "schema": .text(Self.schema),
            "paired": .bool(isPaired),
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
                "flips": .array(
                    flips.map { flip in
                        .object([
                            "access": .text(flip.access.description),
                            "before": .text(flip.before), "after": .text(flip.after),
                            "is_fraud": .bool(flip.isFraud),
                        ])
                    }
                ),
            ]),
        ])
    }
}
