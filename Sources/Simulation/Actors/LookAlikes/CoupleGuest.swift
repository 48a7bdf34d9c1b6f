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
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) async throws -> AttemptResult? {
        try await guest.open(invitation, on: context)
        var first = guest.visit(with: invitation, context: context)
        _ = try await first.look(
            at: invitation.token,
            from: invitation.referrer(from: &guest.stream),
            on: context
        )
        try await guest.wait(
            guest.stream.duration(lognormalMedian: partnerLooksAfter, sigma: 1),
            on: context
        )
        var passedOn = invitation
        passedOn.isForwarded = guest.stream.bool(probability: Forwarding.comesByChat)
        var partner = visit(ofPartnerOf: guest, with: passedOn, on: context)
        let referrer = passedOn.referrer(from: &guest.stream)
        if guest.stream.bool(probability: partnerAnswers) {
            let reply = guest.setOut(to: guest.acceptance(), on: context)
            return try await partner.answer(
                reply,
                to: invitation.token,
                from: referrer,
                on: context
            )
        }
        _ = try await partner.look(at: invitation.token, from: referrer, on: context)
        try await guest.wait(guest.replyDelay(nil, sigma: 0, on: context), on: context)
        let reply = guest.setOut(to: guest.acceptance(), on: context)
        var again = guest.visit(with: invitation, context: context)
        return try await again.answer(reply, to: invitation.token, from: "", on: context)
    }

    /// Somebody of the same household, with a life of their own.
    private func visit(
        ofPartnerOf guest: Invitee,
        with invitation: ReceivedInvitation,
        on context: ActorContext
    ) -> Answerer {
        var partner = guest
        partner.stream = guest.stream.child("partner")
        partner.resident = Resident(
            of: guest.resident.household,
            in: context.world,
            stream: partner.stream.child("resident")
        )
        var answerer = partner.visit(with: invitation, context: context)
        answerer.label = Label(actor: .companion, persona: guest.persona, isFraud: false)
        answerer.isOwnPhone = false
        return answerer
    }
}
