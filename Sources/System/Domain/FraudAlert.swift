/// Something a host must hear about at once: an access that was blocked, or would be.
package struct FraudAlert: Sendable, Codable {
    package let tokenID: TokenID
    package let guestID: GuestID
    package let eventID: EventID
    package let hostID: HostID
    /// What was seen, and why it looked wrong.
    package let flag: LinkFlag

    package init(
        tokenID: TokenID,
        guestID: GuestID,
        eventID: EventID,
        hostID: HostID,
        flag: LinkFlag
    ) {
        self.tokenID = tokenID
        self.guestID = guestID
        self.eventID = eventID
        self.hostID = hostID
        self.flag = flag
    }

    package var accessID: AccessID { flag.accessID }
    package var score: RiskScore { flag.score }
    package var wasReply: Bool { flag.wasReply }
    package var wasRecorded: Bool { flag.wasRecorded }
    package var raisedAt: Instant { flag.raisedAt }

    /// Alerts about one link within one hour belong together: one mail, one review.
    package struct Group: Hashable, Sendable {
        package let tokenID: TokenID
        /// Hours since 1970.
        package let hour: Int64
    }

    package var group: Group {
        Group(tokenID: tokenID, hour: raisedAt.seconds.quotientRoundedDown(by: 3_600))
    }
}

/// Something a host should know: no more codes are sent, because too many were asked for.
package struct CodesSpent: Sendable, Codable {
    package enum Scope: String, Sendable, Codable, CaseIterable {
        /// A link's codes for life: its guest needs a new one.
        case token
        /// A phone number's within the hour.
        case phone
        /// An event's within the hour.
        case event
    }

    package let scope: Scope
    package let guestID: GuestID
    package let tokenID: TokenID
    package let eventID: EventID
    package let hostID: HostID
    package let at: Instant

    package init(
        scope: Scope,
        guestID: GuestID,
        tokenID: TokenID,
        eventID: EventID,
        hostID: HostID,
        at: Instant
    ) {
        self.scope = scope
        self.guestID = guestID
        self.tokenID = tokenID
        self.eventID = eventID
        self.hostID = hostID
        self.at = at
    }
}

/// Something a host should know: a guest says that a reply was not theirs, and has replied anew.
package struct ReplyDisputed: Sendable, Codable {
    /// The reply that gave way.
    package let rsvpID: RSVPID
    package let accessID: AccessID
    package let guestID: GuestID
    package let eventID: EventID
    package let hostID: HostID

    package init(
        rsvpID: RSVPID,
        accessID: AccessID,
        guestID: GuestID,
        eventID: EventID,
        hostID: HostID
    ) {
        self.rsvpID = rsvpID
        self.accessID = accessID
        self.guestID = guestID
        self.eventID = eventID
        self.hostID = hostID
    }
}
