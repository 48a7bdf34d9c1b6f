import Figures

/// A picture in the making, as SVG that stands in a page.
///
/// Written by hand: it is a dozen elements, and their bytes must not change with a library. Colours are
/// the page's: classes and custom properties, so that one picture serves light, dark and print.
struct SVG {
    let width: Double
    let height: Double
    private var body = ""

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The whole picture.
    ///
    /// - `name`: Unlike every other picture's in the page: letters, digits and hyphens.
    /// - `title`, `description`: For those who cannot see it.
    func text(name: String, title: String, description: String) -> String {
        """
        <svg class="chart" viewBox="0 0 \(Self.px(width)) \(Self.px(height))" role="img" \
        aria-labelledby="\(name)-title \(name)-desc"><title id="\(name)-title">\
        \(title.escapedForMarkup)</title><desc id="\(name)-desc">\(description.escapedForMarkup)</desc>\
        \(body)</svg>
        """
    }

    /// A length with at most one digit after its point.
    static func px(_ value: Double) -> String { plainDecimal((value * 10).rounded() / 10) }

    /// What hovering over an element tells.
    private static func tip(_ text: String?) -> String {
        text.map { "<title>\($0.escapedForMarkup)</title>" } ?? ""
    }

    mutating func line(_ start: Point, _ end: Point, class kind: String) {
        body += "<line class=\"\(kind)\" x1=\"\(Self.px(start.x))\" y1=\"\(Self.px(start.y))\" "
        body += "x2=\"\(Self.px(end.x))\" y2=\"\(Self.px(end.y))\"/>"
    }

    mutating func rectangle(
        _ corner: Point,
        width: Double,
        height: Double,
        class kind: String,
        opacity: Double? = nil,
        tip: String? = nil
    ) {
        body += "<rect class=\"\(kind)\" x=\"\(Self.px(corner.x))\" y=\"\(Self.px(corner.y))\" "
        body += "width=\"\(Self.px(width))\" height=\"\(Self.px(height))\""
        if let opacity {
            body += " fill-opacity=\"\(plainDecimal((opacity * 100).rounded() / 100))\""
        }
        body += tip == nil ? "/>" : ">\(Self.tip(tip))</rect>"
    }

    mutating func circle(_ centre: Point, radius: Double, class kind: String, tip: String? = nil) {
        body += "<circle class=\"\(kind)\" cx=\"\(Self.px(centre.x))\" cy=\"\(Self.px(centre.y))\" "
        body += "r=\"\(Self.px(radius))\"" + (tip == nil ? "/>" : ">\(Self.tip(tip))</circle>")
    }

    /// A line through points, or the area that they enclose.
    mutating func path(_ points: [Point], class kind: String, isClosed: Bool = false) {
        guard let first = points.first else { return }
        body += "<path class=\"\(kind)\" d=\"M\(Self.px(first.x)) \(Self.px(first.y))"
        for point in points.dropFirst() { body += "L\(Self.px(point.x)) \(Self.px(point.y))" }
        body += isClosed ? "Z\"/>" : "\"/>"
    }

    enum Anchor: String { case start, middle, end }

    mutating func label(
        _ text: String,
        at point: Point,
        anchor: Anchor = .start,
        class kind: String = "label"
    ) {
        body += "<text class=\"\(kind)\" x=\"\(Self.px(point.x))\" y=\"\(Self.px(point.y))\" "
        body += "text-anchor=\"\(anchor.rawValue)\">\(text.escapedForMarkup)</text>"
    }
}

/// A place in a picture, from its upper left corner.
struct Point {
    let x: Double
    let y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}
