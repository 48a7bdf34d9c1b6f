import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Opens the invitation, thinks for a day or two and declines.
package struct DecliningGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "declining",
        .genuine,
        "Looks, thinks about it for a day or two, and declines.",
        looksHonest: "one device, twice",
        settings: [
            .duration("thinks_for", \.thinksFor, "median time from the look to the answer")
        ]
    )

    package var thinksFor = Duration.hours(30)

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
        try await stage.wait(guest.stream.duration(lognormalMedian: thinksFor, sigma: 0.7))
        guest.setOut(on: stage)
        return try await visitor.answer(
            Reply(response: .declined),
            to: letter.token,
            from: "",
            on: stage
        )
    }
}
