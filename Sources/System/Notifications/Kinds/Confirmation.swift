import Domain

extension Draft {
    /// A confirmation: on every channel there is, since the e-mail carries the calendar entry.
    ///
    /// - `link`: Changes the reply without a code.
    static func confirmation(
        _ rsvp: RSVP,
        _ link: InvitationLink?,
        to guest: Guest
    ) -> [Draft] {
        let channels: [Notification.Channel] =
            (guest.phone == nil ? [] : [.sms]) + (guest.email == nil ? [] : [.email])
        return channels.map {
            Draft(
                recipient: .guest(guest.id),
                eventID: rsvp.eventID,
                channel: $0,
                cause: "confirmation/\(rsvp.id)",
                content: .confirmation(rsvp.reply, link)
            )
        }
    }
}

struct ConfirmationWords: Words {
    let reply: Reply
    let link: InvitationLink?

    func sms(_ say: Phrases) -> String {
        let name = say.name(after: ", ")
        let thanks =
            switch reply.response {
            case .attending:
                "Thank you\(name)! See you at \(say.event) on \(say.day)\(shortCompany)."
            case .declined: "Thank you\(name). You'll be missed at \(say.event)."
            case .maybe: "Thank you\(name): a maybe for \(say.event) on \(say.day)."
            }
        return thanks + (link.map { " Not you? \($0.short)" } ?? "")
    }

    func subject(_ say: Phrases) -> String {
        switch reply.response {
        case .attending: "See you at \(say.event)"
        case .declined: "Thank you for your reply to \(say.event)"
        case .maybe: "We noted a maybe for \(say.event)"
        }
    }

    func paragraphs(_ say: Phrases) -> String {
        thanks(say) + (link.map(Self.wayBack) ?? "")
    }

    private static func wayBack(_ link: InvitationLink) -> String {
        """


        If this was not you, or your plans have changed, please tell us here:
        \(link.whole)

        This link changes your reply, so please don't pass it on.
        """
    }

    private func thanks(_ say: Phrases) -> String {
        switch reply.response {
        case .attending:
            """
            Thank you! We look forward to seeing you at \(say.event)\(company).

            \(say.whenAndWhere)

            A calendar entry is attached.
            """
        case .declined: "Thank you for letting us know that you can't come to \(say.event)."
        case .maybe:
            """
            Thank you! We noted a maybe for \(say.event).

            \(say.whenAndWhere)
            """
        }
    }

    private var company: String {
        reply.plusOnes > 0 ? ", with \(reply.plusOnes) more" : ""
    }

    private var shortCompany: String { reply.plusOnes > 0 ? " (+\(reply.plusOnes))" : "" }
}
