import Catalogue
import Domain
import VirtualTime
import World

/// A guest drops the link into a group; several of its members open it, some try to get in.
package struct GroupChatForward: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "group-chat-forward",
        "A guest drops the link into a group chat, and several of its members try it.",
        givesItselfAway: "several devices on one link within a day",
        looksHonest: "people of the guest's own city on ordinary phones, who know the guest's name",
        begins: .invitation,
        knows: .guest,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the link is in the group",
                after: "it reached the guest",
                source: "assumption"
            ),
            .number("members", \.members, in: 1...200, "mean number of members who open it"),
            .duration("looks_after", \.looksAfter, "median time until a member opens it"),
            .share("answers", \.answers, "share of those who look that fill in the form"),
            .share(
                "tries_guests_name",
                \.triesGuestsName,
                "share who answer with the guest's name when asked for it"
            ),
        ]
    )

    package var begins = Onset(median: .hours(8), spread: 1.2)
    package var members = 5.0
    package var looksAfter = Duration.hours(2)
    package var answers = 0.35
    package var triesGuestsName = 0.7

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        let count = max(1, stream.poisson(mean: members))
        for number in 1...count {
            let stream = campaign.stream.child("member").child(number)
            context.spawn("group-member") { [self] context in
                try await look(at: link, in: campaign, from: stream, on: context)
            }
        }
    }

    private func look(
        at link: StolenLink,
        in campaign: Campaign,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws {
        var stream = stream
        let city = context.cityOfAcquaintance(of: link.guest, from: &stream)
        var member = context.outsider(in: city, from: stream.child("person"))
        try await member.wait(stream.duration(lognormalMedian: looksAfter, sigma: 1.5), on: context)
        let style = VisitStyle(
            usesPhone: stream.bool(probability: 0.9),
            isFromChat: true,
            knownName: stream.bool(probability: triesGuestsName) ? link.guest.name : "A friend"
        )
        var visitor = member.visit(style, in: campaign, context: context)
        let referrer = Forwarding.referrer(style, from: &stream)
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
