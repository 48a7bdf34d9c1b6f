/// What speaks against an access, in words for the host: who was there, and what was odd.
package struct Suspicion: Hashable, Sendable, Codable {
    /// `Lagos, NG`, or as much of it as is known; empty where nothing is.
    package var place: String
    /// `Samsung SM-A546B, Chrome on Android 13`; empty where the browser revealed nothing.
    package var device: String
    /// What raised the score, the weightiest first; at most three.
    package var reasons: [String]

    package init(place: String, device: String, reasons: [String]) {
        self.place = place
        self.device = device
        self.reasons = reasons
    }

    package init(of visit: Visit, at geo: GeoRecord, reasons: [String]) {
        let fingerprint = visit.fingerprint
        let software = [fingerprint.browser, fingerprint.os].filter { !$0.isEmpty }
        self.init(
            place: [geo.city, geo.country].compactMap(\.self).joined(separator: ", "),
            device: [fingerprint.device, software.joined(separator: " on ")]
                .filter { !$0.isEmpty }.joined(separator: ", "),
            reasons: Array(reasons.prefix(3))
        )
    }
}

/// Why a link asks for a code: the access that raised its flag.
package struct LinkFlag: Hashable, Sendable, Codable {
    package let accessID: AccessID
    package let score: RiskScore
    /// Whether a reply was refused; else somebody has only looked.
    package let wasReply: Bool
    package let raisedAt: Instant
    package let suspicion: Suspicion?

    package init(
        accessID: AccessID,
        score: RiskScore,
        wasReply: Bool,
        raisedAt: Instant,
        suspicion: Suspicion?
    ) {
        self.accessID = accessID
        self.score = score
        self.wasReply = wasReply
        self.raisedAt = raisedAt
        self.suspicion = suspicion
    }
}
