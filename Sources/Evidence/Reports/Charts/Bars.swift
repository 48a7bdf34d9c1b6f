import Figures

/// Shares with bounds, one below the other.
package struct ShareBars: Sendable {
    package struct Row: Sendable {
        package let name: String
        /// In 0...1; `nil` where there is nothing to reckon it from.
        package let value: Double?
        package let low: Double?
        package let high: Double?
        /// At the row's end.
        package let note: String

        package init(_ name: String, _ value: Double?, low: Double?, high: Double?, note: String) {
            self.name = name
            self.value = value
            self.low = low
            self.high = high
            self.note = note
        }
    }

    package let title: String
    package let description: String
    package let rows: [Row]

    package init(_ title: String, _ description: String, _ rows: [Row]) {
        self.title = title
        self.description = description
        self.rows = rows
    }

    package func svg(name: String) -> String {
        let (left, right, line) = (150.0, 60.0, 22.0)
        var svg = SVG(width: 480, height: 28 + line * Double(rows.count))
        let width = svg.width - left - right
        for percent in stride(from: 0, through: 100, by: 25) {
            let x = left + width * Double(percent) / 100
            svg.line(Point(x, 20), Point(x, svg.height - 6), class: "grid")
            svg.label("\(percent)%", at: Point(x, 14), anchor: .middle)
        }
        for (number, row) in rows.enumerated() {
            let y = 24 + line * Double(number)
            svg.label(row.name, at: Point(left - 8, y + 14), anchor: .end)
            if let value = row.value {
                svg.rectangle(
                    Point(left, y + 4),
                    width: width * value,
                    height: 12,
                    class: "fill c0",
                    tip: "\(row.name): \(shortPercent(value))"
                )
            }
            if let low = row.low, let high = row.high {
                let (start, end) = (left + width * low, left + width * high)
                svg.line(Point(start, y + 10), Point(end, y + 10), class: "whisker")
                for x in [start, end] {
                    svg.line(Point(x, y + 6), Point(x, y + 14), class: "whisker")
                }
            }
            svg.label(row.note, at: Point(svg.width, y + 14), anchor: .end)
        }
        return svg.text(name: name, title: title, description: description)
    }
}

/// Counts over time, one kind on top of the other, with spans behind them.
package struct TimeBars: Sendable {
    package struct Span: Sendable {
        package let name: String
        /// In the units of the axis.
        package let start: Double
        package let end: Double

        package init(_ name: String, from start: Double, to end: Double) {
            self.name = name
            self.start = start
            self.end = end
        }
    }

    package let title: String
    package let description: String
    package let x: Axis
    package let kinds: [String]
    /// The kinds' colours, by number.
    package let colours: [Int]
    /// By bin, then by kind; bins share the axis evenly.
    package let counts: [[Int]]
    package let spans: [Span]
    package let unit: String

    package init(
        _ title: String,
        _ description: String,
        x: Axis,
        kinds: [String],
        colours: [Int]? = nil,
        counts: [[Int]],
        spans: [Span] = [],
        unit: String
    ) {
        self.title = title
        self.description = description
        self.x = x
        self.kinds = kinds
        self.colours = colours ?? Array(kinds.indices)
        self.counts = counts
        self.spans = spans
        self.unit = unit
    }

    package func svg(name: String) -> String {
        var svg = SVG(width: 980, height: 240)
        let most = counts.map { $0.reduce(0, +) }.max() ?? 0
        let plot = Plot(
            left: 52,
            top: 44,
            width: 912,
            height: 150,
            x: x,
            y: .count(unit, to: Double(most))
        )
        for span in spans {
            let (start, end) = (plot.point(span.start, 0).x, plot.point(span.end, 0).x)
            svg.rectangle(
                Point(start, plot.top),
                width: max(2, end - start),
                height: plot.height,
                class: "span",
                tip: span.name
            )
        }
        plot.drawFrame(in: &svg)
        let width = plot.width / Double(max(1, counts.count))
        for (bin, counts) in counts.enumerated() {
            var below = 0
            for (kind, count) in counts.enumerated() where count > 0 {
                let (low, high) = (
                    plot.point(0, Double(below)).y, plot.point(0, Double(below + count)).y
                )
                svg.rectangle(
                    Point(plot.left + width * Double(bin), high),
                    width: max(0.5, width - 0.5),
                    height: low - high,
                    class: "fill c\(colours[kind])",
                    tip: "\(kinds[kind]): \(count)"
                )
                below += count
            }
        }
        Legend(kinds, colours: colours, shade: spans.isEmpty ? nil : "a fault")
            .draw(in: &svg, at: Point(52, 14))
        return svg.text(name: name, title: title, description: description)
    }
}

/// Shares in a grid, the darker the more.
package struct HeatMap: Sendable {
    package let title: String
    package let description: String
    package let columns: [String]
    /// Each with a count for each column.
    package let rows: [(name: String, counts: [Int])]

    package init(
        _ title: String,
        _ description: String,
        columns: [String],
        rows: [(name: String, counts: [Int])]
    ) {
        precondition(rows.allSatisfy { $0.counts.count == columns.count }, "a count a column")
        self.title = title
        self.description = description
        self.columns = columns
        self.rows = rows
    }

    package func svg(name: String) -> String {
        let (left, line) = (160.0, 24.0)
        var svg = SVG(width: 480, height: 30 + line * Double(rows.count))
        let width = (svg.width - left) / Double(max(1, columns.count))
        for (place, column) in columns.enumerated() {
            svg.label(column, at: Point(left + width * (Double(place) + 0.5), 16), anchor: .middle)
        }
        for (number, row) in rows.enumerated() {
            let y = 24 + line * Double(number)
            let all = row.counts.reduce(0, +)
            svg.label(row.name, at: Point(left - 8, y + 15), anchor: .end)
            for (place, count) in row.counts.enumerated() {
                let share = all == 0 ? 0 : Double(count) / Double(all)
                let corner = Point(left + width * Double(place) + 1, y + 1)
                svg.rectangle(
                    corner,
                    width: width - 2,
                    height: line - 2,
                    class: "heat",
                    opacity: share,
                    tip: "\(row.name), \(columns[place]): \(count) of \(all)"
                )
                svg.label(
                    all == 0 ? "–" : shortPercent(share),
                    at: Point(corner.x + width / 2 - 1, y + 15),
                    anchor: .middle,
                    class: share > 0.55 ? "label onheat" : "label"
                )
            }
        }
        return svg.text(name: name, title: title, description: description)
    }
}

/// A share in whole per cent, or in tenths where it is small: what a cell has room for.
private func shortPercent(_ share: Double) -> String {
    share < 0.1 ? percentText(share) : plainDecimal((share * 100).rounded()) + "%"
}
