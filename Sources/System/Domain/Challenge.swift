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
    /// The form that was sent off, and is recorded where the answer is right.
    package var reply: Reply
    /// Who sent it.
    package let asker: Asker
    /// The expected answer, hashed; never the answer itself.
    package let answerHash: String
    package let issuedAt: Instant
    package let expiresAt: Instant
    /// Why the reply that stands is to give way, where one does.
    package let replacing: Replacement?
    /// Of the submission that was asked; `nil` where the engine did not answer in time.
    package var score: RiskScore?
    package var tries: Int
    package var status: Status

    package init(
        id: ChallengeID,
        accessID: AccessID,
        tokenID: TokenID,
        guestID: GuestID,
        eventID: EventID,
        kind: Kind,
        reply: Reply,
        asker: Asker,
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
        self.reply = reply
        self.asker = asker
        self.answerHash = answerHash
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.score = score
        self.replacing = replacing
        self.tries = tries
        self.status = status
    }
}
