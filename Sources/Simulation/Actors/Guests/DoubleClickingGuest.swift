import Catalogue
import Domain
import VirtualTime
import World

/// Taps the link twice, as people do when a page is slow, and answers on the second page.
package struct DoubleClickingGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "double-clicking",
        .genuine,
        "Taps the link twice within a second and answers on the second page.",
        givesItselfAway: "two accesses at one time",
        looksHonest: "one device, one address",
        settings: [
            .duration("taps_again_after", \.tapsAgainAfter, "median time between the two taps")
        ]
    )

    package var tapsAgainAfter = Duration.milliseconds(400)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var impatient = guest.visit(with: invitation, context: context)
        impatient.opensFirstIn = nil
        _ = try await impatient.look(at: invitation.token, from: "", on: context)
        try await context.wait(guest.stream.duration(lognormalMedian: tapsAgainAfter, sigma: 0.4))
        return try await impatient.answer(reply, to: invitation.token, from: "", on: context)
    }
}
