import Domain
import Geolocation

/// Turns an access and what is known so far into raw feature values.
///
/// Point in time: nothing in here looks at what comes later.
package struct FeatureExtractor: Sendable {
    private let zones: ZoneClock

    package init(zones: ZoneClock) { self.zones = zones }

    /// - `fill`: How long the form was open; `nil` where it has not been submitted.
    /// - `tokensOnDevice`: Other links lately used on this device.
    /// - `tokensOnAddress`: Other links lately used from this address.
    package func features(
        of access: Access,
        baseline: Baseline,
        geo: GeoRecord,
        fill: Duration?,
        tokensOnDevice: Int,
        tokensOnAddress: Int,
        at instant: Instant
    ) -> FeatureVector {
        var features = FeatureVector()
        let fingerprint = access.visit.fingerprint
        if let similarity = baseline.similarity(to: fingerprint) {
            features[.fingerprintMatch] = (similarity * 1_000_000).rounded() / 1_000_000
            features[.browserConsistent] = Self.isConsistent(fingerprint, with: baseline) ? 1 : 0
        }
        addPlace(&features, access: access, baseline: baseline, geo: geo)
        addTime(&features, access: access, baseline: baseline, geo: geo)
        features[.accessCount] = Double(access.earlierAccesses)
        features[.referrer] = Double(Referrer(host: access.visit.referrer).rawValue)
        if let fill { features[.fillSeconds] = fill.inSeconds }
        features[.networkKind] = Double(Self.code(of: geo.network))
        features[.tokensOnDevice] = Double(tokensOnDevice)
        features[.tokensOnAddress] = Double(tokensOnAddress)
        features[.hasJavaScript] = fingerprint.hasJavaScript ? 1 : 0
        features[.baselineAccesses] = Double(baseline.trustedAccesses)
        features[.familiarAddress] = baseline.isFamiliar(access.visit.address) ? 1 : 0
        return features
    }

    private func addPlace(
        _ features: inout FeatureVector,
        access: Access,
        baseline: Baseline,
        geo: GeoRecord
    ) {
        if let accuracy = geo.accuracyKm { features[.geoAccuracyKm] = accuracy }
        guard let point = geo.point else { return }
        if let home = baseline.home {
            features[.geoDistanceKm] = home.point.distanceKm(to: point)
            if let country = geo.country {
                features[.countryMatch] = country == home.country ? 1 : 0
            }
        }
        if let last = baseline.lastPoint, let seen = baseline.lastSeenAt {
            let noise = baseline.lastAccuracyKm + (geo.accuracyKm ?? 0)
            let km = max(0, last.distanceKm(to: point) - noise)
            // A form may be sent off after a later access was learnt from: what counts is the time
            // between the two, whichever came first.
            let hours = max(abs((access.openedAt - seen).inSeconds) / 3_600, 1.0 / 60)
            features[.speedKmh] = (km / hours * 10).rounded() / 10
        }
    }

    private func addTime(
        _ features: inout FeatureVector,
        access: Access,
        baseline: Baseline,
        geo: GeoRecord
    ) {
        if let invited = baseline.invitedAt {
            features[.clickDelaySeconds] = (access.openedAt - invited).inSeconds
        }
        guard let zone = geo.timeZone,
            let offset = zones.offsetSeconds(of: zone, at: access.openedAt)
        else { return }
        if let hour = zones.localHour(in: zone, at: access.openedAt) {
            features[.hourLocal] = (hour * 100).rounded() / 100
        }
        if let weekday = zones.localWeekday(in: zone, at: access.openedAt) {
            features[.weekday] = Double(weekday)
        }
        let clock = access.visit.fingerprint.timeZone
        if let shown = zones.offsetSeconds(of: clock, at: access.openedAt) {
            features[.timeZoneMismatchHours] = abs(Double(shown - offset)) / 3_600
        }
    }

    private static func isConsistent(_ fingerprint: Fingerprint, with baseline: Baseline) -> Bool {
        baseline.fingerprints.contains {
            $0.browser == fingerprint.browser
                && $0.os.prefix(7) == fingerprint.os.prefix(7)
                && $0.browserMajor <= fingerprint.browserMajor
        }
    }

    private static func code(of network: NetworkKind) -> Int {
        switch network {
        case .mobile: 0
        case .home: 1
        case .office: 2
        case .hosting: 3
        case .vpn: 4
        case .unknown: 5
        }
    }
}

/// Where a link was tapped.
package enum Referrer: Int, Sendable {
    case none, mail, messaging, social, other

    package init(host: String) {
        if host.isEmpty || host == "guestguard.app" {
            self = .none
        } else if host.hasPrefix("mail.") || host.hasPrefix("outlook.") {
            self = .mail
        } else if Self.messagingNames.contains(where: { Self.find($0, in: host) }) {
            self = .messaging
        } else if Self.socialNames.contains(where: { Self.find($0, in: host) }) {
            self = .social
        } else {
            self = .other
        }
    }

    private static let messagingNames: [StaticString] = ["whatsapp", "telegram", "slack"]
    private static let socialNames: [StaticString] = [
        "facebook", "instagram", "twitter", "reddit", "tiktok",
    ]

    /// Whether a host's bytes hold a word's.
    ///
    /// `String.contains` compares characters, and took a fifth of an assessment.
    private static func find(_ word: StaticString, in host: String) -> Bool {
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        var rest = host.utf8[...]
        while let start = rest.firstIndex(of: wanted[0]) {
            rest = rest[start...]
            if rest.starts(with: wanted) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
