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
    private let kinds: [SignalKind]

    package init(signals: [SignalKind] = SignalKind.standard) { kinds = signals }

    package func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
        var signals: [Signal] = []
        signals.reserveCapacity(kinds.count)
        var sum = 0.0
        var weightSum = 0.0
        for kind in kinds {
            guard let score = kind.curve(features) else { continue }
            signals.append(Signal(name: kind.name, score: score, weight: kind.weight))
            sum += score * kind.weight
            weightSum += kind.weight
        }
        let normalised = weightSum > 0 ? (sum / weightSum).rounded() : 0
        return (RiskScore(min(100, max(0, Int(normalised)))), signals)
    }
}
