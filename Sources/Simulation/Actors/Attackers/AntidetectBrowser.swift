import Catalogue
import Domain
import VirtualTime
import World

/// Shows the guest's own device, stolen attribute by attribute, from a rented line in their city.
package struct AntidetectBrowser: LinkAttack {
    package static let kind = AttackKind(
        Self.self,
        "antidetect-browser",
        "Copies the guest's device and comes over a rented line in the guest's own city.",
        givesItselfAway: "what a copy gets wrong: the graphics chip's picture, touch, the clock",
        looksHonest: "the guest's model, browser, screen and language, the guest's city and name",
        begins: .invitation,
        knows: .guest,
        settings: [
            .onset(
                "begins",
                \.begins,
                "time until the copy comes",
                after: "the link reached its guest",
                source: "assumption"
            ),
            .share(
                "wrong_picture",
                \.wrongPicture,
                "share of copies that draw the test picture with the attacker's own chip"
            ),
            .share("wrong_touch", \.wrongTouch, "share that forget that a phone is touched"),
            .share("wrong_clock", \.wrongClock, "share whose clock is the attacker's"),
            .share("old_browser", \.oldBrowser, "share that show a browser months out of date"),
        ]
    )

    package var begins = Onset(median: .days(3), spread: 1)
    package var wrongPicture = 0.6
    package var wrongTouch = 0.15
    package var wrongClock = 0.1
    package var oldBrowser = 0.3

    package init() {}

    package func act(
        with link: StolenLink,
        in campaign: Campaign,
        on context: ActorContext
    ) async throws {
        var stream = campaign.stream
        let guest = link.guest
        try await context.begin(campaign, begins, from: &stream)
        var disguise = Disguise(
            copy(of: guest, on: context, from: &stream),
            behind: context.world.proxy(in: guest.home, from: &stream)
        )
        disguise.isOnPhone = true
        var visitor = disguise.visit(
            in: campaign,
            knownName: guest.name,
            on: context,
            from: stream.child("visit")
        )
        _ = try await visitor.answer(
            Reply(response: .attending),
            to: link.invitation.token,
            from: "",
            on: context
        )
    }

    /// The guest's phone as it was stolen, with what the tool gets wrong.
    private func copy(
        of guest: Invitee,
        on context: ActorContext,
        from stream: inout RandomStream
    ) -> Fingerprint {
        let isOld = stream.bool(probability: oldBrowser)
        let stolenAt = context.now.advanced(by: isOld ? .days(-120) : .zero)
        let real = guest.resident.phone(at: context.now)
            .fingerprint(at: stolenAt, in: .browser, zone: guest.home.timeZone)
        let own = context.world.devices.computer(in: guest.home.country, from: &stream)
            .fingerprint(at: context.now, in: .browser, zone: "UTC")
        let hasOwnPicture = stream.bool(probability: wrongPicture)
        let forgetsTouch = stream.bool(probability: wrongTouch)
        let hasOwnClock = stream.bool(probability: wrongClock)
        return Fingerprint(
            userAgent: real.userAgent,
            browser: real.browser,
            browserMajor: real.browserMajor,
            os: real.os,
            device: real.device,
            screen: real.screen,
            timeZone: hasOwnClock ? "Europe/Moscow" : real.timeZone,
            language: real.language,
            webglHash: hasOwnPicture ? own.webglHash : real.webglHash,
            isTouch: forgetsTouch ? false : real.isTouch,
            hasJavaScript: true
        )
    }
}
