import Domain
import Environment
import Truth
import VirtualTime
import World

/// A guest passes the link on; a friend in another city tries to get in with it.
///
/// Gives itself away by device and place; looks honest because it is a person on an ordinary
/// phone, who may know the guest's name.
package struct CasualForward: Sendable {
    package static let name = "casual-forward"
    package static let summary = "A friend in another city tries to answer a forwarded link."

    /// Where the friend is; drawn from the guest's country where it is not said.
    package var city: City?
    /// After the link arrived.
    package var begins: Duration
    /// Chance that the friend tries the guest's name when asked for it (assumption).
    package var triesGuestsName = 0.5

    package init(city: City?, begins: Duration) {
        self.city = city
        self.begins = begins
    }

    package func act(
        with letter: Letter,
        of guest: Invitee,
        campaign: String,
        on stage: Stage
    ) async throws {
        var stream = guest.stream.child("casual forward")
        try await stage.wait(begins + stream.duration(lognormalMedian: .minutes(30), sigma: 0.8))
        let city = city ?? stage.world.city(near: guest.home, from: &stream)
        let phone = stage.world.device(at: city, isPhone: true, from: &stream)
        let network: NetworkKind = stream.bool(probability: 0.5) ? .mobile : .home
        let knowsName = stream.bool(probability: triesGuestsName)
        var friend = Answerer(
            browser: stage.browser(on: phone, in: city, network: network, from: &stream),
            label: Label(
                actor: .outsider,
                persona: Self.name,
                attack: Self.name,
                campaign: campaign,
                isFraud: true
            ),
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
        guard case .blocked = ending, stream.bool(probability: 0.6) else { return }
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
