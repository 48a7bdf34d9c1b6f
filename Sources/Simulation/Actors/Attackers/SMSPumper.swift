import Catalogue
import Domain
import VirtualTime
import World

/// Has codes sent again and again, and never types one: each message costs the host money.
package struct SMSPumper: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "sms-pumper",
        "Has codes sent to a guest's phone again and again, and never types one.",
        givesItselfAway: "code after code that nobody types",
        looksHonest: "nothing but the pace",
        begins: .invitation,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first form",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .number("forms", \.forms, in: 1...10_000, "mean number of forms that it sends"),
            .duration("every", \.every, "median wait between two forms (spread of 0.8)"),
        ]
    )

    package var begins = Onset(median: .hours(12), spread: 1.5)
    package var forms = 30.0
    package var every = Duration.minutes(4)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        let home = context.world.city(abroadFrom: link.guest.home, from: &stream)
        for number in 1...max(1, stream.poisson(mean: forms)) {
            var own = campaign.stream.child("form").child(number)
            let (fingerprint, isPhone) = context.device(for: home, from: &own)
            var disguise = Disguise(fingerprint, behind: context.world.proxy(in: home, from: &own))
            disguise.isOnPhone = isPhone
            var visitor = disguise.visit(
                in: campaign,
                knownName: link.guest.name,
                on: context,
                from: own
            )
            let result = try await visitor.answer(
                Reply(response: .declined),
                to: link.invitation.token,
                from: "",
                on: context
            )
            if case .answered = result { return }
            if case .refused = result { return }
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 0.8))
        }
    }
}
