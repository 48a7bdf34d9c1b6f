import Catalogue
import Domain
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
        looksHonest: "one line where both are at home",
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
        try await guest.open(letter, on: stage)
        var first = guest.visit(with: letter, stage: stage)
        _ = try await first.look(
            at: letter.token,
            from: letter.referrer(from: &guest.stream),
            on: stage
        )
        try await guest.wait(
            guest.stream.duration(lognormalMedian: partnerLooksAfter, sigma: 1),
            on: stage
        )
        var passedOn = letter
        passedOn.isForwarded = guest.stream.bool(probability: Forwarding.comesByChat)
        var partner = visit(ofPartnerOf: guest, with: passedOn, on: stage)
        let referrer = passedOn.referrer(from: &guest.stream)
        if guest.stream.bool(probability: partnerAnswers) {
            let reply = guest.setOut(to: guest.acceptance(), on: stage)
            return try await partner.answer(reply, to: letter.token, from: referrer, on: stage)
        }
        _ = try await partner.look(at: letter.token, from: referrer, on: stage)
        try await guest.wait(guest.replyDelay(nil, sigma: 0, on: stage), on: stage)
        let reply = guest.setOut(to: guest.acceptance(), on: stage)
        var again = guest.visit(with: letter, stage: stage)
        return try await again.answer(reply, to: letter.token, from: "", on: stage)
    }

    /// Somebody of the same household, with a life of their own.
    private func visit(
        ofPartnerOf guest: Invitee,
        with letter: Letter,
        on stage: Stage
    ) -> Answerer {
        var partner = guest
        partner.stream = guest.stream.child("partner")
        partner.resident = Resident(
            of: guest.resident.household,
            in: stage.world,
            stream: partner.stream.child("resident")
        )
        var answerer = partner.visit(with: letter, stage: stage)
        answerer.label = Label(actor: .companion, persona: guest.persona, isFraud: false)
        answerer.isOwnPhone = false
        return answerer
    }
}
