import Domain
import Evidence
import Figures
import FraudEngine

/// What a report shows of fraud: who scored how, what was decided, and who paid for it.
extension HTMLReport {
    func fraud(folder: String) -> Page.Section {
        var section = Page.Section(
            "fraud",
            "Fraud",
            "All accesses that the engine could judge, and of these the forms that were sent, are "
                + "two populations and never mixed. \(summary.hardness ?? "")"
        )
        section.figures = Self.curves([summary.judged, summary.sent], rules.edges)
        let sent = summary.sent
        if !section.figures.isEmpty, sent.table.count > 0 {
            if sent.table.fraudCount > 0 { section.figures.append(Self.sweep(sent, rules.edges)) }
            section.figures.append(Self.reliability(sent.table))
        }
        if !runSeries.attacks.isEmpty { section.figures.append(attackMap) }
        let friction = friction
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
        section.details = worst.compactMap(explanation)
        return section
    }

    /// How scores lie, and what they tell apart; none where there is only one kind.
    static func curves(_ populations: [ScoredPopulation], _ edges: BandEdges) -> [Page.Figure] {
        let both = populations.filter(\.hasBothKinds)
        guard !both.isEmpty else { return [] }
        return both.map { distribution(of: $0.table, $0.name, edges) }
            + [roc(both), precisionRecall(both)]
    }

