import Domain

/// So many within a time: `20/s`, `1/min`, `0.5/h`.
package struct Rate: Hashable, Sendable {
    package enum Unit: String, Sendable, CaseIterable {
        case second = "s"
        case minute = "min"
        case hour = "h"

        package var length: Duration {
            switch self {
            case .second: .seconds(1)
            case .minute: .minutes(1)
            case .hour: .hours(1)
            }
        }
    }

    /// Above 0.
    package var amount: Double
    package var unit: Unit

    package init(_ amount: Double, per unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    package var perSecond: Double { amount / (Double(unit.length.microseconds) / 1_000_000) }

    /// The rate as a limit: at most `count` within any stretch of `length`.
    ///
    /// A rate that is no whole number is one within so much longer, or shorter.
    package var window: (count: Int, length: Duration) {
        if let whole = Int(exactly: amount) { return (whole, unit.length) }
        return (1, .microseconds(Int64((Double(unit.length.microseconds) / amount).rounded(.up))))
    }

    /// As a scenario writes it.
    package var text: String { "\(Quantities.text(number: amount))/\(unit.rawValue)" }
}
