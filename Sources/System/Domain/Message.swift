/// Where a message is published.
///
/// Names as on a NATS server.
package enum Subject: String, Sendable, CaseIterable {
    case accessAttempted = "guest.access.attempted"
    case fraudScored = "fraud.scored"
    case fraudAlert = "fraud.alert"
    case rsvpConfirmed = "rsvp.confirmed"
    case invitationSend = "invitation.send"
    case verificationRequired = "verification.required"
    case doorChanged = "door.changed"
    case notificationSendSMS = "notification.send.sms"
    case notificationSendEmail = "notification.send.email"
    case notificationSendSMSUrgent = "notification.send.sms.urgent"
    case notificationSendEmailUrgent = "notification.send.email.urgent"
}

/// What one component tells the others.
///
/// A class because it is immutable and passes through many hands: one reference instead of a
/// dozen strings to retain.
package final class Message: Sendable {
    /// Duplicates of one id within a stream's window are dropped.
    package let id: MessageID
    package let payload: Payload
    package let publishedAt: Instant

    package init(id: MessageID, payload: Payload, publishedAt: Instant) {
        self.id = id
        self.payload = payload
        self.publishedAt = publishedAt
    }

    package var subject: Subject { payload.subject }

    package indirect enum Payload: Sendable, Codable {
        case accessAttempted(Access)
        /// A reply was let in unscored: the engine should look at it when it is back.
        case reviewRequested(Access)
        case fraudScored(FraudScored)
        case fraudAlert(FraudAlert)
        case codesSpent(CodesSpent)
        case replyDisputed(ReplyDisputed)
        /// A reply was recorded, and by whom it was sent.
        case rsvpConfirmed(RSVP, from: Visit)
        case invitationSend(InvitationSend)
        case verificationRequired(VerificationRequired)
        case doorChanged(DoorChange)
        case notificationSend(NotificationSend)

        package var subject: Subject {
            switch self {
            case .accessAttempted, .reviewRequested: .accessAttempted
            case .fraudScored: .fraudScored
            case .fraudAlert, .codesSpent, .replyDisputed: .fraudAlert
            case .rsvpConfirmed: .rsvpConfirmed
            case .invitationSend: .invitationSend
            case .verificationRequired: .verificationRequired
            case .doorChanged: .doorChanged
            case .notificationSend(let send):
                switch (send.channel, send.kind.isWaitedFor) {
                case (.sms, false): .notificationSendSMS
                case (.sms, true): .notificationSendSMSUrgent
                case (.email, false): .notificationSendEmail
                case (.email, true): .notificationSendEmailUrgent
                }
            }
        }
    }
}

/// Something the door knows by heart has changed: every process's cache forgets it.
package enum DoorChange: Hashable, Sendable, Codable {
    /// A link was revoked or flagged, or its guest is gone.
    case token(TokenID)
    /// An event was published, closed, reopened, changed or deleted.
    case event(EventID)
}

/// The engine's answer about an access that was scored asynchronously.
package struct FraudScored: Sendable, Codable {
    package let access: Access
    package let score: RiskScore
    /// A mail scanner's or a chat preview's fetch: no person was there.
    package let isMachine: Bool
    /// What speaks against it, where it is worth a flag.
    package let suspicion: Suspicion?

    package init(access: Access, score: RiskScore, isMachine: Bool, suspicion: Suspicion? = nil) {
        self.access = access
        self.score = score
        self.isMachine = isMachine
        self.suspicion = suspicion
    }
}

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

/// An invitation, or a reminder of one, that should reach its guest.
package struct InvitationSend: Sendable, Codable {
    package let guestID: GuestID
    package let eventID: EventID
    package let tokenID: TokenID
    /// The secret in the link; the bus carries it, a store keeps it sealed, no log has it.
    package let link: InvitationLink
    package let kind: Notification.Kind

    package init(
        guestID: GuestID,
        eventID: EventID,
        tokenID: TokenID,
        link: InvitationLink,
        kind: Notification.Kind
    ) {
        self.guestID = guestID
        self.eventID = eventID
        self.tokenID = tokenID
        self.link = link
        self.kind = kind
    }
}

/// The two forms of a guest's link: whole for e-mail, short for a text message.
package struct InvitationLink: Sendable, CustomStringConvertible {
    package let unredactedToken: String
    package let unredactedHandle: String

    package init(token: String, handle: String) {
        unredactedToken = token
        unredactedHandle = handle
    }

    package var description: String { "tk_…" }
}

extension InvitationLink: Codable {
    package init(from decoder: any Decoder) throws {
        let drawer = try SecretDrawer.of(decoder)
        self.init(token: try drawer.take(), handle: try drawer.take())
    }

    package func encode(to encoder: any Encoder) throws {
        let drawer = try SecretDrawer.of(encoder)
        drawer.put(unredactedToken)
        drawer.put(unredactedHandle)
        try SecretDrawer.leaveMark(in: encoder)
    }
}

/// A six-digit code that should reach the original guest's phone.
package struct VerificationRequired: Sendable, Codable {
    package let challengeID: ChallengeID
    package let accessID: AccessID
    package let guestID: GuestID
    package let eventID: EventID
    package let code: SecretCode
    package let expiresAt: Instant

    package init(
        challengeID: ChallengeID,
        accessID: AccessID,
        guestID: GuestID,
        eventID: EventID,
        code: SecretCode,
        expiresAt: Instant
    ) {
        self.challengeID = challengeID
        self.accessID = accessID
        self.guestID = guestID
        self.eventID = eventID
        self.code = code
        self.expiresAt = expiresAt
    }
}

/// A code on its way to a phone; its description does not show it.
package struct SecretCode: Hashable, Sendable, CustomStringConvertible {
    package let unredacted: String

    package init(_ digits: String) { unredacted = digits }

    package var description: String { "••••••" }
}

extension SecretCode: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try SecretDrawer.of(decoder).take())
    }

    package func encode(to encoder: any Encoder) throws {
        try SecretDrawer.of(encoder).put(unredacted)
        try SecretDrawer.leaveMark(in: encoder)
    }
}

/// A notification that should be handed to a provider, before its words are written.
package struct NotificationSend: Sendable, Codable {
    package let notificationID: NotificationID
    package let channel: Notification.Channel
    package let recipient: Notification.Recipient
    package let eventID: EventID
    /// Whose link an invitation or a reminder carries: once it is revoked, nothing is sent.
    package let tokenID: TokenID?
    package let content: Content

    /// What the text needs beyond what the store knows.
    package enum Content: Sendable, Codable {
        case invitation(InvitationLink)
        case reminder(InvitationLink)
        case verification(SecretCode, of: ChallengeID, expiresAt: Instant)
        case confirmation(Reply)
        case hostAlert(FraudAlert)
        case codesSpent(CodesSpent)
        case replyDisputed(ReplyDisputed)
        case digest(alerts: Int, since: Instant)

        package var kind: Notification.Kind {
            switch self {
            case .invitation: .invitation
            case .reminder: .reminder
            case .verification: .verification
            case .confirmation: .confirmation
            case .hostAlert: .hostAlert
            case .codesSpent: .codesSpent
            case .replyDisputed: .replyDisputed
            case .digest: .digest
            }
        }
    }

    package var kind: Notification.Kind { content.kind }

    package init(
        notificationID: NotificationID,
        channel: Notification.Channel,
        recipient: Notification.Recipient,
        eventID: EventID,
        tokenID: TokenID?,
        content: Content
    ) {
        self.notificationID = notificationID
        self.channel = channel
        self.recipient = recipient
        self.eventID = eventID
        self.tokenID = tokenID
        self.content = content
    }
}
