/// Lines over a common axis, each with its bounds where it has some.
package struct LineChart: Sendable {
    package struct Series: Sendable {
        package let name: String
        package let points: [(x: Double, y: Double)]
        /// Lower and upper bounds over the same places; empty for none.
        package let bounds: [(x: Double, low: Double, high: Double)]
        /// Whether values hold until the next one, as of a curve with steps.
        package let hasSteps: Bool

        package init(
            _ name: String,
            _ points: [(x: Double, y: Double)],
            bounds: [(x: Double, low: Double, high: Double)] = [],
            hasSteps: Bool = false
        ) {
            self.name = name
            self.points = points
            self.bounds = bounds
            self.hasSteps = hasSteps
        }
    }

    package let title: String
    /// What there is to see, in a sentence.
    package let description: String
    package let x: Axis
    package let y: Axis
    package let series: [Series]
    /// Values along `x` that deserve a line across, with what they are.
    package let marks: [(x: Double, text: String)]
    /// A stretch of `x` that is shaded.
    package let shade: ClosedRange<Double>?

    package init(
        _ title: String,
        _ description: String,
        x: Axis,
        y: Axis,
        _ series: [Series],
        marks: [(x: Double, text: String)] = [],
        shade: ClosedRange<Double>? = nil
    ) {
        self.title = title
        self.description = description
        self.x = x
        self.y = y
        self.series = series
        self.marks = marks
        self.shade = shade
    }

    package func svg(name: String) -> String {
        var svg = SVG(width: 480, height: 300)
        let plot = Plot(left: 52, top: 44, width: 412, height: 208, x: x, y: y)
        if let shade {
            let (start, end) = (
                plot.point(shade.lowerBound, 0).x, plot.point(shade.upperBound, 0).x
            )
            svg.rectangle(
                Point(start, plot.top),
                width: max(2, end - start),
                height: plot.height,
                class: "span"
            )
        }
        plot.drawFrame(in: &svg)
        // Labels of lines that lie near each other go one below the other.
        var (row, lastEnd) = (0, -Double.infinity)
        for mark in marks.sorted(by: { $0.x < $1.x }) where x.range.contains(mark.x) {
            let (top, bottom) = (
                plot.point(mark.x, y.range.upperBound), plot.point(mark.x, y.range.lowerBound)
            )
            svg.line(top, bottom, class: "mark")
            let isAtEnd = top.x > plot.left + plot.width * 0.9
            let width = 5.4 * Double(mark.text.count)
            let start = isAtEnd ? top.x - 3 - width : top.x + 3
            row = start < lastEnd + 4 ? row + 1 : 0
            lastEnd = max(lastEnd, start + width)
            svg.label(
                mark.text,
                at: Point(top.x + (isAtEnd ? -3 : 3), top.y + 10 + 11 * Double(row)),
                anchor: isAtEnd ? .end : .start,
                class: "tiny"
            )
        }
        for (number, series) in series.enumerated() where !series.bounds.isEmpty {
            let upper = series.bounds.map { plot.point($0.x, $0.high) }
            let lower = series.bounds.reversed().map { plot.point($0.x, $0.low) }
            svg.path(upper + lower, class: "band c\(number)", isClosed: true)
        }
        for (number, series) in series.enumerated() {
            svg.path(outline(of: series, in: plot), class: "line c\(number)")
        }
        Legend(series.map(\.name)).draw(in: &svg, at: Point(52, 14))
        return svg.text(name: name, title: title, description: description)
    }

    private func outline(of series: Series, in plot: Plot) -> [Point] {
        guard series.hasSteps else { return series.points.map { plot.point($0.x, $0.y) } }
        var points: [Point] = []
        for point in series.points {
            let place = plot.point(point.x, point.y)
            if let last = points.last { points.append(Point(place.x, last.y)) }
            points.append(place)
        }
        return points
    }
}

/// Names beside their colours, in a row.
struct Legend {
    private let names: [String]
    private let colours: [Int]
    private let shade: String?

    /// - Parameters:
    ///   - names: One is its chart's, and is not told.
    ///   - colours: Their numbers; in order where none are given.
    ///   - shade: What a shaded stretch is; `nil` where there is none.
    init(_ names: [String], colours: [Int]? = nil, shade: String? = nil) {
        self.names = names
        self.colours = colours ?? Array(names.indices)
        self.shade = shade
    }

    func draw(in svg: inout SVG, at start: Point) {
        var entries = names.count > 1 ? zip(names, colours).map { ($0, "fill c\($1)") } : []
        if let shade { entries.append((shade, "span")) }
        var x = start.x
        for (name, colour) in entries {
            svg.rectangle(Point(x, start.y - 8), width: 10, height: 10, class: colour)
            svg.label(name, at: Point(x + 14, start.y + 1))
            // Letters are about so wide: nothing here can measure them.
            x += 26 + 6.4 * Double(name.count)
        }
    }
}
