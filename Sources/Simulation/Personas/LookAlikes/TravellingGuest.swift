import Domain
import Environment
import VirtualTime
import World

/// Looks at home, answers on the same phone from another country.
package struct TravellingGuest: GuestPersona {
    package static let name = "traveller"
    package static let summary = "Looks at home and answers from abroad, on the same phone."

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
            .hours(20) + guest.stream.duration(lognormalMedian: .days(2), sigma: 0.6)
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
