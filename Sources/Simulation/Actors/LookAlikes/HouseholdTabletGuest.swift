import Catalogue
import Domain
import VirtualTime
import World

/// Looks on the phone and answers on the tablet that everybody at home uses.
package struct HouseholdTabletGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "household-tablet",
        .lookAlike,
        "Looks on the phone and answers on the tablet that everybody at home uses.",
        givesItselfAway: "one device on the links of two who live together",
        looksHonest: "one line, that of the guest's home",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer")
        ]
    )

    package var answersAfter = Duration.days(1)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.lookThenAnswer(invitation, after: answersAfter, sigma: 0.9, on: context) {
            $0.visit(with: invitation, on: $0.resident.phone(at: context.now), context: context)
        } answer: {
            let tablet = $0.resident.household.tablet(in: context.world, isCertain: true)
            return $0.visit(with: invitation, at: .home, on: tablet, context: context)
        }
    }
}
