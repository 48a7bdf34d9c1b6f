import Domain

/// A score taken apart: what nothing at all would score, and what each signal adds to it or takes.
///
/// Evidence adds up as log-odds, or as the splits of trees; what a score shows is a bent picture of that
/// sum. Every part is bent alike, so that start and shares add up to the score before it is rounded.
package struct ScoreBreakdown: Sendable {
    /// What one signal has to do with a score.
    package struct Share: Hashable, Sendable {
        package let signal: Signal.Name
        /// The signal's own score, 0-100; `nil` where there was nothing to compare with, or where the
        /// scorer has none.
        package let value: Double?
        /// Log-odds at 100, where the scorer weighs signals.
        package let weight: Double?
        /// Points of the score, below zero for what speaks for the guest.
        package let points: Double

        package init(
            _ signal: Signal.Name,
            value: Double? = nil,
            weight: Double? = nil,
            points: Double
        ) {
            self.signal = signal
            self.value = value
            self.weight = weight
            self.points = points
        }
    }

    /// The score of an access of which nothing is known.
    package let start: Double
    /// In the order of the scorer's catalogue.
    package let shares: [Share]

    package init(start: Double, shares: [Share]) {
        self.start = start
        self.shares = shares
    }

    /// What a scorer that looks at features makes of each: evidence in any unit, by `Feature`.
    ///
    /// - `moved`: What all evidence adds up to.
    init(start: Double, score: Double, evidence: [Double], moved: Double) {
        let points = abs(moved) > 1e-9 ? (score - start) / moved : 0
        var sums: [Signal.Name: Double] = [:]
        for (feature, evidence) in zip(Feature.allCases, evidence) {
            sums[feature.signal, default: 0] += evidence * points
        }
        self.start = start
        shares = SignalKind.standard.compactMap { kind in
            sums[kind.name].map { Share(kind.name, points: $0) }
        }
    }

    /// The score before it is rounded.
    package var total: Double { shares.reduce(start) { $0 + $1.points } }

    /// A signal for each share that speaks against the access.
    var signals: [Signal] {
        shares.filter { $0.points > 0 }
            .map { Signal(name: $0.signal, score: min(100, $0.points), weight: 1) }
    }
}
