import Domain
import Geolocation

/// One access with what is known so far: what features are measured from.
///
/// Point in time: nothing in here looks at what comes later.
package struct Sighting: Sendable {
    package let access: Access
    package let baseline: Baseline
    package let geo: GeoRecord
    /// The form that came back; `nil` where the link was only opened.
    package let form: SubmittedForm?
    /// Other links lately used on this device.
    package let tokensOnDevice: Int
    /// Other links lately used from this address.
    package let tokensOnAddress: Int
    /// Who had opened this link before.
    let link: LinkMemory.Past
    /// The most other links that one device which came to this link before has lately opened.
    let linksScouted: Int
    /// Challenges of this link that this visitor has not passed lately.
    let challengesMissed: Int
    /// Share of this model's devices that draw the test picture alike; `nil` where it is unknown.
    let pictureShare: Double?
    /// Where the address is; `nil` where its time zone is unknown.
    let localTime: (hour: Double?, weekday: Int?)?
    /// Between the browser's clock and the address's zone.
    let timeZoneMismatchHours: Double?

    package init(
        of access: Access,
        baseline: Baseline,
        geo: GeoRecord,
        form: SubmittedForm?,
        tokensOnDevice: Int,
        tokensOnAddress: Int,
        link: LinkMemory.Past = LinkMemory.Past(),
        linksScouted: Int = 0,
        pictureShare: Double? = nil,
        challengesMissed: Int = 0,
        zones: ZoneClock
    ) {
        self.link = link
        self.linksScouted = linksScouted
        self.pictureShare = pictureShare
        self.challengesMissed = challengesMissed
        self.access = access
        self.baseline = baseline
        self.geo = geo
        self.form = form
        self.tokensOnDevice = tokensOnDevice
        self.tokensOnAddress = tokensOnAddress
        let at = access.openedAt
        guard let zone = geo.timeZone, let offset = zones.offsetSeconds(of: zone, at: at) else {
            localTime = nil
            timeZoneMismatchHours = nil
            return
        }
        localTime = (zones.localHour(in: zone, at: at), zones.localWeekday(in: zone, at: at))
        timeZoneMismatchHours = zones.offsetSeconds(
            of: access.visit.fingerprint.timeZone,
            at: at
        ).map { abs(Double($0 - offset)) / 3_600 }
    }

    var fingerprint: Fingerprint { access.visit.fingerprint }

    /// How fast somebody would have come from the last trusted access, beyond both accuracy radii.
    var speedKmh: Double? {
        guard let point = geo.point, let last = baseline.lastPoint, let seen = baseline.lastSeenAt
        else { return nil }
        let noise = baseline.lastAccuracyKm + (geo.accuracyKm ?? 0)
        let km = max(0, last.distanceKm(to: point) - noise)
        // A form may be sent off after a later access was learnt from: what counts is the time
        // between the two, whichever came first.
        let hours = max(abs((access.openedAt - seen).inSeconds) / 3_600, 1.0 / 60)
        return (km / hours * 10).rounded() / 10
    }
}

extension Baseline {
    /// Whether browser and system are those of a trusted access, or newer.
    func isConsistent(with fingerprint: Fingerprint) -> Bool {
        fingerprints.contains {
            $0.browser == fingerprint.browser
                && $0.os.prefix(7) == fingerprint.os.prefix(7)
                && $0.browserMajor <= fingerprint.browserMajor
        }
    }
}

extension NetworkKind {
    var featureCode: Int {
        switch self {
        case .mobile: 0
        case .home: 1
        case .office: 2
        case .hosting: 3
        case .vpn: 4
        case .unknown: 5
        }
    }
}
