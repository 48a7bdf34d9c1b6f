import Catalogue
import Domain
import VirtualTime
import World

/// Means to answer, forgets, and looks for the message weeks later or when reminded.
package struct ForgetfulGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "forgetful",
        .genuine,
        "Looks, means to answer, forgets, and looks for the message weeks later or when reminded.",
        looksHonest: "often another device than at first",
        settings: [
            .duration("remembers_after", \.remembersAfter, "median time until it comes to mind"),
            .share("moved_by_reminder", \.movedByReminder, "share whom a reminder brings back"),
        ]
    )

    package var remembersAfter = Duration.days(16)
    package var movedByReminder = 0.7

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var look = guest.visit(with: invitation, context: context)
        _ = try await look.look(at: invitation.token, from: "", on: context)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: remembersAfter, sigma: 0.7),
            on: context
        )
        return try await answer(as: &guest, with: invitation, on: context)
    }

    package func remind(
        _ guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        guard guest.stream.bool(probability: movedByReminder) else { return nil }
        try await guest.open(invitation, on: context)
        return try await answer(as: &guest, with: invitation, on: context)
    }

    private func answer(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var answerer = guest.visit(with: invitation, context: context)
        return try await answerer.answer(reply, to: invitation.token, from: "", on: context)
    }
}
