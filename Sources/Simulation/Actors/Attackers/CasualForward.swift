import Catalogue
import Domain
import VirtualTime
import World

/// A guest passes the link on; a friend who does not live with them tries to get in with it.
///
/// What is passed on within a household is a companion's (`couple`), and no fraud.
package struct CasualForward: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "casual-forward",
        "A friend tries to answer a forwarded link.",
        givesItselfAway: "another device, often in another place",
        looksHonest: "a person on an ordinary phone, who may know the guest's name",
        begins: .invitation,
        knows: .guest,
        settings: [
            .city(
                "city",
                \.city,
                "where the friend is",
                otherwise: "the guest's own half of the time, elsewhere, or abroad"
            ),
            .onset(
                "begins",
                \.begins,
                "time until the friend tries it",
                after: "it reached the guest",
                source: "assumption"
            ),
            .share(
                "tries_guests_name",
                \.triesGuestsName,
                "share who answer with the guest's name when asked for it"
            ),
            .share("tries_again", \.triesAgain, "share who try once more the day after a refusal"),
        ]
    )

    package var city: String?
    package var begins = Onset(median: .hours(5), spread: 1.8)
    package var triesGuestsName = 0.5
    package var triesAgain = 0.6

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        let (invitation, guest) = (link.invitation, link.guest)
        var stream = campaign.stream
        let city =
            context.world.city(named: city) ?? context.cityOfAcquaintance(of: guest, from: &stream)
        var friend = context.outsider(
            in: city,
            friend: guest.resident,
            from: stream.child("friend")
        )
        let style = VisitStyle(
            usesPhone: stream.bool(probability: Self.usesPhone),
            isFromChat: stream.bool(probability: Forwarding.comesByChat),
            knownName: stream.bool(probability: triesGuestsName) ? guest.name : "A friend"
        )
        try await friend.begin(campaign, begins, from: &stream, on: context)
        if stream.bool(probability: Self.putsOff) {
            // As much a person as those who were invited: looks first, and answers when guests do.
            var visitor = friend.visit(style, in: campaign, context: context)
            let referrer = Forwarding.referrer(style, from: &stream)
            _ = try await visitor.look(at: invitation.token, from: referrer, on: context)
            let open = guest.deadline - context.now
            try await friend.wait(
                guest.occasion.replyDelay(context.world.figures, open: open, from: &stream),
                on: context
            )
        }
        for _ in 1...2 {
            var answerer = friend.visit(style, in: campaign, context: context)
            let result = try await answerer.answer(
                Reply(response: .attending),
                to: invitation.token,
                from: Forwarding.referrer(style, from: &stream),
                on: context
            )
            guard case .blocked = result, stream.bool(probability: triesAgain) else { return }
            // Turned away, some try once more about a day later.
            try await friend.wait(
                stream.duration(lognormalMedian: .hours(20), sigma: 0.7),
                on: context
            )
        }
    }

    /// Share of friends who look first and put off their answer, as guests do (assumption).
    private static let putsOff = 0.5
    /// Share of friends who tap it on a phone (assumption).
    private static let usesPhone = 0.8
}
