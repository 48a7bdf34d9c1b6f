import Catalogue
import Domain
import Evidence
import Figures

extension Comparison {
    /// Flips that are told one by one.
    private static let flipsShown = 10

    package var table: Table {
        let header = [
            "share", "of", "before", "after", "difference (95 % bounds)", "chance", "verdict",
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
                    line.verdict.rawValue,
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
        if verdicts.isEmpty { verdicts.append("No difference is shown.") }
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
        let mark = hasRegression ? "❌" : "✅"
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
}
