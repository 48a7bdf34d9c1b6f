import Catalogue
import Domain
import VirtualTime
import World

/// Answers, thinks better of it, and changes the reply with a code.
package struct ChangeOfMindGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "changes-mind",
        .genuine,
        "Accepts, comes back days later through the used link and declines.",
        givesItselfAway: "a link that is opened again after its use",
        looksHonest: "the guest's own devices; the code reaches the guest",
        settings: [
            .duration("regrets_after", \.regretsAfter, "median time from the reply to the other")
        ]
    )

    package var regretsAfter = Duration.days(5)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        let acceptance = guest.setOut(to: guest.acceptance(), on: context)
        var answerer = guest.visit(with: invitation, context: context)
        let result = try await answerer.answer(
            acceptance,
            to: invitation.token,
            from: invitation.referrer(from: &guest.stream),
            on: context
        )
        guard case .answered = result else { return result }
        try await guest.wait(
            guest.stream.duration(lognormalMedian: regretsAfter, sigma: 0.8),
            on: context
        )
        let refusal = Reply(response: .declined)
        guest.intention = refusal
        var regretful = guest.visit(with: invitation, context: context)
        // Everybody who changes a reply is asked for a code: nobody is suspected of anything.
        regretful.onChallenge = { _ in }
        let second = try await regretful.replace(
            because: .changed,
            by: refusal,
            with: invitation.token,
            on: context
        )
        // Who cannot change the reply has still given one.
        guard case .answered = second else { return result }
        return second
    }
}
