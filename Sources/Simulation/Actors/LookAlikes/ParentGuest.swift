import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// A parent answers for a child whose invitation they were sent.
package struct ParentGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "parent-for-child",
        .lookAlike,
        "A parent answers for their child, whom the link was meant for.",
        givesItselfAway: "two people's devices on one link",
        looksHonest: "one home; often one line",
        settings: [
            .share("child_looks", \.childLooks, "share of children who have looked themselves"),
            .duration("answers_after", \.answersAfter, "median time until the parent answers"),
        ]
    )

    package var childLooks = 0.4
    package var answersAfter = Duration.hours(20)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        if guest.stream.bool(probability: childLooks) {
            var child = guest.visit(with: invitation, context: context)
            _ = try await child.look(at: invitation.token, from: "", on: context)
        }
        var parent = guest
        parent.stream = guest.stream.child("parent")
        parent.resident = Resident(
            of: guest.resident.household,
            in: context.world,
            stream: parent.stream.child("resident")
        )
        var passedOn = invitation
        passedOn.isForwarded = parent.stream.bool(probability: Forwarding.comesByChat)
        try await parent.wait(
            parent.stream.duration(lognormalMedian: answersAfter, sigma: 1),
            on: context
        )
        var answerer = parent.visit(with: passedOn, context: context)
        answerer.label = Label(actor: .companion, persona: guest.persona, isFraud: false)
        answerer.isOwnPhone = false
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        return try await answerer.answer(
            reply,
            to: invitation.token,
            from: passedOn.referrer(from: &parent.stream),
            on: context
        )
    }
}
