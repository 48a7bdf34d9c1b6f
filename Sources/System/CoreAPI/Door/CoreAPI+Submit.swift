import Cache
import Domain
import Runtime
import Storage
import Tokens

extension CoreAPI {
    /// Somebody submits the form.
    ///
    /// Steps 6 to 9 of the document's flow: ask the engine, decide, record, confirm. The engine's
    /// silence never refuses anybody: the reply is let in and flagged for review.
    ///
    /// - `text`: What followed `/rsvp/` in the form's address.
    /// - `accessID`: The access that was served the form.
    package func submit(
        _ reply: Reply,
        with text: String,
        as accessID: AccessID,
        from visit: Visit
    ) async throws -> Submission {
        let admission = try identify(text, at: runtime.now)
        if let rejection = admission.rejection { return .refused(rejection) }
        guard let known = admission.known else { return .refused(.unknown) }
        let access = returning(accessID, with: known, from: visit)
        let assessment = await gate.assess(
            access,
            filledFor: runtime.now - access.openedAt,
            within: settings.checkTimeout
        )
        return try settle(reply, with: text, for: access, assessment: assessment)
    }

    /// Decides on a reply once the engine has spoken, or has not.
    ///
    /// The world may have changed during the wait: the token is looked at again.
    private func settle(
        _ reply: Reply,
        with text: String,
        for access: Access,
        assessment: Assessment?
    ) throws -> Submission {
        let admission = try identify(text, at: runtime.now)
        if let rejection = admission.rejection { return .refused(rejection) }
        guard let token = admission.known?.token else { return .refused(.unknown) }
        let decision = settings.policy.decision(
            for: assessment?.score,
            tokenIsFlagged: token.isFlagged
        )
        let ruling = Ruling(
            access: access,
            token: token,
            assessment: assessment,
            verdict: Verdict(
                accessID: access.id,
                tokenID: token.id,
                moment: .submitted,
                score: assessment?.score,
                tokenWasFlagged: token.isFlagged,
                decision: decision
            )
        )
        return switch decision {
        case .allow: try record(reply, under: ruling)
        case .softVerify: try challenge(.name, under: ruling)
        case .smsVerify: try challenge(.code, under: ruling)
        case .block: try block(under: ruling)
        }
    }

    /// The access that was served the form; made anew where the form outlived our memory of it.
    func returning(_ id: AccessID, with known: KnownToken, from visit: Visit) -> Access {
        if let access = cache.visits.value(of: id, at: runtime.now),
            access.tokenID == known.token.id
        {
            return access
        }
        return Access(
            id: id,
            tokenID: known.token.id,
            guestID: known.token.guestID,
            eventID: known.token.eventID,
            openedAt: runtime.now,
            visit: visit,
            earlierAccesses: known.accesses,
            rejection: nil,
            tokenWasFlagged: known.token.isFlagged
        )
    }

    /// Records a reply that was let in at once.
    private func record(_ reply: Reply, under ruling: Ruling) throws -> Submission {
        try record(
            reply,
            for: ruling.access,
            token: ruling.token,
            score: ruling.assessment?.score,
            outcome: .submitted
        ) { step in
            ruling.witness(in: step)
            try step.recordDecision(
                .allow,
                outcome: .submitted,
                isFlagged: ruling.isUnscored,
                of: ruling.access.id
            )
        }
    }

