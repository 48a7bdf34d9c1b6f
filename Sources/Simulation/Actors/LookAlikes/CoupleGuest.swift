import Catalogue
import Domain
import Environment
import Truth
import VirtualTime
import World

/// Two people share one invitation: one looks on their own phone, the other answers.
package struct CoupleGuest: GuestScript {
    package static let kind = GuestKind(
        Self.self,
        "couple",
        .lookAlike,
        "A partner at home opens the link too, on a second device.",
        givesItselfAway: "two devices on one link",
        looksHonest: "both on one line at home",
        settings: [
            .duration(
                "partner_looks_after",
                \.partnerLooksAfter,
                "median time from the guest's look to the partner's"
            ),
            .share("partner_answers", \.partnerAnswers, "share of couples whose partner answers"),
        ]
    )

    package var partnerLooksAfter = Duration.hours(5)
    package var partnerAnswers = 0.5

    package init() {}

    package func live(
        as guest: inout Invitee,
        with letter: Letter,
        on stage: Stage
    ) async throws -> Ending? {
        try await stage.wait(letter.openingDelay(Behaviour(), from: &guest.stream))
        let device = guest.ownDevice(for: letter, on: stage)
        var first = guest.answerer(on: device, network: .home, stage: stage)
        _ = try await first.look(
            at: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
        try await stage.wait(guest.stream.duration(lognormalMedian: partnerLooksAfter, sigma: 1))
        var shop = guest.stream.child("partner")
        let other = stage.world.device(at: guest.home, isPhone: true, from: &shop)
        // One household, one line: the partner comes from the same address.
        var partner = first
        partner.browser = Browser(
            fingerprint: other.fingerprint,
            address: first.browser.address,
            network: first.browser.network,
            cookies: other.cookies,
            site: stage.site,
            stream: shop
        )
        partner.label = Label(actor: .companion, persona: guest.persona, isFraud: false)
        let partnerAnswers = guest.stream.bool(probability: partnerAnswers)
        guest.setOut(on: stage)
        if partnerAnswers {
            return try await partner.answer(
                guest.acceptance(),
                to: letter.token,
                from: "",
                on: stage
            )
        }
        _ = try await partner.look(at: letter.token, from: "", on: stage)
        try await stage.wait(guest.stream.duration(lognormalMedian: .hours(3), sigma: 1))
        return try await first.answer(guest.acceptance(), to: letter.token, from: "", on: stage)
    }
}
