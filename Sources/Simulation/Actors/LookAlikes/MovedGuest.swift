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
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        var phone: Device?
        return try await guest.lookThenAnswer(
            invitation,
            after: movesAfter,
            sigma: 0.6,
            on: context
        ) {
            phone = $0.resident.phone(at: context.now)
            return $0.visit(with: invitation, at: .home, on: phone, context: context)
        } answer: { guest in
            guest.resident = Resident(
                of: Household(
                    in: context.world.cityOfFriend(of: guest.home, from: &guest.stream),
                    stream: guest.stream.child("new home")
                ),
                in: context.world,
                stream: guest.stream.child("resident")
            )
            return guest.visit(with: invitation, at: .home, on: phone, context: context)
        }
    }
}
