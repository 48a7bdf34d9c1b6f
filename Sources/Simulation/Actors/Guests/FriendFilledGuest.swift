import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// Asks a friend to fill the form in, and reads codes out to them.
package struct FriendFilledGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "asks-a-friend",
        .genuine,
        "Sends the link to a friend and has them answer, reading out what codes arrive.",
        givesItselfAway: "somebody else's device at somebody else's home; codes take minutes",
        looksHonest:
            "what a forwarded link looks like: the friend knows the name and is given the code",
        settings: [
            .duration(
                "asks_after",
                \.asksAfter,
                "median time from the look to the friend's answer"
            ),
            .duration("code_takes", \.codeTakes, "median time for a code to be read out"),
        ]
    )

    package var asksAfter = Duration.hours(26)
    package var codeTakes = Duration.minutes(3)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var look = guest.visit(with: invitation, context: context)
        _ = try await look.look(at: invitation.token, from: "", on: context)
        let asked = guest
        var friend = guest.standIn(
            "friend",
            livingIn: { context.cityOfAcquaintance(of: asked, from: &$0) },
            on: context
        )
        try await friend.wait(
            friend.stream.duration(lognormalMedian: asksAfter, sigma: 1),
            on: context
        )
        var passedOn = invitation
        passedOn.isForwarded = friend.stream.bool(probability: Forwarding.comesByChat)
        var answerer = friend.visit(with: passedOn, context: context)
        answerer.standIn(for: guest, codesTake: codeTakes)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        return try await answerer.answer(
            reply,
            to: invitation.token,
            from: passedOn.referrer(from: &friend.stream),
            on: context
        )
    }
}
