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

/// A notification in words, for the channel it goes by.
///
/// A dozen fixed texts on a hot path, so they are written out as interpolated strings: a template
/// language would parse at run time what the compiler checks here. Names and venues come from
/// people: control characters become spaces, so that no name can start a new line or a new header.
package struct Wording {
    /// What stands before a token or handle in every link.
    package static let linkBase = "https://guestguard.app/rsvp/"

    private let words: any Words
    private let facts: MessageFacts

    package init(_ content: NotificationSend.Content, _ facts: MessageFacts) {
        words = content.words
        self.facts = facts
    }

    /// The text message: at most two segments, whatever the names; they are shortened to fit.
    package var sms: (text: String, segments: SMSSegments) {
        let text = words.sms(Phrases(facts, names: 20, events: 40))
        let segments = SMSSegments(text)
        guard segments.count > 2 else { return (text, segments) }
        // Two segments of UCS-2 hold 134 code units, of which a link takes 51.
        let shorter = words.sms(Phrases(facts, names: 12, events: 16))
        return (shorter, SMSSegments(shorter))
    }

    /// The e-mail's subject: one line.
    package var subject: String { words.subject(Phrases(facts, names: 60, events: 80)) }

    /// The e-mail's plain text.
    package var body: String {
        let say = Phrases(facts, names: 120, events: 200)
        return """
            Hello\(say.name(after: " ")),

            \(words.paragraphs(say))

            GuestGuard

            """
    }
}
