import Catalogue
import Domain
import VirtualTime

/// Changes characters of a real link, to reach somebody else's.
package struct AlteredToken: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "altered-token",
        "Changes characters of a real link to reach somebody else's.",
        givesItselfAway: "a signature that does not hold, a handle that was never given out",
        looksHonest: "the shape of a link, from an ordinary computer",
        begins: .invitation,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first altered link is tried",
                after: "the real one reached its guest",
                source: "assumption"
            ), .count("attempts", \.attempts, in: 1...100_000, "altered links that are tried"),
            .duration(
                "every",
                \.every,
                "median wait between two attempts (spread of 0.8)"
            ),
        ]
    )

    package var begins = Onset(median: .hours(1), spread: 0.8)
    package var attempts = 20
    package var every = Duration.seconds(8)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        let real = Array(link.invitation.token)
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        try await context.tryLinks(attempts, every: every, in: campaign, from: &stream) { stream in
            var characters = real
            // What is changed twice may be what it was before.
            repeat {
                for _ in 0..<stream.integer(in: 1...3) {
                    let position = stream.integer(in: 3...characters.count - 1)
                    let original = characters[position]
                    repeat {
                        characters[position] = stream.element(of: linkAlphabet)
                    } while characters[position] == original
                }
            } while characters == real
            return String(characters)
        }
    }
}
