import Catalogue
import Domain
import VirtualTime
import World

/// Looks at home, answers on the same phone from another country.
package struct TravellingGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "traveller",
        .lookAlike,
        "Looks at home and answers from abroad, on the same phone.",
        givesItselfAway: "a hotel's line in another country",
        looksHonest: "the guest's own phone, which roams through its network at home",
        settings: [
            .duration("flies_for", \.fliesFor, "shortest time between home and abroad"),
            .duration("answers_after", \.answersAfter, "median time beyond that to the answer"),
        ]
    )

    package var fliesFor = Duration.hours(20)
    package var answersAfter = Duration.days(2)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        var phone: Device?
        // A flight takes its time: no traveller is faster than a plane.
        return try await guest.lookThenAnswer(
            invitation,
            after: answersAfter,
            sigma: 0.6,
            beyond: fliesFor,
            on: context
        ) {
            phone = $0.resident.phone(at: context.now)
            return $0.visit(with: invitation, at: .home, on: phone, context: context)
        } answer: { guest in
            let abroad = context.world.city(abroadFrom: guest.home, from: &guest.stream)
            return guest.visit(with: invitation, at: .abroad(abroad), on: phone, context: context)
        }
    }
}
