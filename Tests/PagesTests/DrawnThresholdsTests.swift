import Domain
import Figures
import Testing

@testable import Evidence
@testable import Reports

/// What the threshold report draws, read back from its markup.
@Suite struct DrawnThresholdsTests {
    private let forms: [EdgeCalibration.Form]
    private let study: ThresholdStudy
    private let charts: [String: DrawnChart]

    init() throws { (forms, study, charts) = try Self.drawn.get() }

    // Made once.
    private static let drawn = Result {
        let forms = (0..<100).flatMap(event)
        var request = EdgeCalibration.Request()
        request.friction = 0.3
        request.codes = 0.2
        request.wrongBlocks = 0.1
        let calibration = EdgeCalibration(on: forms, request)
        let lowest = try #require(calibration.edges)
        let chosen = BandEdges(
            softVerify: lowest.softVerify + 2,
            smsVerify: lowest.smsVerify + 3,
            block: lowest.block + 4
        )
        let study = ThresholdStudy(calibration, on: forms, chosen: chosen, .assumed)
        let page = try ThresholdReport(study, scorer: "made up", check: nil, rerun: "again").page()
        return (forms, study, try DrawnChart.charts(of: page))
    }

    /// Ten guests' forms and two outsiders', whose scores overlap a little.
    private static func event(_ number: Int) -> [EdgeCalibration.Form] {
        (0..<10).map { place in
            EdgeCalibration.Form(
                score: (number * 7 + place * 13) % 40 + (place == 0 ? 15 : 0),
                isFraud: false,
                group: number,
                persona: place < 7 ? "prompt" : "couple"
            )
        }
            + (0..<2).map { place in
                EdgeCalibration.Form(
                    score: 35 + (number * 11 + place * 29) % 66,
                    isFraud: true,
                    group: number,
                    attack: place == 0 ? "bot-farm" : "reseller"
                )
            }
    }

    private func chart(_ name: String) throws -> DrawnChart {
        try #require(charts[name], "there is no chart \(name)")
    }

