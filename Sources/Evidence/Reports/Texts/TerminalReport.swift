import Catalogue
import Domain
import Evidence
import Figures
import Truth

/// A run's result for a person at a terminal: who came, who was stopped, why, and how long it
/// took.
package struct TerminalReport: Sendable {
    private let summary: Summary
    private let isColoured: Bool
    private let folder: String?

    /// - `folder`: The run's, as `guestguard explain` takes it; `nil` where it has none.
    package init(_ summary: Summary, isColoured: Bool, folder: String? = nil) {
        self.summary = summary
        self.isColoured = isColoured
        self.folder = folder
    }

    /// - `closing`: What to do next: paths, digest, rerun line.
    package func text(closing: [String]) -> String {
        var lines = head
        lines += summary.attackTable.lines()
        if let idle = summary.idleAttacks { lines += ["", idle] }
        if !summary.faults.isEmpty {
            lines += ["", "Faults:"] + summary.faultLines.map { "  \($0)" }
        }
        for table in summary.detectionTables { lines += [""] + table.lines() }
        if !summary.tables.reasons.isEmpty {
            let reasons = summary.tables.reasons.prefix(4).map {
                "\($0.name.replacing("_", with: " ")) (\($0.count))"
            }
            lines += ["", "Why: " + reasons.joined(separator: ", ")]
        }
        if let hardness = summary.hardness { lines += [hardness] }
        if !summary.changes.isEmpty { lines += ["Settings that differ: \(summary.settingsText)."] }
        lines += [""] + summary.latencyTable.lines()
        lines += [""] + summary.deliveryTable.lines()
        if !summary.deadLetters.isEmpty { lines += [""] + summary.deadLetterTable.lines() }
        lines += [""] + verdict + [""] + closing
        return lines.joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        let frame = summary.frame
        let came = summary.tables.responses.map { "\($0.count) \($0.name)" }
            .joined(separator: ", ")
        return [
            bold("\(frame.scenarioName), seed \(frame.seed)")
                + "  \(frame.startsAt.description.prefix(16))Z to "
                + "\(frame.endsAt.description.prefix(16))Z",
            "",
            "Who came:    \(summary.whole("simulated.rsvps")) of "
                + "\(summary.whole("simulated.guests")) guests answered (\(came))",
            "Accesses:    \(summary.whole("simulated.accesses")) (\(summary.accessesPerBand))",
            "Got in:      \(summary.whole("fraud.admitted")) outsiders recorded an RSVP; "
                + "\(summary.whole("genuine.refused")) genuine guests were refused; "
                + "\(Summary.percent(summary.metrics["genuine.friction"]?.value)) met a challenge",
            "Flags:       \(summary.flags)",
        ] + (summary.silence.map { ["Unscored:    \($0)"] } ?? []) + [""]
    }

    private var verdict: [String] {
        let violated = summary.checks.filter(\.isViolated)
        let checked = summary.checks.reduce(0) { $0 + $1.checked }
        var lines = [
            violated.isEmpty
                ? mark(true)
                    + " \(summary.checks.count) invariants held (\(checked) checks)"
                : mark(false) + " \(violated.count) invariants violated"
        ]
        for check in violated {
            lines.append(
                "    \(check.name): \(check.violations) of \(check.checked); first: "
                    + (check.first ?? "")
            )
        }
        for gate in summary.gates {
            lines.append("\(mark(gate)) \(gate.name)\(gate.remark)")
            if gate.verdict != .pass { lines.append("    \(gate.explanation)") }
            if let parts = gate.madeOf { lines.append("    \(parts)") }
            if let example = gate.example, let folder {
                lines.append("    guestguard explain \(folder) \(example)")
            }
            if let wish = gate.wish { lines.append("    \(wish)") }
        }
        return lines
    }

    private func mark(_ gate: GateResult) -> String {
        if gate.verdict == .notTried || gate.isLeftToAll { return "–" }
        return gate.passed || gate.failsRun ? mark(gate.passed) : "!"
    }

    private func mark(_ passed: Bool) -> String {
        guard isColoured else { return passed ? "✓" : "✗" }
        return passed ? "\u{1B}[32m✓\u{1B}[0m" : "\u{1B}[31m✗\u{1B}[0m"
    }

    private func bold(_ text: String) -> String {
        isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}

/// The same for a CI job's summary.
package struct MarkdownReport: Sendable {
    private let summary: Summary

    package init(_ summary: Summary) { self.summary = summary }

    private static let rerunStart = "Rerun: `"

    /// The command that a report says repeats its run; `nil` where it says none.
    package static func rerun(in text: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(rerunStart) }
            .map { String($0.dropFirst(rerunStart.count).dropLast()) }
    }

    package func text(rerun: String) -> String {
        let frame = summary.frame
        var lines = [
            "# \(summary.isPassed ? "✅" : "❌") \(frame.scenarioName), seed \(frame.seed)", "",
            "Digest `\(summary.digest)`, data `\(summary.dataDigest)`, build \(frame.build), scenario `\(frame.scenarioHash)`.",
            "\(Self.rerunStart)\(rerun)`", "",
            "\(summary.whole("simulated.guests")) guests, \(summary.whole("simulated.accesses")) "
                + "accesses, \(summary.whole("simulated.rsvps")) RSVPs, "
                + "\(summary.whole("simulated.notifications")) notifications. "
                + "\(summary.whole("fraud.admitted")) fraudulent RSVPs recorded, "
                + "\(summary.whole("genuine.refused")) genuine guests refused, "
                + "\(Summary.percent(summary.metrics["genuine.friction"]?.value)) of genuine guests "
                + "met a challenge.",
        ]
        if let silence = summary.silence { lines += ["", "Unscored: \(silence)."] }
        if let hardness = summary.hardness { lines += ["", hardness] }
        if !summary.changes.isEmpty {
            lines += ["", "Settings that differ: \(summary.settingsText)."]
        }
        lines += ["", "## Gates", "", "| gate | verdict | seen |", "| --- | --- | --- |"]
        for gate in summary.gates {
            lines.append(
                "| `\(gate.name)` | \(gate.isLeftToAll ? gate.word : gate.verdict.marked)\(gate.warns ? ", warns only" : "") "
                    + "| \(gate.explanation)\(gate.wish.map { "; \($0)" } ?? "") |"
            )
        }
        lines += [
            "", "## Invariants", "", "| invariant | checked | violations |",
            "| --- | ---: | ---: |",
        ]
        for check in summary.checks {
            lines.append("| \(check.name) | \(check.checked) | \(check.violations) |")
        }
        let detection = summary.detectionTables + summary.closerDetectionTables
        if !summary.faults.isEmpty {
            lines += ["", "## Faults", ""] + summary.faultTable.markdown
        }
        for (title, tables) in [
            ("Attacks", [summary.attackTable, summary.begunTable, summary.ladderTable]),
            ("Personas", [summary.personaTable, summary.frictionTable]),
            ("Detection", detection), ("Latency", [summary.latencyTable]),
            ("Delivery", [summary.deliveryTable]),
        ] {
            lines += ["", "## \(title)"]
            let told = tables.filter { !$0.isEmpty }
            if told.isEmpty { lines += ["", "None."] }
            for table in told { lines += [""] + table.markdown }
            if title == "Attacks", let idle = summary.idleAttacks { lines += ["", idle] }
        }
        if !summary.deadLetters.isEmpty {
            lines += ["", "## Dead letters", ""] + summary.deadLetterTable.markdown
            lines += ["", "The store has each with its payload, in the table `dead_letters`."]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension GateResult {
    /// What stands beside a gate that did not simply hold or fail.
    fileprivate var remark: String {
        let verdict =
            switch verdict {
            case .noData: "  NO DATA"
            case .notTried: "  NOT TRIED"
            case .pass, .fail: ""
            }
        return verdict + (warns ? "  (warns only)" : "")
    }
}

extension GateResult.Verdict {
    /// In Markdown; what fails a run stands out.
    fileprivate var marked: String {
        switch self {
        case .pass: "pass"
        case .fail: "**fail**"
        case .noData: "**no data**"
        case .notTried: "not tried"
        }
    }
}

extension Summary {
    /// The product's settings that are others in this run.
    package var settingsText: String { changes.map(\.text).joined(separator: "; ") }

    /// What simple judges come to; `nil` where there was too little to train and to try them.
    package var hardness: String? {
        guard let bestColumn, let best = metrics["difficulty.best_column.auc"]?.value,
            let tree = metrics["difficulty.tree.auc"]?.value,
            let signals = metrics["difficulty.signals.auc"]?.value
        else { return nil }
        func text(_ area: Double) -> String { plainDecimal((area * 1_000).rounded() / 1_000) }
        return
            "How hard: AUC \(text(best)) by \(bestColumn) alone, \(text(tree)) by a tree of depth "
            + "3, \(text(signals)) by the six signals"
    }

    /// What a silent engine has let in; `nil` where nothing.
    package var silence: String? {
        guard let unscored = metrics["fraud.unscored"]?.value, unscored > 0 else { return nil }
        return "\(Int(unscored)) replies let in while the engine was silent, "
            + "\(whole("fraud.unscored_admitted")) of them outsiders'; hosts have undone "
            + whole("fraud.undone")
    }

    /// How many links were flagged, and by whom.
    var flags: String {
        let actors: [Truth.Actor] = [.outsider, .guest, .companion, .machine]
        let counts = actors.map { (actor: $0, count: metrics["fraud.flags.\($0.rawValue)"]?.value) }
        let raised = counts.filter { ($0.count ?? 0) > 0 }
        guard !raised.isEmpty else { return "no link was flagged" }
        return "links flagged by "
            + raised.map { "\($0.actor.rawValue)s (\(Int($0.count ?? 0)))" }.joined(separator: ", ")
    }
}
