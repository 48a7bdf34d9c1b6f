import Catalogue
import Domain
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
        var phone: Device?
        return try await guest.lookThenAnswer(letter, after: movesAfter, sigma: 0.6, on: stage) {
            phone = $0.resident.phone(at: stage.now)
            return $0.visit(with: letter, at: .home, on: phone, stage: stage)
        } answer: { guest in
            guest.resident = Resident(
                of: Household(
                    in: stage.world.cityOfFriend(of: guest.home, from: &guest.stream),
                    stream: guest.stream.child("new home")
                ),
                in: stage.world,
                stream: guest.stream.child("resident")
            )
            return guest.visit(with: letter, at: .home, on: phone, stage: stage)
        }
    }
}
