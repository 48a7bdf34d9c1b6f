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
        /// A form was let in unscored: the engine should look at it when it is back.
        case reviewRequested(UnscoredForm)
        case fraudScored(FraudScored)
        case fraudAlert(FraudAlert)
        case codesSpent(CodesSpent)
        case replyDisputed(ReplyDisputed)
        /// A reply was recorded, and by whom it was sent; unjudged where no score, name or code let it in.
        /// With the link its confirmation is to carry (none in messages of an earlier build).
        case rsvpConfirmed(RSVP, from: Visit, isJudged: Bool, link: InvitationLink?)
        /// A host lets a reply stand that nobody had judged.
        case replyVouched(RSVP, from: Visit)
        /// A reply was not its guest's: what its sender has taught is to be forgotten.
        case replyRepudiated(RSVP, from: Visit)
        case invitationSend(InvitationSend)
        case verificationRequired(VerificationRequired)
        /// Somebody is asked by mail whether they read it.
        case accountMail(AccountMail)
        case doorChanged(DoorChange)
        case notificationSend(NotificationSend)

        package var subject: Subject {
            switch self {
            case .accessAttempted, .reviewRequested: .accessAttempted
            case .fraudScored: .fraudScored
            case .fraudAlert, .codesSpent, .replyDisputed: .fraudAlert
            case .rsvpConfirmed, .replyVouched, .replyRepudiated: .rsvpConfirmed
            case .invitationSend: .invitationSend
            case .verificationRequired, .accountMail: .verificationRequired
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

/// A form that was decided on without a score.
package struct UnscoredForm: Sendable, Codable {
    package let form: SubmittedForm
    /// Whether its reply was recorded for want of a score; else a code let it in, or nothing did.
    package let wasLetIn: Bool

    package init(form: SubmittedForm, wasLetIn: Bool) {
        self.form = form
        self.wasLetIn = wasLetIn
    }
}

/// The engine's answer about an access that was scored asynchronously.
package struct FraudScored: Sendable, Codable {
    package let access: Access
    package let score: RiskScore
    package let scoredAt: Instant
    /// Whether it is about a form whose reply was recorded unscored.
    package let isLate: Bool
    /// A mail scanner's or a chat preview's fetch: no person was there.
    package let isMachine: Bool
    /// What speaks against it, where it is worth a flag.
    package let suspicion: Suspicion?

    package init(
        access: Access,
        score: RiskScore,
        scoredAt: Instant,
        isLate: Bool = false,
        isMachine: Bool,
        suspicion: Suspicion? = nil
    ) {
        self.access = access
        self.score = score
        self.scoredAt = scoredAt
        self.isLate = isLate
        self.isMachine = isMachine
        self.suspicion = suspicion
    }
}
