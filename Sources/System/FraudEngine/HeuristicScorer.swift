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
    private let weights: SignalWeights

    package init(weights: SignalWeights = .documented) { self.weights = weights }

    package func score(_ features: FeatureVector) -> (score: RiskScore, signals: [Signal]) {
        var signals: [Signal] = []
        signals.reserveCapacity(Signal.Name.allCases.count)
        var sum = 0.0
        var weightSum = 0.0
        func add(_ name: Signal.Name, _ score: Double?, _ weight: Double) {
            guard let score else { return }
            signals.append(Signal(name: name, score: score, weight: weight))
            sum += score * weight
            weightSum += weight
        }
        typealias Documented = DocumentedSignals
        add(.fingerprintMatch, Documented.fingerprintMatch(features), weights.fingerprintMatch)
        add(.geoDistance, Documented.geoDistance(features), weights.geoDistance)
        add(
            .browserConsistency,
            Documented.browserConsistency(features),
            weights.browserConsistency
        )
        add(.accessTime, Documented.accessTime(features), weights.accessTime)
        add(.repeatedAccess, Documented.repeatedAccess(features), weights.repeatedAccess)
        add(.referrer, Documented.referrer(features), weights.referrer)
        typealias Further = FurtherSignals
        add(.clickSpeed, Further.clickSpeed(features), weights.clickSpeed)
        add(.navigation, Further.navigation(features), weights.navigation)
        add(.impossibleTravel, Further.impossibleTravel(features), weights.impossibleTravel)
        add(.networkType, Further.networkType(features), weights.networkType)
        add(.timeZone, Further.timeZone(features), weights.timeZone)
        add(.deviceOnManyTokens, Further.deviceOnManyTokens(features), weights.deviceOnManyTokens)
        add(
            .addressOnManyTokens,
            Further.addressOnManyTokens(features),
            weights.addressOnManyTokens
        )
        let normalised = weightSum > 0 ? (sum / weightSum).rounded() : 0
        return (RiskScore(min(100, max(0, Int(normalised)))), signals)
    }
}
