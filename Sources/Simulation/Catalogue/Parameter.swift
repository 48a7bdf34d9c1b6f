import Domain

/// One thing that a scenario may set: of an actor, an attack, a fault or the scenario itself.
///
/// Everything about it is said here; readers, error messages, `explain` and the reference are made
/// from it.
package struct Parameter: Hashable, Sendable {
    /// As scenarios write it, `gate_timeout`.
    package let key: String
    package let measure: Measure
    /// What it sets, in words that follow "how long", "how many" or "where".
    package let meaning: String
    /// For points in time: what they are counted from, `the scenario's start`.
    package let origin: String?
    /// Where the default comes from: a publication, or `assumption`; empty for a setting of taste.
    package let source: String
    /// The default; `nil` where there is none and `otherwise` says what happens.
    package let usual: ParameterValue?
    /// What holds where nothing is set and there is no default; `nil`: it must be set.
    package let otherwise: String?

    package init(
        key: String,
        measure: Measure,
        meaning: String,
        origin: String?,
        source: String,
        usual: ParameterValue?,
        otherwise: String?
    ) {
        self.key = key
        self.measure = measure
        self.meaning = meaning
        self.origin = origin
        self.source = source
        self.usual = usual
        self.otherwise = otherwise
    }

    /// The default as scenarios write it, or what happens without one.
    package var usualText: String {
        usual.map { measure.text($0) } ?? otherwise ?? "must be set"
    }

    /// Meaning and origin in a sentence.
    package var fullMeaning: String { origin.map { "\(meaning), after \($0)" } ?? meaning }
}

/// What a parameter was set to.
package enum ParameterValue: Hashable, Sendable {
    case duration(Duration)
    /// In `0...1`.
    case share(Double)
    case count(Int)
    case number(Double)
    case word(String)
    case truth(Bool)
    case instant(Instant)
    case onset(Onset)
    case rate(Rate)
    case moment(Moment)
}

/// What values a parameter takes, and how they are written.
package enum Measure: Hashable, Sendable {
    case duration
    case share
    case count(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// So many a `min` or `s`, a whole number.
    case rate(per: String)
    /// So many a second, a minute or an hour.
    ///
    /// - `agreed`: What is taken without it.
    case pace(agreed: Rate)
    /// When something begins.
    ///
    /// - `spread`: Where a median alone is given.
    case onset(spread: Double)
    /// So long after something, or a weekday and hour.
    case moment
    case city
    case truth
    case instant
    /// A shape of its own, in words.
    case shaped(String)

    /// For messages: what stands there when it is right.
    package var expectation: String {
        switch self {
        case .duration: "a duration such as \"30 s\" or \"2 h\", at most ten years"
        case .share: "a share such as 5% or 0.05"
        case .count(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .rate(let unit): "a rate such as \"20/\(unit)\""
        case .pace: "a rate such as \"5/s\", \"1/min\" or \"20/h\""
        case .onset:
            "a duration such as \"30 s\" or \"2 h\", at most ten years, { median: 2 h, spread: 1 }, "
                + "{ at: 2 h } or { at: monday 9:00 }"
        case .moment:
            "a duration such as \"30 s\" or \"2 h\", at most ten years, or a weekday and hour such as "
                + "\"monday 9:00\" or \"friday 18:30 + 2 weeks\""
        case .city: "a city of the atlas such as London or \"London, GB\""
        case .truth: "true or false"
        case .instant: "a time from 2000 to 2199 with its zone, such as 2026-06-01T08:00:00Z"
        case .shaped(let shape): shape
        }
    }

    /// For tables: the kind of value.
    package var name: String {
        switch self {
        case .duration: "duration"
        case .share: "share, 0% to 100%"
        case .count(let range): "whole number, \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "number, \(range.lowerBound) to \(range.upperBound)"
        case .rate(let unit): "rate per \(unit)"
        case .pace: "rate per s, min or h"
        case .onset: "duration, { median, spread } or { at }"
        case .moment: "duration, or weekday and hour"
        case .city: "city of the atlas"
        case .truth: "true or false"
        case .instant: "time, ISO 8601"
        case .shaped(let shape): shape
        }
    }

    /// A value as a scenario writes it; `nil` where it is none of this measure.
    package func value(of text: String) -> ParameterValue? {
        switch self {
        case .duration: Quantities.duration(text).map(ParameterValue.duration)
        case .share: Quantities.share(text).map(ParameterValue.share)
        case .count(let range):
            Int(text).flatMap { range.contains($0) ? .count($0) : nil }
        case .number(let range):
            Double(text).flatMap { range.contains($0) ? .number($0) : nil }
        case .rate(let unit): Quantities.rate(text, per: unit).map(ParameterValue.count)
        case .pace: Quantities.rate(text).map(ParameterValue.rate)
        case .onset(let spread):
            Quantities.duration(text).map { .onset(Onset(median: $0, spread: spread)) }
        case .moment: Moment(text).map(ParameterValue.moment)
        case .city: text.isEmpty ? nil : .word(text)
        case .truth: text == "true" ? .truth(true) : text == "false" ? .truth(false) : nil
        case .instant: Quantities.instant(text).map(ParameterValue.instant)
        case .shaped: nil
        }
    }

    /// A value as a scenario writes it.
    package func text(_ value: ParameterValue) -> String {
        switch (self, value) {
        case (_, .duration(let duration)): Quantities.text(duration)
        case (_, .share(let share)): Quantities.text(share: share)
        case (.rate(let unit), .count(let count)): "\(count)/\(unit)"
        case (_, .count(let count)): "\(count)"
        case (_, .number(let number)): "\(number)"
        case (_, .word(let word)): Quantities.quoted(word)
        case (_, .truth(let truth)): "\(truth)"
        case (_, .instant(let instant)): "\(instant)"
        case (_, .onset(let onset)): onset.text
        case (_, .rate(let rate)): rate.text
        case (_, .moment(let moment)): moment.text
        }
    }
}

/// What a scenario has set of one thing's parameters, by key.
package typealias ParameterValues = [String: ParameterValue]

extension [Parameter] {
    /// The defaults of those that have one.
    package var usualValues: ParameterValues {
        var values: ParameterValues = [:]
        for parameter in self { values[parameter.key] = parameter.usual }
        return values
    }
}
