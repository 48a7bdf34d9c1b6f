import Domain

extension SignalKind {
    /// The six signals of the architecture document.
    package static let documented: [SignalKind] = [
        SignalKind(
            "fingerprint_match",
            weight: 1.7,
            prior: 60,
            "a device that the guest has not been seen with; on a familiar line it is probably the "
                + "household's",
            reason: "the device is not one of the guest's"
        ) { features in
            let match = features[.fingerprintMatch]
            guard !match.isNaN else { return nil }
            let score = ramp(match, from: 1, to: 0.4)
            return features[.familiarAddress] == 1 ? score * 0.3 : score
        },
        SignalKind(
            "geo_distance",
            weight: 1,
            "kilometres from where the guest is expected, less the place's accuracy radius: 50 score "
                + "0, 1,000 score 100, evenly on a logarithmic scale of halves",
            reason: "the address is far from where the guest is expected"
        ) { features in
            let distance = features[.geoDistanceKm]
            guard !distance.isNaN else { return nil }
            let radius = features[.geoAccuracyKm].isNaN ? 0 : features[.geoAccuracyKm]
            let km = max(0, distance - radius)
            guard km > distanceCurve[0].km else { return 0 }
            for (low, high) in zip(distanceCurve, distanceCurve.dropFirst()) where km <= high.km {
                return low.score + (high.score - low.score) * (km - low.km) / (high.km - low.km)
            }
            return 100
        },
        SignalKind(
            "browser_consistency",
            weight: 0.6,
            prior: 30,
            "another browser or system than at trusted accesses",
            reason: "browser or system are not the guest's"
        ) { features in
            let isConsistent = features[.browserConsistent]
            guard !isConsistent.isNaN else { return nil }
            if isConsistent == 1 { return 0 }
            return features[.familiarAddress] == 1 ? 30 : 100
        },
        SignalKind(
            "access_time",
            weight: 0.2,
            "hours when few people answer invitations",
            reason: "it is the middle of the night there"
        ) { features in
            let hour = features[.hourLocal]
            guard !hour.isNaN else { return nil }
            switch hour {
            case 1..<5: return 80
            case 0..<1, 5..<6, 23...: return 40
            default: return 0
            }
        },
        SignalKind(
            "repeated_access",
            weight: 0.5,
            "normal people open a link a few times",
            reason: "the link was opened again and again"
        ) { ramp($0[.accessCount], from: 4, to: 14) },
        SignalKind(
            "referrer",
            weight: 0.5,
            "links are not found on social networks",
            reason: "the link was tapped where private links do not belong"
        ) { features in
            switch features[.referrer] {
            case 2: 50
            case 3: 100
            case 4: 30
            default: 0
            }
        },
    ]

    /// Straight lines between points on a logarithmic scale: no logarithm in a score.
    private static let distanceCurve: [(km: Double, score: Double)] = [
        (50, 0), (100, 25), (200, 50), (400, 75), (1_000, 100),
    ]
}
