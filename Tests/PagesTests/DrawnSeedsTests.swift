import Domain
import Figures
import FraudEngine
import Testing
import Truth

@testable import Evidence
@testable import Reports

/// What the page of several seeds draws, read back from its markup.
@Suite struct DrawnSeedsTests {
    private static let gated = ["fraud.attempts.recall.sms_verify", "genuine.friction"]
    private let runs: [DrawnRun]
    private let charts: [String: DrawnChart]

    init() throws { (runs, charts) = try Self.drawn.get() }

    // Made once, and never changed.
    nonisolated(unsafe) private static let drawn = Result {
        let gates = try gated.map {
            try GateExpression.parse(
                "\($0) >= 0.01",
                among: MetricNames(gated.map { ($0, .share) })
            )
        }
        // Far apart, and the one in the middle nearer to the first.
        let runs = [1, 8, 30].map { DrawnRun(seed: $0, gates: gates) }
        var seeds = SeedsSummary(gates: gates)
        for run in runs { seeds.add(run.summary) }
        let page = try SeedsReport(seeds, edges: .documented)
            .text(description: "Made up.", rerun: "again")
        return (runs, try DrawnChart.charts(of: page))
    }

    private func chart(_ name: String) throws -> DrawnChart {
        try #require(charts[name], "there is no chart \(name)")
    }

    @Test func `each chart of the page is checked`() {
        #expect(
            charts.keys.sorted() == [
                "caught", "friction", "latency-ranks", "precision-recall", "roc",
                "scores-accesses-judged", "scores-forms-sent", "spread",
            ]
        )
    }

    @Test func `a gate's share is the median seed's, from the least to the most`() throws {
        let bars = try chart("spread").bars()
        #expect(bars.count == 2)
        let recalls = runs.map { run in
            let forms = run.cases.filter { $0.isForm && $0.isFraud }
            return Double(forms.count { $0.decision >= .smsVerify }) / Double(forms.count)
        }.sorted()
        try #require(recalls[0] < recalls[1] && recalls[1] < recalls[2])
        let bar = try #require(bars.first { $0.name.hasSuffix("recall.sms_verify") }?.bar)
        #expect(abs((bar.low ?? .nan) - recalls[0]) < 0.001)
        #expect(abs((bar.value ?? .nan) - recalls[1]) < 0.001)
        #expect(abs((bar.high ?? .nan) - recalls[2]) < 0.001)
        #expect(bar.note == percentText(recalls[1]))
    }

    @Test func `an attack's bar is what all seeds caught of it, with bounds`() throws {
        let bars = try chart("caught").bars()
        #expect(bars.map(\.name) == ["bot-farm", "casual-forward"])
        for (name, bar) in bars {
            var share = ClusteredProportion()
            for run in runs {
                let campaigns = Dictionary(grouping: run.cases.filter { $0.label.attack == name }) {
                    $0.cluster
                }
                for accesses in campaigns.values {
                    share.add(
                        Proportion(
                            successes: accesses.count { $0.decision >= .smsVerify },
                            trials: accesses.count
                        )
                    )
                }
            }
            let bounds = try #require(share.bounds())
            #expect(abs((bar.value ?? .nan) - (share.value ?? 0)) < 0.001, "\(name)")
            #expect(abs((bar.low ?? .nan) - bounds.lowerBound) < 0.001)
            #expect(abs((bar.high ?? .nan) - bounds.upperBound) < 0.001)
            #expect(bar.note == "of \(share.trials)")
        }
    }

    @Test func `friction is all seeds' together`() throws {
        let bars = try chart("friction").bars()
        #expect(bars.map(\.name) == ["prompt", "traveller"])
        // Of an event's nine who set out two travellers, and at two of six events one of six others.
        for (bar, share) in zip(bars.map(\.bar), [2.0 / 36, 12.0 / 18]) {
            #expect(abs((bar.value ?? .nan) - share) < 0.001)
            #expect((bar.low ?? 1) < share && (bar.high ?? 0) > share)
        }
        #expect(bars.map(\.bar.note) == ["of 108", "of 54"])
    }

    /// The curves are drawn by what draws a single run's, which is checked there.
    @Test func `scores are all seeds' together`() throws {
        let chart = try chart("scores-forms-sent")
        let axes = try chart.axes()
        let scores = runs.flatMap(\.cases).filter { $0.isForm && $0.isFraud }.compactMap(\.score)
        let wanted = stride(from: 0, to: 100, by: 5).map { start in
            Double(scores.count { (start...(start == 95 ? 100 : start + 4)).contains($0) })
                / Double(scores.count)
        }
        let steps = try chart.steps("outsiders'", axes)
        for (step, share) in zip(steps, wanted) { #expect(abs(step.y - share) < 0.001) }
        #expect(steps.count == 21)
    }

    @Test func `each seed has a row with what it came to, which leads to its page`() throws {
        var seeds = SeedsSummary(gates: [])
        for run in runs { seeds.add(run.summary) }
        let page = try SeedsReport(seeds, edges: .documented, folder: "made-up-set-1a2b3c")
            .text(description: "Made up.", rerun: "again")
        for run in runs {
            let seed = run.summary.frame.seed
            let metrics = run.summary.metrics
            let cells = [
                metrics["fraud.admitted"]?.value.map(plainDecimal),
                metrics["genuine.refused"]?.value.map(plainDecimal),
                metrics["genuine.friction"]?.value.map(percentText),
            ].map { "<td>\($0 ?? "–")</td>" }.joined()
            let link = "<td><a href=\"../made-up-set-1a2b3c-\(seed)/report.html\">\(seed)</a></td>"
            #expect(page.contains("<tr>\(link)\(cells)"), "seed \(seed)")
        }
        // Without pages of their own they lead nowhere.
        #expect(
            try !SeedsReport(seeds, edges: .documented).text(description: "", rerun: "").contains(
                "<a href=\"../"
            )
        )
    }
}
