import Catalogue
import Domain
import VirtualTime
import World

/// Takes the guest's number over at the carrier's shop, and with it every code that is sent there.
package struct SIMSwap: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "sim-swap",
        "Takes the guest's number over and reads the codes that are sent to it.",
        givesItselfAway: "another device than the guest's; the code itself says nothing",
        looksHonest: "knows the name, passes the code, comes from the guest's own country",
        begins: .invitation,
        knows: .guest,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the attacker comes",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .share(
                "succeeds",
                \.succeeds,
                "share of the carriers that hand the number over",
                source: "39 of 50 attempts at prepaid carriers, Lee et al., SOUPS 2020 (A)"
            ),
        ]
    )

    package var begins = Onset(median: .days(2), spread: 1.2)
    package var succeeds = 0.78

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        let city = context.world.cityOfFriend(of: link.guest.home, from: &stream)
        var thief = context.outsider(in: city, from: stream.child("thief"))
        try await thief.begin(campaign, begins, from: &stream, on: context)
        var visitor = thief.visit(
            VisitStyle(
                usesPhone: stream.bool(probability: 0.5),
                isFromChat: false,
                knownName: link.guest.name
            ),
            in: campaign,
            context: context
        )
        if stream.bool(probability: succeeds) {
            visitor.reads = link.guest.guestID
            visitor.isOwnPhone = true
        }
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: "",
            on: context
        )
    }
}
