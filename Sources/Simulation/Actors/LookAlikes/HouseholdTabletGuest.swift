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
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.lookThenAnswer(letter, after: answersAfter, sigma: 0.9, on: stage) {
            $0.visit(with: letter, on: $0.resident.phone(at: stage.now), stage: stage)
        } answer: {
            let tablet = $0.resident.household.tablet(in: stage.world, isCertain: true)
            return $0.visit(with: letter, at: .home, on: tablet, stage: stage)
        }
    }
}
