/// Whoever invites: owns events, reads alerts.
package struct Host: Hashable, Sendable {
    package let id: HostID
    package var name: String
    package var email: EmailAddress

    package init(id: HostID, name: String, email: EmailAddress) {
        self.id = id
        self.name = name
        self.email = email
    }
}

/// A gathering that guests are invited to.
package struct Event: Hashable, Sendable {
    package enum Status: String, Sendable, CaseIterable { case draft, published, closed, archived }

    package let id: EventID
    package let hostID: HostID
    package var name: String
    /// Lower-case letters, digits and dashes; unique.
    package var slug: String
    package var startsAt: Instant
    package var venue: String
    /// The most people that may come, companions included; `nil` for no limit.
    package var capacity: Int?
    package var status: Status
    package let createdAt: Instant
    package var updatedAt: Instant

    package init(
        id: EventID,
        hostID: HostID,
        name: String,
        slug: String,
        startsAt: Instant,
        venue: String,
        capacity: Int?,
        status: Status,
        createdAt: Instant,
        updatedAt: Instant
    ) {
        self.id = id
        self.hostID = hostID
        self.name = name
        self.slug = slug
        self.startsAt = startsAt
        self.venue = venue
        self.capacity = capacity
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A person on the list.
package struct Guest: Hashable, Sendable {
    package let id: GuestID
    package let eventID: EventID
    package var name: String
    package var email: EmailAddress?
    package var phone: PhoneNumber?
    /// How many people this guest may bring.
    package var plusOnes: Int
    package var dietaryNotes: String
    package var tableNumber: Int?
    /// Where the host says the guest lives: the baseline before the first access.
    package var home: Home?
    package let createdAt: Instant

    package init(
        id: GuestID,
        eventID: EventID,
        name: String,
        email: EmailAddress?,
        phone: PhoneNumber?,
        plusOnes: Int = 0,
        dietaryNotes: String = "",
        tableNumber: Int? = nil,
        home: Home? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.eventID = eventID
        self.name = name
        self.email = email
        self.phone = phone
        self.plusOnes = plusOnes
        self.dietaryNotes = dietaryNotes
        self.tableNumber = tableNumber
        self.home = home
        self.createdAt = createdAt
    }
}

extension Guest {
    /// What a message may call a guest by: the first word of several.
    ///
    /// Never the whole name, which a guest may be asked for: `nil` where there is one word only.
    package var givenName: String? {
        let words = name.split(separator: " ")
        return words.count > 1 ? words.first.map(String.init) : nil
    }
}

/// Registration data: where a guest is expected to be.
package struct Home: Hashable, Sendable {
    /// ISO 3166-1 alpha-2.
    package var country: String
    package var city: String
    package var point: GeoPoint

    package init(country: String, city: String, point: GeoPoint) {
        self.country = country
        self.city = city
        self.point = point
    }
}

/// The stored side of an invitation link; the link itself is never stored.
package struct Token: Hashable, Sendable {
    package enum Status: String, Sendable, CaseIterable { case active, used, revoked, expired }

    package let id: TokenID
    package let guestID: GuestID
    package let eventID: EventID
    /// SHA-256 of the token's text, 64 hexadecimal digits.
    package let hash: String
    package let issuedAt: Instant
    package let expiresAt: Instant
    package var status: Status
    /// Until then it asks for SMS verification whatever the score; `nil`: nothing was held against it.
    package private(set) var flaggedUntil: Instant?
    package var usedAt: Instant?

    package init(
        id: TokenID,
        guestID: GuestID,
        eventID: EventID,
        hash: String,
        issuedAt: Instant,
        expiresAt: Instant,
        status: Status = .active,
        flaggedUntil: Instant? = nil,
        usedAt: Instant? = nil
    ) {
        self.id = id
        self.guestID = guestID
        self.eventID = eventID
        self.hash = hash
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.status = status
        self.flaggedUntil = flaggedUntil
        self.usedAt = usedAt
    }

    /// Whether it asks for SMS verification whatever the score.
    package func isFlagged(at now: Instant) -> Bool { flaggedUntil.map { now < $0 } ?? false }

    /// Flags it; a flag that stands is left as it is.
    package mutating func flag(until end: Instant, at now: Instant) {
        if !isFlagged(at: now) { flaggedUntil = end }
    }
}

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
}

/// A question asked before an RSVP is recorded.
package struct Challenge: Hashable, Sendable {
    package enum Kind: String, Sendable, Codable, CaseIterable { case name, code }
    package enum Status: String, Sendable, Codable, CaseIterable {
        case open, passed, failed, expired
        /// A harder question took its place.
        case superseded
        /// Its code reached nobody: whoever waits for it is told.
        case undeliverable
    }

    package let id: ChallengeID
    package let accessID: AccessID
    package let tokenID: TokenID
    package let guestID: GuestID
    package let eventID: EventID
    package let kind: Kind
    /// The expected answer, hashed; never the answer itself.
    package let answerHash: String
    package let issuedAt: Instant
    package let expiresAt: Instant
    /// Why the reply that stands is to give way, where one does.
    package let replacing: Replacement?
    /// Of the submission that was asked; `nil` where the engine did not answer in time.
    package let score: RiskScore?
    package var tries: Int
    package var status: Status

    package init(
        id: ChallengeID,
        accessID: AccessID,
        tokenID: TokenID,
        guestID: GuestID,
        eventID: EventID,
        kind: Kind,
        answerHash: String,
        issuedAt: Instant,
        expiresAt: Instant,
        score: RiskScore?,
        replacing: Replacement? = nil,
        tries: Int = 0,
        status: Status = .open
    ) {
        self.id = id
        self.accessID = accessID
        self.tokenID = tokenID
        self.guestID = guestID
        self.eventID = eventID
        self.kind = kind
        self.answerHash = answerHash
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.score = score
        self.replacing = replacing
        self.tries = tries
        self.status = status
    }
}

/// An event's replies, counted.
package struct EventStatistics: Hashable, Sendable {
    package var guests = 0
    package var attending = 0
    package var declined = 0
    package var maybe = 0
    /// Seats taken: guests who attend and their companions.
    package var seats = 0

    package init() {}

    package init(guests: Int, attending: Int, declined: Int, maybe: Int, seats: Int) {
        self.guests = guests
        self.attending = attending
        self.declined = declined
        self.maybe = maybe
        self.seats = seats
    }

    package var answered: Int { attending + declined + maybe }
}
