import Catalogue
import Domain
import Evidence
import Figures

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

    var verdict: String {
        guard let edges = study.chosen else {
            return "No valid edges at a confidence of \(percentText(confidence))"
        }
        return
            "Soft verify above \(edges.softVerify), SMS verify above \(edges.smsVerify), block above "
            + "\(edges.block)"
    }

    var confidence: Double { study.calibration.request.confidence }

    var summary: String {
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

    static func money(_ value: Double) -> String {
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

    var stated: String {
        guard let check else { return "" }
        return
            "Events were drawn anew \(check.times) times, \(check.events) each: all edges were found "
            + "\(check.foundAll) times, and any promise was broken \(check.brokenAny) times, "
            + "\(percentText(1 - confidence)) at most being stated. Users of real data can never measure "
            + "this."
    }

    /// Captions and rows, the header first, in the order in which they are read.
    var tables: [(caption: String, rows: [[String]])] {
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
}

extension BandEdges {
    func edge(of promise: EdgePromise) -> Int {
        switch promise.band {
        case .allow, .softVerify: softVerify
        case .smsVerify: smsVerify
        case .block: block
        }
    }
}
