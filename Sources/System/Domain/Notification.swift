/// One message to one person by one channel, and how far it got.
package struct Notification: Hashable, Sendable {
    /// What stands before the token's id in the cause of its invitation.
    package static let invitationCause = "invitation/"

    package enum Channel: String, Sendable, CaseIterable, Codable { case sms, email }
    package enum Kind: String, Sendable, CaseIterable, Codable {
        case invitation, reminder, verification, confirmation
        case hostAlert = "host_alert"
        case codesSpent = "codes_spent"
        case replyDisputed = "reply_disputed"
        case digest
        /// About an account, and no event: a code that proves an address, or word of an attempt.
        case account

        /// Whether somebody waits for it: it goes ahead of what is sent in bulk.
        package var isWaitedFor: Bool {
            switch self {
            case .verification, .confirmation, .hostAlert, .codesSpent, .replyDisputed, .account:
                true
            case .invitation, .reminder, .digest: false
            }
        }

        /// What holds where a call of a provider, which remembers nothing, ends in doubt: by a crash
        /// between call and record, or by an answer that was lost.
        ///
        /// A code that comes twice makes its reader doubt which of them counts, and another one is a
        /// minute away. Everything else had better come twice than never.
        package var guarantee: Guarantee {
            self == .verification || self == .account ? .atMostOnce : .atLeastOnce
        }
    }

    package enum Guarantee: Sendable { case atMostOnce, atLeastOnce }

    /// The error of a notification that a provider is being called for, where it may be sent at most
    /// once: whoever finds it there after a crash does not call again.
    package static let inDoubt = "in_doubt"

    package enum Status: String, Sendable, CaseIterable, Codable {
        case queued, sent, delivered, failed, bounced
    }

    package let id: NotificationID
    /// Whom it goes to: a guest, or a host for alerts and digests.
    package let recipient: Recipient
    /// `nil` where it is about an account.
    package let eventID: EventID?
    package let channel: Channel
    package let kind: Kind
    /// What it was sent for.
    ///
    /// One cause, one channel: at most one notification.
    package let cause: String
    package var status: Status
    package var providerID: String?
    package var attempts: Int
    package var lastAttemptAt: Instant?
    package var deliveredAt: Instant?
    package var error: String?
    /// In millionths of a US dollar.
    package var costMicros: Int
    package let createdAt: Instant

    package enum Recipient: Hashable, Sendable, Codable {
        case guest(GuestID)
        case host(HostID)
    }

    package init(
        id: NotificationID,
        recipient: Recipient,
        eventID: EventID?,
        channel: Channel,
        kind: Kind,
        cause: String,
        status: Status = .queued,
        providerID: String? = nil,
        attempts: Int = 0,
        lastAttemptAt: Instant? = nil,
        deliveredAt: Instant? = nil,
        error: String? = nil,
        costMicros: Int = 0,
        createdAt: Instant
    ) {
        self.id = id
        self.recipient = recipient
        self.eventID = eventID
        self.channel = channel
        self.kind = kind
        self.cause = cause
        self.status = status
        self.providerID = providerID
        self.attempts = attempts
        self.lastAttemptAt = lastAttemptAt
        self.deliveredAt = deliveredAt
        self.error = error
        self.costMicros = costMicros
        self.createdAt = createdAt
    }
}
