import Catalogue
import Domain
import VirtualTime
import World

/// Looks at the invitation, puts it off, looks again, answers days later.
package struct ProcrastinatingGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "procrastinating",
        .genuine,
        "Looks at the invitation several times and answers days later.",
        looksHonest: "mostly one device, now on one network, now on another",
        settings: [
            .delay(
                "puts_off_for",
                \.putsOffFor,
                "median time to the answer",
                after: "the first look",
                source: "population.replies_to_…",
                otherwise: "as the occasion has it"
            ),
            .number(
                "looks_again",
                \.looksAgain,
                in: 0...20,
                "mean number of further looks meanwhile (Poisson)"
            ),
        ]
    )

    package var putsOffFor: Duration?
    package var looksAgain = 1.6

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        try await look(as: &guest, with: invitation, on: context)
        let putOff = guest.replyDelay(putsOffFor, sigma: 0.9, on: context)
        let answersAt = context.now.advanced(by: putOff)
        let start = context.now
        let count = guest.stream.poisson(mean: looksAgain)
        let looks = (0..<count).map { _ in guest.stream.duration(in: .zero...putOff) }.sorted()
        for look in looks {
            let rest = start.advanced(by: look) - context.now
            // Who has just looked does not look again.
            guard rest > .minutes(10) else { continue }
            try await guest.wait(rest, on: context)
            try await self.look(as: &guest, with: invitation, on: context)
        }
        try await guest.wait(max(.seconds(1), answersAt - context.now), on: context)
        var invitation = invitation
        // Who does not find the message any more has sent it to themselves, or asks a partner for it.
        invitation.isForwarded = guest.stream.bool(probability: Self.comesBackByChat)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var answerer = guest.visit(with: invitation, context: context)
        return try await answerer.answer(
            reply,
            to: invitation.token,
            from: invitation.referrer(from: &guest.stream),
            on: context
        )
    }

    /// Share of late answers that go by a link sent on in a chat (assumption).
    private static let comesBackByChat = 0.1

    private func look(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws {
        var visitor = guest.visit(with: invitation, context: context)
        _ = try await visitor.look(
            at: invitation.token,
            from: invitation.referrer(from: &guest.stream),
            on: context
        )
    }
}
