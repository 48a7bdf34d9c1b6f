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
    package let home: City
    /// How many people this guest may bring.
    package let plusOnes: Int
    package let persona: String
    /// Named after the guest: another guest's choices do not move these.
    package var stream: RandomStream

    package init(
        guestID: GuestID,
        eventID: EventID,
        name: String,
        phone: PhoneNumber?,
        email: EmailAddress?,
        home: City,
        plusOnes: Int,
        persona: String,
        stream: RandomStream
    ) {
        self.guestID = guestID
        self.eventID = eventID
        self.name = name
        self.phone = phone
        self.email = email
        self.home = home
        self.plusOnes = plusOnes
        self.persona = persona
        self.stream = stream
    }
}

/// An invitation or a reminder as it lies in somebody's hands.
package struct Letter: Sendable {
    /// What follows `/rsvp/` in the link.
    package let token: String
    package let channel: Domain.Notification.Channel
    package let receivedAt: Instant

    package init(token: String, channel: Domain.Notification.Channel, receivedAt: Instant) {
        self.token = token
        self.channel = channel
        self.receivedAt = receivedAt
    }
}
