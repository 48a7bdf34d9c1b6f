import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Looks at the invitation, puts it off, looks again, answers days later.
package struct ProcrastinatingGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "procrastinating",
        .genuine,
        "Looks at the invitation several times and answers days later.",
        looksHonest: "one device, now on one network, now on another",
        settings: [
            .duration(
                "puts_off_for",
                \.putsOffFor,
                "median time from the first look to the answer"
            ),
            .number(
                "looks_again",
                \.looksAgain,
                in: 0...20,
                "mean number of further looks meanwhile (Poisson)"
            ),
        ]
    )

    package var putsOffFor = Behaviour().putsOffFor
    package var looksAgain = Behaviour().looksAgain

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        let behaviour = Behaviour()
        try await stage.wait(letter.openingDelay(behaviour, from: &guest.stream))
        let device = guest.ownDevice(for: letter, on: stage)
        let looks = 1 + guest.stream.poisson(mean: looksAgain)
        let putOff = guest.stream.duration(
            lognormalMedian: putsOffFor,
            sigma: behaviour.puttingOffSigma
        )
        for _ in 0..<looks {
            let network = guest.usualNetwork(for: device)
            var visitor = guest.answerer(on: device, network: network, stage: stage)
            _ = try await visitor.look(
                at: letter.token,
                from: letter.referrer(from: &guest.stream),
                on: stage
            )
            try await stage.wait(putOff / looks)
        }
        guest.setOut(on: stage)
        let network = guest.usualNetwork(for: device)
        var answerer = guest.answerer(on: device, network: network, stage: stage)
        return try await answerer.answer(
            guest.acceptance(),
            to: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
    }
}
