import Gates
import Metrics
import Simulation
import Truth

extension SeedsSummary {
    /// The first and the last seed.
    package var range: String { "\(seeds.min() ?? 0)..\(seeds.max() ?? 0)" }

    /// The content of the `summary.json` of several seeds.
    ///
    /// Metrics stand where a run's stand; each with what the seeds have together, where they have
    /// anything, and its spread.
    package var json: JSON {
        let metrics = metrics
        var members: [String: JSON] = [
            "schema": .text("guestguard.seeds/1"),
            "build": .object(["version": .text(frame?.build ?? "")]),
            "scenario": .object([
                "name": .text(frame?.scenarioName ?? ""),
                "sha256": .text(frame?.scenarioHash ?? ""),
            ]),
            "seeds": .array(
                zip(seeds, digests).map {
                    .object(["seed": .whole($0), "digest": .text($1)])
                }
            ),
            "passed": .bool(isPassed),
            "gates": .array(results.map(Summary.json)),
            "invariants": .array(checks.map(Summary.json)),
        ]
        for name in names {
            var figure: [String: JSON] = [:]
            if let value = metrics[name] {
                figure["pooled"] = .optional(value.value)
                if value.share != nil {
                    figure["low"] = .optional(value.low)
                    figure["high"] = .optional(value.high)
                }
                if let n = value.n { figure["n"] = .integer(n) }
                if let clusters = value.clusters { figure["clusters"] = .integer(clusters) }
            }
            if let spread = spread(of: name) {
                figure["min"] = .number(spread.least)
                figure["median"] = .number(spread.median)
                figure["max"] = .number(spread.most)
                figure["seeds"] = .integer(spread.seeds)
            }
            let path = name.split(separator: ".").map(String.init)
            Summary.insert(.object(figure), at: path[...], into: &members)
        }
        return .object(members)
    }

    // MARK: For people

    /// One line for a seed, as soon as it has been played.
    package static func line(_ summary: Summary) -> String {
        let lost = summary.gates.filter { !$0.passed }.map(\.metric)
        let violated = summary.checks.filter(\.isViolated).map(\.name)
        let problems = (violated + lost).joined(separator: ", ")
        return "\(summary.frame.scenarioName), seed \(summary.frame.seed)  "
            + "\(summary.digest.prefix(12))  "
            + (problems.isEmpty ? "✓ \(summary.gates.count) gates" : "✗ \(problems)")
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

    /// Precision and recall of all seeds together.
    package var detectionTables: [TextTable] {
        [("accesses judged", "fraud"), ("forms sent", "fraud.attempts")].map { title, path in
            Summary.detectionTable(title, path, in: metrics)
        }
    }

    /// How far each attack got in all seeds together, and what each persona's guests met.
    package var castTables: [TextTable] {
        let metrics = metrics
        let cast = Repertoire.standard
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
        for result in results where !result.passed {
            lines.append("✗ \(result.metric) \(result.requirement): \(result.explanation)")
        }
        if lines.isEmpty {
            lines.append(
                "✓ \(results.count) gates and \(checks.count) invariants held over "
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
        lines += ["", "## Seeds", "", "| seed | digest |", "| --- | --- |"]
        lines += zip(seeds, digests).map { "| \($0) | `\($1)` |" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension GateResult {
    fileprivate var bounds: String {
        guard let low, let high else { return "" }
        return "\(plainDecimal(low))–\(plainDecimal(high))"
    }
}
