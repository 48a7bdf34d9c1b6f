import Domain

/// When something begins: around a median, exactly at it, or at an hour of the week.
package struct Onset: Hashable, Sendable {
    /// Zero where it is an hour of the week.
    package var median: Duration
    /// Standard deviation of the logarithm, 0...5; at 1 two thirds come between 0.37 and 2.7 medians,
    /// at 0 all of them at the median.
    package var spread: Double
    /// The hour of the week at which it begins, where that is said.
    package var weekday: Moment?

    package init(median: Duration, spread: Double) {
        self.median = median
        self.spread = spread
    }

    /// Exactly then.
    package init(at moment: Moment) {
        switch moment {
        case .after(let duration): self.init(median: duration, spread: 0)
        case .weekday:
            self.init(median: .zero, spread: 0)
            weekday = moment
        }
    }

    /// What spreads a scenario may ask for.
    package static let spreads = 0.0...5.0

    package var isExact: Bool { spread == 0 }

    /// As a scenario writes it.
    package var text: String {
        isExact
            ? "{ at: \(weekday?.text ?? Quantities.text(median)) }"
            : "{ median: \(Quantities.text(median)), spread: \(Quantities.text(number: spread)) }"
    }
}
