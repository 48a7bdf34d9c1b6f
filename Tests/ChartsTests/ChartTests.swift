import Evidence
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct ChartTests {
    private static let axis = Axis(
        "x",
        0...10,
        ticks: [(0, "0"), (5, "5"), (10, "10")]
    )

    private static let charts: [(name: String, svg: String)] = [
        (
            "line",
            LineChart(
                "A <line>",
                "Rises & \"falls\".",
                x: axis,
                y: .share("share"),
                [
                    LineChart.Series(
                        "one",
                        [(0, 0.1), (10, 0.9)],
                        bounds: [(0, 0, 0.2), (10, 0.8, 1)]
                    ), LineChart.Series("two", [(0, 1), (5, 0.5)], hasSteps: true),
                    LineChart.Series("none", []),
                ],
                marks: [(5, "here")]
            ).svg(name: "a")
        ),
        (
            "shares",
            ShareBars(
                "Shares",
                "Of two.",
                [
                    ShareBars.Row("one", 0.5, low: 0.25, high: 0.75, note: "of 4"),
                    ShareBars.Row("none", nil, low: nil, high: nil, note: "of 0"),
                ]
            ).svg(name: "b")
        ),
        (
            "time",
            TimeBars(
                "Time",
                "Two kinds.",
                x: axis,
                kinds: ["a", "b"],
                counts: [[0, 0], [3, 1], [0, 7]],
                spans: [TimeBars.Span("<fault>", from: 2, to: 4)],
                unit: "things"
            ).svg(name: "c")
        ),
        (
            "heat",
            HeatMap(
                "Heat",
                "A grid.",
                columns: ["x", "y"],
                rows: [("full", [1, 3]), ("empty", [0, 0])]
            ).svg(name: "d")
        ),
        (
            "map",
            DotMap(
                "Map",
                "Dots.",
                kinds: ["a", "b"],
                [
                    DotMap.Dot(latitude: 51, longitude: 0, count: 9, kind: 0),
                    DotMap.Dot(latitude: -33, longitude: 151, count: 1, kind: 1),
                    DotMap.Dot(latitude: 89, longitude: 0, count: 1, kind: 1),
                ]
            ).svg(name: "e")
        ), ("empty", TimeBars("", "", x: axis, kinds: [], counts: [], unit: "").svg(name: "f")),
    ]

    @Test(arguments: charts)
    func `a chart is well-formed and says what it shows to those who cannot see it`(
        name: String,
        svg: String
    ) throws {
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
        #expect(svg.contains("role=\"img\" aria-labelledby="))
        #expect(svg.contains("<title id=") && svg.contains("<desc id="))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test func `numbers have one digit after their point at most`() {
        for (name, svg) in Self.charts {
            let long = svg.matches(of: #/ (?:x|y|cx|cy|r|x1|x2|y1|y2|width|height|d)="[^"]*\.\d\d/#)
            #expect(long.isEmpty, "\(name)")
        }
    }

    // The plot is 912 wide and 150 high and begins at 52, 44; the axis goes to 8, the next round number
    // above 7: 7 of 8 are 131.25 high.
    @Test func `bars are as high as their counts`() throws {
        let svg = try #require(Self.charts.first { $0.name == "time" }?.svg)
        #expect(
            svg.contains(
                "<rect class=\"fill c1\" x=\"660\" y=\"62.8\" width=\"303.5\" height=\"131.3\">"
            )
        )
        #expect(svg.contains("<title>&lt;fault&gt;</title>"))
    }

    // A quarter and three quarters of 270 pixels from 150 on.
    @Test func `whiskers end at the bounds`() throws {
        let svg = try #require(Self.charts.first { $0.name == "shares" }?.svg)
        #expect(
            svg.contains("<line class=\"whisker\" x1=\"217.5\" y1=\"34\" x2=\"352.5\" y2=\"34\"/>")
        )
    }

    // The plot is 412 wide and 208 high and begins at 52, 44.
    @Test func `what lies beyond an axis is drawn at its end, on either scale`() {
        func line(_ scale: Axis.Scale) -> String {
            LineChart(
                "Far",
                "Beyond.",
                x: Axis("x", 1...10, scale, ticks: []),
                y: Axis("y", 1...10, scale, ticks: []),
                [LineChart.Series("", [(0.5, 1), (1, 10), (10, 20), (20, 0.5)])]
            ).svg(name: "far")
        }
        let corners = "M52 252L52 44L464 44L464 252"
        #expect(line(.linear).contains("<path class=\"line c0\" d=\"\(corners)\"/>"))
        #expect(line(.logarithmic).contains("<path class=\"line c0\" d=\"\(corners)\"/>"))
    }

    // From 1 to 100 ten lies in the middle of a logarithmic axis, and 50.5 of a linear one.
    @Test(arguments: [(Axis.Scale.linear, 50.5), (.logarithmic, 10)])
    func `the middle of an axis is its scale's`(scale: Axis.Scale, middle: Double) {
        let svg = LineChart(
            "Middle",
            "One point.",
            x: Axis("x", 1...100, scale, ticks: [(middle, "here")]),
            y: .share("y"),
            [LineChart.Series("", [(1, 0), (middle, 0.5), (100, 1)])]
        ).svg(name: "middle")
        #expect(svg.contains("d=\"M52 252L258 148L464 44\""))
        #expect(svg.contains("x=\"258\" y=\"270\" text-anchor=\"middle\">here</text>"))
    }

    @Test(arguments: [(0.0, 1.0), (4, 4), (7, 8), (41, 60), (99, 100), (1_234, 1_500)])
    func `a count's axis ends at a round number`(largest: Double, top: Double) {
        let axis = Axis.count("n", to: largest)
        #expect(axis.range.upperBound == top)
        #expect(axis.ticks.last?.value == top && axis.ticks.count <= 6)
    }

    // Edges at 44, 46 and 80: the first two would lie on each other.
    @Test func `labels of lines near each other go one below the other`() throws {
        let chart = LineChart(
            "Scores",
            "Scores of forms.",
            x: Axis("score", 0...100, ticks: []),
            y: .share("share"),
            [LineChart.Series("all", [(0, 0), (100, 1)])],
            marks: [(80, "block"), (44, "soft"), (46, "SMS")]
        )
        func height(_ text: String) throws -> Double {
            let label = try #require(
                chart.svg(name: "scores").firstMatch(
                    of: try Regex("<text [^>]*y=\"([0-9.]+)\"[^>]*>\(text)</text>")
                )
            )
            return try #require(label.output[1].substring.flatMap { Double($0) })
        }
        #expect(try height("soft") == height("block"))
        #expect(try height("SMS") - height("soft") >= 10)
    }
}
