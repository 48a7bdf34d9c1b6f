import Figures

/// What a metric's number counts.
package enum MetricUnit: Hashable, Sendable {
    /// Latencies; other units of time convert to it.
    case milliseconds
    /// Shares, areas and scores in 0...1; percentages convert to it.
    case share
    /// Counts and costs, which take no unit.
    case plain

    /// As the reference of metrics has it.
    package var name: String {
        switch self {
        case .milliseconds: "ms"
        case .share: "0 to 1"
        case .plain: "count"
        }
    }

    /// A value of this unit, to six decimals.
    func text(_ value: Double) -> String {
        self == .milliseconds ? plainDecimal(value) + " ms" : plainDecimal(value)
    }

    /// A value as it was asked for, every digit kept.
    func exactText(_ value: Double) -> String {
        let short = plainDecimal(value)
        let number = Double(short) == value ? short : Self.everyDigit(of: value)
        return self == .milliseconds ? number + " ms" : number
    }

    /// The shortest decimal without an exponent that is read as this value again.
    private static func everyDigit(of value: Double) -> String {
        let parts = "\(value)".split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(value)" }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let digits = parts[0].filter(\.isNumber)
        let whole = parts[0].drop { $0 == "-" }.prefix { $0 != "." }.count
        let place = whole + exponent
        if place <= 0 { return sign + "0." + String(repeating: "0", count: -place) + digits }
        if place >= digits.count {
            return sign + digits + String(repeating: "0", count: place - digits.count)
        }
        return sign + digits.prefix(place) + "." + digits.dropFirst(place)
    }

    /// A value as it is written in a unit that `accepted` names.
    func text(_ value: Double, in suffix: String) -> (number: String, unit: String) {
        let scaled: Double =
            switch suffix {
            case "%": value * 100
            case "s": value / 1_000
            case "min": value / 60_000
            case "h": value / 3_600_000
            default: value
            }
        return (plainDecimal(scaled), suffix)
    }

    /// What its values can be.
    var range: ClosedRange<Double> {
        self == .share ? 0...1 : 0...Double.greatestFiniteMagnitude
    }

    /// The units that may follow a number, as a message lists them.
    var accepted: String {
        switch self {
        case .milliseconds: "ms, s, min or h"
        case .share: "% or no unit"
        case .plain: "no unit, as this metric has none"
        }
    }

    var exampleNumber: String {
        switch self {
        case .milliseconds: "250 or 250 ms"
        case .share: "0.95 or 95%"
        case .plain: "0 or 12"
        }
    }

    /// A decimal number and its unit as a value of this unit; `nil` if the unit does not fit.
    ///
    /// Powers of ten shift the decimal point before the text becomes binary, so that 99.9% is the
    /// same number as 0.999.
    func value(of number: String, unit: String) -> Double? {
        switch (self, unit) {
        case (_, ""), (.milliseconds, "ms"): Double(number)
        case (.milliseconds, "s"): Double(number + "e3")
        case (.milliseconds, "min"): Double(number + "e4").map { $0 * 6 }
        case (.milliseconds, "h"): Double(number + "e5").map { $0 * 36 }
        case (.share, "%"): Double(number + "e-2")
        default: nil
        }
    }
}
