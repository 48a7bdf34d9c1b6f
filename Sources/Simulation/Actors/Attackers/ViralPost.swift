import Catalogue
import Domain
import VirtualTime
import World

/// Somebody posts the link in public; strangers from everywhere open it, fewer and fewer over days.
package struct ViralPost: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "viral-post",
        "A link is posted in public, and strangers from everywhere open it.",
        givesItselfAway: "dozens of devices on one link, from social networks, from many countries",
        looksHonest: "each of them is a person on an ordinary phone",
        begins: .invitation,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the link is posted",
                after: "it reached the guest",
                source: "assumption"
            ),
            .number("visitors", \.visitors, in: 1...100_000, "mean number of people who open it"),
            .duration(
                "looks_after",
                \.looksAfter,
                "median time from the post to a visit",
                source:
                    "half of a link's clicks come within three hours, bit.ly 2011; spread of 1.6"
            ),
            .share("answers", \.answers, "share of the visitors that fill in the form"),
            .share(
                "shows_referrer",
                \.showsReferrer,
                "share whose browser says where they come from"
            ),
        ]
    )

    package var begins = Onset(median: .days(1), spread: 1)
    package var visitors = 40.0
    package var looksAfter = Duration.hours(3)
    package var answers = 0.12
    package var showsReferrer = 0.5

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        let site = stream.element(of: Self.sites)
        let count = max(1, stream.poisson(mean: visitors))
        for number in 1...count {
            let stream = campaign.stream.child("visitor").child(number)
            context.spawn("viral-visitor") { [self] context in
                try await visit(link, from: site, in: campaign, stream, on: context)
            }
        }
    }

    private static let sites = [
        "l.facebook.com", "www.reddit.com", "l.instagram.com", "tiktok.com",
    ]

    private func visit(
        _ link: StolenLink,
        from site: String,
        in campaign: Campaign,
        _ stream: RandomStream,
        on context: ActorContext
    ) async throws {
        var stream = stream
        // Whoever shares a language shares posts: half of them are of the guest's own country.
        let isNear = stream.bool(probability: 0.5)
        let city =
            isNear
            ? context.world.cityOfFriend(of: link.guest.home, from: &stream)
            : context.world.city(from: &stream)
        var stranger = context.outsider(in: city, from: stream.child("person"))
        try await stranger.wait(
            stream.duration(lognormalMedian: looksAfter, sigma: 1.6),
            on: context
        )
        var visitor = stranger.visit(
            VisitStyle(
                usesPhone: stream.bool(probability: 0.85),
                isFromChat: true,
                knownName: "Somebody"
            ),
            in: campaign,
            context: context
        )
        let referrer = stream.bool(probability: showsReferrer) ? site : ""
        guard stream.bool(probability: answers) else {
            _ = try await visitor.look(at: link.invitation.token, from: referrer, on: context)
            return
        }
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: referrer,
            on: context
        )
    }
}
