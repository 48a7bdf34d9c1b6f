import Catalogue
import Domain
import Evidence
import Figures
import FraudEngine
import Mustache
import Truth

/// A run as a page: one file that needs no network and no script, light or dark, on a phone or on paper.
///
/// Equal runs give equal bytes.
package struct HTMLReport {
    let summary: Summary
    let runSeries: RunSeries
    private let comparison: Comparison?
    /// What it was judged by, the edges among it.
    let rules: InvariantRules
    let scorer: any RiskScorer

    /// - `comparison`: With the baseline, where there is one.
    /// - `rules`, `scorer`: What the run decided by.
    package init(
        _ summary: Summary,
        _ runSeries: RunSeries,
        _ comparison: Comparison? = nil,
        rules: InvariantRules,
        scorer: any RiskScorer
    ) {
        self.summary = summary
        self.runSeries = runSeries
        self.comparison = comparison
        self.rules = rules
        self.scorer = scorer
    }

    /// - `description`: The scenario's story.
    /// - `rerun`: The command that repeats the run.
    /// - `folder`: The run's, as `guestguard explain` takes it.
    package func text(description: String, rerun: String, folder: String) throws -> String {
        let sections =
            [change, story, fraud(folder: folder), latency, delivery, replies].compactMap(\.self)
        let violated = summary.checks.filter(\.isViolated)
        let checked = summary.checks.reduce(0) { $0 + $1.checked }
        let page = Page(
            title: "\(summary.frame.scenarioName), seed \(summary.frame.seed)",
            verdict: !summary.isPassed
                ? "Something did not hold"
                : summary.gates.contains(where: \.isLeftToAll)
                    ? "What is judged in one seed held" : "Every gate and invariant held",
            kind: summary.isPassed ? "good" : "bad",
            description: description,
            period: "\(summary.frame.startsAt.minute) to "
                + "\(summary.frame.endsAt.minute) UTC, virtual time",
            facts: facts,
            gatesHeading: "Gates",
            noGates: "The scenario has no gates.",
            gates: summary.gates.map(Page.Gate.init),
            remark: violated.isEmpty
                ? "\(summary.checks.count) invariants held in \(checked) checks."
                : violated.map { "\($0.name) was violated: \($0.first ?? "")" }
                    .joined(separator: " "),
            origin: [
                Page.Origin(name: "Digest", code: summary.digest),
                Page.Origin(name: "Data", code: summary.dataDigest),
                Page.Origin(name: "build", code: summary.frame.build),
            ]
                + (summary.changes.isEmpty
                    ? [] : [Page.Origin(name: "Settings that differ", code: summary.settingsText)])
                + [
                    Page.Origin(name: "again:", code: rerun)
                ],
            sections: sections
        )
        return try PageTemplate.render(page)
    }

    private var facts: [Page.Fact] {
        func count(_ name: String) -> String {
            summary.metrics[name]?.value.map(plainDecimal) ?? "–"
        }
        return [
            Page.Fact(value: count("simulated.guests"), name: "guests"),
            Page.Fact(value: count("simulated.accesses"), name: "accesses"),
            Page.Fact(value: count("simulated.rsvps"), name: "replies"),
            Page.Fact(value: count("fraud.admitted"), name: "outsiders let in"),
            Page.Fact(value: count("genuine.refused"), name: "guests refused"),
            Page.Fact(
                value: summary.metrics["genuine.friction"]?.value.map(percentText) ?? "–",
                name: "of guests met a challenge"
            ),
        ]
    }

    /// Days since the run began.
    var dayAxis: Axis {
        let days = (runSeries.endsAt - runSeries.startsAt).inSeconds / 86_400
        // Weeks where there are some.
        let unit = days > 14 ? 7.0 : 1
        let step = unit * max(1, (days / unit / 13).rounded(.up))
        return Axis(
            "day of the run",
            0...days,
            ticks: stride(from: 0, through: days, by: step).map { ($0, plainDecimal($0)) },
            notes: stride(from: 0, through: days, by: step).map {
                runSeries.startsAt.advanced(by: .seconds(Int64($0 * 86_400))).dayOfMonth
            }
        )
    }

    // MARK: Against the baseline

    /// `nil` where there is no baseline.
    private var change: Page.Section? {
        comparison?.section
    }

    // MARK: The story

    private var story: Page.Section {
        let time = dayAxis
        func day(_ instant: Instant) -> Double {
            (instant - runSeries.startsAt).inSeconds / 86_400
        }
        let spans = runSeries.faults.map {
            TimeBars.Span($0.name, from: day($0.start), to: day($0.end ?? runSeries.endsAt))
        }
        let accesses = TimeBars(
            "Accesses over time",
            "Accesses by what became of them, in \(RunSeries.binCount) steps of the run; machines left "
                + "out; \(spans.count) faults shaded.",
            x: time,
            kinds: RunSeries.AccessClass.allCases.map(\.name),
            colours: RunSeries.AccessClass.allCases.map(\.colour),
            counts: runSeries.fates,
            spans: spans,
            unit: "accesses"
        )
        let replies = TimeBars(
            "Replies over time",
            "Replies that were recorded, guests' own and outsiders'.",
            x: time,
            kinds: ["guests' own", "outsiders'"],
            counts: runSeries.replies,
            spans: spans,
            unit: "replies"
        )
        let idle = summary.idleAttacks.map { " Attacks: \($0)" } ?? ""
        var section = Page.Section(
            "story",
            "What happened",
            "What came, when and from where." + idle
        )
        section.figures = [
            Page.Figure(accesses.svg(name: "accesses"), accesses.title, isWide: true),
            Page.Figure(replies.svg(name: "replies-time"), replies.title, isWide: true),
        ]
        if let campaigns { section.figures.append(campaigns) }
        let map = map
        if !map.dots.isEmpty {
            section.figures.append(
                Page.Figure(
                    map.svg(name: "map"),
                    "\(map.title): where their addresses seem to be, by whose they were; the "
                        + "\(map.dots.count) busiest degrees by a degree",
                    isWide: true
                )
            )
        }
        if !summary.faults.isEmpty {
            section.tables.append(Page.Table("Faults", summary.faultTable.rows))
        }
        if !summary.begunTable.isEmpty {
            section.tables.append(Page.Table("When attacks began", summary.begunTable.rows))
        }
        return section
    }

    /// Campaigns that have a lane, because a page has an end.
    private static let mostLanes = 24

    /// `nil` where nobody attacked.
    private var campaigns: Page.Figure? {
        guard !runSeries.lanes.isEmpty else { return nil }
        func begins(_ lane: RunSeries.Lane) -> Instant { lane.marks.first?.at ?? runSeries.endsAt }
        let ordered = RunSeries.shown(runSeries.lanes, most: Self.mostLanes).sorted {
            (begins($0.value), $0.key) < (begins($1.value), $1.key)
        }
        let chart = Lanes(
            "Campaigns",
            "Campaigns over time, each access by what became of it.",
            x: dayAxis,
            kinds: RunSeries.AccessClass.allCases.map(\.name),
            colours: RunSeries.AccessClass.allCases.map(\.colour),
            ordered.map { name, lane in
                (
                    name,
                    lane.admitted > 0
                        ? "\(lane.admitted) of \(lane.accesses) in" : "none of \(lane.accesses)",
                    lane.marks.map {
                        Lanes.Mark(
                            x: ($0.at - runSeries.startsAt).inSeconds / 86_400,
                            kind: $0.accessClass.rawValue
                        )
                    }
                )
            }
        )
        return Page.Figure(
            chart.svg(name: "campaigns"),
            "\(ordered.count) of \(runSeries.lanes.count) campaigns, those through which most got in and the "
                + "largest others: what became of their accesses, and how many got in",
            isWide: true
        )
    }

    /// Dots of a map: more would make the page heavy and tell nothing.
    private static let mostDots = 1_500

    private var map: DotMap {
        let cells = runSeries.places.sorted {
            ($1.value, $0.key.latitude, $0.key.longitude, $0.key.kind)
                < ($0.value, $1.key.latitude, $1.key.longitude, $1.key.kind)
        }
        return DotMap(
            "Accesses on the map",
            "A dot for each degree by a degree, the larger the more accesses: guests' and outsiders'.",
            kinds: ["guests, companions", "outsiders"],
            cells.prefix(Self.mostDots).map {
                DotMap.Dot(
                    latitude: Double($0.key.latitude),
                    longitude: Double($0.key.longitude),
                    count: $0.value,
                    kind: $0.key.kind
                )
            }
        )
    }

    // MARK: Latency, replies

    private var latency: Page.Section {
        var section = Page.Section(
            "latency",
            "Latency",
            "What visitors waited in the modelled deployment, in virtual time: network, queueing, "
                + "service and the check of a reply."
        )
        guard let ranks = Self.latencyByRank(summary.latencies) else { return section }
        section.figures = [ranks]
        section.figures += [latencyOverTime, latencyAgainstLoad].compactMap(\.self)
        section.tables = [Page.Table("In numbers", summary.latencyTable.rows)]
        return section
    }

    private var replies: Page.Section {
        var section = Page.Section(
            "replies",
            "Replies",
            "How far the guests of each persona got, companions' accesses counted as theirs."
        )
        let rows = runSeries.funnels.sorted { $0.key < $1.key }.map { name, funnel in
            let share = Proportion(successes: funnel.answered.count, trials: funnel.cast)
            let bounds = share.scoreBounds
            return (
                cells: [
                    name, "\(funnel.cast)", "\(funnel.opened.count)", "\(funnel.setOut.count)",
                    "\(funnel.answered.count)",
                ],
                bar: ShareBars.Row(
                    name,
                    funnel.cast > 0 ? Double(funnel.answered.count) / Double(funnel.cast) : nil,
                    low: bounds?.lowerBound,
                    high: bounds?.upperBound,
                    note: "of \(funnel.cast)"
                )
            )
        }
        guard !rows.isEmpty else { return section }
        let bars = ShareBars(
            "Answered by persona",
            "Share of invited guests who answered, with 95 % bounds, for each persona.",
            rows.map(\.bar)
        )
        section.figures = [
            Page.Figure(bars.svg(name: "answered"), "Guests who answered, of all invited")
        ]
        section.tables = [
            Page.Table(
                "From the list to the reply",
                [["persona", "invited", "opened", "set out to answer", "answered"]]
                    + rows.map(\.cells)
            )
        ]
        return section
    }
}

extension Comparison {
    /// What changed against the baseline.
    var section: Page.Section {
        var section = Page.Section("change", "Against the baseline", headline)
        guard !isSame else { return section }
        section.tables = [Page.Table("Shares before and after", [table.header] + table.rows)]
        if let flipHeadline, !flips.isEmpty {
            section.tables.append(
                Page.Table(flipHeadline, [flipTable.header] + flipTable.rows)
            )
        }
        return section
    }
}

extension Instant {
    /// `27 Apr`, in UTC.
    fileprivate var dayOfMonth: String {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let parts = description.prefix(10).split(separator: "-").compactMap { Int($0) }
        return parts.count == 3 ? "\(parts[2]) \(months[(parts[1] - 1) % 12])" : ""
    }
}
