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
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        try await look(as: &guest, with: letter, on: stage)
        let putOff = guest.replyDelay(putsOffFor, sigma: 0.9, on: stage)
        let answersAt = stage.now.advanced(by: putOff)
        let start = stage.now
        let count = guest.stream.poisson(mean: looksAgain)
        let looks = (0..<count).map { _ in guest.stream.duration(in: .zero...putOff) }.sorted()
        for look in looks {
            let rest = start.advanced(by: look) - stage.now
            // Who has just looked does not look again.
            guard rest > .minutes(10) else { continue }
            try await guest.wait(rest, on: stage)
            try await self.look(as: &guest, with: letter, on: stage)
        }
        try await guest.wait(max(.seconds(1), answersAt - stage.now), on: stage)
        var letter = letter
        // Who does not find the message any more has sent it to themselves, or asks a partner for it.
        letter.isForwarded = guest.stream.bool(probability: Self.comesBackByChat)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, stage: stage)
        return try await answerer.answer(
            reply,
            to: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
    }

    /// Share of late answers that go by a link sent on in a chat (assumption).
    private static let comesBackByChat = 0.1

    private func look(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws {
        var visitor = guest.visit(with: letter, stage: stage)
        _ = try await visitor.look(
            at: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
    }
}
