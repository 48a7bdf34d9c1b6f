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
    /// Whether a reply was refused.
    package let wasReply: Bool
    /// Whether a reply was recorded before anybody could judge it; where neither, somebody has only
    /// looked.
    package let wasRecorded: Bool
    package let raisedAt: Instant
    package let suspicion: Suspicion?

    package init(
        accessID: AccessID,
        score: RiskScore,
        wasReply: Bool,
        wasRecorded: Bool = false,
        raisedAt: Instant,
        suspicion: Suspicion?
    ) {
        self.accessID = accessID
        self.score = score
        self.wasReply = wasReply
        self.wasRecorded = wasRecorded
        self.raisedAt = raisedAt
        self.suspicion = suspicion
    }

    /// A flag of an earlier build says nothing of recorded replies: there was none.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        accessID = try container.decode(AccessID.self, forKey: .accessID)
        score = try container.decode(RiskScore.self, forKey: .score)
        wasReply = try container.decode(Bool.self, forKey: .wasReply)
        wasRecorded = try container.decodeIfPresent(Bool.self, forKey: .wasRecorded) ?? false
        raisedAt = try container.decode(Instant.self, forKey: .raisedAt)
        suspicion = try container.decodeIfPresent(Suspicion.self, forKey: .suspicion)
    }
}
