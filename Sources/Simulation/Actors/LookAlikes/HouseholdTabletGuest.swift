import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Looks on the phone and answers on the tablet that everybody at home uses.
package struct HouseholdTabletGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "household-tablet",
        .lookAlike,
        "Looks on the phone and answers on the tablet that everybody at home uses.",
        givesItselfAway: "one device on the links of two who live together",
        looksHonest: "one line, that of the guest's home",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer")
        ]
    )

    package var answersAfter = Duration.days(1)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let phone = guest.resident.phone(at: stage.now)
        var look = guest.visit(with: letter, on: phone, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.9),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        let tablet = guest.resident.household.tablet(in: stage.world, isCertain: true)
        var answerer = guest.visit(with: letter, at: .home, on: tablet, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
