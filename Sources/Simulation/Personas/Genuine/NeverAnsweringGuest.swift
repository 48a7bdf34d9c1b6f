import Domain
import Environment
import VirtualTime
import World

/// Reads the invitation once or not at all, and never answers: the norm, not an exception.
package struct NeverAnsweringGuest: GuestPersona {
    package static let name = "never-answering"
    package static let summary = "Looks once or not at all, and never answers."

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        guard guest.stream.bool(probability: 0.7) else { return nil }
        try await stage.wait(letter.openingDelay(Behaviour(), from: &guest.stream))
        let device = guest.ownDevice(for: letter, on: stage)
        let network = guest.usualNetwork(for: device)
        var visitor = guest.answerer(on: device, network: network, stage: stage)
        _ = try await visitor.look(at: letter.token, from: "", on: stage)
        return nil
    }
}
