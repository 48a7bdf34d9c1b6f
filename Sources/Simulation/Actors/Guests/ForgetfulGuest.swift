import Catalogue
import Domain
import VirtualTime
import World

/// Means to answer, forgets, and looks for the message weeks later or when reminded.
package struct ForgetfulGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "forgetful",
        .genuine,
        "Looks, means to answer, forgets, and looks for the message weeks later or when reminded.",
        looksHonest: "often another device than at first",
        settings: [
            .duration("remembers_after", \.remembersAfter, "median time until it comes to mind"),
            .share("moved_by_reminder", \.movedByReminder, "share whom a reminder brings back"),
        ]
    )

    package var remembersAfter = Duration.days(16)
    package var movedByReminder = 0.7

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        var look = guest.visit(with: letter, stage: stage)
        _ = try await look.look(at: letter.token, from: "", on: stage)
        try await guest.wait(
            guest.stream.duration(lognormalMedian: remembersAfter, sigma: 0.7),
            on: stage
        )
        return try await answer(as: &guest, with: letter, on: stage)
    }

    package func remind(
        _ guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        guard guest.stream.bool(probability: movedByReminder) else { return nil }
        try await guest.open(letter, on: stage)
        return try await answer(as: &guest, with: letter, on: stage)
    }

    private func answer(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, stage: stage)
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }
}
