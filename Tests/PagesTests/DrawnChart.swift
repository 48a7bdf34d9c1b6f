import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A chart as its markup has it: what somebody sees who looks at the picture, not what it was made from.
///
/// Values are read off as a reader would: by the marks along the axes and their texts.
struct DrawnChart {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// Of a label; of anything else what hovering over it tells.
        var text = ""

        var kind: String { attributes["class"] ?? "" }
        func number(_ name: String) -> Double { attributes[name].flatMap(Double.init) ?? .nan }
    }

    enum Scale { case linear, logarithmic }

    let name: String
    let elements: [Element]

    init(_ svg: String, name: String) throws {
        self.name = name
        let reader = SVGReader()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        try #require(parser.parse(), "\(name) is well-formed")
        elements = reader.elements
    }

    /// Those of a page, by name.
    static func charts(of page: String) throws -> [String: DrawnChart] {
        var charts: [String: DrawnChart] = [:]
        for match in page.matches(of: #/<svg class="chart".*?</svg>/#) {
            let svg = String(match.output)
            let name = try #require(svg.firstMatch(of: #/aria-labelledby="(.+?)-title /#)?.output.1)
            #expect(charts[String(name)] == nil, "two charts are called \(name)")
            charts[String(name)] = try DrawnChart(svg, name: String(name))
        }
        return charts
    }

    // MARK: Who has which colour

    /// Colours by name, as the legend shows them: a square and the name right of it.
    var legend: [String: String] {
        var colours: [String: String] = [:]
        for (square, label) in zip(elements, elements.dropFirst())
        where square.name == "rect" && square.number("width") == 10
            && square.number("height") == 10 && label.name == "text"
            && abs(label.number("x") - square.number("x") - 14) < 0.11
        {
            colours[label.text] = square.kind.split(separator: " ").last.map(String.init)
        }
        return colours
    }

    /// The first colour where there is one series, and hence no legend.
    private func colour(of series: String?) throws -> String {
        guard let series else { return "c0" }
        return try #require(legend[series], "\(name) has no \(series), but \(legend.keys.sorted())")
    }

    // MARK: Axes

    /// What a mark along an axis says: `20%`, `5 ms`, `2 s`, `12`.
    private static func value(_ text: String) -> Double? {
        if text.hasSuffix("%") { return Double(text.dropLast()).map { $0 / 100 } }
        if text.hasSuffix(" ms") { return Double(text.dropLast(3)) }
        if text.hasSuffix(" s") { return Double(text.dropLast(2)).map { $0 * 1_000 } }
        return Double(text)
    }

    private func ticks(
        _ isTick: (Element) -> Bool,
        at place: (Element) -> Double,
        reading: (String) -> Double?
    ) -> [(value: Double, place: Double)] {
        elements.filter { $0.name == "text" && isTick($0) }
            .compactMap { element in reading(element.text).map { ($0, place(element)) } }
            .sorted { $0.0 < $1.0 }
    }

    /// Marks below the plot, each at its line.
    private func ticksOfX(_ reading: (String) -> Double?) -> [(value: Double, place: Double)] {
        let bottom = elements.filter { $0.kind == "axis" }.map { $0.number("y2") }.max() ?? 0
        return ticks(
            {
                $0.attributes["text-anchor"] == "middle" && $0.kind == "label"
                    && $0.number("y") > bottom
            },
            at: { $0.number("x") },
            reading: reading
        )
    }

    /// Marks left of the plot: a text stands four pixels below its line.
    private func ticksOfY(_ reading: (String) -> Double?) -> [(value: Double, place: Double)] {
        let left = elements.filter { $0.kind == "axis" }.map { $0.number("x1") }.min() ?? 0
        return ticks(
            { $0.attributes["text-anchor"] == "end" && $0.number("x") == left - 6 },
            at: { $0.number("y") - 4 },
            reading: reading
        )
    }

    /// What a place along an axis stands for.
    ///
    /// Every mark must lie where the others say.
    private func reader(
        _ ticks: [(value: Double, place: Double)],
        _ scale: Scale
    ) throws -> (Double) -> Double {
        let first = try #require(ticks.first, "\(name) has marks")
        let last = try #require(ticks.last)
        try #require(first.value < last.value, "\(name) has two marks at least")
        let forth: (Double) -> Double = scale == .linear ? { $0 } : { log($0) }
        let back: (Double) -> Double = scale == .linear ? { $0 } : { exp($0) }
        let slope = (forth(last.value) - forth(first.value)) / (last.place - first.place)
        for tick in ticks {
            let place = first.place + (forth(tick.value) - forth(first.value)) / slope
            #expect(abs(place - tick.place) < 0.11, "\(name): the mark at \(tick.value)")
        }
        return { back(forth(first.value) + slope * ($0 - first.place)) }
    }

    // MARK: Lines

    struct Axes {
        let x: (Double) -> Double
        let y: (Double) -> Double
    }

    func axes(
        x: Scale = .linear,
        y: Scale = .linear,
        readingX: ((String) -> Double?)? = nil
    ) throws -> Axes {
        Axes(
            x: try reader(ticksOfX(readingX ?? Self.value), x),
            y: try reader(ticksOfY(Self.value), y)
        )
    }

    private func points(_ kind: String, _ axes: Axes) throws -> [(x: Double, y: Double)] {
        let path = elements.filter { $0.name == "path" && $0.kind == kind }
        #expect(path.count <= 1, "\(name) has one \(kind)")
        let text = path.first?.attributes["d"] ?? ""
        return text.matches(of: #/[ML]([0-9.]+) ([0-9.]+)/#).map {
            (axes.x(Double($0.output.1) ?? .nan), axes.y(Double($0.output.2) ?? .nan))
        }
    }

    /// A series' line, in the axes' values.
    func line(_ series: String? = nil, _ axes: Axes) throws -> [(x: Double, y: Double)] {
        try points("line " + colour(of: series), axes)
    }

    /// What a series with steps has at each place where a value begins.
    func steps(_ series: String? = nil, _ axes: Axes) throws -> [(x: Double, y: Double)] {
        let corners = try line(series, axes)
        // Between two values there is the corner at the later one's place.
        return corners.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    }

    /// A series' band: along its upper side, and back along its lower one.
    func band(
        _ series: String? = nil,
        _ axes: Axes
    ) throws -> [(x: Double, low: Double, high: Double)] {
        let outline = try points("band " + colour(of: series), axes)
        let half = outline.count / 2
        #expect(outline.count == 2 * half)
        return zip(outline.prefix(half), outline.suffix(half).reversed()).map { upper, lower in
            (upper.x, lower.y, upper.y)
        }
    }

    /// Lines across the plot, with what stands beside them.
    func marks(_ axes: Axes) -> [String: Double] {
        var marks: [String: Double] = [:]
        for (line, label) in zip(elements, elements.dropFirst())
        where line.kind == "mark" && label.kind == "tiny" {
            marks[label.text] = axes.x(line.number("x1"))
        }
        return marks
    }

    /// A shaded stretch.
    func shade(_ axes: Axes) -> ClosedRange<Double>? {
        elements.first { $0.kind == "span" }.map { span in
            let start = span.number("x")
            return axes.x(start)...axes.x(start + span.number("width"))
        }
    }

    /// What stands along the axes.
    var axisNames: [String] { elements.filter { $0.kind == "name" }.map(\.text) }

    // MARK: Bars with bounds

    struct Bar {
        let value: Double?
        let low: Double?
        let high: Double?
        let note: String
    }

    /// Rows from above, by name.
    func bars() throws -> [(name: String, bar: Bar)] {
        let share = try reader(
            ticks(
                { $0.attributes["text-anchor"] == "middle" },
                at: { $0.number("x") },
                reading: Self.value
            ),
            .linear
        )
        let texts = elements.filter { $0.name == "text" && $0.attributes["text-anchor"] == "end" }
        let right = texts.map { $0.number("x") }.max() ?? 0
        return texts.filter { $0.number("x") < right }.map { label in
            let line = label.number("y")
            func isHere(_ place: Double) -> Bool { abs(place - line) < 11 }
            let bar = elements.first { $0.kind == "fill c0" && isHere($0.number("y") + 10) }
            // The whisker along the row; those at its ends stand upright.
            let whisker = elements.first {
                $0.kind == "whisker" && $0.number("y1") == $0.number("y2")
                    && isHere($0.number("y1") + 4)
            }
            let note = texts.first { $0.number("x") == right && $0.number("y") == line }
            return (
                label.text,
                Bar(
                    value: bar.map { share($0.number("x") + $0.number("width")) },
                    low: whisker.map { share($0.number("x1")) },
                    high: whisker.map { share($0.number("x2")) },
                    note: note?.text ?? ""
                )
            )
        }
    }

    // MARK: Stacks, lanes, grids, maps

    /// Counts by bin and kind, as heights and colours show them.
    func stacks(bins: Int, _ kinds: [String]) throws -> [[Int]] {
        let count = try reader(ticksOfY(Self.value), .linear)
        let frame = try #require(
            elements.first { $0.kind == "axis" && $0.number("x2") - $0.number("x1") > 100 }
        )
        let (left, right) = (frame.number("x1"), frame.number("x2"))
        let colours = legend.filter { $0.value != "span" }
        #expect(colours.count == kinds.count, "\(name): \(colours)")
        var stacks = [[Int]](repeating: [Int](repeating: 0, count: kinds.count), count: bins)
        for (kind, name) in kinds.enumerated() {
            let colour = try #require(colours[name], "\(self.name) has no \(name)")
            for bar in elements where bar.kind == "fill \(colour)" && bar.number("width") != 10 {
                let bin = ((bar.number("x") - left) / (right - left) * Double(bins)).rounded()
                let (top, height) = (bar.number("y"), bar.number("height"))
                stacks[Int(bin)][kind] += Int((count(top) - count(top + height)).rounded())
            }
        }
        return stacks
    }

    /// Dots by the lane's name and note: where along the axis, and of which kind.
    func lanes(
        _ kinds: [String]
    ) throws -> [(name: String, note: String, marks: [(x: Double, kind: String)])] {
        let x = try reader(ticksOfX(Self.value), .linear)
        let names = Dictionary(uniqueKeysWithValues: legend.map { ($1, $0) })
        #expect(names.count == kinds.count)
        let texts = elements.filter { $0.name == "text" && $0.attributes["text-anchor"] == "end" }
        let right = texts.map { $0.number("x") }.max() ?? 0
        return texts.filter { $0.number("x") < right }.map { label in
            let line = label.number("y") - 4
            let note = texts.first {
                $0.number("x") == right && $0.number("y") == label.number("y")
            }
            let dots = elements.filter { $0.name == "circle" && $0.number("cy") == line }
            return (
                label.text, note?.text ?? "",
                dots.map { dot in
                    let colour = dot.kind.split(separator: " ").last.map(String.init) ?? ""
                    return (x(dot.number("cx")), names[colour] ?? colour)
                }
            )
        }
    }

    /// Shares by row and column, as the grid's shades show them.
    func grid() -> [String: [String: Double]] {
        var grid: [String: [String: Double]] = [:]
        for cell in elements where cell.kind == "heat" {
            let label = elements.first {
                $0.attributes["text-anchor"] == "end"
                    && abs($0.number("y") - cell.number("y") - 14) < 1
            }
            let column = elements.first {
                $0.number("y") == 16
                    && abs($0.number("x") - cell.number("x") - cell.number("width") / 2) < 1
            }
            grid[label?.text ?? "", default: [:]][column?.text ?? ""] = cell.number("fill-opacity")
        }
        return grid
    }

    /// Dots by the net of meridians and parallels beneath them: degrees north, east, and whose.
    func places() throws -> [(latitude: Double, longitude: Double, kind: String, tip: String)] {
        let lines = elements.filter { $0.name == "line" }
        let meridians = lines.filter { $0.number("x1") == $0.number("x2") }.map { $0.number("x1") }
        let parallels = lines.filter { $0.number("y1") == $0.number("y2") }.map { $0.number("y1") }
        let equator = try #require(lines.first { $0.kind == "axis" }).number("y1")
        let (west, east) = (meridians.min() ?? 0, meridians.max() ?? 0)
        // Parallels from 45° south to 60° north.
        let perDegree = ((parallels.max() ?? 0) - (parallels.min() ?? 0)) / 105
        let names = Dictionary(uniqueKeysWithValues: legend.map { ($1, $0) })
        return elements.filter { $0.name == "circle" }.map { dot in
            let colour = dot.kind.split(separator: " ").last.map(String.init) ?? ""
            return (
                (equator - dot.number("cy")) / perDegree,
                -180 + 360 * (dot.number("cx") - west) / (east - west),
                names[colour] ?? colour, dot.text
            )
        }
    }
}

