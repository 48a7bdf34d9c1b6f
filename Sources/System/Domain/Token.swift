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
