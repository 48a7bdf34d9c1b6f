/// What a guest answers.
package struct Reply: Hashable, Sendable, Codable {
    package enum Response: String, Sendable, CaseIterable, Codable {
        case attending, declined, maybe
    }

    package var response: Response
    package var plusOnes: Int
    package var dietaryNotes: String

    package init(response: Response, plusOnes: Int = 0, dietaryNotes: String = "") {
        self.response = response
        self.plusOnes = plusOnes
        self.dietaryNotes = dietaryNotes
    }

    /// Seats the reply takes: the guest and companions, or none.
    package var seats: Int { response == .attending ? 1 + plusOnes : 0 }
}

/// A recorded answer.
package struct RSVP: Hashable, Sendable, Codable {
    package let id: RSVPID
    package let guestID: GuestID
    package let eventID: EventID
    package let tokenID: TokenID
    package let accessID: AccessID
    package let reply: Reply
    /// The score that let it in; `nil` where the engine did not answer in time.
    package let score: RiskScore?
    package let submittedAt: Instant

    package init(
        id: RSVPID,
        guestID: GuestID,
        eventID: EventID,
        tokenID: TokenID,
        accessID: AccessID,
        reply: Reply,
        score: RiskScore?,
        submittedAt: Instant
    ) {
        self.id = id
        self.guestID = guestID
        self.eventID = eventID
        self.tokenID = tokenID
        self.accessID = accessID
        self.reply = reply
        self.score = score
        self.submittedAt = submittedAt
    }
}

/// Why a reply that stands gives way to another.
package enum Replacement: String, Sendable, CaseIterable, Codable {
    /// "This was not me": the guest says that somebody else has replied.
    case disputed
    /// The guest changes their own mind.
    case changed
    /// The host has sent a new link.
    case reissued
    /// The host does not believe that it was the guest's.
    case undone
}
