import Domain

/// Signals beyond the document.
///
/// Each speaks up only on evidence: `nil` means nothing unusual.
enum FurtherSignals {
    /// A form filled in faster than anybody types.
    static func clickSpeed(_ features: FeatureVector) -> Double? {
        let fill = features[.fillSeconds]
        return fill < 3 ? 100 : nil
    }

    /// The page's script never ran, yet somebody opens, or even submits.
    static func navigation(_ features: FeatureVector) -> Double? {
        guard features[.hasJavaScript] == 0 else { return nil }
        return features[.fillSeconds].isNaN ? 95 : 100
    }

    /// Faster than an airliner since the last trusted access.
    static func impossibleTravel(_ features: FeatureVector) -> Double? {
        features[.speedKmh] > 950 ? 100 : nil
    }

    /// Nobody lives in a data centre; some people use a VPN.
    static func networkType(_ features: FeatureVector) -> Double? {
        switch features[.networkKind] {
        case 3: 100
        case 4: 35
        default: nil
        }
    }

    /// The browser's clock is set to another part of the world than its address.
    static func timeZone(_ features: FeatureVector) -> Double? {
        let hours = features[.timeZoneMismatchHours]
        return hours >= 2 ? min(100, 40 + hours * 10) : nil
    }

    /// One device opens other guests' links; two share a household.
    static func deviceOnManyTokens(_ features: FeatureVector) -> Double? {
        let others = features[.tokensOnDevice]
        return others >= 3 ? min(100, 25 * others) : nil
    }

    /// Many links from one address that is not a carrier's.
    static func addressOnManyTokens(_ features: FeatureVector) -> Double? {
        let others = features[.tokensOnAddress]
        guard features[.networkKind] != 0, others >= 8 else { return nil }
        return min(100, others * 5)
    }
}
