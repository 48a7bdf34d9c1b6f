import Domain
import Environment
import VirtualTime
import World

/// Looks at the invitation, puts it off, looks again, answers days later.
package struct ProcrastinatingGuest: GuestPersona {
    package static let name = "procrastinating"
    package static let summary = "Looks at the invitation several times and answers days later."

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        let behaviour = Behaviour()
        try await stage.wait(letter.openingDelay(behaviour, from: &guest.stream))
        let device = guest.ownDevice(for: letter, on: stage)
        let looks = 1 + guest.stream.poisson(mean: behaviour.looksAgain)
        let putOff = guest.stream.duration(
            lognormalMedian: behaviour.putsOffFor,
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
