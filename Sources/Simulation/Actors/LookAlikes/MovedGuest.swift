import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Moves house between the first look and the answer.
package struct MovedGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "moved-house",
        .lookAlike,
        "Looks at the old home and answers from the new one, in another city.",
        givesItselfAway: "another city, another provider",
        looksHonest: "the guest's own device",
        settings: [
            .duration("moves_after", \.movesAfter, "median time from the look to the answer")
        ]
    )

    package var movesAfter = Duration.days(7)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let phone = guest.resident.phone(at: stage.now)
        var before = guest.visit(with: letter, at: .home, on: phone, stage: stage)
        _ = try await before.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: movesAfter, sigma: 0.6),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        guest.resident = Resident(
            of: Household(
                in: stage.world.cityOfFriend(of: guest.home, from: &guest.stream),
                stream: guest.stream.child("new home")
            ),
            in: stage.world,
            stream: guest.stream.child("resident")
        )
        var answerer = guest.visit(with: letter, at: .home, on: phone, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
