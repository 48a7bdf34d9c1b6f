import Domain

/// What a text needs to know besides its content.
package struct MessageFacts: Hashable, Sendable {
    /// What the recipient is called by; empty for "Hello".
    package var recipientName: String
    package var eventName: String
    package var venue: String
    package var startsAt: Instant
    /// Whose invitation an alert is about.
    package var guestName: String?

    package init(
        recipientName: String,
        eventName: String,
        venue: String,
        startsAt: Instant,
        guestName: String? = nil
    ) {
        self.recipientName = recipientName
        self.eventName = eventName
        self.venue = venue
        self.startsAt = startsAt
        self.guestName = guestName
    }
}

/// The words of every notification.
///
/// A dozen fixed texts on a hot path, so they are written out as interpolated strings: a template
/// language would parse at run time what the compiler checks here. Names and venues come from
/// people: control characters become spaces, so that no name can start a new line or a new header.
package struct Wording: Sendable {
    /// What stands before a token or handle in every link.
    package static let linkBase = "https://guestguard.app/rsvp/"

    private let content: NotificationSend.Content
    private let facts: MessageFacts

    package init(_ content: NotificationSend.Content, _ facts: MessageFacts) {
        self.content = content
        self.facts = facts
    }

    // MARK: Text messages

    /// The text message: at most two segments, whatever the names; they are shortened to fit.
    package var sms: (text: String, segments: SMSSegments) {
        let text = sms(nameLimit: 20, eventLimit: 40)
        let segments = SMSSegments(text)
        guard segments.count > 2 else { return (text, segments) }
        // Two segments of UCS-2 hold 134 code units, of which a link takes 51.
        let shorter = sms(nameLimit: 12, eventLimit: 16)
        return (shorter, SMSSegments(shorter))
    }

    private func sms(nameLimit: Int, eventLimit: Int) -> String {
        let name = spaced(shortened(facts.recipientName, to: nameLimit), before: " ")
        let thanked = spaced(shortened(facts.recipientName, to: nameLimit), before: ", ")
        let event = shortened(facts.eventName, to: eventLimit)
        switch content {
        case .invitation(let link):
            return """
                Hi\(name), you're invited to \(event) on \(day). Please RSVP: \
                \(Self.linkBase)\(link.unredactedHandle)
                """
        case .reminder(let link):
            return """
                Hi\(name), will you come to \(event) on \(day)? Please RSVP: \
                \(Self.linkBase)\(link.unredactedHandle)
                """
        case .verification(let code, _, let expiresAt):
            return """
                \(code.unredacted) is your code for \(event). It works until \
                \(timeOfDay(expiresAt)). Please don't share it.
                """
        case .confirmation(let reply):
            switch reply.response {
            case .attending:
                return "Thank you\(thanked)! See you at \(event) on \(day)\(company(reply))."
            case .declined:
                return "Thank you for your reply\(thanked). You'll be missed at \(event)."
            case .maybe: return "Thank you\(thanked). We noted a maybe for \(event) on \(day)."
            }
        case .hostAlert(let alert):
            return """
                GuestGuard \(alert.wasReply ? "blocked" : "noticed") someone on \
                \(shortened(whose, to: nameLimit)) link to \(event), risk \(alert.score.value)/100.
                """
        case .codesSpent(let spent): return stopped(spent, at: event, nameLimit: nameLimit)
        case .replyDisputed:
            return """
                \(shortened(whose, to: nameLimit)) reply to \(event) was not theirs, they say. They \
                have replied anew.
                """
        case .digest(let alerts, let since):
            return """
                GuestGuard: \(counted(alerts)) since \(timeOfDay(since)), latest at \
                \(event).
                """
        }
    }

    // MARK: E-mail

    /// The e-mail's subject: one line.
    package var subject: String {
        let event = shortened(facts.eventName, to: 80)
        switch content {
        case .invitation: return "You're invited to \(event)"
        case .reminder: return "Will you come to \(event)?"
        case .verification: return "Your code for \(event)"
        case .confirmation(let reply):
            switch reply.response {
            case .attending: return "See you at \(event)"
            case .declined: return "Thank you for your reply to \(event)"
            case .maybe: return "We noted a maybe for \(event)"
            }
        case .hostAlert(let alert):
            let what = alert.wasReply ? "Blocked" : "Noticed"
            return "\(what): someone on \(shortened(whose, to: 60)) link to \(event)"
        case .codesSpent: return "No more codes are sent at \(event)"
        case .replyDisputed: return "Disputed: \(shortened(whose, to: 60)) reply to \(event)"
        case .digest(let alerts, _): return "\(counted(alerts)) at your events"
        }
    }

    /// The e-mail's plain text.
    package var body: String {
        let name = spaced(shortened(facts.recipientName, to: 120), before: " ")
        let event = shortened(facts.eventName, to: 200)
        let place = shortened(facts.venue, to: 200)
        return "Hello\(name),\n\n" + paragraphs(event: event, place: place) + "\n\nGuestGuard\n"
    }

    private func paragraphs(event: String, place: String) -> String {
        let when = "\(day) \(CivilTime(facts.startsAt).year) at \(timeOfDay(facts.startsAt))"
        switch content {
        case .invitation(let link):
            return """
                You're invited to \(event).

                When: \(when)
                Where: \(place)

                Please tell us whether you can come:
                \(Self.linkBase)\(link.unredactedToken)

                This link is yours alone, so please don't pass it on.
                """
        case .reminder(let link):
            return """
                We haven't heard from you about \(event) yet, and would love to know.

                When: \(when)
                Where: \(place)

                It takes a minute:
                \(Self.linkBase)\(link.unredactedToken)

                This link is yours alone, so please don't pass it on.
                """
        case .verification(let code, _, let expiresAt):
            return """
                \(code.unredacted) is your code for \(event). It works until \
                \(timeOfDay(expiresAt)).

                Please don't share it: we will never ask you for it. If you did not try to reply \
                just now, you need not do anything.
                """
        case .confirmation(let reply):
            switch reply.response {
            case .attending:
                return """
                    Thank you! We look forward to seeing you at \(event)\(company(reply)).

                    When: \(when)
                    Where: \(place)

                    A calendar entry is attached.
                    """
            case .declined:
                return "Thank you for letting us know that you can't come to \(event)."
            case .maybe:
                return """
                    Thank you! We noted a maybe for \(event).

                    When: \(when)
                    Where: \(place)
                    """
            }
        case .hostAlert(let alert):
            let what =
                alert.wasReply
                ? """
                Someone tried to reply with \(shortened(whose, to: 120)) link to \(event), and we \
                don't think it was them. The attempt was blocked; its risk score was \
                \(alert.score.value) of 100.
                """
                : """
                Someone opened \(shortened(whose, to: 120)) link to \(event), and we don't think it \
                was them: the risk score was \(alert.score.value) of 100. They have not replied.
                """
            return what + spaced(told(alert.flag.suspicion), before: "\n\n") + """


                The guest can still reply with a code sent to their phone. More about this link \
                within the hour comes in your digest.
                """
        case .replyDisputed:
            return """
                \(shortened(whose, to: 120)) reply to \(event) was not theirs, they say, and a code \
                sent to them has confirmed it. They have replied anew, and that reply counts now.

                The first one is kept on your dashboard: somebody else has their link.
                """
        case .codesSpent(let spent):
            return stopped(spent, at: event, nameLimit: 120) + "\n\n" + remedy(spent)
        case .digest(let alerts, let since):
            return """
                \(counted(alerts)) since \(timeOfDay(since)), the latest at \(event).

                Your dashboard shows each of them and why. There is nothing you need to do.
                """
        }
    }

    // MARK: Words

    /// `Sat 12 Jun`, UTC.
    private var day: String {
        let time = CivilTime(facts.startsAt)
        return "\(Self.weekdays[time.weekday - 1]) \(time.day) \(Self.months[time.month - 1])"
    }

    /// `18:05 UTC`.
    private func timeOfDay(_ instant: Instant) -> String {
        let time = CivilTime(instant)
        return "\(padded(time.hour)):\(padded(time.minute)) UTC"
    }

    private var whose: String { (facts.guestName ?? "a guest") + "'s" }

    /// Who was there, and why it looked wrong.
    private func told(_ suspicion: Suspicion?) -> String {
        guard let suspicion else { return "" }
        let device = suspicion.device.isEmpty ? "an unknown device" : suspicion.device
        let place = suspicion.place.isEmpty ? "an unknown place" : suspicion.place
        var lines = "Who: on \(shortened(device, to: 120)), from \(shortened(place, to: 80))"
        if !suspicion.reasons.isEmpty {
            lines += "\nWhy: " + suspicion.reasons.joined(separator: "; ")
        }
        return lines
    }

    private func stopped(_ spent: CodesSpent, at event: String, nameLimit: Int) -> String {
        let link = "\(shortened(whose, to: nameLimit)) link to \(event)"
        return switch spent.scope {
        case .token: "\(link) has asked for too many codes. We send no more."
        case .phone: "\(link) has asked for too many codes. We send none for an hour."
        case .event: "Too many codes were asked for at \(event). We send none for an hour."
        }
    }

    private func remedy(_ spent: CodesSpent) -> String {
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

    private func counted(_ count: Int) -> String { count == 1 ? "1 alert" : "\(count) alerts" }

    private func company(_ reply: Reply) -> String {
        reply.plusOnes > 0 ? ", with \(reply.plusOnes) more" : ""
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

/// Text on one line and of limited length: control characters become spaces, and what is too long
/// ends in three dots (the ellipsis is not in the GSM alphabet).
///
/// - `limit`: In UTF-16 code units, which is what UCS-2 messages are billed by.
func shortened(_ text: String, to limit: Int) -> String {
    var text = text
    if text.unicodeScalars.contains(where: isControl) {
        var line = String.UnicodeScalarView()
        line.append(contentsOf: text.unicodeScalars.map { isControl($0) ? " " : $0 })
        text = String(line)
    }
    // UTF-8 is never shorter than UTF-16 and its length is known without counting.
    guard text.utf8.count > limit, text.utf16.count > limit else { return text }
    var cut = ""
    var length = 0
    for character in text {
        length += character.utf16.count
        guard length <= limit - 3 else { break }
        cut.append(character)
    }
    return cut + "..."
}

/// A name with what stands before it, or nothing where there is no name.
private func spaced(_ name: String, before: String) -> String {
    name.isEmpty ? "" : before + name
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    // C0, delete, C1, and Unicode's own line and paragraph separators.
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || (0x2028...0x2029).contains(scalar.value)
}
