import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Finds an old link in a mailbox and tries it when the event is over.
package struct ExpiredLink: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "expired-link",
        "Finds a link and tries it when its event is over.",
        givesItselfAway: "a link that opens nothing any more",
        looksHonest: "an ordinary device of somebody nearby",
        begins: .letter,
        knows: .city,
        settings: [
            .delay(
                "begins",
                \.begins,
                "median time until the link is tried",
                after: "the event began",
                source: "assumption; spread of 1"
            )
        ]
    )

    package var begins = Duration.days(2)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on stage: Stage
    ) async throws {
        var stream = campaign.stream
        let city = stage.cityOfAcquaintance(of: link.guest, from: &stream)
        var finder = stage.outsider(in: city, from: stream.child("finder"))
        let delay = stream.duration(lognormalMedian: begins, sigma: 1)
        try await finder.wait(link.guest.deadline - stage.now + delay, on: stage)
        var visitor = finder.visit(
            Manner(
                usesPhone: stream.bool(probability: 0.6),
                isFromChat: false,
                knownName: link.guest.name
            ),
            in: campaign,
            stage: stage
        )
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.letter.token,
            from: "",
            on: stage
        )
    }
}
