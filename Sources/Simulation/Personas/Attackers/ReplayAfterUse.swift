import Domain
import Environment
import Truth
import VirtualTime
import World

/// Somebody finds a link that has been answered and tries it again.
package struct ReplayAfterUse: Sendable {
    package static let name = "replay-after-use"
    package static let summary = "Tries a link again after its guest has answered."

    package var begins: Duration

    package init(begins: Duration) { self.begins = begins }

    package func act(
        with letter: Letter,
        of guest: Invitee,
        campaign: String,
        on stage: Stage
    ) async throws {
        var stream = guest.stream.child("replay")
        try await stage.wait(begins + stream.duration(lognormalMedian: .hours(1), sigma: 0.8))
        let city = stage.world.city(near: guest.home, from: &stream)
        let device = stage.world.device(at: city, isPhone: false, from: &stream)
        var intruder = Answerer(
            browser: stage.browser(on: device, in: city, network: .home, from: &stream),
            label: Label(
                actor: .outsider,
                persona: Self.name,
                attack: Self.name,
                campaign: campaign,
                isFraud: true
            ),
            stream: stream.child("answering"),
            knownName: guest.name,
            reads: nil
        )
        _ = try await intruder.answer(
            Reply(response: .attending),
            to: letter.token,
            from: "",
            on: stage
        )
    }
}
