import Catalogue
import Domain
import Metrics
import Reports

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

    package var json: JSON {
        .object([
            "schema": .text(Self.schema),
            "paired": .bool(isPaired),
            "same": .bool(isSame),
            "regression": .bool(hasRegression),
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

    private static func points(_ difference: Double) -> String {
        (difference > 0 ? "+" : "") + plainDecimal((difference * 1_000).rounded() / 10)
    }
}
