import Domain

/// Amounts as people write them in a scenario.
package enum Quantities {
    private static let units: [(name: String, microseconds: Int64)] = [
        ("weeks", 604_800_000_000), ("week", 604_800_000_000), ("days", 86_400_000_000),
        ("day", 86_400_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000),
        ("min", 60_000_000), ("s", 1_000_000), ("ms", 1_000),
    ]

    /// Longer durations are refused where they are read: sums of several stay far from what a
    /// number of microseconds holds.
    package static let longest = Duration.days(3_660)

    /// `90 s`, `45 min`, `2 h`, `30 days`, `6 weeks`, `250 ms`, `1 h 30 min`, each with an optional
    /// `+` in front; exact to the microsecond, and at most ten years.
    package static func duration(_ text: String) -> Duration? {
        var rest = Substring(text)[...]
        rest = rest.drop { $0 == " " || $0 == "+" }
        var total: Int64 = 0
        var count = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let amount = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let word = rest.prefix { $0.isASCII && $0.isLetter }
            guard let unit = units.first(where: { $0.name == word }) else { return nil }
            let length = (amount * Double(unit.microseconds)).rounded()
            guard length <= Double(longest.microseconds) else { return nil }
            total += Int64(length)
            guard total <= longest.microseconds else { return nil }
            rest = rest.dropFirst(word.count).drop { $0 == " " }
            count += 1
        }
        return count > 0 ? .microseconds(total) : nil
    }

    /// `2026-06-01T08:00:00Z`: a time with its zone, in a year from 2000 to 2199.
    package static func instant(_ text: String) -> Instant? {
        let time = text.dropFirst(10)
        guard time.hasSuffix("Z") || time.contains(where: { $0 == "+" || $0 == "-" }),
            let instant = Instant(iso8601: text),
            (2_000...2_199).contains(CivilTime(instant).year)
        else { return nil }
        return instant
    }

    /// `5%`, `5 %` or `0.05`: a share in 0...1.
    package static func share(_ text: String) -> Double? {
        let isPercent = text.hasSuffix("%")
        let number = isPercent ? text.dropLast().trimmingSuffix(while: { $0 == " " }) : text[...]
        guard let value = Double(number) else { return nil }
        let share = isPercent ? value / 100 : value
        return (0...1).contains(share) ? share : nil
    }

    /// `60/min` or `20/s`: a count, and the unit of time.
    package static func rate(_ text: String, per unit: String) -> Int? {
        guard text.hasSuffix("/" + unit) else { return nil }
        return Int(text.dropLast(unit.count + 1)).flatMap { $0 > 0 ? $0 : nil }
    }

    /// `20/s`, `1/min` or `0.5/h`: above nothing, at most a million.
    package static func rate(_ text: String) -> Rate? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let amount = Double(parts[0]), amount > 0, amount <= 1_000_000,
            let unit = Rate.Unit(rawValue: String(parts[1]))
        else { return nil }
        return Rate(amount, per: unit)
    }

    /// A number without what it does not need: `5`, `0.02`.
    package static func text(number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }

    /// A duration in the largest units that give whole numbers.
    package static func text(_ duration: Duration) -> String {
        var rest = duration.microseconds
        guard rest > 0 else { return "0 s" }
        var parts: [String] = []
        for (name, size) in [
            ("days", 86_400_000_000 as Int64), ("h", 3_600_000_000), ("min", 60_000_000),
            ("s", 1_000_000), ("ms", 1_000),
        ] where rest >= size {
            parts.append("\(rest / size) \(name)")
            rest %= size
        }
        if rest > 0 { parts.append("\(Double(rest) / 1_000) ms") }
        return parts.joined(separator: " ")
    }

    package static func text(share: Double) -> String {
        let tenThousandths = Int((share * 1_000_000).rounded())
        let (whole, fraction) = tenThousandths.quotientAndRemainder(dividingBy: 10_000)
        guard fraction > 0 else { return "\(whole)%" }
        var digits = String(10_000 + fraction).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        return "\(whole).\(digits)%"
    }
}

extension Quantities {
    /// A text as YAML, between double quotes; what cannot be seen is escaped.
    package static func quoted(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case "\t": escaped += "\\t"
            default:
                if scalar.isUnseen {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    escaped +=
                        (width == 8 ? "\\U" : "\\u")
                        + String(repeating: "0", count: width - digits.count) + digits
                } else {
                    escaped.unicodeScalars.append(scalar)
                }
            }
        }
        return "\"" + escaped + "\""
    }
}

extension Unicode.Scalar {
    /// Whether it steers a terminal or a line instead of being seen: control characters, separators of
    /// lines, marks of direction, and what is no character.
    package var isUnseen: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
            true
        case .format: value != 0x200D
        default: false
        }
    }
}

extension String {
    /// The same with what cannot be seen shown as `\u{1B}`; new lines and tabs stay.
    package var visible: String {
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isUnseen, scalar != "\n", scalar != "\t" {
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
        var result = self
        while let last = result.last, predicate(last) { result = result.dropLast() }
        return result
    }
}
