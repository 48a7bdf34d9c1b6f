import Catalogue
import Domain
import VirtualTime
import World

/// Somebody finds a link that has been answered and tries it again.
package struct ReplayAfterUse: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "replay-after-use",
        "Tries a link again after its guest has answered.",
        givesItselfAway: "a link that is used up",
        looksHonest: "an ordinary device of somebody nearby",
        begins: .answer,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until somebody tries the link",
                after: "its guest has answered",
                source: "stolen access: LN(7 h, 3.1), Bursztein et al., IMC 2014 (A, fit)"
            )
        ]
    )

    package var begins = Onset(median: .hours(7), spread: 3.1)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        try await context.tryFound(link, by: "intruder", after: begins, in: campaign)
    }
}
