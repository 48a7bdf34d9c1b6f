import Figures

/// A requirement on one metric of a run, such as `fraud.precision.block >= 0.95 with 95% confidence`.
package struct GateExpression: Hashable, Sendable {
    package enum Comparison: String, Hashable, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case equal = "=="
        case different = "!="
        case above = ">"
        case below = "<"
    }

    /// The metric's path, as in `summary.json`, with the part of it that is judged where not all of it
    /// is: `fraud.recall.sms_verify{attack=reseller}`.
    package let metric: String
    package let comparison: Comparison
    /// In the metric's unit: milliseconds for latencies, 0...1 for shares.
    package let threshold: Double
    /// In 0.5...0.999; `nil` where the observed value itself is judged.
    package let confidence: Double?
    /// How many observations are enough to judge by; `nil` where whatever there is will do.
    package let enough: Int?
    /// The metric's.
    package let unit: MetricUnit
    /// Whether it only warns: it never fails a run.
    package var warns = false
    /// What the story wants, beside what is required.
    package var wish: Wish?

    /// A requirement that is hoped for, and fails nothing.
    package struct Wish: Hashable, Sendable {
        package let comparison: Comparison
        package let threshold: Double
    }

    /// Whether more is better.
    package var wantsMore: Bool { comparison == .atLeast || comparison == .above }

    /// Whether it has a better side at all.
    package var hasDirection: Bool { comparison != .equal && comparison != .different }

    /// Reads an expression.
    ///
    /// - Parameters:
    ///   - text: Metric, where a part of it is meant `{attack=reseller}`, comparison, number with an
    ///     optional unit, where bounds are to be judged `with 95% confidence`, and where few observations
    ///     say nothing `when n >= 5`.
    ///   - place: Where the text stands, such as `gates[2]`; messages begin with it.
    ///   - metrics: The metrics that there will be, with their units.
    /// - Returns: The expression, its numbers in the metric's unit.
    /// - Throws: The first problem from the left.
    package static func parse(
        _ text: String,
        at place: String? = nil,
        among metrics: MetricNames
    ) throws(GateSyntaxError) -> GateExpression {
        var parser = GateExpressionParser(text, place: place)
        return try parser.expression(among: metrics)
    }

    /// Reads a wish about the same metric, such as `<= 2`.
    ///
    /// - Throws: The first problem from the left.
    package func wish(
        _ text: String,
        at place: String? = nil
    ) throws(GateSyntaxError) -> Wish {
        var parser = GateExpressionParser(text, place: place)
        return try parser.wish(in: unit)
    }

    /// What is required, without the metric, in one spelling: `>= 0.95 with 95% confidence`.
    package var requirement: String {
        let clause = confidence.map { " with \(wholePercent($0)) confidence" } ?? ""
        let condition = enough.map { " when n >= \($0)" } ?? ""
        return "\(comparison.rawValue) \(unit.exactText(threshold))\(clause)\(condition)"
    }
}

extension GateExpression {
    /// A gate's text with this expression's comparison and threshold in the place of its own; the unit
    /// that it was written in is kept.
    ///
    /// - `text`: What an expression about the same metric was read from.
    package func rewriting(_ text: String) -> String {
        let pattern =
            /(?<sign>[<>=!]+)(?<gap>\s*)(?<number>-?[0-9.]+)(?<space>\s*)(?<unit>%|ms|s|min|h)?(?=\s|$)/
        guard let match = text.firstMatch(of: pattern) else { return description }
        let written = unit.text(threshold, in: match.unit.map(String.init) ?? "")
        let space = match.unit == nil ? "" : match.space
        let tail = match.unit == nil ? match.space : ""
        return text[..<match.range.lowerBound] + comparison.rawValue + match.gap + written.number
            + space + written.unit + tail + text[match.range.upperBound...]
    }
}

extension GateExpression: CustomStringConvertible {
    package var description: String { "\(metric) \(requirement)" }
}

/// `95%` for 0.95.
private func wholePercent(_ share: Double) -> String { plainDecimal(share * 100) + "%" }
