import Catalogue
import Domain
import VirtualTime
import World

/// Somebody on the host's side who gets at links, knows the list, and fills seats with people of their
/// own.
///
/// A host's account shows no link, so it takes a guest who sends theirs along with a question. What
/// an account does show is the alarm: a host who is in it calls it false (`complicit`), and the insider
/// comes back when the flag is off.
package struct InsiderHost: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "insider-host",
        "Answers for guests whose links came to the host's side, and comes back when the alarm is off.",
        givesItselfAway: "one person's devices and line on many links of one event",
        looksHonest: "in the town of the event; knows every name on the list",
        begins: .invitation,
        knows: .guest,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until a link is used",
                after: "it reached its guest",
                source: "assumption"
            ),
            .count("tries", \.tries, in: 1...20, "visits to a link before it is given up"),
            .duration("every", \.every, "median wait between two of them (spread of 0.7)"),
        ]
    )

    package var begins = Onset(median: .days(2), spread: 0.8)
    package var tries = 3
    package var every = Duration.hours(14)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        // One of them for each event: the same person, phone and line on all of its links.
        let event = Int(truncatingIfNeeded: link.guest.eventID.low)
        var insider = context.outsider(
            in: link.guest.venue,
            from: campaign.ring.child("insider").child(event)
        )
        insider.stream = stream.child("insider")
        try await insider.begin(campaign, begins, from: &stream, on: context)
        try await context.keepTrying(tries) { _ in
            var visitor = insider.visit(
                VisitStyle(
                    usesPhone: stream.bool(probability: 0.3),
                    isFromChat: false,
                    knownName: link.guest.name
                ),
                in: campaign,
                context: context
            )
            return try await visitor.answer(
                Reply(response: .attending),
                to: link.invitation.token,
                from: "",
                on: context
            )
        } pause: {
            try await insider.wait(stream.duration(lognormalMedian: every, sigma: 0.7), on: context)
        }
    }
}
