import Catalogue
import Domain
import VirtualTime
import World

/// One person with one phone and a list of other people's links.
package struct OneDeviceManyLinks: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "one-device-many-links",
        "One person with one phone answers with one stolen link after another.",
        givesItselfAway: "one device and one line on many links",
        looksHonest: "the first of the links",
        begins: .invitation,
        knows: .country,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until a link is tried",
                after: "it reached its guest",
                source: "assumption"
            ),
            .share("knows_name", \.knowsName, "share of the links that come with a name"),
        ]
    )

    package var begins = Onset(median: .days(2), spread: 1)
    package var knowsName = 0.5

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        var person = campaign.ring.child("person")
        let city = context.world.cityOfFriend(of: link.guest.home, from: &person)
        let (fingerprint, isPhone) = context.device(for: city, from: &person)
        var disguise = Disguise(fingerprint, behind: context.world.proxy(in: city, from: &person))
        disguise.isOnPhone = isPhone
        try await context.begin(campaign, begins, from: &stream)
        var visitor = disguise.visit(
            in: campaign,
            knownName: stream.bool(probability: knowsName) ? link.guest.name : "Somebody",
            on: context,
            from: stream.child("visit")
        )
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: "",
            on: context
        )
    }
}
