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
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        var new: Device?
        return try await guest.lookThenAnswer(invitation, after: buysAfter, sigma: 0.7, on: context)
        {
            new = $0.resident.nextPhone(after: context.now)
            return $0.visit(
                with: invitation,
                on: $0.resident.phone(at: context.now),
                context: context
            )
        } answer: {
            $0.visit(with: invitation, on: new, context: context)
        }
    }
}
