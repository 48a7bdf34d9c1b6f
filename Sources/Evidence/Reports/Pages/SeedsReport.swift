import Domain
import Evidence
import Figures
import Simulation
import Truth

/// Several seeds of a scenario as one page: what they have together, and how far each figure spreads.
package struct SeedsReport {
    private let seeds: SeedsSummary
    private let comparison: Comparison?
    private let edges: BandEdges
    private let folder: String?

    /// - Parameters:
    ///   - seeds: What the runs come to together.
    ///   - comparison: With the baseline, where there is one.
    ///   - edges: What the runs decided by.
    ///   - folder: What the runs' folders, beside the page's own, are called before their seed; `nil` where
    ///     they have no pages.
    package init(
        _ seeds: SeedsSummary,
        _ comparison: Comparison? = nil,
        edges: BandEdges,
        folder: String? = nil
    ) {
        self.seeds = seeds
        self.comparison = comparison
        self.edges = edges
        self.folder = folder
    }

    /// - `description`: The scenario's story.
    /// - `rerun`: The command that repeats the runs.
    package func text(description: String, rerun: String) throws -> String {
        let violated = seeds.checks.filter(\.isViolated)
        let checked = seeds.checks.reduce(0) { $0 + $1.checked }
        return try PageTemplate.render(
            Page(
                title: "\(seeds.frame?.scenarioName ?? ""), seeds \(seeds.range)",
                verdict: seeds.isPassed
                    ? "Every gate and invariant held" : "Something did not hold",
                kind: seeds.isPassed ? "good" : "bad",
                description: description,
                period:
                    "\(seeds.seeds.count) runs. Shares and latencies are reckoned from all of them "
                    + "together, counts must hold in each.",
                facts: facts,
                gatesHeading: "Gates",
                noGates: "The scenario has no gates.",
                gates: seeds.results.map(Page.Gate.init),
                remark: violated.isEmpty
                    ? "\(seeds.checks.count) invariants held in \(checked) checks."
                    : violated.map { "\($0.name) was violated: \($0.first ?? "")" }
                        .joined(separator: " "),
                origin: [
                    Page.Origin(name: "Build", code: seeds.frame?.build ?? ""),
                    Page.Origin(name: "again:", code: rerun),
                ],
                sections: [comparison?.section, spread, fraud, latency, runs].compactMap(\.self)
            )
        )
    }

    private var facts: [Page.Fact] {
        func spread(_ name: String, _ text: (Double) -> String, _ of: String) -> Page.Fact {
            guard let spread = seeds.spread(of: name) else {
                return Page.Fact(value: "–", name: of)
            }
            return Page.Fact(
                value: text(spread.median),
                name: "\(of), \(text(spread.least)) to \(text(spread.most))"
            )
        }
        return [
            spread("simulated.accesses", plainDecimal, "accesses"),
            spread("fraud.admitted", plainDecimal, "outsiders let in"),
            spread("genuine.refused", plainDecimal, "guests refused"),
            spread("genuine.friction", percentText, "of guests met a challenge"),
        ]
    }

    /// Figures of the gates that are shares: the median seed, and the least and the most.
    private var spread: Page.Section {
        var section = Page.Section(
            "spread",
            "From seed to seed",
            "What another draw of the same world would have shown."
        )
        let names = seeds.results.map(\.metric)
        let metrics = seeds.metrics
        let rows = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }
            .compactMap { _, name -> ShareBars.Row? in
                guard metrics[name]?.share != nil, let spread = seeds.spread(of: name) else {
                    return nil
                }
                return ShareBars.Row(
                    Self.short(name),
                    spread.median,
                    low: spread.least,
                    high: spread.most,
                    note: percentText(spread.median)
                )
            }
        if !rows.isEmpty {
            let bars = ShareBars(
                "Gates' shares over seeds",
                "The median seed of each gate's share, with the least and the most.",
                rows
            )
            section.figures = [
                Page.Figure(
                    bars.svg(name: "spread"),
                    "Shares that gates are about: the median seed, the least and the most"
                )
            ]
        }
        section.tables = [Page.Table("Gates", seeds.gateTable.rows)]
        return section
    }

    /// A metric's name as a chart has room for it: its last words.
    private static func short(_ name: String) -> String {
        guard name.count > 24 else { return name }
        let words = name.split(separator: ".").suffix(2).joined(separator: ".")
        return words.count > 24 ? "…" + words.suffix(23) : words
    }

    private var fraud: Page.Section {
        var section = Page.Section(
            "fraud",
            "Fraud",
            "All accesses that the engine could judge, and of these the forms that were sent, of all "
                + "seeds together."
        )
        section.figures = HTMLReport.curves([seeds.judged, seeds.sent], edges)
        let cast = ActorCatalogue.standard
        section.figures += [
            bars(
                "Attacks caught",
                "Share of each attack's judged accesses that came to sms_verify or above, with bounds.",
                "Attacks' accesses at SMS verify or above",
                id: "caught",
                cast.attacks.map(\.name).sorted().map {
                    ($0, "fraud.by_attack.\($0).recall")
                }
            ),
            bars(
                "Friction by persona",
                "Share of each persona's guests who met a challenge, with bounds.",
                "Guests who met a challenge, by persona",
                id: "friction",
                cast.guests.map(\.name).sorted().map {
                    ($0, "genuine.by_persona.\($0).friction")
                }
            ),
        ].compactMap(\.self)
        section.tables = (seeds.castTables + seeds.detectionTables).map { table in
            let first = table.rows.first?.first ?? ""
            let captions = [
                "attack": "How far each attack got", "guests": "What each kind of guest met",
            ]
            return Page.Table(captions[first] ?? "Detection: \(first)", table.rows)
        }
        return section
    }

    private func bars(
        _ title: String,
        _ description: String,
        _ caption: String,
        id: String,
        _ names: [(name: String, metric: String)]
    ) -> Page.Figure? {
        let metrics = seeds.metrics
        let rows = names.compactMap { name, metric -> ShareBars.Row? in
            guard let value = metrics[metric], let share = value.value else { return nil }
            return ShareBars.Row(
                name,
                share,
                low: value.low,
                high: value.high,
                note: "of \(value.n ?? 0)"
            )
        }
        guard !rows.isEmpty else { return nil }
        return Page.Figure(ShareBars(title, description, rows).svg(name: id), caption)
    }

    private var latency: Page.Section {
        var section = Page.Section(
            "latency",
            "Latency",
            "What visitors of all runs waited in the modelled deployment, in virtual time."
        )
        section.figures = [HTMLReport.latencyByRank(seeds.latencies)].compactMap(\.self)
        return section
    }

    private var runs: Page.Section {
        var section = Page.Section("runs", "Runs", "One for each seed, each with its own page.")
        let rows = seeds.seedTable.rows
        section.tables = [
            folder.map { folder in
                Page.Table(
                    "Seeds",
                    rows,
                    links: seeds.seeds.map { "../\(folder)-\($0)/report.html" }
                )
            } ?? Page.Table("Seeds", rows)
        ]
        return section
    }
}
