import Catalogue
import Domain
import VirtualTime
import World

/// Has Apple's private relay on: the site never sees the address of the line.
package struct PrivateRelayGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "private-relay",
        .lookAlike,
        "Looks and answers through Apple's private relay, from another of its exits each time.",
        givesItselfAway: "a data centre's address, and a new one at every visit",
        looksHonest: "one Apple phone, near where the guest is",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer")
        ]
    )

    package var answersAfter = Duration.days(3)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        var stream = guest.stream.child("relayed phone")
        let phone = context.world.devices.phone(
            in: guest.home.country,
            like: .iPhone,
            from: &stream
        )
        return try await guest.lookThenAnswer(
            invitation,
            after: answersAfter,
            sigma: 0.8,
            on: context
        ) {
            $0.visit(with: invitation, on: phone, over: .relay, context: context)
        } answer: {
            $0.visit(with: invitation, on: phone, over: .relay, context: context)
        }
    }
}
