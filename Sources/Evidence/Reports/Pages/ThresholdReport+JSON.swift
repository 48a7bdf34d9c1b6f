import Domain
import Evidence
import Figures

extension ThresholdReport {
    /// For programs.
    package var json: JSON {
        func json(_ edges: BandEdges?) -> JSON {
            guard let edges else { return .null }
            return .object([
                "soft_verify": .integer(edges.softVerify), "sms_verify": .integer(edges.smsVerify),
                "block": .integer(edges.block),
            ])
        }
        func json(_ share: ClusteredProportion) -> JSON {
            let bounds = share.bounds()
            return .object([
                "value": share.value.map(JSON.number) ?? .null,
                "low": bounds.map { .number($0.lowerBound) } ?? .null,
                "high": bounds.map { .number($0.upperBound) } ?? .null, "n": .integer(share.trials),
                "clusters": .integer(share.clusters),
            ])
        }
        func json(_ costs: [Decision: Double]) -> JSON {
            .object(
                Dictionary(
                    uniqueKeysWithValues: Decision.allCases.map {
                        ($0.name, .number(costs[$0] ?? 0))
                    }
                )
            )
        }
        return .object([
            "schema": .text(Self.schema), "scorer": .text(scorer),
            "confidence": .number(confidence), "chosen": json(study.chosen),
            "costs": .object([
                "guest": json(study.costs.guest), "outsider": json(study.costs.outsider),
            ]),
            "promises": .array(
                study.curves.map { curve in
                    let finding = curve.finding
                    return .object([
                        "promise": .text(finding.promise.rawValue),
                        "at_most": .number(finding.bound),
                        "edge": finding.edge.map(JSON.integer) ?? .null,
                        "seen": finding.mean.map(JSON.number) ?? .null,
                        "events": .integer(finding.events),
                        "events_needed": finding.eventsNeeded.map(JSON.integer) ?? .null,
                        "means": .array(curve.means.map { $0.map(JSON.number) ?? .null }),
                    ])
                }
            ),
            "points": .array(
                study.points.map { point in
                    .object([
                        "name": .text(point.name), "edges": json(point.edges),
                        "friction": json(point.friction), "codes": json(point.codes),
                        "block_precision": json(point.blockPrecision), "caught": json(point.caught),
                        "cost_per_1000": .number(point.cost),
                    ])
                }
            ),
            "suppositions": .array(
                study.suppositions.map {
                    .object([
                        "name": .text($0.name), "edges": json($0.edges),
                        "cost_per_1000": .number($0.cost),
                        "cost_per_1000_as_chosen": .number($0.costAsChosen),
                    ])
                }
            ),
            "closed_loop": closedLoop.map { loop in
                .array(
                    loop.lines.map {
                        .object([
                            "promise": .text($0.promise.rawValue),
                            "mean": $0.mean.map(JSON.number) ?? .null,
                            "events": .integer($0.events),
                        ])
                    }
                )
            } ?? .null,
            "broken": check.map { check in
                .object([
                    "times": .integer(check.times), "found": .integer(check.foundAll),
                    "broken": .integer(check.brokenAny),
                ])
            } ?? .null,
        ])
    }
}
