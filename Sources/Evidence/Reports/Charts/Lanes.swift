import Figures

/// Things that happened in several lanes over a common time, one lane below the other.
package struct Lanes: Sendable {
    package struct Mark: Sendable {
        /// In the units of the axis.
        package let x: Double
        /// Position in `kinds`.
        package let kind: Int

        package init(x: Double, kind: Int) {
            self.x = x
            self.kind = kind
        }
    }

    package let title: String
    package let description: String
    package let x: Axis
    package let kinds: [String]
    /// The kinds' colours, by number.
    package let colours: [Int]
    /// Each with a remark at its end, and its marks in order.
    package let lanes: [(name: String, note: String, marks: [Mark])]

    package init(
        _ title: String,
        _ description: String,
        x: Axis,
        kinds: [String],
        colours: [Int]? = nil,
        _ lanes: [(name: String, note: String, marks: [Mark])]
    ) {
        self.title = title
        self.description = description
        self.x = x
        self.kinds = kinds
        self.colours = colours ?? Array(kinds.indices)
        self.lanes = lanes
    }

    package func svg(name: String) -> String {
        let (left, right, line) = (210.0, 90.0, 16.0)
        var svg = SVG(width: 980, height: 82 + line * Double(lanes.count))
        let plot = Plot(
            left: left,
            top: 30,
            width: svg.width - left - right,
            height: line * Double(lanes.count),
            x: x,
            y: Axis("", 0...1, ticks: [])
        )
        plot.drawFrame(in: &svg)
        for (number, lane) in lanes.enumerated() {
            let y = plot.top + line * (Double(number) + 0.5)
            svg.label(lane.name, at: Point(left - 8, y + 4), anchor: .end)
            svg.label(lane.note, at: Point(svg.width, y + 4), anchor: .end)
            guard let first = lane.marks.first, let last = lane.marks.last else { continue }
            svg.line(
                Point(plot.point(first.x, 0).x, y),
                Point(plot.point(last.x, 0).x, y),
                class: "axis"
            )
            for mark in lane.marks {
                svg.circle(
                    Point(plot.point(mark.x, 0).x, y),
                    radius: 3.5,
                    class: "dot c\(colours[mark.kind])",
                    tip: kinds[mark.kind]
                )
            }
        }
        Legend(kinds, colours: colours).draw(in: &svg, at: Point(left, 14))
        return svg.text(name: name, title: title, description: description)
    }
}
