import Domain

/// A signal: what it is called, how much it counts, and what it makes of an access's features.
///
/// The document says high, medium and low. The weights keep that order; their size was fitted once, by
/// a logistic regression without negative weights on the submitted forms of seeds 1, 2, 3 and 6 of
/// `everything-at-once`, then rounded, so that the document's two stories stay in their bands; those of new
/// devices and of scouted links were fitted beside the others' sum, and the first was then halved: what
/// is caught at the same friction is the same, and fewer guests are refused. Signals of what is rare
/// there (a page without a script, one device on many links) keep a weight by judgement.
package struct SignalKind: Sendable {
    package let name: Signal.Name
    /// Log-odds that it adds at 100; at least zero.
    package let weight: Double
    /// What it counts as where there is nothing to compare with, 0-100: as often as that happens
    /// to honest guests and others.
    package let prior: Double
    /// What it looks at, and why.
    package let meaning: String
    /// Why a score rose, in words for a host or an engineer.
    package let reason: String
    /// 0-100, or `nil` where there is nothing to compare with.
    package let curve: @Sendable (FeatureVector) -> Double?

    package init(
        _ name: Signal.Name,
        weight: Double,
        prior: Double = 0,
        _ meaning: String,
        reason: String,
        curve: @escaping @Sendable (FeatureVector) -> Double?
    ) {
        precondition(weight >= 0, "\(name): a weight is at least zero, found \(weight)")
        self.name = name
        self.weight = weight
        self.prior = prior
        self.meaning = meaning
        self.reason = reason
        self.curve = curve
    }

    /// The document's six, then those beyond it.
    package static let standard = documented + further
}

extension Signal.Name {
    /// Why a score rose, in words; the name itself where it is none of the catalogue's.
    package var reason: String {
        SignalKind.standard.first { $0.name == self }?.reason ?? description
    }
}

/// A value between two points scores in proportion, before and after them as they do.
func ramp(_ value: Double, from zero: Double, to hundred: Double) -> Double {
    min(100, max(0, (value - zero) / (hundred - zero) * 100))
}

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

extension SignalKind {
    /// Signals beyond the document.
    package static let further: [SignalKind] = [
        SignalKind(
            "country",
            weight: 0.5,
            "another country than the guest's",
            reason: "the address is in another country"
        ) { unless($0[.countryMatch]) },
        SignalKind(
            "click_speed",
            weight: 1.2,
            "a form filled in faster than people type: 15 s score 0, 3 s score 100",
            reason: "the form was filled in faster than people type"
        ) { features in
            let seconds = features[.fillSeconds]
            return seconds.isNaN ? nil : ramp(seconds, from: 15, to: 3)
        },
        SignalKind(
            "navigation",
            weight: 2.2,
            "the page's script never ran, yet somebody opens, or even submits",
            reason: "the page's script never ran"
        ) { features in
            guard features[.hasJavaScript] == 0 else { return 0 }
            return features[.fillSeconds].isNaN ? 95 : 100
        },
        SignalKind(
            "impossible_travel",
            weight: 0.3,
            "speed since the last trusted access, beyond both accuracy radii: 100 km/h score 0, an "
                + "airliner's 950 score 100",
            reason: "nobody travels that fast"
        ) { features in
            let speed = features[.speedKmh]
            return speed.isNaN ? nil : ramp(speed, from: 100, to: 950)
        },
        SignalKind(
            "network_type",
            weight: 0.4,
            "nobody lives in a data centre; some people use a VPN",
            reason: "the address is a data centre's or a VPN's"
        ) { features in
            switch features[.networkKind] {
            case 3: 100
            case 4: 50
            default: 0
            }
        },
        SignalKind(
            "time_zone",
            weight: 0.2,
            "the browser's clock is set to another part of the world than its address",
            reason: "the browser's clock is another country's"
        ) { features in
            let hours = features[.timeZoneMismatchHours]
            guard !hours.isNaN else { return nil }
            return hours >= 2 ? min(100, 40 + hours * 10) : 0
        },
        SignalKind(
            "challenges_missed",
            weight: 3,
            "challenges of this link that this visitor has not passed in seven days: three score 100",
            reason: "nobody passed the questions asked before"
        ) { ramp($0[.challengesMissed], from: 0, to: 3) },
        SignalKind(
            "contradictions",
            weight: 1.4,
            "claims of the browser that cannot go together: one scores 70, two 100",
            reason: "the browser contradicts itself"
        ) { features in
            let count = features[.contradictions]
            return count >= 1 ? min(100, 40 + 30 * count) : 0
        },
        SignalKind(
            "picture",
            weight: 0.9,
            "a test picture that other devices of this model do not draw: none of them scores 100, "
                + "two in a hundred 0",
            reason: "the device does not draw as its model does"
        ) { features in
            let share = features[.pictureShare]
            return share.isNaN ? nil : ramp(share, from: 0.02, to: 0)
        },
        SignalKind(
            "cookie",
            weight: 0.2,
            "a browser that does not return the cookie of a trusted access",
            reason: "the browser has not been here before"
        ) { features in
            guard features[.baselineAccesses] > 0 else { return nil }
            return features[.cookie] == 1 ? 0 : 100
        },
        SignalKind(
            "first_device",
            weight: 0.7,
            "another device has opened this link first",
            reason: "another device opened this link first"
        ) { unless($0[.firstDevice]) },
        SignalKind(
            "first_language",
            weight: 0.8,
            "this link has been opened first in another language",
            reason: "the browser's language is not that of the link's first visitor"
        ) { unless($0[.firstLanguage]) },
        SignalKind(
            "many_devices",
            weight: 0.2,
            "other devices that have opened this link: three score 100",
            reason: "many devices have opened this link"
        ) { ramp($0[.otherDevices], from: 0, to: 3) },
        SignalKind(
            "new_devices",
            weight: 1.5,
            "other devices that came to this link within two days: one is a couple's or the guest's "
                + "second, three score 100",
            reason: "one new device after another came to this link"
        ) { ramp($0[.newDevices], from: 1, to: 3) },
        SignalKind(
            "scouted_link",
            weight: 1.6,
            "a device that went through other guests' links, not an office's or a carrier's, came to "
                + "this one before: one other is a couple's, four score 100",
            reason: "whoever opened this link before went through other guests' links too"
        ) { ramp($0[.linksScouted], from: 1, to: 4) },
        SignalKind(
            "device_on_many_tokens",
            weight: 2,
            "one device opens other guests' links; two share a household",
            reason: "the device opened other guests' links"
        ) { features in
            let others = features[.tokensOnDevice]
            return others >= 3 ? min(100, 25 * others) : 0
        },
        SignalKind(
            "address_on_many_tokens",
            weight: 0.2,
            "many links from one address that is not a carrier's",
            reason: "the address opened many guests' links"
        ) { features in
            let others = features[.tokensOnAddress]
            guard features[.networkKind] != 0, others >= 8 else { return 0 }
            return min(100, others * 5)
        },
    ]
}

/// Scores where something does not hold that is 1 where it does; `nil` where it is unknown.
private func unless(_ holds: Double) -> Double? { holds.isNaN ? nil : holds == 1 ? 0 : 100 }
