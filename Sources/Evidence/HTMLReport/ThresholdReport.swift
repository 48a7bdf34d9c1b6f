import Catalogue
import Charts
import Domain
import Learning
import Metrics
import Reports

/// Why these edges: promises, costs and whom they hit, as a page, as Markdown and as JSON.
package struct ThresholdReport {
    let study: ThresholdStudy
    let scorer: String
    /// How often such promises are broken; `nil` where nobody has measured it.
    let check: PromiseCheck?
    /// What runs with the edges came to; `nil` where none were played.
    let closedLoop: ClosedLoop?
    /// The command that writes the report again.
    let rerun: String

    package init(
        _ study: ThresholdStudy,
        scorer: String,
        check: PromiseCheck?,
        closedLoop: ClosedLoop? = nil,
        rerun: String
    ) {
        self.study = study
        self.scorer = scorer
        self.check = check
        self.closedLoop = closedLoop
        self.rerun = rerun
    }

    // MARK: Tables

    private var verdict: String {
        guard let edges = study.chosen else {
            return "No valid edges at a confidence of \(percentText(confidence))"
        }
        return
            "Soft verify above \(edges.softVerify), SMS verify above \(edges.smsVerify), block above "
            + "\(edges.block)"
    }

    private var confidence: Double { study.calibration.request.confidence }

    private var summary: String {
        let calibration = study.calibration
        return
            "\(calibration.forms) forms, \(calibration.frauds) of them outsiders', scored by \(scorer). "
            + "Each promise is about the mean over events of a share; all three hold together for fresh "
            + "events with a confidence of \(percentText(confidence))."
    }

    private static func estimate(_ share: ClusteredProportion) -> String {
        guard let value = share.value else { return "–" }
        guard let bounds = share.bounds() else { return percentText(value) }
        return "\(percentText(value)) (\(percentText(bounds.lowerBound)) to "
            + "\(percentText(bounds.upperBound)))"
    }

    private static func money(_ value: Double) -> String {
        plainDecimal((value * 100).rounded() / 100)
    }

    private static func text(_ edges: BandEdges?) -> String {
        edges.map { "\($0.softVerify) / \($0.smsVerify) / \($0.block)" } ?? "–"
    }

    private var promises: [[String]] {
        [["promise", "at most", "lowest edge", "seen", "events", "verdict"]]
            + study.calibration.findings.map { finding in
                [
                    finding.promise.meaning, percentText(finding.bound),
                    finding.edge.map(String.init) ?? "none",
                    finding.mean.map(percentText) ?? "–", String(finding.events), finding.verdict,
                ]
            }
    }

    private var points: [[String]] {
        [
            [
                "way to decide", "edges", "guests who meet a challenge", "guests who meet a code",
                "blocked forms that are outsiders'", "outsiders at a code or a block",
                "cost of 1,000 forms",
            ]
        ]
            + study.points.map { point in
                let bounds = point.costBounds.map {
                    " (\(Self.money($0.lowerBound)) to \(Self.money($0.upperBound)))"
                }
                return [
                    point.name, Self.text(point.edges), Self.estimate(point.friction),
                    Self.estimate(point.codes), Self.estimate(point.blockPrecision),
                    Self.estimate(point.caught), Self.money(point.cost) + (bounds ?? ""),
                ]
            }
    }

    private var bands: [[String]] {
        let all = study.bands.reduce(0) { $0 + $1.forms }
        return [["band", "forms", "share", "outsiders' among them", "cost of all"]]
            + study.bands.map { band in
                [
                    band.decision.name, String(band.forms),
                    Self.share(band.forms, all), Self.share(band.frauds, band.forms),
                    Self.money(band.cost),
                ]
            }
    }

    private static func share(_ part: Int, _ whole: Int) -> String {
        whole == 0 ? "–" : percentText(Double(part) / Double(whole))
    }

    private var attacks: [[String]] {
        [["attack"] + Decision.allCases.map(\.name) + ["forms"]]
            + study.attacks.map { name, counts in
                let all = counts.reduce(0, +)
                return [name] + counts.map { Self.share($0, all) } + [String(all)]
            }
    }

    private var personas: [[String]] {
        [["persona", "met a challenge or a block", "forms"]]
            + study.personas.map { name, friction in
                [name, Self.estimate(friction), String(friction.trials)]
            }
    }

    private var suppositions: [[String]] {
        [["were", "cheapest edges", "cost of 1,000 forms", "with the edges chosen"]]
            + study.suppositions.map {
                [$0.name, Self.text($0.edges), Self.money($0.cost), Self.money($0.costAsChosen)]
            }
    }

    private var costs: [[String]] {
        let decisions = Decision.allCases
        func row(_ name: String, _ costs: [Decision: Double]) -> [String] {
            [name] + decisions.map { Self.money(costs[$0] ?? 0) }
        }
        return [
            ["a form of"] + decisions.map(\.name), row("a guest", study.costs.guest),
            row("an outsider", study.costs.outsider),
        ]
    }

    /// What was found on runs that were decided otherwise, beside what became of it.
    private var loops: [[String]] {
        guard let closedLoop, let edges = study.chosen else { return [] }
        return [["promise", "at most", "open loop", "closed loop", "events", "kept"]]
            + zip(study.curves, closedLoop.lines).map { curve, line in
                let edge = edges.edge(of: line.promise)
                let open = edge < curve.means.count ? curve.means[edge] : nil
                let bound = curve.finding.bound
                return [
                    line.promise.meaning, percentText(bound), open.map(percentText) ?? "–",
                    line.mean.map(percentText) ?? "–", String(line.events),
                    line.mean.map { $0 <= bound ? "yes" : "no" } ?? "no data",
                ]
            }
    }

    private var broken: [[String]] {
        guard let check else { return [] }
        return [["promise", "edge found", "broken", "naive edge found", "broken"]]
            + check.lines.map { line in
                [
                    line.promise.meaning, Self.share(line.found, check.times),
                    Self.share(line.broken, check.times), Self.share(line.naiveFound, check.times),
                    Self.share(line.naiveBroken, check.times),
                ]
            }
    }

    private var stated: String {
        guard let check else { return "" }
        return
            "Events were drawn anew \(check.times) times, \(check.events) each: all edges were found "
            + "\(check.foundAll) times, and any promise was broken \(check.brokenAny) times, "
            + "\(percentText(1 - confidence)) at most being stated. Users of real data can never measure "
            + "this."
    }

    /// Captions and rows, the header first, in the order in which they are read.
    private var tables: [(caption: String, rows: [[String]])] {
        [
            ("Ways to decide", points), ("Open and closed loop", loops),
            ("What each band holds", bands),
            ("Outsiders' forms by attack and band", attacks),
            ("Guests' forms by persona", personas),
            ("Were the world another", suppositions), ("What a decision costs", costs),
            ("Promises kept and broken", broken),
        ].filter { $0.1.count > 1 }
    }

    // MARK: Markdown

    package var markdown: String {
        var text = "# \(verdict)\n\n\(summary)\n\n"
        text += Table(promises[0], Array(promises.dropFirst())).markdown
        for (caption, rows) in tables {
            text += "\n## \(caption)\n\n\(Table(rows[0], Array(rows.dropFirst())).markdown)"
        }
        if check != nil { text += "\n\(stated)\n" }
        return text + "\nAgain: `\(rerun)`\n"
    }

    // MARK: JSON

    package var json: JSON {
        func json(_ edges: BandEdges?) -> JSON {
            guard let edges else { return .null }
            return .object([
                "soft_verify": .integer(edges.softVerify), "sms_verify": .integer(edges.smsVerify),
                "block": .integer(edges.block),
            ])
        }
        func json(_ share: ClusteredProportion) -> JSON {
            let bounds = share.bounds()
            return .object([
                "value": share.value.map(JSON.number) ?? .null,
                "low": bounds.map { .number($0.lowerBound) } ?? .null,
                "high": bounds.map { .number($0.upperBound) } ?? .null, "n": .integer(share.trials),
                "clusters": .integer(share.clusters),
            ])
        }
        func json(_ costs: [Decision: Double]) -> JSON {
            .object(
                Dictionary(
                    uniqueKeysWithValues: Decision.allCases.map {
                        ($0.name, .number(costs[$0] ?? 0))
                    }
                )
            )
        }
        return .object([
            "schema": .text("guestguard.threshold-report/1"), "scorer": .text(scorer),
            "confidence": .number(confidence), "chosen": json(study.chosen),
            "costs": .object([
                "guest": json(study.costs.guest), "outsider": json(study.costs.outsider),
            ]),
            "promises": .array(
                study.curves.map { curve in
                    let finding = curve.finding
                    return .object([
                        "promise": .text(finding.promise.rawValue),
                        "at_most": .number(finding.bound),
                        "edge": finding.edge.map(JSON.integer) ?? .null,
                        "seen": finding.mean.map(JSON.number) ?? .null,
                        "events": .integer(finding.events),
                        "events_needed": finding.eventsNeeded.map(JSON.integer) ?? .null,
                        "means": .array(curve.means.map { $0.map(JSON.number) ?? .null }),
                    ])
                }
            ),
            "points": .array(
                study.points.map { point in
                    .object([
                        "name": .text(point.name), "edges": json(point.edges),
                        "friction": json(point.friction), "codes": json(point.codes),
                        "block_precision": json(point.blockPrecision), "caught": json(point.caught),
                        "cost_per_1000": .number(point.cost),
                    ])
                }
            ),
            "suppositions": .array(
                study.suppositions.map {
                    .object([
                        "name": .text($0.name), "edges": json($0.edges),
                        "cost_per_1000": .number($0.cost),
                        "cost_per_1000_as_chosen": .number($0.costAsChosen),
                    ])
                }
            ),
            "closed_loop": closedLoop.map { loop in
                .array(
                    loop.lines.map {
                        .object([
                            "promise": .text($0.promise.rawValue),
                            "mean": $0.mean.map(JSON.number) ?? .null,
                            "events": .integer($0.events),
                        ])
                    }
                )
            } ?? .null,
            "broken": check.map { check in
                .object([
                    "times": .integer(check.times), "found": .integer(check.foundAll),
                    "broken": .integer(check.brokenAny),
                ])
            } ?? .null,
        ])
    }

    // MARK: The page

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

extension BandEdges {
    fileprivate func edge(of promise: EdgePromise) -> Int {
        switch promise.band {
        case .allow, .softVerify: softVerify
        case .smsVerify: smsVerify
        case .block: block
        }
    }
}

extension Array {
    /// What follows the last element of those that do not satisfy it, from the end.
    fileprivate func suffix(while isWanted: (Element) -> Bool) -> ArraySlice<Element> {
        self[(lastIndex { !isWanted($0) }.map { $0 + 1 } ?? 0)...]
    }
}
