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
        "Looks on one phone and answers on its successor, at home.",
        givesItselfAway: "a device that was never seen before",
        looksHonest: "the usual place and network",
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
        try await stage.wait(letter.openingDelay(Behaviour(), from: &guest.stream))
        var shop = guest.stream.child("old phone")
        let old = stage.world.device(at: guest.home, isPhone: true, from: &shop)
        var visitor = guest.answerer(
            on: old,
            network: guest.usualNetwork(for: old),
            stage: stage
        )
        _ = try await visitor.look(at: letter.token, from: "", on: stage)
        try await stage.wait(guest.stream.duration(lognormalMedian: buysAfter, sigma: 0.7))
        guest.setOut(on: stage)
        let new = stage.world.device(at: guest.home, isPhone: true, from: &shop)
        var answerer = guest.answerer(
            on: new,
            network: guest.usualNetwork(for: new),
            stage: stage
        )
        return try await answerer.answer(
            guest.acceptance(),
            to: letter.token,
            from: "",
            on: stage
        )
    }
}
