import Evidence
import Figures
import Simulation
import Truth

extension SeedsSummary {
    /// One line for a seed, as soon as it has been played.
    package static func line(_ summary: Summary) -> String {
        let lost = summary.gates.filter(\.failsRun).map(\.metric)
        let violated = summary.checks.filter(\.isViolated).map(\.name)
        let problems = (violated + lost).joined(separator: ", ")
        return "\(summary.frame.scenarioName), seed \(summary.frame.seed)  "
            + "\(summary.digest.prefix(12))  "
            + (problems.isEmpty ? "✓ \(gates(summary))" : "✗ \(problems)")
    }

    /// `8 gates`, `2 gates, 6 for all seeds`.
    private static func gates(_ summary: Summary) -> String {
        let left = summary.gates.count(where: \.isLeftToAll)
        let own = summary.gates.count - left
        return "\(own) gates" + (left > 0 ? ", \(left) for all seeds" : "")
    }

    /// Gates with what was seen and how far it spreads.
    package var gateTable: TextTable {
        var table = TextTable()
        table.add("gate", "verdict", "seen", "95% bounds", "min", "median", "max")
        for result in results {
            let spread = spread(of: result.metric)
            table.add(
                "\(result.metric) \(result.requirement)",
                result.verdict.rawValue.replacing("_", with: " "),
                result.value.map(plainDecimal) ?? "",
                result.bounds,
                spread.map { plainDecimal($0.least) } ?? "–",
                spread.map { plainDecimal($0.median) } ?? "–",
                spread.map { plainDecimal($0.most) } ?? "–"
            )
        }
        return table
    }

    /// What each seed came to by itself.
    package var seedTable: TextTable {
        var table = TextTable()
        table.add("seed", "let in", "refused", "challenged", "digest", "data")
        for place in seeds.indices {
            let outcome = outcomes[place]
            table.add(
                "\(seeds[place])",
                outcome.admitted.map(plainDecimal) ?? "–",
                outcome.refused.map(plainDecimal) ?? "–",
                outcome.friction.map(percentText) ?? "–",
                digests[place],
                dataDigests[place]
            )
        }
        return table
    }

    /// Precision and recall of all seeds together.
    package var detectionTables: [TextTable] {
        [("accesses judged", "fraud"), ("forms sent", "fraud.attempts")].map { title, path in
            Summary.detectionTable(title, path, in: metrics)
        }
    }

    /// How far each attack got in all seeds together, and what each persona's guests met.
    package var castTables: [TextTable] {
        let metrics = metrics
        let cast = ActorCatalogue.standard
        return [
            Summary.ladderTable(of: cast.attacks.map(\.name).sorted(), in: metrics),
            Summary.frictionTable(of: cast.guests.map(\.name).sorted(), in: metrics),
        ].filter { !$0.isEmpty }
    }

    private var verdicts: [String] {
        var lines: [String] = []
        for check in checks where check.isViolated {
            lines.append(
                "✗ \(check.name): \(check.violations) of \(check.checked); first: "
                    + (check.first ?? "")
            )
        }
        for result in results where result.failsRun {
            lines.append("✗ \(result.name): \(result.explanation)")
        }
        let isHeld = lines.isEmpty
        for result in results where !result.failsRun && result.verdict != .pass {
            let mark = result.verdict == .notTried ? "–" : "!"
            lines.append("\(mark) \(result.name), \(result.word): \(result.explanation)")
        }
        if isHeld {
            let held = results.count { $0.verdict == .pass }
            lines.append(
                "✓ \(held) gate\(held == 1 ? "" : "s") and \(checks.count) invariants held over "
                    + "\(seeds.count) seeds"
            )
        }
        return lines
    }

    /// The result for a terminal.
    ///
    /// - `closing`: What to do next.
    package func text(closing: [String]) -> String {
        var lines = ["", "\(frame?.scenarioName ?? ""), seeds \(range) together", ""]
        lines += gateTable.lines()
        for table in detectionTables { lines += [""] + table.lines() }
        lines += [""] + verdicts + [""] + closing
        return lines.joined(separator: "\n") + "\n"
    }

    /// The same for a CI job's summary.
    ///
    /// - `rerun`: The line that repeats it.
    package func markdown(rerun: String) -> String {
        var lines = [
            "# \(isPassed ? "✅" : "❌") \(frame?.scenarioName ?? ""), seeds \(range)", "",
            "Build \(frame?.build ?? ""), scenario `\(frame?.scenarioHash ?? "")`.",
            "Rerun: `\(rerun)`", "", "## Gates", "",
        ]
        lines += gateTable.markdown
        lines += ["", "## Detection"]
        for table in detectionTables { lines += [""] + table.markdown }
        lines += ["", "## Attacks and guests"]
        for table in castTables { lines += [""] + table.markdown }
        lines += ["", "## Verdict", ""] + verdicts.map { "- " + $0 }
        lines += ["", "## Seeds", ""] + seedTable.markdown
        return lines.joined(separator: "\n") + "\n"
    }
}

extension GateResult {
    fileprivate var bounds: String {
        guard let low, let high else { return "" }
        return "\(plainDecimal(low))–\(plainDecimal(high))"
    }
}
