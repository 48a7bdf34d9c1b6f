import Catalogue
import Domain
import VirtualTime
import World

/// Looks, lets the browser update itself, answers on the new version.
package struct BrowserUpdateGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "browser-update",
        .lookAlike,
        "Looks at home and answers there when the browser has become another version.",
        givesItselfAway: "another user agent on the same link",
        looksHonest: "the same device, line and cookie",
        settings: [
            .duration(
                "comes_back_every",
                \.comesBackEvery,
                "median time between two thoughts of it, until there is a new version"
            )
        ]
    )

    package var comesBackEvery = Duration.days(4)

    package init() {}

    package func live(
        as guest: inout Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        let device = guest.resident.phone(at: context.now)
        let version = device.browserVersion(at: context.now)
        var before = guest.visit(
            with: invitation,
            at: .home,
            on: device,
            in: .browser,
            context: context
        )
        _ = try await before.look(at: invitation.token, from: "", on: context)
        // Some never update: those answer in the end on what they have.
        for _ in 0..<Self.patience where device.browserVersion(at: context.now) == version {
            try await guest.wait(
                guest.stream.duration(lognormalMedian: comesBackEvery, sigma: 0.6),
                on: context
            )
        }
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var after = guest.visit(
            with: invitation,
            at: .home,
            on: device,
            in: .browser,
            context: context
        )
        return try await after.answer(reply, to: invitation.token, from: "", on: context)
    }

    /// Times that somebody puts it off (assumption).
    private static let patience = 8
}
