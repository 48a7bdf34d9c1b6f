import Domain

extension Draft {
    /// An invitation or reminder, the way that its host asked for; the preferred one where the guest
    /// cannot be reached like that.
    ///
    /// A token has one invitation on a channel. It has one reminder for each day (UTC) on which the host asked
    /// for one: the message tells a day, not a number.
    static func invitation(
        _ send: InvitationSend,
        to guest: Guest,
        askedAt: Instant
    ) -> [Draft] {
        let isReminder = send.kind == .reminder
        let day = askedAt.seconds.quotientRoundedDown(by: 86_400)
        return guest.channels(of: send.channels ?? .preferred).map {
            Draft(
                recipient: .guest(guest.id),
                eventID: send.eventID,
                channel: $0,
                cause: isReminder
                    ? "reminder/\(send.tokenID)/\(day)"
                    : "\(Notification.invitationCause)\(send.tokenID)",
                tokenID: send.tokenID,
                content: isReminder ? .reminder(send.link) : .invitation(send.link)
            )
        }
    }
}

struct InvitationWords: Words {
    let link: InvitationLink

    func sms(_ say: Phrases) -> String {
        """
        Hi\(say.name(after: " ")), you're invited to \(say.event) on \(say.day). Please RSVP: \
        \(link.short)
        """
    }

    func subject(_ say: Phrases) -> String { "You're invited to \(say.event)" }

    func paragraphs(_ say: Phrases) -> String {
        """
        You're invited to \(say.event).

        \(say.whenAndWhere)

        Please tell us whether you can come:
        \(link.whole)

        This link is yours alone, so please don't pass it on.
        """
    }
}

struct ReminderWords: Words {
    let link: InvitationLink

    func sms(_ say: Phrases) -> String {
        """
        Hi\(say.name(after: " ")), will you come to \(say.event) on \(say.day)? Please RSVP: \
        \(link.short)
        """
    }

    func subject(_ say: Phrases) -> String { "Will you come to \(say.event)?" }

    func paragraphs(_ say: Phrases) -> String {
        """
        We haven't heard from you about \(say.event) yet, and would love to know.

        \(say.whenAndWhere)

        It takes a minute:
        \(link.whole)

        This link is yours alone, so please don't pass it on.
        """
    }
}

extension InvitationLink {
    /// For a text message.
    var short: String { Wording.linkBase + unredactedHandle }
    /// For an e-mail.
    var whole: String { Wording.linkBase + unredactedToken }
}
