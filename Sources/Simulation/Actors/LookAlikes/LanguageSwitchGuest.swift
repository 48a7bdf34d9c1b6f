import Catalogue
import Domain
import VirtualTime
import World

/// Sets the phone to another language between the look and the answer, as people who learn one do.
package struct LanguageSwitchGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "language-switch",
        .lookAlike,
        "Looks with the phone in one language and answers with it in another.",
        givesItselfAway: "a language that the link has not been read in",
        looksHonest: "the guest's own phone, where it always is"
    )

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let phone = guest.resident.phone(at: stage.now)
        var before = guest.visit(with: letter, on: phone, stage: stage)
        _ = try await before.look(at: letter.token, from: "", on: stage)
        try await guest.wait(guest.replyDelay(nil, sigma: 0, on: stage), on: stage)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var answerer = guest.visit(with: letter, on: phone, stage: stage)
        let others = Self.learnt.filter { !answerer.browser.fingerprint.language.hasPrefix($0) }
        answerer.browser = answerer.browser.inLanguage(guest.stream.element(of: others))
        return try await answerer.answer(reply, to: letter.token, from: "", on: stage)
    }

    /// The languages that people learn most.
    private static let learnt = ["en", "es", "fr", "de", "ja"]
}
