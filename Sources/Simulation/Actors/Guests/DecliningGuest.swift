import Catalogue
import Domain
import VirtualTime
import World

/// Opens the invitation, thinks about it and declines.
package struct DecliningGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "declining",
        .genuine,
        "Looks, thinks about it for as long as others take to answer, and declines.",
        looksHonest: "mostly one device, twice",
        settings: [
            .delay(
                "thinks_for",
                \.thinksFor,
                "median time to the answer",
                after: "the look",
                source: "population.replies_to_…",
                otherwise: "as the occasion has it"
            )
        ]
    )

    package var thinksFor: Duration?

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var visitor = guest.visit(with: invitation, context: context)
        _ = try await visitor.look(at: invitation.token, from: "", on: context)
        try await guest.wait(guest.replyDelay(thinksFor, sigma: 0.7, on: context), on: context)
        let reply = guest.setOut(to: Reply(response: .declined), on: context)
        var answerer = guest.visit(with: invitation, context: context)
        return try await answerer.answer(reply, to: invitation.token, from: "", on: context)
    }
}
