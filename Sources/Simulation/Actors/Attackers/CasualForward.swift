import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// A guest passes the link on; a friend in another city tries to get in with it.
package struct CasualForward: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "casual-forward",
        "A friend in another city tries to answer a forwarded link.",
        givesItselfAway: "another device in another place",
        looksHonest: "a person on an ordinary phone, who may know the guest's name",
        begins: .letter,
        settings: [
            .city(
                "city",
                \.city,
                "where the friend is",
                otherwise: "another city of the guest's country"
            ),
            .delay(
                "begins",
                \.begins,
                "when the friend has the link",
                after: "it reached the guest",
                source: "assumption"
            ),
            .share(
                "tries_guests_name",
                \.triesGuestsName,
                "share who answer with the guest's name when asked for it"
            ),
            .share("tries_again", \.triesAgain, "share who try once more the day after a refusal"),
        ]
    )

    package var city: String?
    package var begins = Duration.hours(2)
    package var triesGuestsName = 0.5
    package var triesAgain = 0.6

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on stage: Stage
    ) async throws {
        let (letter, guest) = (link.letter, link.guest)
        var stream = guest.stream.child("casual forward")
        try await stage.wait(begins + stream.duration(lognormalMedian: .minutes(30), sigma: 0.8))
        let city =
            stage.world.city(named: city) ?? stage.world.city(near: guest.home, from: &stream)
        let phone = stage.world.device(at: city, isPhone: true, from: &stream)
        let network: NetworkKind = stream.bool(probability: 0.5) ? .mobile : .home
        let knowsName = stream.bool(probability: triesGuestsName)
        var friend = Answerer(
            browser: stage.browser(on: phone, in: city, network: network, from: &stream),
            label: campaign.label,
            stream: stream.child("answering"),
            knownName: knowsName ? guest.name : "A friend",
            reads: nil
        )
        let referrer = stream.bool(probability: 0.3) ? "web.whatsapp.com" : ""
        let ending = try await friend.answer(
            Reply(response: .attending),
            to: letter.token,
            from: referrer,
            on: stage
        )
        guard case .blocked = ending, stream.bool(probability: triesAgain) else { return }
        // Turned away, some try once more the next day.
        try await stage.wait(.hours(20))
        _ = try await friend.answer(
            Reply(response: .attending),
            to: letter.token,
            from: referrer,
            on: stage
        )
    }
}