private final class SVGReader: NSObject, XMLParserDelegate {
    private(set) var elements: [DrawnChart.Element] = []
    /// Open elements, by their place in `elements`; `nil` for titles.
    private var open: [Int?] = []

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        if name == "title" || name == "desc" { return open.append(nil) }
        elements.append(DrawnChart.Element(name: name, attributes: attributes))
        open.append(elements.count - 1)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        // A title's text is what its element tells; the chart's own are left out.
        if let place = open.last(where: { $0 != nil }) ?? nil, elements[place].name != "svg" {
            elements[place].text += text
        }
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        open.removeLast()
    }
}

/// Expects points one by one, within what a tenth of a pixel stands for.
func expectEqual(
    _ drawn: [(x: Double, y: Double)],
    _ wanted: [(x: Double, y: Double)],
    within tolerance: (x: Double, y: Double),
    _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard drawn.count == wanted.count else {
        Issue.record(
            "\(what): \(drawn.count) points, not \(wanted.count)",
            sourceLocation: sourceLocation
        )
        return
    }
    for (place, (drawn, wanted)) in zip(drawn, wanted).enumerated()
    where abs(drawn.x - wanted.x) > tolerance.x || abs(drawn.y - wanted.y) > tolerance.y {
        Issue.record(
            "\(what), point \(place): (\(drawn.x), \(drawn.y)), not (\(wanted.x), \(wanted.y))",
            sourceLocation: sourceLocation
        )
        return
    }
}
