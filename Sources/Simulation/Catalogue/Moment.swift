import Domain

/// A time of a story: so long after something, or the first such hour of the week after it.
package enum Moment: Hashable, Sendable {
    case after(Duration)
    case weekday(Weekday, minuteOfDay: Int, weeksLater: Int)

    package enum Weekday: String, Sendable, CaseIterable {
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday

        /// Monday is 1, Sunday is 7.
        package var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
    }

    /// As a scenario writes it: `2 days`, `monday 9:00`, `friday 18:30 + 2 weeks`.
    package var text: String {
        switch self {
        case .after(let duration): return Quantities.text(duration)
        case .weekday(let day, let minute, let weeks):
            let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
            let clock = "\(hour):\(rest < 10 ? "0" : "")\(rest)"
            let later = weeks == 0 ? "" : weeks == 1 ? " + 1 week" : " + \(weeks) weeks"
            return "\(day.rawValue) \(clock)\(later)"
        }
    }

    /// - Returns: `nil` for a text that is none.
    package init?(_ text: String) {
        if let duration = Quantities.duration(text) {
            self = .after(duration)
            return
        }
        let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.split(separator: " ") }
        guard let words = parts.first, words.count == 2,
            let day = Weekday(rawValue: words[0].lowercased()),
            let minute = Self.minuteOfDay(words[1])
        else { return nil }
        var weeks = 0
        if parts.count == 2 {
            guard parts[1].count == 2, let count = Int(parts[1][0]), (0...520).contains(count),
                parts[1][1] == "weeks" || parts[1][1] == "week"
            else { return nil }
            weeks = count
        }
        self = .weekday(day, minuteOfDay: minute, weeksLater: weeks)
    }

    /// `9:00`, `18:30`.
    private static func minuteOfDay(_ clock: Substring) -> Int? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2, (1...2).contains(parts[0].utf8.count),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...23).contains(hour),
            (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// When that is.
    ///
    /// - `origin`: What it is counted from; the moment is not before it.
    /// - `offset`: Seconds east of UTC at an instant, where the story takes place.
    package func instant(
        after origin: Instant,
        offset: (Instant) -> Int
    ) -> Instant {
        switch self {
        case .after(let duration): return origin.advanced(by: duration)
        case .weekday(let day, let minuteOfDay, let weeksLater):
            let local = origin.advanced(by: .seconds(offset(origin)))
            let today = CivilTime(local).weekday
            let days = (day.number - today + 7) % 7 + 7 * weeksLater
            let midnight = local.seconds.quotientRoundedDown(by: 86_400) * 86_400
            func moment(_ days: Int) -> Instant {
                let clock = midnight + Int64(days) * 86_400 + Int64(minuteOfDay) * 60
                let asIfNow = Instant(microseconds: (clock - Int64(offset(origin))) * 1_000_000)
                // The clocks may have been changed in between.
                return Instant(microseconds: (clock - Int64(offset(asIfNow))) * 1_000_000)
            }
            let first = moment(days)
            return first < origin ? moment(days + 7) : first
        }
    }
}
