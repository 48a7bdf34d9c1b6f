import Charts
import Domain
import Gates
import Metrics
import Mustache
import Reports
import Truth

/// A run as a page: one file that needs no network and no script, light or dark, on a phone or on paper.
///
/// Equal runs give equal bytes.
package struct HTMLReport {
    private let summary: Summary
    private let picture: Picture
    private let edges: BandEdges

    /// - `edges`: What the run decided by.
    package init(_ summary: Summary, _ picture: Picture, edges: BandEdges) {
        self.summary = summary
        self.picture = picture
        self.edges = edges
    }

    /// - `description`: The scenario's story.
    /// - `rerun`: The command that repeats the run.
    /// - `folder`: The run's, as `guestguard explain` takes it.
    package func text(description: String, rerun: String, folder: String) throws -> String {
        let sections = [story, fraud(folder: folder), latency, delivery, replies]
        let gates = summary.gates.map { gate in
            Page.Gate(
                name: "\(gate.metric) \(gate.requirement)",
                mark: gate.passed ? "holds" : gate.verdict == .noData ? "no data" : "fails",
                kind: gate.passed ? "good" : "bad",
                explanation: gate.explanation
            )
        }
        let violated = summary.checks.filter(\.isViolated)
        let checked = summary.checks.reduce(0) { $0 + $1.checked }
        let page = Page(
            title: "\(summary.frame.scenarioName), seed \(summary.frame.seed)",
            verdict: summary.isPassed ? "Every gate and invariant held" : "Something did not hold",
            kind: summary.isPassed ? "good" : "bad",
            description: description,
            period: "\(Self.minute(summary.frame.startsAt)) to "
                + "\(Self.minute(summary.frame.endsAt)) UTC, virtual time",
            facts: facts,
            gates: gates,
            invariants: violated.isEmpty
                ? "\(summary.checks.count) invariants held in \(checked) checks."
                : violated.map { "\($0.name) was violated: \($0.first ?? "")" }
                    .joined(separator: " "),
            digest: summary.digest,
            rerun: rerun,
            build: summary.frame.build,
            sections: sections
        )
        return try PageTemplate.render(page)
    }

    /// `2026-04-20 08:00`.
    private static func minute(_ instant: Instant) -> String {
        String(instant.description.prefix(16)).replacing("T", with: " ")
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
                value: summary.metrics["genuine.friction"]?.value.map(percent) ?? "–",
                name: "of guests met a challenge"
            ),
        ]
    }

    // MARK: The story

    private var story: Page.Section {
        let days = (picture.endsAt - picture.startsAt).inSeconds / 86_400
        // Weeks where there are some.
        let unit = days > 14 ? 7.0 : 1
        let step = unit * max(1, (days / unit / 13).rounded(.up))
        let time = Axis(
            "day of the run",
            0...days,
            ticks: stride(from: 0, through: days, by: step).map { ($0, plainDecimal($0)) }
        )
        func day(_ instant: Instant) -> Double {
            (instant - picture.startsAt).inSeconds / 86_400
        }
        let spans = picture.faults.map {
            TimeBars.Span($0.name, from: day($0.start), to: day($0.end ?? picture.endsAt))
        }
        let accesses = TimeBars(
            "Accesses over time",
            "Accesses by what became of them, in \(Picture.binCount) steps of the run; machines left "
                + "out; \(spans.count) faults shaded.",
            x: time,
            kinds: Picture.Fate.allCases.map(\.name),
            counts: picture.fates,
            spans: spans,
            unit: "accesses"
        )
        let replies = TimeBars(
            "Replies over time",
            "Replies that were recorded, guests' own and outsiders'.",
            x: time,
            kinds: ["guests' own", "outsiders'"],
            counts: picture.replies,
            spans: spans,
            unit: "replies"
        )
        var section = Page.Section("story", "What happened", "What came, when and from where.")
        section.figures = [
            Page.Figure(accesses.svg(name: "accesses"), accesses.title, isWide: true),
            Page.Figure(replies.svg(name: "replies-time"), replies.title, isWide: true),
        ]
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
        if !picture.faults.isEmpty {
            section.tables = [
                Page.Table(
                    "Faults",
                    [["fault", "from", "to"]]
                        + picture.faults.map {
                            [$0.name, Self.minute($0.start), $0.end.map(Self.minute) ?? "the end"]
                        }
                )
            ]
        }
        return section
    }

    /// Dots of a map: more would make the page heavy and tell nothing.
    private static let mostDots = 1_500

    private var map: DotMap {
        let cells = picture.places.sorted {
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

    // MARK: Fraud

    private func fraud(folder: String) -> Page.Section {
        var section = Page.Section(
            "fraud",
            "Fraud",
            "All accesses that the engine could judge, and of these the forms that were sent, are "
                + "two populations and never mixed. \(summary.hardness ?? "")"
        )
        let populations = [("accesses judged", summary.scores), ("forms sent", picture.attempts)]
        for (name, scores) in populations where scores.fraudCount > 0 && scores.genuineCount > 0 {
            section.figures.append(distribution(of: scores, name))
        }
        let judged = populations.filter { $0.1.fraudCount > 0 && $0.1.genuineCount > 0 }
        if !judged.isEmpty {
            section.figures += [roc(judged), precisionRecall(judged)]
            if picture.attempts.fraudCount > 0 { section.figures.append(sweep) }
            if picture.attempts.count > 0 { section.figures.append(reliability) }
        }
        if !picture.attacks.isEmpty { section.figures.append(attackMap) }
        let friction = personaBars("friction", "genuine.by_persona.<name>.friction")
        if !friction.rows.isEmpty {
            section.figures.append(
                Page.Figure(
                    friction.svg(name: "friction"),
                    "Guests who met a challenge, of those who set out to answer, by persona"
                )
            )
        }
        section.tables = [
            Page.Table("How far each attack got", summary.ladderTable.rows),
            Page.Table("Attacks, in numbers", summary.attackTable.rows),
        ]
        section.tables += summary.detectionTables.map {
            Page.Table("Detection: \($0.rows.first?.first ?? "")", $0.rows)
        }
        section.tables.append(mistakes(folder: folder))
        section.tables = section.tables.filter { !$0.rows.isEmpty }
        return section
    }

    private func distribution(of scores: ScoreTable, _ population: String) -> Page.Figure {
        let bins = stride(from: 0, to: 100, by: 5).map { $0...min(100, $0 + ($0 == 95 ? 5 : 4)) }
        func shares(_ counts: [Int]) -> [(x: Double, y: Double)] {
            let all = Double(max(1, counts.reduce(0, +)))
            let steps = bins.map { bin in
                (x: Double(bin.lowerBound), y: Double(counts[bin].reduce(0, +)) / all)
            }
            return steps + [(100, steps.last?.y ?? 0)]
        }
        let series = [
            LineChart.Series("guests'", shares(scores.genuine), hasSteps: true),
            LineChart.Series("outsiders'", shares(scores.fraud), hasSteps: true),
        ]
        let chart = LineChart(
            "Scores of \(population)",
            "Share of guests' and of outsiders' \(population) in steps of five points of the score.",
            x: Self.scoreAxis,
            y: .share("share", to: series.flatMap(\.points).map(\.y).max() ?? 1),
            series,
            marks: marks
        )
        return Page.Figure(
            chart.svg(name: "scores-" + population.replacing(" ", with: "-")),
            "Scores of \(population), by the truth about them; the bands' edges across"
        )
    }

    private static let scoreAxis = Axis(
        "score",
        0...100,
        ticks: stride(from: 0, through: 100, by: 20).map { (Double($0), "\($0)") }
    )

    private var marks: [(x: Double, text: String)] {
        [
            (Double(edges.softVerify), "soft"), (Double(edges.smsVerify), "SMS"),
            (Double(edges.block), "block"),
        ]
    }

    private func roc(_ populations: [(String, ScoreTable)]) -> Page.Figure {
        let chart = LineChart(
            "ROC",
            "Share of outsiders above a score against the share of guests above it.",
            x: .share("guests above the edge"),
            y: .share("outsiders above the edge"),
            populations.map { name, scores in
                LineChart.Series(
                    name,
                    Self.points(of: scores, { $0.falsePositiveRate.value }, { $0.recall.value })
                )
            }
        )
        let areas = populations.compactMap { name, scores in
            scores.rocAUC.map { "\(name) \(plainDecimal(($0 * 1_000).rounded() / 1_000))" }
        }
        return Page.Figure(
            chart.svg(name: "roc"),
            "ROC; area under it: \(areas.joined(separator: ", "))"
        )
    }

    private func precisionRecall(_ populations: [(String, ScoreTable)]) -> Page.Figure {
        let chart = LineChart(
            "Precision and recall",
            "Share of outsiders among those above a score against the share of outsiders above it.",
            x: .share("outsiders above the edge (recall)"),
            y: .share("outsiders among them (precision)"),
            populations.map { name, scores in
                LineChart.Series(
                    name,
                    Self.points(of: scores, { $0.recall.value }, { $0.precision.value })
                )
            }
        )
        return Page.Figure(
            chart.svg(name: "precision-recall"),
            "Precision against recall, edge by edge"
        )
    }

    /// A curve over all edges, from the highest down.
    private static func points(
        of scores: ScoreTable,
        _ x: (ConfusionCounts) -> Double?,
        _ y: (ConfusionCounts) -> Double?
    ) -> [(x: Double, y: Double)] {
        (-1...100).reversed().compactMap { edge in
            let counts = scores.confusion(above: edge)
            guard let x = x(counts), let y = y(counts) else { return nil }
            return (x, y)
        }
    }

    private var sweep: Page.Figure {
        func series(_ name: String, _ value: (ConfusionCounts) -> Double?) -> LineChart.Series {
            LineChart.Series(
                name,
                (0...100).compactMap { edge in
                    value(picture.attempts.confusion(above: edge)).map { (Double(edge), $0) }
                }
            )
        }
        let chart = LineChart(
            "Edges swept",
            "Precision, recall and guests above the edge, for every edge, of forms that were sent.",
            x: Self.scoreAxis,
            y: .share("share"),
            [
                series("precision", { $0.precision.value }), series("recall", { $0.recall.value }),
                series("guests above", { $0.falsePositiveRate.value }),
            ],
            marks: marks
        )
        return Page.Figure(chart.svg(name: "sweep"), "What each edge would do to the forms sent")
    }

    private var reliability: Page.Figure {
        var points: [(x: Double, y: Double)] = []
        var bounds: [(x: Double, low: Double, high: Double)] = []
        for bin in stride(from: 0, to: 100, by: 10).map({ $0...($0 == 90 ? 100 : $0 + 9) }) {
            let (genuine, fraud) = (
                picture.attempts.genuine[bin].reduce(0, +), picture.attempts.fraud[bin].reduce(0, +)
            )
            guard genuine + fraud > 0 else { continue }
            let sum = bin.reduce(0) {
                $0 + $1 * (picture.attempts.genuine[$1] + picture.attempts.fraud[$1])
            }
            let mean = Double(sum) / Double(genuine + fraud) / 100
            points.append((mean, Double(fraud) / Double(genuine + fraud)))
            let share = Proportion(successes: fraud, trials: genuine + fraud)
            if let interval = share.scoreBounds {
                bounds.append((mean, interval.lowerBound, interval.upperBound))
            }
        }
        let chart = LineChart(
            "Reliability",
            "The share of outsiders among forms of about one score, against the score in per cent.",
            x: .share("score, as a probability"),
            y: .share("outsiders among them"),
            [
                LineChart.Series("seen", points, bounds: bounds),
                LineChart.Series("as the score says", [(0, 0), (1, 1)]),
            ]
        )
        return Page.Figure(
            chart.svg(name: "reliability"),
            "Scores as probabilities: forms in ten bins, 95 % bounds as if forms were independent"
        )
    }

    private var attackMap: Page.Figure {
        let map = HeatMap(
            "Forms by attack and band",
            "For each attack the share of its forms in each band.",
            columns: ["allow", "soft verify", "SMS verify", "block"],
            rows: picture.attacks.sorted { $0.key < $1.key }.map {
                (name: $0.key, counts: $0.value)
            }
        )
        return Page.Figure(map.svg(name: "attacks"), "What was decided on each attack's forms")
    }

    private func personaBars(_ id: String, _ metric: String) -> ShareBars {
        let rows = summary.frictionTable.rows.dropFirst().compactMap { row -> ShareBars.Row? in
            guard let name = row.first else { return nil }
            let value = summary.metrics[metric.replacing("<name>", with: name)]
            return ShareBars.Row(
                name,
                value?.value,
                low: value?.low,
                high: value?.high,
                note: "\(value?.value.map(percent) ?? "–") of \(value?.n ?? 0)"
            )
        }
        return ShareBars(
            "Friction by persona",
            "Share of guests who met a challenge, with 95 % bounds, for each persona.",
            rows.sorted { ($1.value ?? 0, $0.name) < ($0.value ?? 0, $1.name) }
        )
    }

    private func mistakes(folder: String) -> Page.Table {
        let sorted = picture.mistakes.sorted {
            $0.isMiss != $1.isMiss
                ? $0.isMiss
                : $0.isMiss
                    ? ($0.score, $0.access) < ($1.score, $1.access)
                    : ($1.score, $0.access) < ($0.score, $1.access)
        }
        let rows = sorted.map { mistake in
            [
                mistake.isMiss ? "outsider let in" : "guest blocked", mistake.persona,
                String(mistake.score),
                mistake.reasons.isEmpty
                    ? "nothing"
                    : mistake.reasons.map { $0.description.replacing("_", with: " ") }
                        .joined(separator: ", "),
                "guestguard explain \(folder) \(mistake.access)",
            ]
        }
        guard !rows.isEmpty else { return Page.Table("Costliest mistakes", []) }
        return Page.Table(
            "Costliest mistakes",
            [["mistake", "who", "score", "what spoke against them", "to follow it"]] + rows
        )
    }

    // MARK: Latency, delivery, replies

    private var latency: Page.Section {
        var section = Page.Section(
            "latency",
            "Latency",
            "What visitors waited in the modelled deployment, in virtual time: network, queueing, "
                + "service and the check of a reply."
        )
        let ranks = [50.0, 75, 90, 95, 98, 99, 99.5, 99.9, 99.99]
        let operations = Operation.allCases.compactMap { operation in
            summary.latencies[operation].map { (operation, $0) }
        }.filter { $0.1.count > 0 }
        let values = operations.flatMap { entry in ranks.map { entry.1.milliseconds(at: $0) } }
        guard let most = values.max(), let least = values.min() else { return section }
        let powers = stride(from: 0.0, through: 9, by: 1).map { power in
            (0..<Int(power)).reduce(1.0) { value, _ in value * 10 }
        }
        let low = powers.last { $0 <= max(1, least) } ?? 1
        let high = powers.first { $0 >= most && $0 > low } ?? most * 10
        let chart = LineChart(
            "Latency by rank",
            "For each operation, what so many per cent of visitors waited at most, in milliseconds.",
            x: Axis(
                "share that waits no longer",
                2...10_000,
                .logarithmic,
                ticks: [
                    (2, "50%"), (10, "90%"), (100, "99%"), (1_000, "99.9%"), (10_000, "99.99%"),
                ]
            ),
            y: Axis(
                "milliseconds",
                low...high,
                .logarithmic,
                ticks: powers.filter { $0 >= low && $0 <= high }.map { ($0, plainDecimal($0)) }
            ),
            operations.map { operation, histogram in
                LineChart.Series(
                    operation.rawValue.replacing("_", with: " "),
                    ranks.map { (100 / (100 - $0), max(low, histogram.milliseconds(at: $0))) }
                )
            }
        )
        section.figures = [
            Page.Figure(
                chart.svg(name: "latency-ranks"),
                "Waiting times by rank, both scales logarithmic"
            )
        ]
        section.tables = [Page.Table("In numbers", summary.latencyTable.rows)]
        return section
    }

    private var delivery: Page.Section {
        var section = Page.Section(
            "delivery",
            "Delivery",
            "What the providers did with messages to guests and hosts."
        )
        section.tables = [Page.Table("Messages", summary.deliveryTable.rows)]
        if !summary.deadLetters.isEmpty {
            section.tables.append(Page.Table("Dead letters", summary.deadLetterTable.rows))
        }
        return section
    }

    private var replies: Page.Section {
        var section = Page.Section(
            "replies",
            "Replies",
            "How far the guests of each persona got, companions' accesses counted as theirs."
        )
        let rows = picture.funnels.sorted { $0.key < $1.key }.map { name, funnel in
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

private func percent(_ share: Double) -> String {
    plainDecimal((share * 1_000).rounded() / 10) + "%"
}
