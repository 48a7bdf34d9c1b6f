import Figures
import Foundation

/// What lies along one side of a chart.
package struct Axis: Sendable {
    package enum Scale: Sendable { case linear, logarithmic }

    package let name: String
    package let range: ClosedRange<Double>
    package let scale: Scale
    /// Where there is a mark, and what it says.
    package let ticks: [(value: Double, text: String)]
    /// What a tick is besides, below it: a day's date.
    package let notes: [String]

    /// - `range`: Above zero where the scale is logarithmic; widened where it is empty.
    package init(
        _ name: String,
        _ range: ClosedRange<Double>,
        _ scale: Scale = .linear,
        ticks: [(value: Double, text: String)],
        notes: [String] = []
    ) {
        precondition(notes.isEmpty || notes.count == ticks.count, "a note for each tick")
        precondition(scale == .linear || range.lowerBound > 0, "a logarithm of \(range)")
        self.name = name
        self.range =
            range.lowerBound < range.upperBound ? range : range.lowerBound...(range.lowerBound + 1)
        self.scale = scale
        self.ticks = ticks
        self.notes = notes
    }

    /// A share, from none to all, or to the next tenth above the largest.
    package static func share(_ name: String, to largest: Double = 1) -> Axis {
        let tenths = min(10, max(1, Int((largest * 10).rounded(.up))))
        let step = tenths > 5 ? 2 : 1
        return Axis(
            name,
            0...Double(tenths) / 10,
            ticks: stride(from: 0, through: tenths, by: step).map {
                (Double($0) / 10, "\($0 * 10)%")
            }
        )
    }

    /// Counts from nought to the largest.
    package static func count(_ name: String, to largest: Double) -> Axis {
        let step = roundStep(max(1, largest) / 4, least: 1)
        let top = (max(1, largest) / step).rounded(.up) * step
        return Axis(
            name,
            0...top,
            ticks: stride(from: 0, through: top + step / 2, by: step)
                .map { ($0, plainDecimal($0.rounded())) }
        )
    }

    /// 1, 2 or 5 times a power of ten, as near above as may be.
    static func roundStep(_ wanted: Double, least: Double) -> Double {
        var power = 1.0
        while power * 10 <= wanted { power *= 10 }
        for factor in [1.0, 2, 5, 10] where factor * power >= wanted {
            return max(least, factor * power)
        }
        return max(least, 10 * power)
    }

    /// Where a value lies between both ends, 0...1.
    func place(of value: Double) -> Double {
        let value = min(max(value, range.lowerBound), range.upperBound)
        switch scale {
        case .linear:
            return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        case .logarithmic:
            return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
        }
    }
}

/// Where a chart's data lie within its picture.
struct Plot {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    let x: Axis
    let y: Axis

    func point(_ x: Double, _ y: Double) -> Point {
        Point(left + width * self.x.place(of: x), top + height * (1 - self.y.place(of: y)))
    }

    /// Marks, their lines and the axes' names.
    func drawFrame(in svg: inout SVG) {
        for tick in y.ticks where y.range.contains(tick.value) {
            let height = point(x.range.lowerBound, tick.value).y
            svg.line(Point(left, height), Point(left + width, height), class: "grid")
            svg.label(tick.text, at: Point(left - 6, height + 4), anchor: .end)
        }
        let bottom = top + height
        var noted = -Double.infinity
        for (number, tick) in x.ticks.enumerated() where x.range.contains(tick.value) {
            let place = point(tick.value, y.range.lowerBound).x
            svg.line(Point(place, bottom), Point(place, bottom + 4), class: "axis")
            svg.label(tick.text, at: Point(place, bottom + 18), anchor: .middle)
            guard x.notes.indices.contains(number), place - noted > 44 else { continue }
            noted = place
            svg.label(
                x.notes[number],
                at: Point(place, bottom + 29),
                anchor: .middle,
                class: "tiny"
            )
        }
        svg.line(Point(left, bottom), Point(left + width, bottom), class: "axis")
        svg.label(
            x.name,
            at: Point(left + width / 2, bottom + (x.notes.isEmpty ? 36 : 43)),
            anchor: .middle,
            class: "name"
        )
        svg.label(y.name, at: Point(left, top - 8), class: "name")
    }
}
