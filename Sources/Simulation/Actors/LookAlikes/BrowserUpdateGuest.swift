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
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await guest.open(letter, on: stage)
        let device = guest.resident.phone(at: stage.now)
        let version = device.browserVersion(at: stage.now)
        var before = guest.visit(with: letter, at: .home, on: device, in: .browser, stage: stage)
        _ = try await before.look(at: letter.token, from: "", on: stage)
        // Some never update: those answer in the end on what they have.
        for _ in 0..<Self.patience where device.browserVersion(at: stage.now) == version {
            try await guest.wait(
                guest.stream.duration(lognormalMedian: comesBackEvery, sigma: 0.6),
                on: stage
            )
        }
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var after = guest.visit(with: letter, at: .home, on: device, in: .browser, stage: stage)
        return try await after.answer(reply, to: letter.token, from: "", on: stage)
    }

    /// Times that somebody puts it off (assumption).
    private static let patience = 8
}
