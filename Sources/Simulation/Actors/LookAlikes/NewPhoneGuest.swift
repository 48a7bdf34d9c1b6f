import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Looks on the old phone, buys a new one, answers on that.
package struct NewPhoneGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "new-phone",
        .lookAlike,
        "Looks on one phone and answers on its successor.",
        givesItselfAway: "a device that was never seen before",
        looksHonest: "the usual places and networks",
        settings: [
            .duration(
                "buys_after",
                \.buysAfter,
                "median time from the look to the answer on the new phone"
            )
        ]
    )

    package var buysAfter = Duration.days(4)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let old = guest.resident.phone(at: stage.now)
        let new = guest.resident.nextPhone(after: stage.now)
        var visitor = guest.visit(with: letter, on: old, stage: stage)
        _ = try await visitor.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: buysAfter, sigma: 0.7),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, on: new, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
