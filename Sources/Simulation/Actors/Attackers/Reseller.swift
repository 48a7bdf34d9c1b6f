import Catalogue
import Domain
import VirtualTime
import World

/// Collects links, opens each once to see that it works, and sells it; the buyer comes days later.
package struct Reseller: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "reseller",
        "Opens each link once to check it and sells it; the buyer comes days later.",
        givesItselfAway:
            "one device that looks at many links, and a stranger on each of them later",
        looksHonest: "a buyer on an ordinary phone, told the guest's name",
        begins: .invitation,
        knows: .country,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the reseller checks the link",
                after: "it reached its guest",
                source: "stolen access: LN(7 h, 3.1), Bursztein et al., IMC 2014 (A, fit)"
            ),
            .share("works", \.works, "share of the links that find a buyer"),
            .share(
                "sells_late",
                \.sellsLate,
                "share that are sold in the last ten days before the event; the others at any time",
                source: "assumption"
            ),
            .share("tells_name", \.tellsName, "share of the buyers who are told the guest's name"),
        ]
    )

    package var begins = Onset(median: .hours(7), spread: 3.1)
    package var works = 0.7
    package var sellsLate = 0.5
    package var tellsName = 0.8

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        // The reseller's own desk: the same for every link of the ring.
        var desk = campaign.ring.child("desk")
        let city = context.world.city(from: &desk)
        let (fingerprint, _) = context.device(for: city, from: &desk)
        let connection =
            desk.bool(probability: 0.5)
            ? context.world.vpn(in: nil, from: &desk) : context.world.proxy(in: city, from: &desk)
        var checker = Disguise(fingerprint, behind: connection)
            .visit(in: campaign, knownName: nil, on: context, from: stream.child("check"))
        let opened = try await checker.look(at: link.invitation.token, from: "", on: context)
        guard opened != nil, stream.bool(probability: works) else { return }

        let home = context.world.cityOfFriend(of: link.guest.home, from: &stream)
        var buyer = context.outsider(
            in: stream.bool(probability: 0.5) ? link.guest.home : home,
            from: stream.child("buyer")
        )
        let open = max(.minutes(1), link.guest.deadline - context.now)
        let isLate = stream.bool(probability: sellsLate)
        let first = isLate ? max(.zero, open - .days(10)) : .zero
        try await buyer.wait(stream.duration(in: first...open), on: context)
        var visitor = buyer.visit(
            VisitStyle(
                usesPhone: stream.bool(probability: 0.7),
                isFromChat: stream.bool(probability: 0.5),
                knownName: stream.bool(probability: tellsName) ? link.guest.name : "A buyer"
            ),
            in: campaign,
            context: context
        )
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: "",
            on: context
        )
    }
}
