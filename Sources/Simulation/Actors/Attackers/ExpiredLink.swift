import Catalogue
import Domain
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
        begins: .invitation,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the link is tried",
                after: "the event began",
                source: "assumption"
            )
        ]
    )

    package var begins = Onset(median: .days(2), spread: 1)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        try await context.tryFound(
            link,
            by: "finder",
            after: begins,
            beyond: link.guest.deadline - context.now,
            in: campaign
        )
    }
}
