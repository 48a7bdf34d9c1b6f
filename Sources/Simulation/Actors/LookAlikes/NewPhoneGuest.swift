import Catalogue
import Domain
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
        var new: Device?
        return try await guest.lookThenAnswer(letter, after: buysAfter, sigma: 0.7, on: stage) {
            new = $0.resident.nextPhone(after: stage.now)
            return $0.visit(with: letter, on: $0.resident.phone(at: stage.now), stage: stage)
        } answer: {
            $0.visit(with: letter, on: new, stage: stage)
        }
    }
}
