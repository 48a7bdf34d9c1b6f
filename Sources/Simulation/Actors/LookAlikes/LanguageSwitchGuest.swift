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
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        let phone = guest.resident.phone(at: context.now)
        var before = guest.visit(with: invitation, on: phone, context: context)
        _ = try await before.look(at: invitation.token, from: "", on: context)
        try await guest.wait(guest.replyDelay(nil, sigma: 0, on: context), on: context)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var answerer = guest.visit(with: invitation, on: phone, context: context)
        let others = Self.learnt.filter { !answerer.browser.fingerprint.language.hasPrefix($0) }
        answerer.browser = answerer.browser.inLanguage(guest.stream.element(of: others))
        return try await answerer.answer(reply, to: invitation.token, from: "", on: context)
    }

    /// The languages that people learn most.
    private static let learnt = ["en", "es", "fr", "de", "ja"]
}
