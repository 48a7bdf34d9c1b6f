import Catalogue
import Domain
import VirtualTime
import World

/// Comes before the guest and looks often, from the guest's own city, to become what is usual there.
package struct BaselinePoisoner: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "baseline-poisoner",
        "Looks before the guest does and again and again, to pass for the guest later.",
        givesItselfAway: "a device that looks often and answers late, beside the guest's own",
        looksHonest: "the first visitor of the link, in the guest's own city",
        begins: .invitation,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first look",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .count("looks", \.looks, in: 1...100, "looks before it answers"),
            .duration("every", \.every, "median wait between two looks (spread of 0.6)"),
        ]
    )

    package var begins = Onset(median: .minutes(2), spread: 0.6)
    package var looks = 4
    package var every = Duration.hours(15)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        let home = link.guest.home
        try await context.begin(campaign, begins, from: &stream)
        let (fingerprint, isPhone) = context.device(for: home, from: &stream)
        var disguise = Disguise(fingerprint, behind: context.world.proxy(in: home, from: &stream))
        disguise.isOnPhone = isPhone
        let jar = CookieJar()
        for number in 0..<looks {
            var visitor = disguise.visit(
                in: campaign,
                knownName: link.guest.name,
                cookies: jar,
                on: context,
                from: stream.child("look").child(number)
            )
            _ = try await visitor.look(at: link.invitation.token, from: "", on: context)
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 0.6))
        }
        var visitor = disguise.visit(
            in: campaign,
            knownName: link.guest.name,
            cookies: jar,
            on: context,
            from: stream.child("answer")
        )
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: "",
            on: context
        )
    }
}
