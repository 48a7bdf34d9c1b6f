import Figures

/// Where on earth things were, as dots on a plain map with coastlines: degrees east to the right, degrees
/// north up.
package struct DotMap: Sendable {
    package struct Dot: Sendable {
        package let latitude: Double
        package let longitude: Double
        package let count: Int
        /// Position in `kinds`.
        package let kind: Int

        package init(latitude: Double, longitude: Double, count: Int, kind: Int) {
            self.latitude = latitude
            self.longitude = longitude
            self.count = count
            self.kind = kind
        }
    }

    package let title: String
    package let description: String
    package let kinds: [String]
    package let dots: [Dot]

    package init(_ title: String, _ description: String, kinds: [String], _ dots: [Dot]) {
        self.title = title
        self.description = description
        self.kinds = kinds
        self.dots = dots
    }

    /// The part of the earth on which people live.
    private static let (south, north) = (-58.0, 74.0)

    package func svg(name: String) -> String {
        var svg = SVG(width: 980, height: 404)
        let plot = Plot(
            left: 8,
            top: 28,
            width: 964,
            height: 368,
            x: Axis("", -180...180, ticks: []),
            y: Axis("", Self.south...Self.north, ticks: [])
        )
        for ring in Coastlines.rings
        where ring.contains(where: { $0.latitude < Self.north }) {
            svg.path(
                ring.map { plot.point($0.longitude, $0.latitude) },
                class: "coast",
                isClosed: true
            )
        }
        for longitude in stride(from: -180.0, through: 180, by: 30) {
            svg.line(
                plot.point(longitude, Self.south),
                plot.point(longitude, Self.north),
                class: "grid"
            )
        }
        for latitude in stride(from: -45.0, through: 60, by: 15) {
            let kind = latitude == 0 ? "axis" : "grid"
            svg.line(plot.point(-180, latitude), plot.point(180, latitude), class: kind)
        }
        let most = Double(max(1, dots.map(\.count).max() ?? 1))
        // The small ones lie on top.
        for dot in dots.sorted(by: { ($1.count, $0.kind) < ($0.count, $1.kind) })
        where (Self.south...Self.north).contains(dot.latitude) {
            let size = (Double(dot.count) / most).squareRoot()
            svg.circle(
                plot.point(dot.longitude, dot.latitude),
                radius: 1.5 + 10 * size,
                class: "dot c\(dot.kind)",
                tip: "\(kinds[dot.kind]): \(dot.count)"
            )
        }
        Legend(kinds).draw(in: &svg, at: Point(8, 14))
        return svg.text(name: name, title: title, description: description)
    }
}
