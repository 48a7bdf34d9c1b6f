/// A notification that should be handed to a provider, before its words are written.
package struct NotificationSend: Sendable, Codable {
    package let notificationID: NotificationID
    package let channel: Notification.Channel
    package let recipient: Notification.Recipient
    /// `nil` where it is about an account.
    package let eventID: EventID?
    /// Whose link an invitation or a reminder carries: once it is revoked, nothing is sent.
    package let tokenID: TokenID?
    package let content: Content

    /// What the text needs beyond what the store knows.
    package enum Content: Sendable, Codable {
        case invitation(InvitationLink)
        case reminder(InvitationLink)
        case verification(SecretCode, of: ChallengeID, expiresAt: Instant)
        case confirmation(Reply, InvitationLink?)
        case hostAlert(FraudAlert)
        case codesSpent(CodesSpent)
        case replyDisputed(ReplyDisputed)
        case digest(alerts: Int, since: Instant)
        case account(AccountMail)

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
            case .account: .account
            }
        }
    }

    package var kind: Notification.Kind { content.kind }

    package init(
        notificationID: NotificationID,
        channel: Notification.Channel,
        recipient: Notification.Recipient,
        eventID: EventID?,
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
