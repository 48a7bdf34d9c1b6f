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
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        if guest.stream.bool(probability: childLooks) {
            var child = guest.visit(with: letter, stage: stage)
            _ = try await child.look(at: letter.token, from: "", on: stage)
        }
        var parent = guest
        parent.stream = guest.stream.child("parent")
        parent.resident = Resident(
            of: guest.resident.household,
            in: stage.world,
            stream: parent.stream.child("resident")
        )
        var passedOn = letter
        passedOn.isForwarded = parent.stream.bool(probability: Forwarding.comesByChat)
        try await parent.wait(
            parent.stream.duration(lognormalMedian: answersAfter, sigma: 1),
            on: stage
        )
        var answerer = parent.visit(with: passedOn, stage: stage)
        answerer.label = Label(actor: .companion, persona: guest.persona, isFraud: false)
        answerer.isOwnPhone = false
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        return try await answerer.answer(
            reply,
            to: letter.token,
            from: passedOn.referrer(from: &parent.stream),
            on: stage
        )
    }
}
