import Catalogue
import Domain
import VirtualTime
import World

/// Taps the link twice, as people do when a page is slow, and answers on the second page.
package struct DoubleClickingGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "double-clicking",
        .genuine,
        "Taps the link twice within a second and answers on the second page.",
        givesItselfAway: "two accesses at one time",
        looksHonest: "one device, one address",
        settings: [
            .duration("taps_again_after", \.tapsAgainAfter, "median time between the two taps")
        ]
    )

    package var tapsAgainAfter = Duration.milliseconds(400)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var impatient = guest.visit(with: letter, stage: stage)
        impatient.opensFirstIn = nil
        _ = try await impatient.look(at: letter.token, from: "", on: stage)
        try await stage.wait(guest.stream.duration(lognormalMedian: tapsAgainAfter, sigma: 0.4))
        return try await impatient.answer(reply, to: letter.token, from: "", on: stage)
    }
}
