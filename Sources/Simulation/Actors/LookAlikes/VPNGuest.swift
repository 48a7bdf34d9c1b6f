import Catalogue
import Domain
import VirtualTime
import World

/// Looks from the line at home and answers through a VPN.
package struct VPNGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "vpn",
        .lookAlike,
        "Looks over the line at home and answers on the same device through a VPN.",
        givesItselfAway: "a data centre's address, often in another country than the clock says",
        looksHonest: "the guest's own device and cookie",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer")
        ]
    )

    package var answersAfter = Duration.days(2)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        var device: Device?
        return try await guest.lookThenAnswer(
            invitation,
            after: answersAfter,
            sigma: 0.8,
            on: context
        ) {
            device = $0.resident.computer ?? $0.resident.phone(at: context.now)
            return $0.visit(with: invitation, at: .home, on: device, context: context)
        } answer: {
            $0.visit(with: invitation, at: .home, on: device, over: .vpn, context: context)
        }
    }
}
