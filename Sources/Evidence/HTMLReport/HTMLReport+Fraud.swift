import Charts
import Datasets
import Domain
import Explanations
import FraudEngine
import Gates
import Metrics
import Reports

/// What a report shows of fraud: who scored how, what was decided, and who paid for it.
extension HTMLReport {
    func fraud(folder: String) -> Page.Section {
        var section = Page.Section(
            "fraud",
            "Fraud",
            "All accesses that the engine could judge, and of these the forms that were sent, are "
                + "two populations and never mixed. \(summary.hardness ?? "")"
        )
        let populations = [("accesses judged", summary.scores), ("forms sent", picture.attempts)]
        for (name, scores) in populations where scores.fraudCount > 0 && scores.genuineCount > 0 {
            section.figures.append(Self.distribution(of: scores, name, marks: marks))
        }
        let judged = populations.filter { $0.1.fraudCount > 0 && $0.1.genuineCount > 0 }
        if !judged.isEmpty {
            section.figures += [Self.roc(judged), Self.precisionRecall(judged)]
            if picture.attempts.fraudCount > 0 { section.figures.append(sweep) }
            if picture.attempts.count > 0 { section.figures.append(reliability) }
        }
        if !picture.attacks.isEmpty { section.figures.append(attackMap) }
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

    static func distribution(
        of scores: ScoreTable,
        _ population: String,
        marks: [(x: Double, text: String)]
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

    private var marks: [(x: Double, text: String)] { Self.marks(edges) }

    static func marks(_ edges: BandEdges) -> [(x: Double, text: String)] {
        [
            (Double(edges.softVerify), "soft"), (Double(edges.smsVerify), "SMS"),
            (Double(edges.block), "block"),
        ]
    }

    static func roc(_ populations: [(String, ScoreTable)]) -> Page.Figure {
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

    static func precisionRecall(_ populations: [(String, ScoreTable)]) -> Page.Figure {
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
    private var worst: [Picture.Mistake] {
        picture.mistakes.sorted {
            $0.isMiss != $1.isMiss
                ? $0.isMiss
                : $0.isMiss
                    ? ($0.score, $0.access) < ($1.score, $1.access)
                    : ($1.score, $0.access) < ($0.score, $1.access)
        }
    }

    /// What was seen of a mistake's access, as `guestguard explain` tells it; `nil` where nothing was
    /// scored.
    private func explanation(of mistake: Picture.Mistake) -> Page.Detail? {
        let row = mistake.row
        guard let assessment = row.assessment, let verdict = row.verdict, let label = row.label
        else {
            return nil
        }
        let fill = assessment.features[.fillSeconds]
        let explanation = Explanation(
            of: row.access,
            assessment,
            verdict,
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

extension Picture.Mistake {
    fileprivate var what: String { isMiss ? "outsider let in" : "guest blocked" }
}
