import Catalogue
import Domain
import Evidence
import Figures

extension Comparison {
    /// Flips that are told one by one.
    private static let flipsShown = 10

    package var table: Table {
        let header = [
            "share", "of", "before", "after", "points (95 % bounds)", "chance", "verdict",
            "would have seen",
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
        let kinds =
            isPaired
            ? "Both play the same scenario and seeds: differences are taken within clusters."
            : "They play different scenarios or seeds: their clusters are independent."
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

    /// How many decisions differ, then the first of them; empty where none does, or none is known.
    package var flipLines: [String] {
        guard !flips.isEmpty else { return [] }
        let first = flips.prefix(Self.flipsShown).map { flip in
            "\(flip.access)  \(flip.before) → \(flip.after)  \(flip.isFraud ? "outsider's" : "honest")"
        }
        return ["\(flips.count) of \(common) decisions differ; guestguard explain tells of each:"]
            + first
    }

    /// For a terminal.
    package var text: String {
        var parts = [headline + "\n"]
        if !isSame {
            parts.append(Table(table.header, [table.header] + table.rows).text)
            if !flips.isEmpty { parts.append(flipLines.map { $0 + "\n" }.joined()) }
        }
        return parts.joined(separator: "\n")
    }

    /// For a comment on a pull request.
    package var markdown: String {
        let mark = hasRegression ? "❌" : isUndecided ? "❔" : "✅"
        var parts = ["\(mark) \(headline)\n"]
        if !isSame {
            parts.append(table.markdown)
            if let first = flipLines.first {
                parts.append(first + "\n\n" + flipLines.dropFirst().map { "- `\($0)`\n" }.joined())
            }
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
            "\(verdict.rawValue) (\(clusters) clusters, \(Comparison.fewestClusters) are enough)"
        }
    }
}
