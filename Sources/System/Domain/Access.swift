/// One observed use of an invitation link: when, which token, from where.
///
/// A class, because it never changes and is told to everybody.
package final class Access: Sendable, Codable {
    package let id: AccessID
    /// Unknown where the token presented was none of ours.
    package let tokenID: TokenID?
    package let guestID: GuestID?
    package let eventID: EventID?
    package let openedAt: Instant
    package let visit: Visit
    /// How often this token had been opened before, by anyone and refused or not, as far as the process
    /// knew: what another process served in the last five minutes may be missing.
    package let earlierAccesses: Int
    /// Why the link was refused at the door; `nil` where it was admitted.
    package let rejection: Rejection?
    /// Whether the token already asked for a code.
    package let tokenWasFlagged: Bool
    /// What the browser is known by from here on, where it came without a cookie.
    package let newBrowser: BrowserID?

    package init(
        id: AccessID,
        tokenID: TokenID?,
        guestID: GuestID?,
        eventID: EventID?,
        openedAt: Instant,
        visit: Visit,
        earlierAccesses: Int,
        rejection: Rejection?,
        tokenWasFlagged: Bool = false,
        newBrowser: BrowserID? = nil
    ) {
        self.id = id
        self.tokenID = tokenID
        self.guestID = guestID
        self.eventID = eventID
        self.openedAt = openedAt
        self.visit = visit
        self.earlierAccesses = earlierAccesses
        self.rejection = rejection
        self.tokenWasFlagged = tokenWasFlagged
        self.newBrowser = newBrowser
    }
}

/// What the server sees of whoever opens a link.
package struct Visit: Hashable, Sendable, Codable {
    package var address: IPAddress
    package var fingerprint: Fingerprint
    /// The referring site's host name; empty where the browser sent none.
    package var referrer: String
    /// By the cookie that it returned; `nil` where it returned none.
    package var browser: BrowserID?

    package init(
        address: IPAddress,
        fingerprint: Fingerprint,
        referrer: String,
        browser: BrowserID? = nil
    ) {
        self.address = address
        self.fingerprint = fingerprint
        self.referrer = referrer
        self.browser = browser
    }
}

/// A browser that keeps our first-party cookie, as opposed to a private window, an app's own
/// browser, or another one on the same phone.
package enum ReturningBrowser {}

/// A form that comes back: whoever sends it is judged, not whoever was served it.
package struct SubmittedForm: Sendable, Codable {
    /// The access that was served the form, with the address and device that send it back.
    package let access: Access
    /// The address and device that the form was served to.
    package let openedFrom: Visit
    /// How long it was open.
    package let fill: Duration

    package init(access: Access, openedFrom: Visit, fill: Duration) {
        self.access = access
        self.openedFrom = openedFrom
        self.fill = fill
    }

    package var sentAt: Instant { access.openedAt.advanced(by: fill) }
}

/// Why a link was refused before any score was asked for.
package enum Rejection: String, Sendable, Codable, CaseIterable {
    case malformed
    case forged
    case unknown
    case expired
    case revoked
    case used
    case rateLimited = "rate_limited"
    case eventClosed = "event_closed"
}

/// 0–100, higher is worse; evidence, not a verdict.
package struct RiskScore: Hashable, Comparable, Sendable, Codable {
    package let value: Int

    package init(_ value: Int) {
        precondition((0...100).contains(value), "a risk score is 0...100, found \(value)")
        self.value = value
    }

    package static func < (left: RiskScore, right: RiskScore) -> Bool { left.value < right.value }
}

/// What the policy answers to a risk score, in rising severity.
package enum Decision: Int, Comparable, Sendable, Codable, CaseIterable {
    case allow, softVerify, smsVerify, block

    package static func < (left: Decision, right: Decision) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The decision of that word; `nil` where there is none.
    package init?(named name: String) {
        guard let decision = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = decision
    }

    /// The word in columns, journals and reports.
    package var name: String {
        switch self {
        case .allow: "allow"
        case .softVerify: "soft_verify"
        case .smsVerify: "sms_verify"
        case .block: "block"
        }
    }
}

/// Where an access ended once challenges had played out.
package enum Outcome: String, Sendable, Codable, CaseIterable {
    case opened
    case submitted
    case verified
    case failedVerification = "failed_verification"
    case blocked
    case abandoned
    case rejected
}

/// What kind of network an address belongs to.
package enum NetworkKind: String, Sendable, Codable, CaseIterable {
    case mobile, home, office, hosting, vpn, unknown
}

/// Where an address is, as the geolocation database says.
package struct GeoRecord: Hashable, Sendable, Codable {
    package var country: String?
    package var city: String?
    package var point: GeoPoint?
    /// Half of such addresses are nearer than this to `point`.
    package var accuracyKm: Double?
    /// IANA name.
    package var timeZone: String?
    package var asn: UInt32?
    package var network: NetworkKind

    package init(
        country: String? = nil,
        city: String? = nil,
        point: GeoPoint? = nil,
        accuracyKm: Double? = nil,
        timeZone: String? = nil,
        asn: UInt32? = nil,
        network: NetworkKind = .unknown
    ) {
        self.country = country
        self.city = city
        self.point = point
        self.accuracyKm = accuracyKm
        self.timeZone = timeZone
        self.asn = asn
        self.network = network
    }
}
