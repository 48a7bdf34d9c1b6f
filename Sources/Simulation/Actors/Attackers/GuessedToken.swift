import Catalogue
import Domain
import VirtualTime

/// Makes up links and tries them one after another.
package struct GuessedToken: BlindAttack {
    package static let kind = AttackKind(
        Self.self,
        "guessed-token",
        "Makes up links and tries them one after another.",
        givesItselfAway: "links that nobody was ever given, one after another from one address",
        looksHonest: "nothing",
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first link is tried",
                after: "the scenario's start",
                source: "assumption"
            ), .count("attempts", \.attempts, in: 1...100_000, "links that are tried"),
            .duration(
                "every",
                \.every,
                "median wait between two attempts (spread of 0.8)"
            ),
        ]
    )

    package var begins = Onset(median: .hours(1), spread: 0.8)
    package var attempts = 50
    package var every = Duration.seconds(8)

    package init() {}

    package func act(
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        try await context.tryLinks(attempts, every: every, in: campaign, from: &stream) { stream in
            "tk_" + String((0..<20).map { _ in stream.element(of: linkAlphabet) })
        }
    }
}
