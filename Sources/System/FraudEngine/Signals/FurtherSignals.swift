import Domain

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
            "challenges of this link that nobody has passed in seven days: three score 100",
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
