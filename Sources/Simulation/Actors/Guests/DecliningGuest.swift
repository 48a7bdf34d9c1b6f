import Catalogue
import Domain
import VirtualTime
import World

/// Opens the invitation, thinks about it and declines.
package struct DecliningGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "declining",
        .genuine,
        "Looks, thinks about it for as long as others take to answer, and declines.",
        looksHonest: "mostly one device, twice",
        settings: [
            .delay(
                "thinks_for",
                \.thinksFor,
                "median time to the answer",
                after: "the look",
                source: "population.replies_to_…",
                otherwise: "as the occasion has it"
            )
        ]
    )

    package var thinksFor: Duration?

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        var visitor = guest.visit(with: letter, stage: stage)
        _ = try await visitor.look(at: letter.token, from: "", on: stage)
        try await guest.wait(guest.replyDelay(thinksFor, sigma: 0.7, on: stage), on: stage)
        let reply = guest.setOut(to: Reply(response: .declined), on: stage)
        var answerer = guest.visit(with: letter, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
