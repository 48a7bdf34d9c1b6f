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
        givesItselfAway: "a hotel's line in another country",
        looksHonest: "the guest's own phone, which roams through its network at home",
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
        try await guest.open(letter, on: stage)
        let phone = guest.resident.phone(at: stage.now)
        var atHome = guest.visit(with: letter, at: .home, on: phone, stage: stage)
        _ = try await atHome.look(at: letter.token, from: "", on: stage)
        // A flight takes its time: no traveller is faster than a plane.
        try await guest.wait(
            fliesFor + guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.6),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        let abroad = stage.world.city(abroadFrom: guest.home, from: &guest.stream)
        var answerer = guest.visit(with: letter, at: .abroad(abroad), on: phone, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
