import CoreAPI
import Domain
import VirtualTime
import World

/// A person on a guest list, as they know themselves.
package struct Invitee: Sendable {
    package let guestID: GuestID
    package let eventID: EventID
    package let name: String
    package let phone: PhoneNumber?
    package let email: EmailAddress?
    /// Where they live and what they hold.
    package var resident: Resident
    /// How many people this guest may bring.
    package let plusOnes: Int
    package let persona: String
    package let occasion: Occasion
    /// Where the event takes place, as the invitation says.
    package let venue: City
    /// When the event begins, and replies end.
    package let deadline: Instant
    /// Named after the guest: another guest's choices do not move these.
    package var stream: RandomStream
    /// What they set out to answer.
    package var intention: Reply?
    /// How often they have sat down to look at the invitation.
    var visits = 0

    package init(
        guestID: GuestID,
        eventID: EventID,
        name: String,
        phone: PhoneNumber?,
        email: EmailAddress?,
        resident: Resident,
        plusOnes: Int,
        persona: String,
        occasion: Occasion,
        venue: City,
        deadline: Instant,
        stream: RandomStream
    ) {
        self.guestID = guestID
        self.eventID = eventID
        self.name = name
        self.phone = phone
        self.email = email
        self.resident = resident
        self.plusOnes = plusOnes
        self.persona = persona
        self.occasion = occasion
        self.venue = venue
        self.deadline = deadline
        self.stream = stream
    }

    /// Where they really live.
    package var home: City { resident.home }
}

/// An invitation or a reminder as it lies in somebody's hands.
package struct ReceivedInvitation: Sendable {
    /// What follows `/rsvp/` in the link.
    package let token: String
    package let channel: Domain.Notification.Channel
    package let receivedAt: Instant
    /// Whether it came by chat from the one who was invited, to themselves or in the family.
    var isForwarded = false

    package init(token: String, channel: Domain.Notification.Channel, receivedAt: Instant) {
        self.token = token
        self.channel = channel
        self.receivedAt = receivedAt
    }

    /// How long after its arrival somebody opens it.
    func openingDelay(
        _ figures: PopulationFigures,
        from stream: inout RandomStream
    ) -> Duration {
        let delay = figures.openingDelay(isText: channel == .sms, from: &stream)
        return min(max(delay, .seconds(20)), .days(30))
    }

    /// The referring host that a browser reports when the link is tapped.
    func referrer(from stream: inout RandomStream) -> String {
        if isForwarded { return Forwarding.referrer(isFromChat: true, from: &stream) }
        // Most shared links carry none (69-84 %, vendors' figures).
        guard channel == .email, stream.bool(probability: 0.25) else { return "" }
        return "mail.google.com"
    }
}
