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
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        let phone = guest.resident.phone(at: context.now)
        var look = guest.visit(with: invitation, at: .home, on: phone, context: context)
        _ = try await look.look(at: invitation.token, from: "", on: context)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.7),
            on: context
        )
        for _ in 0..<Self.hoursTried where !guest.resident.isOfficeHour(context.now) {
            try await guest.wait(.hours(3), on: context)
        }
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var answerer = guest.visit(
            with: invitation,
            at: .work,
            on: guest.resident.computer ?? phone,
            in: .browser,
            over: .office,
            context: context
        )
        return try await answerer.answer(reply, to: invitation.token, from: "", on: context)
    }

    /// Enough for a weekend.
    private static let hoursTried = 24
}
