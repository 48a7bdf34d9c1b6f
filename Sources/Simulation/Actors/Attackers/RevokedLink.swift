import Catalogue
import Domain
import VirtualTime
import World

/// A link gets into the wrong hands; its guest notices and asks the host for a new one.
///
/// Whoever has the old one tries it: before the host has come to it, or when it opens nothing.
package struct RevokedLink: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "revoked-link",
        "Tries a link whose guest has asked the host for a new one.",
        givesItselfAway: "a link that its host has taken back",
        looksHonest: "an ordinary device of somebody nearby, and a link that worked yesterday",
        begins: .invitation,
        knows: .city,
        settings: [
            .delay(
                "notices",
                \.notices,
                "median time until the guest asks for a new link",
                after: "the old one reached the guest",
                source: "assumption; spread of 0.8, by day only"
            ),
            .onset(
                "begins",
                \.begins,
                "time until somebody tries the old link",
                after: "it reached the guest",
                source: "assumption"
            ),
        ]
    )

    package var notices = Duration.hours(9)
    package var begins = Onset(median: .days(3), spread: 1)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        context.spawn("guest-notices") { [notices] context in
            var guest = link.guest
            guest.stream = campaign.stream.child("notices")
            let delay = guest.stream.duration(lognormalMedian: notices, sigma: 0.8)
            try await guest.wait(delay, on: context)
            try await context.hosts.askForNewLink(as: guest)
        }
        try await context.tryFound(link, by: "finder", after: begins, in: campaign)
    }
}
