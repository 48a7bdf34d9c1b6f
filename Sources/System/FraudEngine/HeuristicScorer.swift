import Domain

/// Turns an access's features into a risk score with its reasons.
///
/// The seam behind which a trained forest takes the heuristic's place.
package protocol RiskScorer: Sendable {
    /// Name and version, as data sets record it.
    var name: String { get }
    func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal])
}

/// The document's weighted score: each signal 0–100, times its weight, summed, normalised over the
/// signals that are available.
package struct HeuristicScorer: RiskScorer {
    package let name = "heuristic/1"
    /// What a score takes of a signal's kind: without its texts, which cost a count each time.
    private let terms:
        [(name: Signal.Name, weight: Double, curve: @Sendable (FeatureVector) -> Double?)]

    package init(signals: [SignalKind] = SignalKind.standard) {
        terms = signals.map { ($0.name, $0.weight, $0.curve) }
    }

    package func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
        var signals: [Signal] = []
        signals.reserveCapacity(terms.count)
        var sum = 0.0
        var weightSum = 0.0
        for (name, weight, curve) in terms {
            guard let score = curve(features) else { continue }
            signals.append(Signal(name: name, score: score, weight: weight))
            sum += score * weight
            weightSum += weight
        }
        let normalised = weightSum > 0 ? (sum / weightSum).rounded() : 0
        return (RiskScore(min(100, max(0, Int(normalised)))), signals)
    }
}