    /// Records a reply: one step, one transaction, with the message that confirms it.
    ///
    /// - `judge`: Writes down, in the same step, what the reply was let in on.
    func record(
        _ reply: Reply,
        for access: Access,
        token: Token,
        score: RiskScore?,
        outcome: Outcome,
        judge: (Transaction) throws -> Void
    ) throws -> Submission {
        let now = runtime.now
        let rsvp = RSVP(
            id: runtime.identifier(),
            guestID: token.guestID,
            eventID: token.eventID,
            tokenID: token.id,
            accessID: access.id,
            reply: reply,
            score: score,
            submittedAt: now
        )
        var used = token
        used.status = .used
        used.usedAt = now
        let submission = try store.step { step -> Submission in
            let earlier = try step.rsvp(of: token.guestID)
            if let refusal = try Self.refusal(
                of: reply,
                replacing: earlier,
                token: token,
                access: access,
                in: step
            ) {
                return refusal
            }
            try judge(step)
            if let earlier {
                try step.deleteRSVP(of: token.guestID)
                try step.addSeats(-earlier.reply.seats, to: token.eventID)
            }
            try step.insert(rsvp)
            if reply.seats > 0 { try step.addSeats(reply.seats, to: token.eventID) }
            try step.update(used)
            step.witness(.rsvpRecorded(rsvp, outcome: outcome))
            step.witness(.accessEnded(access.id, outcome))
            step.publish(.rsvpConfirmed(rsvp))
            return .recorded(Submission.Receipt(rsvpID: rsvp.id, reply: reply))
        }
        guard case .recorded = submission else { return submission }
        cache.tokens.update(token.handle, at: now) { $0.token = used }
        cache.visits.remove(access.id)
        cache.statistics.remove(token.eventID)
        return submission
    }

    /// Why a reply cannot be recorded although its sender may: too many people.
    private static func refusal(
        of reply: Reply,
        replacing earlier: RSVP?,
        token: Token,
        access: Access,
        in step: Transaction
    ) throws -> Submission? {
        if reply.plusOnes != 0 {
            let allowed = try step.guest(token.guestID)?.plusOnes ?? 0
            guard (0...allowed).contains(reply.plusOnes) else {
                return .tooManyCompanions(allowed: allowed)
            }
        }
        guard reply.response == .attending else { return nil }
        guard let seats = try step.seats(of: token.eventID), let capacity = seats.capacity else {
            return nil
        }
        let left = capacity - seats.taken + (earlier?.reply.seats ?? 0)
        guard reply.seats > left else { return nil }
        step.witness(.capacityRefused(access.id, event: token.eventID))
        return .full(seatsLeft: max(0, left))
    }

    /// Refuses an access; the token stays flagged, and the host hears of it.
    private func block(under ruling: Ruling) throws -> Submission {
        let (access, token) = (ruling.access, ruling.token)
        try store.step { step in
            ruling.witness(in: step)
            try step.recordDecision(.block, outcome: .blocked, isFlagged: true, of: access.id)
            if let score = ruling.assessment?.score {
                try flag(token, by: access.id, score: score, in: step)
                try alert(about: access, token: token, score: score, in: step)
            }
            step.witness(.accessEnded(access.id, .blocked))
        }
        cache.tokens.update(token.handle, at: runtime.now) { $0.token.isFlagged = true }
        return .blocked
    }

    /// From the next access on, this token asks for a code.
    func flag(_ token: Token, by access: AccessID, score: RiskScore, in step: Transaction) throws {
        guard !token.isFlagged, token.status == .active else { return }
        var flagged = token
        flagged.isFlagged = true
        try step.update(flagged)
        step.witness(.tokenFlagged(token.id, by: access, score: score))
    }

    /// Tells the host at once.
    func alert(
        about access: Access,
        token: Token,
        score: RiskScore,
        in step: Transaction
    ) throws {
        guard let event = try knownEvents[token.eventID] ?? step.event(token.eventID) else {
            return
        }
        let alert = FraudAlert(
            accessID: access.id,
            guestID: token.guestID,
            eventID: token.eventID,
            hostID: event.hostID,
            score: score,
            raisedAt: runtime.now
        )
        step.witness(.alertRaised(alert))
        step.publish(.fraudAlert(alert))
    }
}

/// A verdict on a submission, with all that it is about.
struct Ruling {
    let access: Access
    let token: Token
    let assessment: Assessment?
    let verdict: Verdict

    /// The engine did not answer in time: somebody should look at it later.
    var isUnscored: Bool { assessment == nil }

    /// Lets onlookers see what was decided, and asks for a review where nobody was there to score.
    func witness(in step: Transaction) {
        if let assessment {
            step.witness(.submissionScored(assessment))
        } else {
            step.witness(.accessUnscored(access.id))
            step.publish(.reviewRequested(access))
        }
        step.witness(.accessDecided(verdict))
    }
}