    private static func distribution(
        of scores: ScoreTable,
        _ population: String,
        _ edges: BandEdges
    ) -> Page.Figure {
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
            x: scoreAxis,
            y: .share("share", to: series.flatMap(\.points).map(\.y).max() ?? 1),
            series,
            marks: marks(edges)
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

    private static func marks(_ edges: BandEdges) -> [(x: Double, text: String)] {
        [
            (Double(edges.softVerify), "soft"), (Double(edges.smsVerify), "SMS"),
            (Double(edges.block), "block"),
        ]
    }

    private static func roc(_ populations: [ScoredPopulation]) -> Page.Figure {
        let chart = LineChart(
            "ROC",
            "Share of outsiders above a score, with bounds, against the share of guests above it.",
            x: .share("guests above the edge"),
            y: .share("outsiders above the edge"),
            populations.map { series($0, \.falsePositiveRate, \.recall) }
        )
        let areas = populations.compactMap { population in
            population.table.rocAUC.map {
                "\(population.name) \(plainDecimal(($0 * 1_000).rounded() / 1_000))"
            }
        }
        return Page.Figure(
            chart.svg(name: "roc"),
            "ROC with \(boundsText); area under it: \(areas.joined(separator: ", "))"
        )
    }

    private static func precisionRecall(_ populations: [ScoredPopulation]) -> Page.Figure {
        let chart = LineChart(
            "Precision and recall",
            "Share of outsiders among those above a score, with bounds, against the share of "
                + "outsiders above it.",
            x: .share("outsiders above the edge (recall)"),
            y: .share("outsiders among them (precision)"),
            populations.map { series($0, \.recall, \.precision) }
        )
        return Page.Figure(
            chart.svg(name: "precision-recall"),
            "Precision against recall, edge by edge, with \(boundsText)"
        )
    }

    private static let boundsText = "95 % bounds over attacks and events at each edge"

    /// A curve over all edges, from the highest down, with the bounds of what goes upwards.
    private static func series(
        _ population: ScoredPopulation,
        _ x: (ScoreCurve.Place) -> ClusteredProportion,
        _ y: (ScoreCurve.Place) -> ClusteredProportion
    ) -> LineChart.Series {
        var points: [(x: Double, y: Double)] = []
        var bounds: [(x: Double, low: Double, high: Double)] = []
        for place in population.curve.places {
            let share = y(place)
            guard let across = x(place).value, let upwards = share.value else { continue }
            points.append((across, upwards))
            if let range = share.bounds() {
                bounds.append((across, range.lowerBound, range.upperBound))
            }
        }
        return LineChart.Series(population.name, points, bounds: bounds)
    }

    private static func sweep(_ population: ScoredPopulation, _ edges: BandEdges) -> Page.Figure {
        func series(
            _ name: String,
            _ share: (ScoreCurve.Place) -> ClusteredProportion
        ) -> LineChart.Series {
            var points: [(x: Double, y: Double)] = []
            var bounds: [(x: Double, low: Double, high: Double)] = []
            for (edge, place) in zip(0...100, population.curve.places.dropLast().reversed()) {
                let share = share(place)
                guard let value = share.value else { continue }
                points.append((Double(edge), value))
                if let range = share.bounds() {
                    bounds.append((Double(edge), range.lowerBound, range.upperBound))
                }
            }
            return LineChart.Series(name, points, bounds: bounds)
        }
        let chart = LineChart(
            "Edges swept",
            "Precision, recall and guests above the edge, for every edge, of forms that were sent, "
                + "with bounds.",
            x: scoreAxis,
            y: .share("share"),
            [
                series("precision", \.precision), series("recall", \.recall),
                series("guests above", \.falsePositiveRate),
            ],
            marks: marks(edges)
        )
        return Page.Figure(
            chart.svg(name: "sweep"),
            "What each edge would do to the forms sent, with \(boundsText)"
        )
    }

    private static func reliability(_ scores: ScoreTable) -> Page.Figure {
        var points: [(x: Double, y: Double)] = []
        var bounds: [(x: Double, low: Double, high: Double)] = []
        for bin in stride(from: 0, to: 100, by: 10).map({ $0...($0 == 90 ? 100 : $0 + 9) }) {
            let (genuine, fraud) = (
                scores.genuine[bin].reduce(0, +), scores.fraud[bin].reduce(0, +)
            )
            guard genuine + fraud > 0 else { continue }
            let sum = bin.reduce(0) { $0 + $1 * (scores.genuine[$1] + scores.fraud[$1]) }
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
            rows: runSeries.attacks.sorted { $0.key < $1.key }.map {
                (name: $0.key, counts: $0.value)
            }
        )
        return Page.Figure(map.svg(name: "attacks"), "What was decided on each attack's forms")
    }

    private var friction: ShareBars {
        let rows = summary.frictionTable.rows.dropFirst().compactMap { row -> ShareBars.Row? in
            guard let name = row.first else { return nil }
            let value = summary.metrics["genuine.by_persona.\(name).friction"]
            return ShareBars.Row(
                name,
                value?.value,
                low: value?.low,
                high: value?.high,
                note: "\(value?.value.map(percentText) ?? "–") of \(value?.n ?? 0)"
            )
        }
        return ShareBars(
            "Friction by persona",
            "Share of guests who met a challenge, with 95 % bounds, for each persona.",
            rows.sorted { ($1.value ?? 0, $0.name) < ($0.value ?? 0, $1.name) }
        )
    }

    /// The costliest mistakes, outsiders who were let in first.
    private var worst: [RunSeries.Mistake] {
        runSeries.mistakes.sorted {
            $0.isMiss != $1.isMiss
                ? $0.isMiss
                : $0.isMiss
                    ? ($0.score, $0.access) < ($1.score, $1.access)
                    : ($1.score, $0.access) < ($0.score, $1.access)
        }
    }

    /// What was seen of a mistake's access, as `guestguard explain` tells it; `nil` where nothing was
    /// scored.
    private func explanation(of mistake: RunSeries.Mistake) -> Page.Detail? {
        let row = mistake.row
        guard let assessment = row.assessment, let decided = row.decided, let label = row.label
        else {
            return nil
        }
        let fill = assessment.features[.fillSeconds]
        let explanation = Explanation(
            of: row.access,
            assessment,
            decided,
            sentAt: fill.isNaN ? nil : row.access.openedAt.advanced(by: .seconds(fill)),
            outcome: row.outcome,
            label,
            by: scorer
        )
        return Page.Detail(
            summary: "\(mistake.what), \(mistake.persona), \(mistake.score): \(row.access.id)",
            text: explanation.text
        )
    }

    private func mistakes(folder: String) -> Page.Table {
        let rows = worst.map { mistake in
            [
                mistake.what, mistake.persona,
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
}

extension RunSeries.Mistake {
    fileprivate var what: String { isMiss ? "outsider let in" : "guest blocked" }
}
