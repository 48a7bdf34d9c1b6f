import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Looks at home, answers on the same phone from another country.
package struct TravellingGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "traveller",
        .lookAlike,
        "Looks at home and answers from abroad, on the same phone.",
        givesItselfAway: "another country, hundreds of kilometres from home",
        looksHonest: "the guest's own phone, no faster than a plane",
        settings: [
            .duration("flies_for", \.fliesFor, "shortest time between home and abroad"),
            .duration("answers_after", \.answersAfter, "median time beyond that to the answer"),
        ]
    )

    package var fliesFor = Duration.hours(20)
    package var answersAfter = Duration.days(2)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await stage.wait(letter.openingDelay(Behaviour(), from: &guest.stream))
        let phone = stage.world.device(at: guest.home, isPhone: true, from: &guest.stream)
        var atHome = guest.answerer(on: phone, network: .home, stage: stage)
        _ = try await atHome.look(at: letter.token, from: "", on: stage)
        // A flight takes its time: no traveller is faster than a plane.
        try await stage.wait(
            fliesFor + guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.6)
        )
        guest.setOut(on: stage)
        let abroad = stage.world.city(abroadFrom: guest.home, from: &guest.stream)
        let network: NetworkKind =
            guest.stream.bool(probability: 0.5) ? .home : .mobile
        var answerer = guest.answerer(on: phone, in: abroad, network: network, stage: stage)
        return try await answerer.answer(
            guest.acceptance(),
            to: letter.token,
            from: "",
            on: stage
        )
    }
}
