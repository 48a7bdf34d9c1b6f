import Domain

/// When something begins: around a median, or exactly at it.
package struct Onset: Hashable, Sendable {
    package var median: Duration
    /// Standard deviation of the logarithm, 0...5; at 1 two thirds come between 0.37 and 2.7 medians,
    /// at 0 all of them at the median.
    package var spread: Double

    package init(median: Duration, spread: Double) {
        self.median = median
        self.spread = spread
    }

    /// What spreads a scenario may ask for.
    package static let spreads = 0.0...5.0

    package var isExact: Bool { spread == 0 }

    /// As a scenario writes it.
    package var text: String {
        isExact
            ? "{ at: \(Quantities.text(median)) }"
            : "{ median: \(Quantities.text(median)), spread: \(Quantities.text(number: spread)) }"
    }
}
