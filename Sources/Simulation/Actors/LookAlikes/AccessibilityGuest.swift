import Catalogue
import Domain
import VirtualTime
import World

/// Fills forms in with tools: a password manager within a second, a screen reader within minutes.
package struct AccessibilityGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "accessibility-tools",
        .lookAlike,
        "Fills the form in with a tool: far faster, or far slower, than people type.",
        givesItselfAway: "the pace of a script",
        looksHonest: "the guest's own device at home",
        settings: [
            .share("fast", \.fast, "share whose tool fills the form in for them"),
            .duration("fills_in", \.fillsIn, "median time that a tool takes"),
            .duration("reads_in", \.readsIn, "median time that a screen reader takes"),
        ]
    )

    package var fast = 0.5
    package var fillsIn = Duration.seconds(2)
    package var readsIn = Duration.minutes(5)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        var look = guest.visit(with: letter, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        try await guest.wait(guest.replyDelay(nil, sigma: 0, on: stage), on: stage)
        var answerer = guest.visit(with: letter, stage: stage)
        answerer.fillsFormIn = guest.stream.bool(probability: fast) ? fillsIn : readsIn
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
