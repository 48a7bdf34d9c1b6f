import Catalogue
import Domain
import VirtualTime
import World

/// Calls the guest while the code is on its way, and talks them out of it.
package struct CodeRelay: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "code-relay",
        "Talks the guest out of the code that a stranger's form has asked for.",
        givesItselfAway: "another device, and a code that comes late",
        looksHonest: "knows the name, and passes the code where the guest gives it away",
        begins: .invitation,
        knows: .guest,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the attacker comes",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .share(
                "gives_code_away",
                \.givesCodeAway,
                "share of the guests who read the code out",
                source: "8 to 50 % by the wording of the message, Siadati et al., "
                    + "Computers & Security 2017 (A)"
            ),
            .duration("takes", \.takes, "median time that the talk takes"),
        ]
    )

    package var begins = Onset(median: .days(1), spread: 1.2)
    package var givesCodeAway = 0.3
    package var takes = Duration.seconds(70)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        let city = context.cityOfAcquaintance(of: link.guest, from: &stream)
        var caller = context.outsider(in: city, from: stream.child("caller"))
        try await caller.begin(campaign, begins, from: &stream, on: context)
        for attempt in 1...2 {
            var visitor = caller.visit(
                VisitStyle(
                    usesPhone: stream.bool(probability: 0.6),
                    isFromChat: false,
                    knownName: link.guest.name
                ),
                in: campaign,
                context: context
            )
            if stream.bool(probability: givesCodeAway) {
                visitor.reads = link.guest.guestID
                visitor.codeTravels = takes
            }
            let result = try await visitor.answer(
                Reply(response: .attending),
                to: link.invitation.token,
                from: "",
                on: context
            )
            guard attempt == 1, case .failedVerification = result else { return }
            // Another pretext, another day.
            try await caller.wait(
                stream.duration(lognormalMedian: .hours(20), sigma: 0.7),
                on: context
            )
        }
    }
}
