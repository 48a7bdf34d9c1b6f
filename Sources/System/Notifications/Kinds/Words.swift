import Domain

/// How one kind of notification reads.
///
/// One file a kind lies beside this one: what it is sent for, as a `Draft`, and its words.
protocol Words {
    /// Whose link or reply a message to a host is about.
    var aboutGuest: GuestID? { get }

    /// The text message.
    func sms(_ say: Phrases) -> String
    /// The e-mail's subject: one line.
    func subject(_ say: Phrases) -> String
    /// What an e-mail says between greeting and signature.
    func paragraphs(_ say: Phrases) -> String
}

extension Words {
    var aboutGuest: GuestID? { nil }
}

extension NotificationSend.Content {
    /// Its words, from the kind's own file.
    var words: any Words {
        switch self {
        case .invitation(let link): InvitationWords(link: link)
        case .reminder(let link): ReminderWords(link: link)
        case .verification(let code, _, let expiresAt):
            VerificationWords(code: code, expiresAt: expiresAt)
        case .confirmation(let reply, let link): ConfirmationWords(reply: reply, link: link)
        case .hostAlert(let alert): HostAlertWords(alert: alert)
        case .codesSpent(let spent): CodesSpentWords(spent: spent)
        case .replyDisputed(let disputed): ReplyDisputedWords(disputed: disputed)
        case .account(let mail): AccountWords(mail: mail)
        case .digest(let alerts, let since): DigestWords(alerts: alerts, since: since)
        }
    }
}
