import Catalogue
import Domain
import Evidence
import Figures
import Simulation
import Truth

/// Lines of a table whose columns stand under one another.
package struct TextTable {
    /// The header, then the rows.
    package private(set) var rows: [[String]] = []

    /// Whether nothing stands below its header.
    package var isEmpty: Bool { rows.count <= 1 }

    mutating func add(_ cells: String...) { rows.append(cells) }

    /// The rows, columns padded: the first to the left, the others to the right.
    func lines(indent: String = "  ") -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            var line = indent + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The rows as a Markdown table, the first being its header.
    var markdown: [String] {
        guard let header = rows.first else { return [] }
        let rule = header.enumerated().map { $0.offset == 0 ? "---" : "---:" }
        return ([header, rule] + rows.dropFirst()).map { "| " + $0.joined(separator: " | ") + " |" }
    }
}

/// The tables of a run's result, for the terminal and for Markdown alike.
extension Summary {
    var accessesPerBand: String {
        tables.outcomes.filter { $0.count > 0 }
            .map { "\($0.count) \($0.name.replacing("_", with: " "))" }
            .joined(separator: ", ")
    }

    /// What attackers sent and what came of it, then what the engine saw of them.
    package var attackTable: TextTable {
        var table = TextTable()
        table.add(
            "attack",
            "at the door",
            "forms sent",
            "challenged",
            "refused",
            "admitted",
            "judged",
            "caught",
            "share"
        )
        for (name, counts) in tables.attacks {
            let caught = counts.caught
            table.add(
                name,
                whole("door.by_attack.\(name)"),
                "\(counts.tried)",
                "\(counts.challenged.successes)",
                "\(counts.refused.successes)",
                "\(counts.admitted.successes)",
                "\(caught.trials)",
                "\(caught.successes)",
                Self.percent(caught.value)
            )
        }
        return table
    }

    /// When the campaigns of each attack began.
    package var begunTable: TextTable {
        var table = TextTable()
        table.add("attack", "campaigns", "first began", "half had begun", "last began")
        for attack in attacks {
            guard let first = attack.begun.first, let half = attack.half,
                let last = attack.begun.last
            else { continue }
            table.add(attack.name, "\(attack.begun.count)", first.minute, half.minute, last.minute)
        }
        return table
    }

    /// What each fault of the scenario did.
    package var faultTable: TextTable {
        var table = TextTable()
        table.add("fault", "from", "for", "in the way")
        for fault in faults {
            table.add(
                fault.title,
                fault.begins.minute,
                Quantities.text(fault.lasts),
                fault.effect
            )
        }
        return table
    }

    /// The same in sentences.
    var faultLines: [String] {
        faults.map {
            "\($0.title), \($0.begins.minute) for \(Quantities.text($0.lasts)): \($0.effect)"
        }
    }

    /// Attacks that sent no form, never came or never began, by which; `nil` where all sent some.
    package var idleAttacks: String? {
        let words = AttackFigures.Shortfall.allCases.compactMap { shortfall -> String? in
            let names = attacks.filter { $0.shortfall == shortfall }.map(\.name)
            return names.isEmpty ? nil : "\(shortfall.rawValue): \(names.joined(separator: ", "))"
        }
        return words.isEmpty ? nil : words.joined(separator: ". ") + "."
    }

    package var ladderTable: TextTable {
        Self.ladderTable(of: tables.attacks.map(\.name), in: metrics)
    }

    package var frictionTable: TextTable {
        Self.frictionTable(of: ActorCatalogue.standard.guests.map(\.name).sorted(), in: metrics)
    }

    /// How far each attack got and what it cost, with bounds, beside what its attackers knew.
    static func ladderTable(of attacks: [String], in metrics: MetricTable) -> TextTable {
        var table = TextTable()
        table.add(
            "attack",
            "knows at most",
            "forms sent",
            "challenged",
            "95% bounds",
            "refused",
            "95% bounds",
            "got in",
            "95% bounds",
            "first challenged after",
            "codes a campaign"
        )
        let kinds = ActorCatalogue.standard.attacks
        for name in attacks {
            let path = "fraud.by_attack.\(name)"
            let challenged = metrics["\(path).challenged_share"]
            guard let forms = challenged?.n, forms > 0 else { continue }
            let refused = metrics["\(path).refused_share"]
            let admitted = metrics["\(path).admitted_share"]
            table.add(
                name,
                kinds.first { $0.name == name }?.knows.rawValue ?? "–",
                String(forms),
                percent(challenged?.value),
                bounds(challenged),
                percent(refused?.value),
                bounds(refused),
                percent(admitted?.value),
                bounds(admitted),
                time(metrics["\(path).first_challenge_s"]?.value),
                dollars(metrics["\(path).sms_cost_per_campaign"]?.value)
            )
        }
        return table
    }

    /// What each persona's guests met, with bounds.
    static func frictionTable(of personas: [String], in metrics: MetricTable) -> TextTable {
        var table = TextTable()
        table.add("guests", "set out", "challenged", "95% bounds", "gave up", "95% bounds")
        for name in personas {
            let friction = metrics["genuine.by_persona.\(name).friction"]
            guard let guests = friction?.n, guests > 0 else { continue }
            let refused = metrics["genuine.by_persona.\(name).refused_share"]
            table.add(
                name,
                String(guests),
                percent(friction?.value),
                bounds(friction),
                percent(refused?.value),
                bounds(refused)
            )
        }
        return table
    }

