import Catalogue
import Domain
import VirtualTime
import World

/// Opens the link in the view of the app it came in, and answers there or in the real browser.
package struct InAppBrowserGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "in-app-browser",
        .lookAlike,
        "Opens the link in a mail or chat app's own view, and answers there or in the real browser.",
        givesItselfAway: "two user agents and no cookie in common",
        looksHonest: "one phone, the guest's own",
        settings: [
            .duration("answers_after", \.answersAfter, "median time from the look to the answer"),
            .share(
                "moves_to_browser",
                \.movesToBrowser,
                "share who answer in the phone's own browser, not in the app"
            ),
        ]
    )

    package var answersAfter = Duration.hours(9)
    package var movesToBrowser = 0.5

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var invitation = invitation
        // A text message opens in the browser: these have sent the link on, to read it in a chat.
        invitation.isForwarded = invitation.channel == .sms
        let app: Device.App = invitation.isForwarded ? .chat : .mail
        let phone = guest.resident.phone(at: context.now)
        var look = guest.visit(with: invitation, on: phone, in: app, context: context)
        _ = try await look.look(
            at: invitation.token,
            from: invitation.referrer(from: &guest.stream),
            on: context
        )
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 1.2),
            on: context
        )
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        let moves = guest.stream.bool(probability: movesToBrowser)
        var answerer = guest.visit(
            with: invitation,
            on: phone,
            in: moves ? .browser : app,
            context: context
        )
        return try await answerer.answer(
            reply,
            to: invitation.token,
            from: moves ? "" : invitation.referrer(from: &guest.stream),
            on: context
        )
    }
}
