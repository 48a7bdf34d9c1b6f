import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// An assistant answers for the one who was invited, from a desk in the same town.
package struct AssistantGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "assistant",
        .lookAlike,
        "Looks at the invitation and has an assistant answer it, at a desk of their own.",
        givesItselfAway: "another device on another network; codes go to somebody else's phone",
        looksHonest: "the guest's own city, in office hours",
        settings: [
            .duration(
                "passes_on_after",
                \.passesOnAfter,
                "median time from the guest's look to the assistant's answer"
            ),
            .duration("code_takes", \.codeTakes, "median time to get a code from the guest"),
        ]
    )

    package var passesOnAfter = Duration.hours(6)
    package var codeTakes = Duration.minutes(2)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var look = guest.visit(with: invitation, context: context)
        _ = try await look.look(at: invitation.token, from: "", on: context)
        let town = guest.home
        var assistant = guest.standIn("assistant", livingIn: { _ in town }, on: context)
        try await assistant.wait(
            assistant.stream.duration(lognormalMedian: passesOnAfter, sigma: 1),
            on: context
        )
        let desk =
            assistant.resident.computer ?? assistant.resident.phone(at: context.now)
        var answerer = assistant.visit(with: invitation, at: .work, on: desk, context: context)
        answerer.standIn(for: guest, codesTake: codeTakes)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        return try await answerer.answer(reply, to: invitation.token, from: "", on: context)
    }
}
