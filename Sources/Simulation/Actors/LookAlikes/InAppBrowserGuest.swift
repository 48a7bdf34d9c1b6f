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
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        var letter = letter
        // A text message opens in the browser: these have sent the link on, to read it in a chat.
        letter.isForwarded = letter.channel == .sms
        let app: Device.App = letter.isForwarded ? .chat : .mail
        let phone = guest.resident.phone(at: stage.now)
        var look = guest.visit(with: letter, on: phone, in: app, stage: stage)
        _ = try await look.look(
            at: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
        try await guest.wait(
            guest.stream.duration(lognormalMedian: answersAfter, sigma: 1.2),
            on: stage
        )
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        let moves = guest.stream.bool(probability: movesToBrowser)
        var answerer = guest.visit(
            with: letter,
            on: phone,
            in: moves ? .browser : app,
            stage: stage
        )
        return try await answerer.answer(
            reply,
            to: letter.token,
            from: moves ? "" : letter.referrer(from: &guest.stream),
            on: stage
        )
    }
}
