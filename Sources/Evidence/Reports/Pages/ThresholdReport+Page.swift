import Domain
import Evidence
import Figures

/// The choice, whom it hits and what may be doubted of it, in charts and tables.
extension ThresholdReport {
    /// For people.
    package func page() throws -> String {
        var choice = Page.Section("choice", "The choice", "What each edge does, and what it costs.")
        choice.figures = study.curves.map(figure) + [costFigure]
        choice.tables = tables.prefix(while: { $0.caption != "Outsiders' forms by attack and band" }
        )
        .map { Page.Table($0.caption, $0.rows) }
        var people = Page.Section(
            "people",
            "Whom it hits",
            "Forms with the \(study.chosen == nil ? "documented edges" : "edges chosen")."
        )
        if !study.attacks.isEmpty {
            people.figures.append(
                Page.Figure(
                    HeatMap(
                        "Attacks by band",
                        "Of each attack's forms, the share that came to each band.",
                        columns: Decision.allCases.map(\.name),
                        rows: study.attacks.map { ($0.name, $0.counts) }
                    ).svg(name: "attacks"),
                    "Outsiders' forms by attack and band"
                )
            )
        }
        let friction = ShareBars(
            "Friction by persona",
            "Share of each persona's forms that met a challenge or a block, with 95 % bounds.",
            study.personas.map { name, share in
                ShareBars.Row(
                    name,
                    share.value,
                    low: share.bounds()?.lowerBound,
                    high: share.bounds()?.upperBound,
                    note: "of \(share.trials)"
                )
            }
        )
        people.figures.append(
            Page.Figure(friction.svg(name: "friction"), "Guests' forms that met a challenge")
        )
        var doubts = Page.Section("doubts", "Doubts", stated)
        doubts.tables = tables.suffix(while: { $0.caption != "Guests' forms by persona" })
            .map { Page.Table($0.caption, $0.rows) }
        return try PageTemplate.render(
            Page(
                title: "Thresholds for \(scorer)",
                verdict: verdict,
                kind: study.chosen == nil ? "bad" : "good",
                description: summary,
                period: "",
                facts: facts,
                gatesHeading: "Promises",
                noGates: "",
                gates: study.calibration.findings.map { finding in
                    Page.Gate(
                        name: "\(finding.promise.meaning): \(percentText(finding.bound)) at most",
                        mark: finding.edge == nil ? "cannot be made" : "holds",
                        kind: finding.edge == nil ? "bad" : "good",
                        explanation: finding.edge.map {
                            "Above \($0): \(finding.mean.map(percentText) ?? "–") seen in "
                                + "\(finding.events) events."
                        } ?? finding.verdict
                    )
                },
                remark: "",
                origin: [
                    Page.Origin(name: "Scorer", code: scorer),
                    Page.Origin(name: "again:", code: rerun),
                ],
                sections: [choice, people, doubts]
            )
        )
    }

    private var facts: [Page.Fact] {
        guard let point = study.points.first(where: { $0.edges != nil && $0.edges == study.chosen })
        else { return [] }
        let free = study.points.first?.cost ?? 0
        return [
            Page.Fact(value: Self.money(point.cost), name: "cost of 1,000 forms"),
            Page.Fact(value: Self.money(free), name: "were everybody allowed"),
            Page.Fact(
                value: point.friction.value.map(percentText) ?? "–",
                name: "of guests' forms meet a challenge"
            ),
            Page.Fact(
                value: point.caught.value.map(percentText) ?? "–",
                name: "of outsiders' meet a code or a block"
            ),
        ]
    }

    private static let edgeAxis = Axis(
        "edge",
        0...100,
        ticks: stride(from: 0, through: 100, by: 20).map { (Double($0), "\($0)") }
    )

    private func figure(of curve: ThresholdStudy.Curve) -> Page.Figure {
        let finding = curve.finding
        let points = curve.means.enumerated().compactMap { edge, mean in
            mean.map { (x: Double(edge), y: $0) }
        }
        let most = max(points.map(\.y).max() ?? 0, finding.bound)
        let chart = LineChart(
            finding.promise.meaning,
            "The mean over events at each edge, and what was promised; edges that keep it are shaded.",
            x: Self.edgeAxis,
            y: .share("mean over events", to: most),
            [
                LineChart.Series("seen", points, hasSteps: true),
                LineChart.Series("promised", [(0, finding.bound), (100, finding.bound)]),
            ],
            marks: study.chosen.map { [(Double($0.edge(of: finding.promise)), "chosen")] } ?? [],
            shade: finding.edge.map { Double($0)...100 }
        )
        return Page.Figure(
            chart.svg(name: "promise-" + finding.promise.rawValue),
            "\(finding.promise.meaning.prefix(1).uppercased())\(finding.promise.meaning.dropFirst()); edges "
                + "that keep the promise are shaded"
        )
    }

    private var costFigure: Page.Figure {
        let most = study.points.map(\.cost).max() ?? 0
        let bars = ShareBars(
            "Cost against the dearest way",
            "What a thousand forms cost each way, as a share of the dearest.",
            study.points.map {
                ShareBars.Row(
                    $0.name,
                    most == 0 ? nil : $0.cost / most,
                    low: nil,
                    high: nil,
                    note: Self.money($0.cost.rounded())
                )
            }
        )
        return Page.Figure(bars.svg(name: "costs"), "What 1,000 forms cost, each way")
    }
}

extension Array {
    /// What follows the last element of those that do not satisfy it, from the end.
    fileprivate func suffix(while isWanted: (Element) -> Bool) -> ArraySlice<Element> {
        self[(lastIndex { !isWanted($0) }.map { $0 + 1 } ?? 0)...]
    }
}
