import Catalogue
import Domain
import VirtualTime
import World

/// Looks at home and answers at work, behind the address that a whole office shares.
package struct OfficeNATGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "office-nat",
        .lookAlike,
        "Looks at home and answers at work, behind an address that the whole office shares.",
        givesItselfAway: "one address on many links where colleagues are invited; a second device",
        looksHonest: "the guest's own city, in office hours",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer")
        ]
    )

    package var answersAfter = Duration.days(2)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let phone = guest.resident.phone(at: stage.now)
        var look = guest.visit(with: letter, at: .home, on: phone, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.7),
            on: stage
        )
        for _ in 0..<Self.hoursTried where !guest.resident.isOfficeHour(stage.now) {
            try await guest.wait(.hours(3), on: stage)
        }
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(
            with: letter,
            at: .work,
            on: guest.resident.computer ?? phone,
            in: .browser,
            over: .office,
            stage: stage
        )
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }

    /// Enough for a weekend.
    private static let hoursTried = 24
}
