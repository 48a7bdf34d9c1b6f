import Domain

extension Draft {
    /// A reply turned out to be somebody else's.
    static func replyDisputed(_ disputed: ReplyDisputed) -> Draft {
        Draft(
            to: disputed.hostID,
            about: disputed.eventID,
            cause: "reply-disputed/\(disputed.rsvpID)",
            .replyDisputed(disputed)
        )
    }
}

struct ReplyDisputedWords: Words {
    let disputed: ReplyDisputed

    var aboutGuest: GuestID? { disputed.guestID }

    func sms(_ say: Phrases) -> String {
        """
        \(say.whose) reply to \(say.event) was not theirs, they say. They have replied anew.
        """
    }

    func subject(_ say: Phrases) -> String { "Disputed: \(say.whose) reply to \(say.event)" }

    func paragraphs(_ say: Phrases) -> String {
        """
        \(say.whose) reply to \(say.event) was not theirs, they say, and a code \
        sent to them has confirmed it. They have replied anew, and that reply counts now.

        The first one is kept on your dashboard: somebody else has their link.
        """
    }
}