    @Test func `each chart of the report is checked`() {
        #expect(
            charts.keys.sorted() == [
                "attacks", "costs", "friction", "promise-codes", "promise-friction",
                "promise-wrong_blocks",
            ]
        )
    }

    @Test(arguments: [true, false])
    func `a page says whether edges were chosen`(areChosen: Bool) throws {
        let study = ThresholdStudy(
            study.calibration,
            on: forms,
            chosen: areChosen ? study.chosen : nil,
            .assumed
        )
        let page = try ThresholdReport(study, scorer: "made up", check: nil, rerun: "again").page()
        let verdict = try #require(page.firstMatch(of: /<p class="verdict (\w+)">/))
        #expect(verdict.output.1 == (areChosen ? "good" : "bad"))
        #expect(page.contains("were everybody allowed") == areChosen)
    }

    private func number(_ text: String?) throws -> Double {
        try #require(text.flatMap(Double.init), "\(text ?? "nothing")")
    }

    /// What guests' and outsiders' forms cost where all are allowed: nothing but what outsiders cost.
    @Test func `the costs that a page begins with are the chosen edges', and those of none`() throws
    {
        let page = try ThresholdReport(study, scorer: "made up", check: nil, rerun: "again").page()
        let facts = Dictionary(
            uniqueKeysWithValues: page.matches(of: /<dt>([^<]+)<\/dt><dd>([^<]+)<\/dd>/).map {
                (String($0.output.1), String($0.output.2))
            }
        )
        // 200 of the 1,200 forms are outsiders'.
        let free = try #require(DecisionCosts.assumed.outsider[.allow]) * 1_000 / 6
        #expect(abs(try number(facts["were everybody allowed"]) - free) < 0.006)
        let chosen = try #require(study.points.first { $0.edges == study.chosen }?.cost)
        #expect(abs(try number(facts["cost of 1,000 forms"]) - chosen) < 0.006)
        #expect(chosen > 0 && chosen < free)
    }

    /// The mean over events of what is lost above an edge, form by form.
    private func mean(of promise: EdgePromise, above edge: Int) -> Double? {
        let events = stride(from: 0, to: forms.count, by: 12).compactMap { first -> Double? in
            let forms = forms[first..<first + 12]
            let above = forms.filter { $0.score > edge }
            let honest = above.count { !$0.isFraud }
            switch promise {
            case .friction, .codes: return Double(honest) / 10
            case .wrongBlocks: return above.isEmpty ? nil : Double(honest) / Double(above.count)
            }
        }
        return events.isEmpty ? nil : events.reduce(0, +) / Double(events.count)
    }

    @Test(arguments: EdgePromise.allCases)
    func `a promise's curve is what is lost at each edge, and edges that keep it are shaded`(
        promise: EdgePromise
    ) throws {
        let chart = try chart("promise-" + promise.rawValue)
        let axes = try chart.axes()
        let wanted = (0...99).compactMap { edge in
            mean(of: promise, above: edge).map { (x: Double(edge), y: $0) }
        }
        expectEqual(
            try chart.steps("seen", axes),
            wanted,
            within: (0.05, 0.001),
            "\(promise)"
        )
        let finding = try #require(study.calibration.findings.first { $0.promise == promise })
        let edge = try #require(finding.edge)
        expectEqual(
            try chart.line("promised", axes),
            [(0, finding.bound), (100, finding.bound)],
            within: (0.05, 0.001),
            "what is promised of \(promise)"
        )
        let shade = try #require(chart.shade(axes))
        #expect(abs(shade.lowerBound - Double(edge)) < 0.05)
        #expect(abs(shade.upperBound - 100) < 0.05)
        // Above the shade's beginning the curve lies below the promise.
        #expect(wanted.filter { $0.x >= Double(edge) }.allSatisfy { $0.y <= finding.bound })
        let chosen = try #require(study.chosen)
        let mark = try #require(chart.marks(axes)["chosen"])
        let wantedMark =
            switch promise {
            case .friction: chosen.softVerify
            case .codes: chosen.smsVerify
            case .wrongBlocks: chosen.block
            }
        #expect(abs(mark - Double(wantedMark)) < 0.05)
    }

    @Test func `each way's bar is its cost, as a share of the dearest`() throws {
        let bars = try chart("costs").bars()
        let dearest = try #require(study.points.map(\.cost).max())
        #expect(bars.map(\.name) == study.points.map(\.name))
        for (bar, point) in zip(bars.map(\.bar), study.points) {
            #expect(abs((bar.value ?? 0) - point.cost / dearest) < 0.001, "\(point.name)")
        }
        #expect(Set(study.points.map(\.cost)).count >= 4)
    }

    @Test func `attacks are shaded by the band that their forms came to`() throws {
        let grid = try chart("attacks").grid()
        let edges = try #require(study.chosen)
        for attack in ["bot-farm", "reseller"] {
            let theirs = forms.filter { $0.attack == attack }
            for decision in Decision.allCases {
                let share =
                    Double(theirs.count { edges.band(of: RiskScore($0.score)) == decision })
                    / Double(theirs.count)
                let drawn = try #require(grid[attack]?[decision.name])
                #expect(abs(drawn - share) < 0.0051, "\(attack), \(decision)")
            }
        }
    }

    @Test func `personas' bars are those of their forms that met something`() throws {
        let bars = try chart("friction").bars()
        #expect(bars.map(\.name) == ["couple", "prompt"])
        let edges = try #require(study.chosen)
        for (name, bar) in bars {
            var share = ClusteredProportion()
            for forms in Dictionary(grouping: forms.filter { $0.persona == name }, by: \.group)
                .values
            {
                share.add(
                    Proportion(
                        successes: forms.count { $0.score > edges.softVerify },
                        trials: forms.count
                    )
                )
            }
            let bounds = try #require(share.bounds())
            #expect(abs((bar.value ?? .nan) - (share.value ?? 0)) < 0.001, "\(name)")
            #expect(abs((bar.low ?? .nan) - bounds.lowerBound) < 0.001)
            #expect(abs((bar.high ?? .nan) - bounds.upperBound) < 0.001)
        }
    }
}