    private static func dollars(_ value: Double?) -> String {
        value.map { "$" + plainDecimal(($0 * 10_000).rounded() / 10_000) } ?? "–"
    }

    /// A time in the unit that suits it.
    private static func time(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        func text(_ value: Double, _ unit: String) -> String {
            plainDecimal((value * 10).rounded() / 10) + " " + unit
        }
        return switch seconds {
        case ..<90: text(seconds, "s")
        case ..<5_400: text(seconds / 60, "min")
        case ..<129_600: text(seconds / 3_600, "h")
        default: text(seconds / 86_400, "days")
        }
    }

    package var personaTable: TextTable {
        var table = TextTable()
        table.add("persona", "accesses", "challenged", "blocked")
        for persona in tables.personas {
            table.add(
                persona.name,
                "\(persona.total)",
                "\(persona.challenged)",
                "\(persona.blocked)"
            )
        }
        return table
    }

    func detectionTable(_ title: String, _ path: String) -> TextTable {
        Self.detectionTable(title, path, in: metrics)
    }

    /// Precision, recall and false positives of one population, by band.
    static func detectionTable(
        _ title: String,
        _ path: String,
        in metrics: MetricTable
    ) -> TextTable {
        var table = TextTable()
        table.add(title, "precision", "95% bounds", "recall", "95% bounds", "false positives")
        for band in Decision.allCases where band != .allow {
            let precision = metrics["\(path).precision.\(band.name)"]
            let recall = metrics["\(path).recall.\(band.name)"]
            let falsePositives = metrics["\(path).false_positive_rate.\(band.name)"]
            table.add(
                band.name.replacing("_", with: " "),
                Self.percent(precision?.value),
                Self.bounds(precision),
                Self.percent(recall?.value),
                Self.bounds(recall),
                Self.percent(falsePositives?.value)
            )
        }
        return table
    }

    /// The populations for the terminal.
    package var detectionTables: [TextTable] {
        [
            detectionTable("accesses judged", "fraud"),
            detectionTable("forms sent", "fraud.attempts"),
        ]
    }

    /// What decided, and by how much was known, for whoever wants to know more.
    package var closerDetectionTables: [TextTable] {
        AccessRow.Cause.allCases.map {
            detectionTable("by their \($0.rawValue)", "fraud.by_cause.\($0.rawValue)")
        }
            + FraudFigures.History.allCases.map {
                detectionTable("\($0.known) known", "fraud.by_history.\($0.name)")
            }
    }

    package var latencyTable: TextTable {
        var table = TextTable()
        table.add("virtual latency", "p50", "p95", "p99", "max", "n")
        for operation in Operation.allCases {
            let path = "latency.virtual.\(operation.rawValue)"
            guard let n = metrics["\(path).n"]?.value, n > 0 else { continue }
            table.add(
                operation.rawValue.replacing("_", with: " "),
                Self.milliseconds(metrics["\(path).p50"]?.value),
                Self.milliseconds(metrics["\(path).p95"]?.value),
                Self.milliseconds(metrics["\(path).p99"]?.value),
                Self.milliseconds(metrics["\(path).max"]?.value),
                plainDecimal(n)
            )
        }
        return table
    }

    package var deliveryTable: TextTable {
        var table = TextTable()
        table.add("delivery", "sent", "delivered", "failed", "bounced", "retried", "dead", "cost")
        for channel in Notification.Channel.allCases {
            func count(_ name: String) -> String {
                metrics["delivery.\(channel.rawValue).\(name)"]?.value.map(plainDecimal) ?? "–"
            }
            table.add(
                channel.rawValue,
                count("sent"),
                count("delivered"),
                count("failed"),
                count("bounced"),
                count("retried"),
                count("dead_lettered"),
                "$" + count("cost")
            )
        }
        return table
    }

    /// Empty where there is none.
    package var deadLetterTable: TextTable {
        var table = TextTable()
        guard !deadLetters.isEmpty else { return table }
        table.add("dead letters", "of", "reason", "count", "first", "last")
        for group in deadLetters {
            table.add(
                group.consumer,
                group.subject,
                group.reason,
                String(group.count),
                String(group.first.description.prefix(16)) + "Z",
                String(group.last.description.prefix(16)) + "Z"
            )
        }
        return table
    }

    static func percent(_ value: Double?) -> String {
        value.map(percentText) ?? "–"
    }

    static func bounds(_ value: MetricValue?) -> String {
        guard let low = value?.low, let high = value?.high else {
            return value?.value == nil ? "" : "too few"
        }
        return "\(percent(low))–\(percent(high))"
    }

    static func milliseconds(_ value: Double?) -> String {
        guard let value else { return "–" }
        switch value {
        case 0..<1_000: return plainDecimal((value * 10).rounded() / 10) + " ms"
        case ..<120_000: return plainDecimal((value / 100).rounded() / 10) + " s"
        default: return plainDecimal((value / 6_000).rounded() / 10) + " min"
        }
    }

    func whole(_ name: String) -> String {
        metrics[name]?.value.map(plainDecimal) ?? "–"
    }
}

extension Instant {
    /// `2026-04-20 08:00`.
    package var minute: String {
        String(description.prefix(16)).replacing("T", with: " ")
    }
}
