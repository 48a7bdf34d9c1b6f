import Catalogue
import Domain
import Evidence
import Figures

extension Comparison {
    /// Flips that are told one by one.
    private static let flipsShown = 10

    package var table: Table {
        let header = [
            "share", "of", "before", "after", "points (95 % bounds of all)", "chance",
            "verdict", "would have seen",
        ]
        return Table(
            header,
            lines.map { line in
                [
                    line.measure.name, "\(line.after.trials) \(line.measure.population)",
                    line.before.value.map(percentText) ?? "–",
                    line.after.value.map(percentText) ?? "–",
                    line.difference.map {
                        "\(Self.points($0.value)) (\(Self.points($0.low)) to \(Self.points($0.high)))"
                    } ?? "–",
                    line.chance.map { plainDecimal(($0 * 10_000).rounded() / 10_000) } ?? "–",
                    line.verdictText, line.smallestSeen.map { "\(Self.size($0)) points" } ?? "–",
                ]
            }
        )
    }

    package var headline: String {
        if isSame { return "Both are the same run, to the byte." }
        let worse = lines.filter { $0.verdict == .worse }.map(\.measure.name)
        let better = lines.filter { $0.verdict == .better }.map(\.measure.name)
        var verdicts: [String] = []
        if !worse.isEmpty { verdicts.append("Worse: \(worse.joined(separator: ", ")).") }
        if !better.isEmpty { verdicts.append("Better: \(better.joined(separator: ", ")).") }
        let judged = lines.filter { $0.verdict != .cannotBeJudged }
        let rest = lines.count - judged.count
        if judged.isEmpty {
            verdicts.append(
                "Nothing can be judged: a share takes \(Self.fewestClusters) clusters (attacks or events) "
                    + "on either side, so more seeds or events."
            )
        } else {
            if verdicts.isEmpty {
                let most = judged.compactMap(\.worstCase).max() ?? 0
                verdicts.append("No worse than \(Self.size(most)) points in any share.")
            }
            if rest > 0 { verdicts.append("\(rest) of \(lines.count) shares cannot be judged.") }
        }
        return (verdicts + [kinds]).joined(separator: " ")
    }

    /// Which runs are held against each other.
    private var kinds: String {
        let within = "differences are taken within clusters."
        return if isPaired, isSameScenario {
            "Both play the same scenario and seeds: \(within)"
        } else if isPaired {
            "They play two scenarios with the same seeds: \(within)"
        } else if pairs > 0 {
            "\(pairs) \(pairs == 1 ? "seed is" : "seeds are") in both, for which \(within)"
        } else {
            "They play different scenarios or seeds: their clusters are independent."
        }
    }

    /// How many decisions differ; `nil` where none is known of both.
    package var flipHeadline: String? {
        guard common > 0 else { return nil }
        let only = unmatched.before + unmatched.after
        let others =
            only == 0
            ? ""
            : "; \(unmatched.before) visits were made only before, \(unmatched.after) only after"
        let first = flips.count > Self.flipsShown ? "; the first \(Self.flipsShown)" : ""
        return "\(flips.count) of \(common) decisions differ\(others)\(first)"
            + (flips.isEmpty ? "." : ":")
    }

    /// The first decisions that differ, each with what tells of it; empty where none does.
    package var flipTable: Table {
        Table(
            ["seed", "guest", "visit", "who", "before", "after", "told by"],
            flips.prefix(Self.flipsShown).map { flip in
                let visit = flip.visit
                let guest = visit.guest > 0 ? "\(visit.guest) of event \(visit.event)" : "nobody's"
                let told = flip.access.flatMap { access in
                    flip.run.folder.map { "guestguard explain \($0) \(access)" }
                }
                return [
                    "\(flip.run.seed)", guest,
                    "\(visit.isForm ? "form" : "opening") \(visit.number)",
                    "\(visit.who)\(flip.isFraud ? ", outsider's" : "")", flip.before, flip.after,
                    told ?? "–",
                ]
            }
        )
    }

    /// For a terminal.
    package var text: String {
        var parts = [headline + "\n"]
        if !isSame {
            parts.append(Table(table.header, [table.header] + table.rows).text)
            if let flipHeadline { parts.append(flipHeadline + "\n") }
            if !flips.isEmpty {
                parts.append(Table(flipTable.header, [flipTable.header] + flipTable.rows).text)
            }
        }
        return parts.joined(separator: "\n")
    }

    /// For a comment on a pull request.
    package var markdown: String {
        let mark = hasRegression ? "❌" : isUndecided ? "❔" : "✅"
        var parts = ["\(mark) \(headline)\n"]
        if !isSame {
            parts.append(table.markdown)
            if let flipHeadline { parts.append(flipHeadline + "\n") }
            if !flips.isEmpty { parts.append(flipTable.markdown) }
        }
        return parts.joined(separator: "\n")
    }

    private static func points(_ difference: Double) -> String {
        (difference > 0 ? "+" : "") + plainDecimal((difference * 1_000).rounded() / 10)
    }

    /// Percentage points, without a sign.
    fileprivate static func size(_ difference: Double) -> String {
        plainDecimal((difference * 1_000).rounded() / 10)
    }
}

extension Comparison.Line {
    /// `no worse than 2.1 points`, `cannot be judged (2 clusters of 5)`.
    fileprivate var verdictText: String {
        switch verdict {
        case .better, .worse: verdict.rawValue
        case .noWorse: "no worse than \(Comparison.size(worstCase ?? 0)) points"
        case .cannotBeJudged:
            clusters < Comparison.fewestClusters
                ? "\(verdict.rawValue) (\(clusters) clusters, \(Comparison.fewestClusters) are enough)"
                : "\(verdict.rawValue) (a few clusters make all of it)"
        }
    }
}

extension Certification {
    /// For a terminal.
    ///
    /// - `seeds`: As `A..B`.
    package func text(name: String, seeds: String) -> String {
        let header = [
            "share", "judged", "called worse", "notices", "called worse, paired",
            "notices, paired",
        ]
        func notices(_ line: Line) -> String {
            line.noticed.map { "\(Comparison.size($0)) points" } ?? "–"
        }
        let rows = zip(apart.lines, together.lines).map { apart, together in
            [
                apart.measure.name, "\(apart.judged)", "\(apart.alarms)", notices(apart),
                "\(together.alarms)", notices(together),
            ]
        }
        let each = runsPerSide == 1 ? "1 run" : "\(runsPerSide) runs"
        var lines = [
            "\(name), seeds \(seeds): \(pairs) pairs of equal builds, \(each) on either side", "",
            Table(header, [header] + rows).text,
            "As runs of different seeds \(apart.verdict)",
            "As runs of one seed between which every draw has moved \(together.verdict)",
        ]
        if undecided > 0 {
            lines.append("In \(undecided) of \(pairs) pairs nothing could be judged.")
        }
        lines.append(
            "\"notices\": by how much a share has to become worse for four comparisons of five to say so."
        )
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Certification.Way {
    fileprivate var verdict: String {
        let bounds = alarms.scoreBounds.map {
            "; \(percentText($0.lowerBound)) to \(percentText($0.upperBound)) of such pairs"
        }
        return "\(alarms.successes) of \(alarms.trials) pairs raise an alarm"
            + "\(bounds ?? ""); at most \(percentText(Comparison.level)) are stated."
    }
}
