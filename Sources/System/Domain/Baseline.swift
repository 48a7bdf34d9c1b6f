/// What has been usual for one guest so far.
///
/// Starts from registration data. The fraud engine lets it learn only from accesses that it trusts,
/// so that nobody can push it by knocking often.
package struct Baseline: Hashable, Sendable {
    /// Devices remembered; the one seen longest ago makes way.
    package static let devicesKept = 3
    package static let browsersKept = 3
    /// Addresses remembered, IPv6 by /64.
    package static let addressesKept = 4

    package var home: Home?
    /// When the guest's link was made.
    package var invitedAt: Instant?
    /// The devices of trusted accesses, latest first.
    package private(set) var fingerprints: [Fingerprint] = []
    /// Where trusted accesses came from, latest first.
    package private(set) var addresses: [IPAddress] = []
    /// Browsers of trusted accesses that keep our cookie, latest first.
    package private(set) var browsers: [BrowserID] = []
    package private(set) var trustedAccesses = 0
    package private(set) var lastPoint: GeoPoint?
    package private(set) var lastAccuracyKm = 0.0
    package private(set) var lastSeenAt: Instant?
    /// The look that it began with, where it began with one.
    package private(set) var firstLook: AccessID?

    package init(home: Home?, invitedAt: Instant?) {
        self.home = home
        self.invitedAt = invitedAt
    }

    /// Adds a trusted access.
    ///
    /// - `look`: The access, where nothing but a look speaks for it.
    package mutating func learn(
        _ visit: Visit,
        geo: GeoRecord,
        at instant: Instant,
        look: AccessID? = nil
    ) {
        if trustedAccesses == 0 { firstLook = look }
        fingerprints = Self.moved(
            visit.fingerprint,
            toFrontOf: fingerprints,
            keeping: Self.devicesKept
        )
        addresses = Self.moved(
            visit.address.place,
            toFrontOf: addresses,
            keeping: Self.addressesKept
        )
        if let browser = visit.browser {
            browsers = Self.moved(browser, toFrontOf: browsers, keeping: Self.browsersKept)
        }
        trustedAccesses += 1
        // Messages may come out of order: an older access does not become the last one.
        if let point = geo.point, lastSeenAt.map({ $0 <= instant }) ?? true {
            lastPoint = point
            lastAccuracyKm = geo.accuracyKm ?? 0
            lastSeenAt = instant
        }
    }

    /// Forgets what an impostor's access has taught.
    ///
    /// - Returns: Whether there was anything to forget.
    package mutating func unlearn(_ visit: Visit) -> Bool {
        let before = self
        fingerprints.removeAll { $0 == visit.fingerprint }
        addresses.removeAll { $0 == visit.address.place }
        browsers.removeAll { $0 == visit.browser }
        guard self != before else { return false }
        // Where the guest was last is not known any more, nor who looked first.
        lastPoint = nil
        lastAccuracyKm = 0
        lastSeenAt = nil
        firstLook = nil
        trustedAccesses = fingerprints.isEmpty ? 0 : max(1, trustedAccesses - 1)
        if trustedAccesses == 0 { self = Baseline(home: home, invitedAt: invitedAt) }
        return true
    }

    /// What was known before an access was opened: its form is not measured against what its own
    /// opening taught.
    ///
    /// Nothing but the first look teaches, and every later lesson is a recorded reply, after which a
    /// link's forms are over.
    package func before(_ access: AccessID) -> Baseline {
        firstLook == access && trustedAccesses == 1
            ? Baseline(home: home, invitedAt: invitedAt) : self
    }

    package mutating func restore(
        fingerprints: [Fingerprint],
        addresses: [IPAddress],
        browsers: [BrowserID],
        trustedAccesses: Int,
        accuracyKm: Double,
        point: GeoPoint?,
        at instant: Instant?,
        firstLook: AccessID? = nil
    ) {
        self.firstLook = firstLook
        self.fingerprints = fingerprints
        self.addresses = addresses
        self.browsers = browsers
        self.trustedAccesses = trustedAccesses
        lastAccuracyKm = accuracyKm
        lastPoint = point
        lastSeenAt = instant
    }

    package func isFamiliar(_ address: IPAddress) -> Bool { addresses.contains(address.place) }

    /// Similarity of a fingerprint to the nearest known one, in `0...1`; `nil` before any was
    /// learnt.
    package func similarity(to fingerprint: Fingerprint) -> Double? {
        fingerprints.map { Self.similarity($0, fingerprint) }.max()
    }

    /// Share of the weighted attributes that agree.
    ///
    /// What names the hardware weighs most; version, language and clock change on one device.
    /// An attribute that either side does not reveal counts as a difference: machines reveal
    /// little.
    package static func similarity(_ left: Fingerprint, _ right: Fingerprint) -> Double {
        func agree(_ path: (Fingerprint) -> String, _ weight: Double) -> Double {
            let (first, second) = (path(left), path(right))
            return first == second && !first.isEmpty ? weight : 0
        }
        return agree({ $0.device }, 0.30) + agree({ $0.webglHash }, 0.20)
            + agree({ $0.screen }, 0.15) + agree({ $0.os }, 0.10) + agree({ $0.browser }, 0.10)
            + agree({ $0.userAgent }, 0.05) + agree({ $0.timeZone }, 0.05)
            + agree({ $0.language }, 0.05)
    }

    private static func moved<Element: Equatable>(
        _ element: Element,
        toFrontOf list: [Element],
        keeping count: Int
    ) -> [Element] {
        if list.first == element { return list }
        return Array(([element] + list.filter { $0 != element }).prefix(count))
    }
}
