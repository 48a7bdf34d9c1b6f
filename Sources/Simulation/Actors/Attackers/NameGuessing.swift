import Catalogue
import Domain
import VirtualTime
import World

/// A stranger of the guest's city who tries common names where the name is asked for.
package struct NameGuessing: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "name-guessing",
        "Tries common names, one after another, where the guest's name is asked for.",
        givesItselfAway: "wrong names on one link",
        looksHonest: "a person of the guest's own city on an ordinary device",
        begins: .invitation,
        knows: .city,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the first name is tried",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .count("names", \.names, in: 1...100, "names that it tries"),
            .share("is_right", \.isRight, "chance that a name is right"),
            .duration("every", \.every, "median wait between two names (spread of 0.6)"),
        ]
    )

    package var begins = Onset(median: .days(1), spread: 1)
    package var names = 5
    package var isRight = 0.06
    package var every = Duration.minutes(8)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        var guesser = context.outsider(in: link.guest.home, from: stream.child("guesser"))
        try await guesser.begin(campaign, begins, from: &stream, on: context)
        for _ in 0..<names {
            let name =
                stream.bool(probability: isRight)
                ? link.guest.name : "\(stream.element(of: Self.firstNames)) Smith"
            var visitor = guesser.visit(
                VisitStyle(usesPhone: true, isFromChat: false, knownName: name),
                in: campaign,
                context: context
            )
            let result = try await visitor.answer(
                Reply(response: .attending),
                to: link.invitation.token,
                from: "",
                on: context
            )
            guard case .failedVerification = result else { return }
            try await context.wait(stream.duration(lognormalMedian: every, sigma: 0.6))
        }
    }

    private static let firstNames = ["Anna", "James", "Maria", "John", "Mohammed", "Li", "David"]
}
