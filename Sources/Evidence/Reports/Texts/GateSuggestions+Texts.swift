import Catalogue
import Evidence
import Figures

extension GateSuggestions {
    /// For a terminal.
    ///
    /// - `name`: The scenario's.
    /// - `range`: The seeds, as `A..B`.
    package func text(name: String, seeds range: String) -> String {
        var table = TextTable()
        table.add("gate as it is", "fails", "min", "median", "max", "suggested", "fails", "notices")
        for row in rows {
            func number(_ place: Int) -> String {
                row.spread.indices.contains(place) ? plainDecimal(row.spread[place]) : "–"
            }
            table.add(
                row.gate.description,
                "\(row.failsNow)",
                number(0),
                number(1),
                number(2),
                row.suggested?.requirement ?? "–",
                row.suggested == nil ? "–" : "\(row.fails)",
                row.noticedText
            )
        }
        var lines = ["\(name), seeds \(range)", ""] + table.lines()
        lines += rows.compactMap { row in row.remark.map { "  \(row.gate.metric): \($0)" } }
        lines += ["", verdict(now: true), verdict(now: false)]
        lines += [
            "Chosen so that at most \(percentText(alarms)) of fresh seeds of an equal build fail: each "
                + "gate may fail \(percentText(alarms / Double(max(1, rows.count { $0.suggested != nil })))), "
                + "by the tail of what was seen.",
            "\"notices\": the mean that four in five runs of a worse build would fail at.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func verdict(now: Bool) -> String {
        let count = now ? failNow : fail
        let share = Proportion(successes: count, trials: seeds)
        let bounds = share.scoreBounds.map {
            ", \(percentText($0.lowerBound)) to \(percentText($0.upperBound))"
        }
        return (now ? "As it is" : "As suggested")
            + ", \(count) of \(seeds) seeds fail as a whole "
            + "(\(percentText(share.value ?? 0))\(bounds ?? ""))."
    }

    /// For programs.
    package func json(name: String, seeds range: String) -> JSON {
        .object([
            "schema": .text("guestguard.gates/1"), "scenario": .text(name),
            "seeds": .text(range), "alarms": .number(alarms),
            "fail_now": .integer(failNow), "fail": .integer(fail), "of": .integer(seeds),
            "low": .optional(bounds?.lowerBound), "high": .optional(bounds?.upperBound),
            "gates": .array(rows.map(\.json)),
        ])
    }

    package static var schema: JSON {
        let number = JSONSchema.orNull(JSONSchema.number)
        return JSONSchema.document(
            "Thresholds for a scenario's gates",
            schema: "guestguard.gates/1",
            [
                "scenario": JSONSchema.text(), "seeds": JSONSchema.text("^[0-9]+\\.\\.[0-9]+$"),
                "alarms": JSONSchema.number, "fail_now": JSONSchema.whole,
                "fail": JSONSchema.whole, "of": JSONSchema.whole, "low": number, "high": number,
                "gates": JSONSchema.list(
                    of: JSONSchema.object([
                        "gate": JSONSchema.text(),
                        "suggested": JSONSchema.orNull(JSONSchema.text()),
                        "remark": JSONSchema.orNull(JSONSchema.text()), "tried": JSONSchema.whole,
                        "min": number, "median": number, "max": number, "mean": number,
                        "fails_now": JSONSchema.whole, "fails": JSONSchema.whole, "notices": number,
                    ])
                ),
            ]
        )
    }
}

extension GateSuggestions.Row {
    /// `0.41 (+0.13)`: the mean that is noticed, and how far it is from what it is.
    fileprivate var noticedText: String {
        guard let noticed, let mean else { return "–" }
        func text(_ value: Double) -> String {
            plainDecimal(
                (value * (gate.unit == .share ? 1_000 : 10)).rounded()
                    / (gate.unit == .share ? 1_000 : 10)
            )
        }
        return "\(text(mean + noticed)) (\(noticed < 0 ? "" : "+")\(text(noticed)))"
    }

    fileprivate var json: JSON {
        .object([
            "gate": .text(gate.description),
            "suggested": suggested.map { .text($0.description) } ?? .null,
            "remark": remark.map(JSON.text) ?? .null, "tried": .integer(tried),
            "min": .optional(spread.first),
            "median": .optional(spread.count == 3 ? spread[1] : nil),
            "max": .optional(spread.last), "mean": .optional(mean),
            "fails_now": .integer(failsNow), "fails": .integer(fails),
            "notices": .optional(noticed.flatMap { shift in mean.map { $0 + shift } }),
        ])
    }
}
