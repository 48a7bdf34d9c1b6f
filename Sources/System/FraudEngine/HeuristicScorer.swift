import Domain
import Foundation

/// Turns an access's features into a risk score with its reasons.
///
/// The seam behind which a trained forest takes the heuristic's place.
package protocol RiskScorer: Sendable {
    /// Name and version, as data sets record it.
    var name: String { get }
    func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal])
    /// What the score is rounded from, higher for worse: for ranks, which rounding would tie.
    func rawScore(_ features: FeatureVector) -> Double
    /// What it believes the probability of fraud to be, 0...1.
    func probability(_ features: FeatureVector) -> Double
    /// What the score is made of.
    func breakdown(_ features: FeatureVector) -> ScoreBreakdown
}

extension RiskScorer {
    package func rawScore(_ features: FeatureVector) -> Double {
        Double(score(features).score.value)
    }

    package func probability(_ features: FeatureVector) -> Double { rawScore(features) / 100 }
}

/// The document's weighted score: each signal 0–100, times its weight, summed, normalised.
///
/// Weights are evidence in log-odds (I. J. Good, "Probability and the Weighing of Evidence", 1950), and
/// the sum is normalised by the logistic function: the score is the probability in per cent that an
/// access is fraud, were fraud as common as `startingOdds` say and were signals independent. So it is
/// bounded; no signal that rises lowers it; and what a signal adds does not depend on how much is known
/// of a guest: one that has nothing to compare with counts with its own prior.
package struct HeuristicScorer: RiskScorer {
    package let name: String
    /// What a score takes of a signal's kind: without its texts, which cost a count each time.
    private let terms:
        [(
            name: Signal.Name, weight: Double, prior: Double,
            curve: @Sendable (FeatureVector) -> Double?
        )]

    /// Log-odds of an access against which nothing speaks: one in thirty-one.
    package static let startingOdds = -3.4

    /// - `without`: Signals that are left out; a score without them has a name of its own.
    package init(
        signals: [SignalKind] = SignalKind.standard,
        without: Set<Signal.Name> = []
    ) {
        let left = without.map(\.text).sorted()
        name = "heuristic/2" + (left.isEmpty ? "" : " without " + left.joined(separator: ", "))
        terms = signals.filter { !without.contains($0.name) }.map {
            ($0.name, $0.weight, $0.prior, $0.curve)
        }
    }

    package func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
        var signals: [Signal] = []
        signals.reserveCapacity(terms.count)
        var evidence = 0.0
        for (name, weight, prior, curve) in terms {
            let score = curve(features)
            if let score { signals.append(Signal(name: name, score: score, weight: weight)) }
            evidence += (score ?? prior) * weight
        }
        return (RiskScore(Int(Self.score(of: evidence / 100).rounded())), signals)
    }

    /// A score from log-odds beyond the starting ones, before it is rounded.
    private static func score(of evidence: Double) -> Double {
        100 * (1 / (1 + exp(-startingOdds - evidence)))
    }

    /// Signals that have nothing to compare with count with their priors, and are listed so.
    package func breakdown(_ features: FeatureVector) -> ScoreBreakdown {
        let values = terms.map { $0.curve(features) }
        let evidence = zip(terms, values).map { ($1 ?? $0.prior) * $0.weight / 100 }
        let moved = evidence.reduce(0, +)
        let start = Self.score(of: 0)
        let points = abs(moved) > 1e-9 ? (Self.score(of: moved) - start) / moved : 0
        return ScoreBreakdown(
            start: start,
            shares: terms.indices.map { place in
                ScoreBreakdown.Share(
                    terms[place].name,
                    value: values[place],
                    weight: terms[place].weight,
                    points: evidence[place] * points
                )
            }
        )
    }
}
