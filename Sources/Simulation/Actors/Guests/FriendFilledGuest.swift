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
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        var look = guest.visit(with: letter, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        let asked = guest
        var friend = guest.standIn(
            "friend",
            livingIn: { stage.cityOfAcquaintance(of: asked, from: &$0) },
            on: stage
        )
        try await friend.wait(
            friend.stream.duration(lognormalMedian: asksAfter, sigma: 1),
            on: stage
        )
        var passedOn = letter
        passedOn.isForwarded = friend.stream.bool(probability: Forwarding.comesByChat)
        var answerer = friend.visit(with: passedOn, stage: stage)
        answerer.standIn(for: guest, codesTake: codeTakes)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        return try await answerer.answer(
            reply,
            to: letter.token,
            from: passedOn.referrer(from: &friend.stream),
            on: stage
        )
    }
}
