import Catalogue
import Domain
import VirtualTime
import World

/// Real phones on rented lines in the guest's own city try a link one after another, at a person's pace.
package struct BotFarm: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "bot-farm",
        "Real phones on rented lines in the guest's own city try a link, one after another.",
        givesItselfAway: "many devices on one link over days",
        looksHonest: "each device, its address and its pace are a person's",
        begins: .invitation,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first of them comes",
                after: "the link reached its guest",
                source: "stolen access: LN(7 h, 3.1), Bursztein et al., IMC 2014 (A, fit)"
            ),
            .number("bots", \.bots, in: 1...1_000, "mean number of phones that try a link"),
            .duration("every", \.every, "median wait from one phone to the next (spread of 1)"),
            .share("looks_first", \.looksFirst, "share that look once before they come to answer"),
        ]
    )

    package var begins = Onset(median: .hours(7), spread: 3.1)
    package var bots = 4.0
    package var every = Duration.hours(9)
    package var looksFirst = 0.5

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        let home = link.guest.home
        try await context.begin(campaign, begins, from: &stream)
        try await context.keepTrying(stream.poisson(mean: bots)) { number in
            var own = campaign.stream.child("bot").child(number)
            let (fingerprint, isPhone) = context.device(for: home, from: &own)
            var disguise = Disguise(fingerprint, behind: context.world.proxy(in: home, from: &own))
            disguise.isOnPhone = isPhone
            let jar = CookieJar()
            if own.bool(probability: looksFirst) {
                var visitor = disguise.visit(
                    in: campaign,
                    knownName: nil,
                    cookies: jar,
                    on: context,
                    from: own.child("look")
                )
                _ = try await visitor.look(at: link.invitation.token, from: "", on: context)
                try await context.wait(own.duration(lognormalMedian: .hours(3), sigma: 1))
            }
            var visitor = disguise.visit(
                in: campaign,
                knownName: nil,
                cookies: jar,
                on: context,
                from: own.child("answer")
            )
            return try await visitor.answer(
                Reply(response: .attending),
                to: link.invitation.token,
                from: "",
                on: context
            )
        } pause: {
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 1))
        }
    }
}
