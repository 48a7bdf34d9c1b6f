import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Somebody finds a link that has been answered and tries it again.
package struct ReplayAfterUse: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "replay-after-use",
        "Tries a link again after its guest has answered.",
        givesItselfAway: "a link that is used up",
        looksHonest: "an ordinary computer at home, in the guest's country",
        begins: .answer,
        settings: [
            .delay(
                "begins",
                \.begins,
                "when somebody finds the link",
                after: "its guest has answered",
                source: "assumption"
            )
        ]
    )

    package var begins = Duration.hours(6)

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on stage: Stage
    ) async throws {
        let (letter, guest) = (link.letter, link.guest)
        var stream = guest.stream.child("replay")
        try await stage.wait(begins + stream.duration(lognormalMedian: .hours(1), sigma: 0.8))
        let city = stage.world.city(near: guest.home, from: &stream)
        let device = stage.world.device(at: city, isPhone: false, from: &stream)
        var intruder = Answerer(
            browser: stage.browser(on: device, in: city, network: .home, from: &stream),
            label: campaign.label,
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
