import Domain

extension Draft {
    /// Codes are spent: one message for a link, one an hour for a phone number or an event.
    static func codesSpent(_ spent: CodesSpent) -> Draft {
        let hour = spent.at.seconds.quotientRoundedDown(by: 3_600)
        let cause =
            switch spent.scope {
            case .token: "codes-spent/token/\(spent.tokenID)"
            case .phone: "codes-spent/phone/\(spent.guestID)/\(hour)"
            case .event: "codes-spent/event/\(spent.eventID)/\(hour)"
            }
        return Draft(
            to: spent.hostID,
            about: spent.eventID,
            cause: cause,
            .codesSpent(spent)
        )
    }
}

struct CodesSpentWords: Words {
    let spent: CodesSpent

    var aboutGuest: GuestID? { spent.guestID }

    func sms(_ say: Phrases) -> String {
        switch spent.scope {
        case .token:
            "\(say.whose) link to \(say.event) has asked for too many codes. We send no more."
        case .phone:
            """
            \(say.whose) link to \(say.event) has asked for too many codes. We send none for an hour.
            """
        case .event: "Too many codes were asked for at \(say.event). We send none for an hour."
        }
    }

    func subject(_ say: Phrases) -> String { "No more codes are sent at \(say.event)" }

    func paragraphs(_ say: Phrases) -> String { sms(say) + "\n\n" + remedy }

    private var remedy: String {
        switch spent.scope {
        case .token:
            """
            If the guest asks you, send them a new link from your dashboard: it starts anew.
            """
        case .phone, .event:
            """
            Somebody may be trying links that are not theirs. Guests who need no code can still \
            reply; your dashboard shows who asked.
            """
        }
    }
}
