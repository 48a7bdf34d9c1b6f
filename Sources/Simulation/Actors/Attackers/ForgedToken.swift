import Catalogue
import Domain
import VirtualTime

/// Makes up whole tokens, with a header that asks for no signature or with a signature of nothing.
package struct ForgedToken: BlindAttack {
    package static let kind = AttackKind(
        Self.self,
        "forged-token",
        "Makes up whole tokens: unsigned ones, and ones signed with a wrong key.",
        givesItselfAway: "signatures that do not hold, one after another from one address",
        looksHonest: "the shape of a link from an e-mail",
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first token is tried",
                after: "the scenario's start",
                source: "assumption"
            ), .count("attempts", \.attempts, in: 1...100_000, "tokens that are tried"),
            .duration(
                "every",
                \.every,
                "median wait between two attempts (spread of 0.8)"
            ),
            .share("unsigned", \.unsigned, "share whose header says that there is no signature"),
        ]
    )

    package var begins = Onset(median: .hours(1), spread: 0.8)
    package var attempts = 30
    package var every = Duration.seconds(8)
    package var unsigned = 0.5

    package init() {}

    package func act(
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        try await context.begin(campaign, begins, from: &stream)
        try await context.tryLinks(attempts, every: every, in: campaign, from: &stream) { stream in
            func characters(_ count: Int) -> String {
                String((0..<count).map { _ in stream.element(of: linkAlphabet) })
            }
            let isUnsigned = stream.bool(probability: unsigned)
            let header = isUnsigned ? Self.unsignedHeader : Self.signedHeader
            return "tk_\(header).\(characters(180)).\(isUnsigned ? "" : characters(43))"
        }
    }

    /// `{"alg":"none","typ":"GG"}`.
    private static let unsignedHeader = "eyJhbGciOiJub25lIiwidHlwIjoiR0cifQ"
    /// `{"alg":"HS256","typ":"GG"}`.
    private static let signedHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkdHIn0"
}
