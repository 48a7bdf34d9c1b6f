import Catalogue
import Domain
import World

/// Opens the invitation when it arrives and answers at once.
package struct PromptGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "prompt",
        .genuine,
        "Opens the invitation soon after it arrives and accepts at once.",
        looksHonest: "the guest's own device, at home"
    )

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, stage: stage)
        return try await answerer.answer(
            reply,
            to: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
    }
}
