import Domain

/// The six signals of the architecture document.
///
/// Each maps raw values to 0–100, or to `nil` where there is nothing to compare with.
enum DocumentedSignals {
    /// A device that the guest has not been seen with.
    ///
    /// An unknown device on a familiar address is probably the guest's household.
    static func fingerprintMatch(_ features: FeatureVector) -> Double? {
        let match = features[.fingerprintMatch]
        guard !match.isNaN else { return nil }
        let score = min(100, (1 - match) / 0.6 * 100)
        return features[.familiarAddress] == 1 ? score * 0.3 : score
    }

    /// Kilometres from where the guest is expected, less the place's accuracy radius: on a mobile
    /// network 200 km say nothing.
    ///
    /// 50 km score 0, 1,000 km score 100, evenly on a logarithmic scale of halves.
    static func geoDistance(_ features: FeatureVector) -> Double? {
        let distance = features[.geoDistanceKm]
        guard !distance.isNaN else { return nil }
        let radius = features[.geoAccuracyKm].isNaN ? 0 : features[.geoAccuracyKm]
        let km = max(0, distance - radius)
        // Straight lines between points on the logarithmic scale: no logarithm in a score.
        let points = [(50.0, 0.0), (100, 25), (200, 50), (400, 75), (1_000, 100)]
        guard km > points[0].0 else { return 0 }
        for (low, high) in zip(points, points.dropFirst()) where km <= high.0 {
            return low.1 + (high.1 - low.1) * (km - low.0) / (high.0 - low.0)
        }
        return 100
    }

    /// Another browser or system than at trusted accesses.
    static func browserConsistency(_ features: FeatureVector) -> Double? {
        let isConsistent = features[.browserConsistent]
        guard !isConsistent.isNaN else { return nil }
        if isConsistent == 1 { return 0 }
        return features[.familiarAddress] == 1 ? 30 : 100
    }

    /// Hours when few people answer invitations.
    static func accessTime(_ features: FeatureVector) -> Double? {
        let hour = features[.hourLocal]
        guard !hour.isNaN else { return nil }
        switch hour {
        case 1..<5: return 80
        case 0..<1, 5..<6, 23...: return 40
        default: return 0
        }
    }

    /// Normal people open a link a few times.
    static func repeatedAccess(_ features: FeatureVector) -> Double {
        min(100, max(0, features[.accessCount] - 4) * 10)
    }

    /// Links are not found on social networks.
    static func referrer(_ features: FeatureVector) -> Double {
        switch features[.referrer] {
        case 2: 50
        case 3: 100
        case 4: 30
        default: 0
        }
    }
}
