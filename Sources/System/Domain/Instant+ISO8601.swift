/// A calendar date and time of day in UTC, proleptic Gregorian.
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour = 0
    package var minute = 0
    package var second = 0
    package var microsecond = 0

    package init(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        microsecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.microsecond = microsecond
    }

    /// The civil time of an instant, by Howard Hinnant's `civil_from_days`.
    package init(_ instant: Instant) {
        let seconds = instant.seconds
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let secondOfDay = Int(seconds - days * 86_400)
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        microsecond = Int(instant.microseconds - seconds * 1_000_000)
    }

    /// The instant of this civil time, read as UTC, by Howard Hinnant's `days_from_civil`.
    package var instant: Instant {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = Int64(era * 146_097 + dayOfEra - 719_468)
        let seconds = days * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
        return Instant(microseconds: seconds * 1_000_000 + Int64(microsecond))
    }

    /// Monday is 1, Sunday is 7.
    package var weekday: Int {
        let days = instant.microseconds.quotientRoundedDown(by: 86_400_000_000)
        return Int((days + 3) % 7 + 7) % 7 + 1
    }
}

extension Int64 {
    package func quotientRoundedDown(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC with six digits of fraction: `2026-06-01T09:00:00.000000Z`.
    package var description: String {
        String(unsafeUninitializedCapacity: 27) { write(to: $0) }
    }

    /// Writes the 27 bytes of the description and says how many they were.
    @discardableResult
    package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let civil = CivilTime(self)
        func put(_ value: Int, at index: Int, digits: Int) {
            var rest = value
            for position in stride(from: index + digits - 1, through: index, by: -1) {
                buffer[position] = UInt8(48 + rest % 10)
                rest /= 10
            }
        }
        put(civil.year, at: 0, digits: 4)
        buffer[4] = UInt8(ascii: "-")
        put(civil.month, at: 5, digits: 2)
        buffer[7] = UInt8(ascii: "-")
        put(civil.day, at: 8, digits: 2)
        buffer[10] = UInt8(ascii: "T")
        put(civil.hour, at: 11, digits: 2)
        buffer[13] = UInt8(ascii: ":")
        put(civil.minute, at: 14, digits: 2)
        buffer[16] = UInt8(ascii: ":")
        put(civil.second, at: 17, digits: 2)
        buffer[19] = UInt8(ascii: ".")
        put(civil.microsecond, at: 20, digits: 6)
        buffer[26] = UInt8(ascii: "Z")
        return 27
    }

    /// Reads `2026-06-01`, `2026-06-01T09:00`, `…:00`, `…:00.25`, each with an optional `Z` or
    /// `±hh:mm` after a time of day.
    ///
    /// - Returns: `nil` where the text is not such a date, or names a day or hour that is not.
    package init?(iso8601 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2),
            scanner.take("-"), let day = scanner.number(2)
        else { return nil }
        var civil = CivilTime(year: year, month: month, day: day)
        var offset: Int64 = 0
        if scanner.take("T") || scanner.take(" ") {
            guard let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2)
            else { return nil }
            civil.hour = hour
            civil.minute = minute
            if scanner.take(":") {
                guard let second = scanner.number(2) else { return nil }
                civil.second = second
                if scanner.take(".") {
                    guard let fraction = scanner.fraction(6) else { return nil }
                    civil.microsecond = fraction
                }
            }
            if !scanner.take("Z"), let sign = scanner.sign() {
                guard let hours = scanner.number(2) else { return nil }
                _ = scanner.take(":")
                guard let minutes = scanner.number(2), hours <= 14, minutes < 60 else { return nil }
                offset = Int64(sign * (hours * 3_600 + minutes * 60))
            }
        }
        guard scanner.isAtEnd, (1...12).contains(month), civil.hour < 24, civil.minute < 60,
            civil.second < 60
        else { return nil }
        let instant = civil.instant
        let roundTrip = CivilTime(instant)
        guard roundTrip.day == day, roundTrip.month == month else { return nil }
        self.init(microseconds: instant.microseconds - offset * 1_000_000)
    }
}

private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func sign() -> Int? {
        if take("+") { return 1 }
        return take("-") ? -1 : nil
    }

    mutating func number(_ digits: Int) -> Int? {
        guard rest.count >= digits else { return nil }
        var value = 0
        for byte in rest.prefix(digits) {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        rest = rest.dropFirst(digits)
        return value
    }

    mutating func fraction(_ digits: Int) -> Int? {
        var value = 0
        var count = 0
        while let byte = rest.first, (48...57).contains(byte) {
            if count < digits { value = value * 10 + Int(byte - 48) }
            count += 1
            rest = rest.dropFirst()
        }
        guard count > 0 else { return nil }
        while count < digits {
            value *= 10
            count += 1
        }
        return value
    }
}
