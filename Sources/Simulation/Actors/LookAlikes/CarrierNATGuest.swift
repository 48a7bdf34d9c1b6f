import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Has no line at home: every visit goes through the phone's carrier.
package struct CarrierNATGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "carrier-nat",
        .lookAlike,
        "Looks and answers over the phone's carrier, behind an address that hundreds share.",
        givesItselfAway:
            "another address at every visit, far from home, and strangers' links behind it",
        looksHonest: "the guest's own phone on a mobile network",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer")
        ]
    )

    package var answersAfter = Duration.days(3)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let phone = guest.resident.phone(at: stage.now)
        var look = guest.visit(with: letter, on: phone, over: .mobile, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.8),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, on: phone, over: .mobile, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
