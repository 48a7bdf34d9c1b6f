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

    /// What its right answer does.
    package enum Purpose: Hashable, Sendable, RawRepresentable {
        /// Records the form.
        case reply
        /// Lets the reply that stands give way to the form.
        case replace(because: Replacement)
        /// Shows the reply that stands.
        case show

        package var rawValue: String {
            switch self {
            case .reply: "reply"
            case .replace(let reason): reason.rawValue
            case .show: "show"
            }
        }

        package init?(rawValue: String) {
            switch rawValue {
            case "reply": self = .reply
            case "show": self = .show
            default:
                guard let reason = Replacement(rawValue: rawValue) else { return nil }
                self = .replace(because: reason)
            }
        }

        /// Why the reply that stands is to give way; `nil` where none does.
        package var replacing: Replacement? {
            if case .replace(let reason) = self { reason } else { nil }
        }
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
    package let purpose: Purpose
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
        purpose: Purpose = .reply,
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
        self.purpose = purpose
        self.tries = tries
        self.status = status
    }
}
