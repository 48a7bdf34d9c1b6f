import Catalogue
import Domain
import World

/// Opens the invitation when it arrives and answers at once.
package struct PromptGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "prompt",
        .genuine,
        "Opens the invitation soon after it arrives and accepts at once.",
        looksHonest: "the guest's own device, at home"
    )

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var answerer = guest.visit(with: invitation, context: context)
        return try await answerer.answer(
            reply,
            to: invitation.token,
            from: invitation.referrer(from: &guest.stream),
            on: context
        )
    }
}
