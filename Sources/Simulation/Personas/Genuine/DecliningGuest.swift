import Domain
import Environment
import VirtualTime
import World

/// Opens the invitation, thinks for a day or two and declines.
package struct DecliningGuest: GuestPersona {
    package static let name = "declining"
    package static let summary = "Looks, thinks about it for a day or two, and declines."

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await stage.wait(letter.openingDelay(Behaviour(), from: &guest.stream))
        let device = guest.ownDevice(for: letter, on: stage)
        let network = guest.usualNetwork(for: device)
        var visitor = guest.answerer(on: device, network: network, stage: stage)
        _ = try await visitor.look(at: letter.token, from: "", on: stage)
        try await stage.wait(guest.stream.duration(lognormalMedian: .hours(30), sigma: 0.7))
        guest.setOut(on: stage)
        return try await visitor.answer(
            Reply(response: .declined),
            to: letter.token,
            from: "",
            on: stage
        )
    }
}
