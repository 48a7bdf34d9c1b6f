import Figures

/// How often equal builds are called different, and how large a difference would be noticed.
///
/// Runs of one build are held against each other, each two next to each other once: as runs of different
/// seeds, and as runs of one seed between which every draw has moved, which is what a change of the code
/// makes of them.
package struct Certification: Sendable {
    /// One measure over all pairs.
    package struct Line: Sendable {
        package let measure: Measure
        /// Pairs in which it could be judged.
        package let judged: Int
        /// Pairs in which it was called worse.
        package let alarms: Int
        /// By how much it has to become worse for four comparisons of five to say so; `nil` where more than
        /// one in five could not judge it.
        package let noticed: Double?
    }

    /// Pairs that were held against each other in one way.
    package struct Way: Sendable {
        /// In which anything was called worse.
        package let alarms: Proportion
        package let lines: [Line]
    }

    package static let fewestPairs = 10

    /// Runs on either side of a pair.
    package let runsPerSide: Int
    package let pairs: Int
    /// In which nothing could be judged.
    package let undecided: Int
    /// Clusters of different seeds are independent.
    package let apart: Way
    /// Clusters of one name are one cluster's.
    package let together: Way

    /// - Parameters:
    ///   - runs: Of one scenario and build, each of another seed.
    ///   - runsPerSide: At least 1; a remainder is left out.
    package init(_ runs: [ComparedRuns], runsPerSide: Int) {
        precondition(runsPerSide > 0, "runs on either side")
        self.runsPerSide = runsPerSide
        let sides = stride(from: 0, through: runs.count - runsPerSide, by: runsPerSide).map {
            ComparedRuns(Array(runs[$0..<$0 + runsPerSide]))
        }
        let pairs = stride(from: 0, to: sides.count - 1, by: 2).map { (sides[$0], sides[$0 + 1]) }
        self.pairs = pairs.count
        let apart = pairs.map {
            Comparison($0, $1, places: $1.runs.indices.map { runsPerSide + $0 })
        }
        undecided = apart.count(where: \.isUndecided)
        self.apart = Way(apart)
        together = Way(pairs.map { Comparison($0, $1, places: Array($1.runs.indices)) })
    }
}

extension Certification.Way {
    fileprivate init(_ comparisons: [Comparison]) {
        alarms = Proportion(
            successes: comparisons.count(where: \.hasRegression),
            trials: comparisons.count
        )
        lines = (comparisons.first?.lines ?? []).indices.map { place in
            let lines = comparisons.map { $0.lines[place] }
            let shifts = lines.compactMap(\.missing).sorted()
            // The four fifths that need least, of all pairs.
            let enough = (lines.count * 4 + 4) / 5
            return Certification.Line(
                measure: lines[0].measure,
                judged: shifts.count,
                alarms: lines.count { $0.verdict == .worse },
                noticed: shifts.count >= enough && enough > 0 ? max(0, shifts[enough - 1]) : nil
            )
        }
    }
}

extension Comparison.Line {
    /// By how much worse it would have to be to be called worse at Holm's strictest step.
    fileprivate var missing: Double? {
        difference.map { measure.isBetterHigh ? $0.high : -$0.low }
    }
}

// MARK: - For programs

extension Certification {
    static let schema = "guestguard.certification/1"

    /// - `seeds`: As `A..B`.
    package func json(name: String, seeds: String) -> JSON {
        .object([
            "schema": .text(Self.schema), "scenario": .text(name), "seeds": .text(seeds),
            "runs_per_side": .integer(runsPerSide), "pairs": .integer(pairs),
            "undecided": .integer(undecided), "stated": .number(Comparison.level),
            "apart": apart.json, "together": together.json,
        ])
    }

    /// The schema of its JSON: `Reports/schema/certification.schema.json`.
    package static let jsonSchema: JSON = {
        let way = JSONSchema.object([
            "alarms": JSONSchema.whole, "share": JSONSchema.orNull(JSONSchema.share),
            "low": JSONSchema.orNull(JSONSchema.share), "high": JSONSchema.orNull(JSONSchema.share),
            "measures": JSONSchema.list(
                of: JSONSchema.object([
                    "name": JSONSchema.text(), "judged": JSONSchema.whole,
                    "alarms": JSONSchema.whole, "notices": JSONSchema.orNull(JSONSchema.share),
                ])
            ),
        ])
        return JSONSchema.document(
            "How often equal builds are called different",
            schema: schema,
            [
                "scenario": JSONSchema.text(), "seeds": JSONSchema.text(),
                "runs_per_side": JSONSchema.whole, "pairs": JSONSchema.whole,
                "undecided": JSONSchema.whole, "stated": JSONSchema.share, "apart": way,
                "together": way,
            ]
        )
    }()
}

extension Certification.Way {
    fileprivate var json: JSON {
        .object([
            "alarms": .integer(alarms.successes), "share": .optional(alarms.value),
            "low": .optional(alarms.scoreBounds?.lowerBound),
            "high": .optional(alarms.scoreBounds?.upperBound),
            "measures": .array(
                lines.map {
                    .object([
                        "name": .text($0.measure.name), "judged": .integer($0.judged),
                        "alarms": .integer($0.alarms), "notices": .optional($0.noticed),
                    ])
                }
            ),
        ])
    }
}
