import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// An assistant answers for the one who was invited, from a desk in the same town.
package struct AssistantGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "assistant",
        .lookAlike,
        "Looks at the invitation and has an assistant answer it, at a desk of their own.",
        givesItselfAway: "another device on another network; codes go to somebody else's phone",
        looksHonest: "the guest's own city, in office hours",
        settings: [
            .duration(
                "passes_on_after",
                \.passesOnAfter,
                "median time from the guest's look to the assistant's answer"
            ),
            .duration("code_takes", \.codeTakes, "median time to get a code from the guest"),
        ]
    )

    package var passesOnAfter = Duration.hours(6)
    package var codeTakes = Duration.minutes(2)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        var look = guest.visit(with: letter, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        let town = guest.home
        var assistant = guest.standIn("assistant", livingIn: { _ in town }, on: stage)
        try await assistant.wait(
            assistant.stream.duration(lognormalMedian: passesOnAfter, sigma: 1),
            on: stage
        )
        let desk =
            assistant.resident.computer ?? assistant.resident.phone(at: stage.now)
        var answerer = assistant.visit(with: letter, at: .work, on: desk, stage: stage)
        answerer.standIn(for: guest, codesTake: codeTakes)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
