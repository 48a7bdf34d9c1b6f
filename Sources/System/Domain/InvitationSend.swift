/// An invitation, or a reminder of one, that should reach its guest.
package struct InvitationSend: Sendable, Codable {
    package let guestID: GuestID
    package let eventID: EventID
    package let tokenID: TokenID
    /// The secret in the link; the bus carries it, a store keeps it sealed, no log has it.
    package let link: InvitationLink
    package let kind: Notification.Kind
    /// `nil` as for `.preferred`.
    package let channels: InvitationChannels?

    package init(
        guestID: GuestID,
        eventID: EventID,
        tokenID: TokenID,
        link: InvitationLink,
        kind: Notification.Kind,
        channels: InvitationChannels? = nil
    ) {
        self.guestID = guestID
        self.eventID = eventID
        self.tokenID = tokenID
        self.link = link
        self.kind = kind
        self.channels = channels
    }
}

/// The two forms of a guest's link: whole for e-mail, short for a text message.
package struct InvitationLink: Sendable, CustomStringConvertible {
    package let unredactedToken: String
    package let unredactedHandle: String

    package init(token: String, handle: String) {
        unredactedToken = token
        unredactedHandle = handle
    }

    package var description: String { "tk_…" }
}

extension InvitationLink: Codable {
    package init(from decoder: any Decoder) throws {
        let drawer = try SecretDrawer.of(decoder)
        self.init(token: try drawer.take(), handle: try drawer.take())
    }

    package func encode(to encoder: any Encoder) throws {
        let drawer = try SecretDrawer.of(encoder)
        drawer.put(unredactedToken)
        drawer.put(unredactedHandle)
        try SecretDrawer.leaveMark(in: encoder)
    }
}
