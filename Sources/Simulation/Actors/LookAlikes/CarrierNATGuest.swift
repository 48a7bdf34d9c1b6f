import Catalogue
import Domain
import VirtualTime
import World

/// Has no line at home: every visit goes through the phone's carrier.
package struct CarrierNATGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "carrier-nat",
        .lookAlike,
        "Looks and answers over the phone's carrier, behind an address that hundreds share.",
        givesItselfAway:
            "another address at every visit, far from home, and strangers' links behind it",
        looksHonest: "the guest's own phone on a mobile network",
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
        var phone: Device?
        return try await guest.lookThenAnswer(
            invitation,
            after: answersAfter,
            sigma: 0.8,
            on: context
        ) {
            phone = $0.resident.phone(at: context.now)
            return $0.visit(with: invitation, on: phone, over: .mobile, context: context)
        } answer: {
            $0.visit(with: invitation, on: phone, over: .mobile, context: context)
        }
    }
}
