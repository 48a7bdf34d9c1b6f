import Catalogue
import Domain
import VirtualTime
import World

/// Opens a link as conspicuously as it can, so that its guest has to prove who they are.
package struct FlagGriefer: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "flag-griefer",
        "Opens a link as conspicuously as it can, so that its guest is asked for a code.",
        givesItselfAway: "everything, on purpose; it never sends a form",
        looksHonest: "nothing",
        begins: .invitation,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until it comes",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .count("visits", \.visits, in: 1...1_000, "visits to one link"),
            .duration("every", \.every, "median wait between two visits (spread of 0.8)"),
        ]
    )

    package var begins = Onset(median: .hours(6), spread: 1)
    package var visits = 3
    package var every = Duration.hours(5)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        let far = context.world.city(abroadFrom: link.guest.home, from: &stream)
        let (fingerprint, _) = context.device(for: far, from: &stream)
        for number in 0..<visits {
            let disguise = Disguise(fingerprint, behind: context.world.server(from: &stream))
            var visitor = disguise.visit(
                in: campaign,
                knownName: nil,
                on: context,
                from: stream.child("visit").child(number)
            )
            let referrer = stream.element(of: ["", "", "l.facebook.com", "www.reddit.com"])
            _ = try await visitor.look(at: link.invitation.token, from: referrer, on: context)
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 0.8))
        }
    }
}
