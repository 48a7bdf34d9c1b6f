import Catalogue
import Domain
import VirtualTime
import World

/// Fills forms in with tools: a password manager within a second, a screen reader within minutes.
package struct AccessibilityGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "accessibility-tools",
        .lookAlike,
        "Fills the form in with a tool: far faster, or far slower, than people type.",
        givesItselfAway: "the pace of a script",
        looksHonest: "the guest's own device at home",
        settings: [
            .share("fast", \.fast, "share whose tool fills the form in for them"),
            .duration("fills_in", \.fillsIn, "median time that a tool takes"),
            .duration("reads_in", \.readsIn, "median time that a screen reader takes"),
        ]
    )

    package var fast = 0.5
    package var fillsIn = Duration.seconds(2)
    package var readsIn = Duration.minutes(5)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var look = guest.visit(with: invitation, context: context)
        _ = try await look.look(at: invitation.token, from: "", on: context)
        try await guest.wait(guest.replyDelay(nil, sigma: 0, on: context), on: context)
        var answerer = guest.visit(with: invitation, context: context)
        answerer.fillsFormIn = guest.stream.bool(probability: fast) ? fillsIn : readsIn
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        return try await answerer.answer(reply, to: invitation.token, from: "", on: context)
    }
}
