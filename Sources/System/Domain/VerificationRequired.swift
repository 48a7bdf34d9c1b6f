/// A six-digit code that should reach the original guest's phone.
package struct VerificationRequired: Sendable, Codable {
    package let challengeID: ChallengeID
    package let accessID: AccessID
    package let guestID: GuestID
    package let eventID: EventID
    package let code: SecretCode
    package let expiresAt: Instant
    /// What its guest has asked for; `nil`: as guests are reached best.
    package let channel: Notification.Channel?

    package init(
        challengeID: ChallengeID,
        accessID: AccessID,
        guestID: GuestID,
        eventID: EventID,
        code: SecretCode,
        expiresAt: Instant,
        channel: Notification.Channel? = nil
    ) {
        self.challengeID = challengeID
        self.accessID = accessID
        self.guestID = guestID
        self.eventID = eventID
        self.code = code
        self.expiresAt = expiresAt
        self.channel = channel
    }
}

/// A code on its way to a phone; its description does not show it.
package struct SecretCode: Hashable, Sendable, CustomStringConvertible {
    package let unredacted: String

    package init(_ digits: String) { unredacted = digits }

    package var description: String { "••••••" }
}

extension SecretCode: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try SecretDrawer.of(decoder).take())
    }

    package func encode(to encoder: any Encoder) throws {
        try SecretDrawer.of(encoder).put(unredacted)
        try SecretDrawer.leaveMark(in: encoder)
    }
}
