import Catalogue
import Domain
import Environment
import VirtualTime
import World

/// Looks from the line at home and answers through a VPN.
package struct VPNGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "vpn",
        .lookAlike,
        "Looks over the line at home and answers on the same device through a VPN.",
        givesItselfAway: "a data centre's address, often in another country than the clock says",
        looksHonest: "the guest's own device and cookie",
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
        let device = guest.resident.computer ?? guest.resident.phone(at: stage.now)
        var look = guest.visit(with: letter, at: .home, on: device, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 0.8),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, at: .home, on: device, over: .vpn, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
