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
    /// - `accessID`: The access that was served the form; it counts with its own link only, and for
    ///   as long as a form lives.
    /// - `visit`: Who sends it, and is judged for it, whoever opened the link.
    package func submit(
        _ reply: Reply,
        with text: String,
        as accessID: AccessID,
        from visit: Visit
    ) async throws -> Submission {
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        if let rejection = admission.rejection { return .refused(rejection) }
        guard let token = admission.known?.token else { return .refused(.unknown) }
        let form = try store.read { step in
            try served(accessID, with: token, in: step, at: now)?.form(
                sentBy: visit,
                with: token,
                at: now
            )
        }
        guard let form else { return .openAgain }
        let assessment = await gate.assess(form, within: settings.checkTimeout)
        return try settle(reply, with: token.id, for: form.access, assessment: assessment)
    }

    /// Decides on a reply once the engine has spoken, or has not.
    ///
    /// The world may have changed during the wait: everything is looked at again, in the step that
    /// acts on it.
    private func settle(
        _ reply: Reply,
        with tokenID: TokenID,
        for access: Access,
        assessment: Assessment?
    ) throws -> Submission {
        let now = runtime.now
        let submission = try store.step { step -> Submission in
            let token: Token
            switch try standing(of: tokenID, in: step, at: now) {
            case .good(let found): token = found
            case .refused(let rejection): return .refused(rejection)
            }
            guard try served(access.id, with: token, in: step, at: now) != nil else {
                return .openAgain
            }
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
            case .allow: try letIn(reply, under: ruling, in: step)
            case .softVerify: try challenge(.name, under: ruling, in: step)
            case .smsVerify: try challenge(.code, under: ruling, in: step)
            case .block: try block(under: ruling, in: step)
            }
        }
        noteChange(submission, to: tokenID, of: access.eventID)
        return submission
    }

    /// Records a reply that is let in at once.
    private func letIn(
        _ reply: Reply,
        under ruling: Ruling,
        in step: Transaction
    ) throws -> Submission {
        try record(
            Answer(
                reply: reply,
                access: ruling.access.id,
                visit: ruling.access.visit,
                token: ruling.token,
                score: ruling.assessment?.score,
                outcome: .submitted
            ),
            in: step
        ) {
            ruling.witness(in: step)
            try step.recordDecision(
                .allow,
                outcome: .submitted,
                isFlagged: ruling.isUnscored,
                of: ruling.access.id
            )
        }
    }

    /// A reply on its way into the store, with what it is let in on.
    struct Answer {
        let reply: Reply
        let access: AccessID
        /// Who sends it.
        let visit: Visit
        let token: Token
        let score: RiskScore?
        let outcome: Outcome
        /// Why the reply that stands gives way, where the link has been used before.
        var replacing: Replacement?
    }

    /// Records a reply, with the message that confirms it.
    ///
    /// - `judge`: Writes down what the reply was let in on.
    func record(
        _ answer: Answer,
        in step: Transaction,
        judge: () throws -> Void
    ) throws -> Submission {
        let (reply, token) = (answer.reply, answer.token)
        let now = runtime.now
        let rsvp = RSVP(
            id: runtime.identifier(),
            guestID: token.guestID,
            eventID: token.eventID,
            tokenID: token.id,
            accessID: answer.access,
            reply: reply,
            score: answer.score,
            submittedAt: now
        )
        let earlier = try step.rsvp(of: token.guestID)
        if let refusal = try Self.refusal(of: answer, replacing: earlier, in: step) {
            return refusal
        }
        if answer.replacing == nil {
            guard try step.use(token.id, at: now) else { return .refused(.used) }
        }
        try judge()
        if let earlier {
            try replace(earlier, because: answer.replacing ?? .reissued, in: step)
        }
        try step.insert(rsvp, from: answer.visit)
        if reply.seats > 0 { try step.addSeats(reply.seats, to: token.eventID) }
        step.witness(.rsvpRecorded(rsvp, outcome: answer.outcome))
        step.witness(.accessEnded(answer.access, answer.outcome))
        step.publish(.rsvpConfirmed(rsvp, from: answer.visit))
        return .recorded(Submission.Receipt(rsvpID: rsvp.id, reply: reply))
    }

    /// Lets a reply give way: it is kept, its seats are free, and where its guest disputes it the
    /// host hears of it.
    private func replace(
        _ earlier: RSVP,
        because replacement: Replacement,
        in step: Transaction
    ) throws {
        try step.replaceRSVP(of: earlier.guestID, because: replacement, at: runtime.now)
        try step.addSeats(-earlier.reply.seats, to: earlier.eventID)
        step.witness(.rsvpReplaced(earlier, replacement))
        guard replacement == .disputed, let event = try step.event(earlier.eventID) else { return }
        step.publish(
            .replyDisputed(
                ReplyDisputed(
                    rsvpID: earlier.id,
                    accessID: earlier.accessID,
                    guestID: earlier.guestID,
                    eventID: event.id,
                    hostID: event.hostID
                )
            )
        )
    }

    /// Why a reply cannot be recorded although its sender may: too many people.
    private static func refusal(
        of answer: Answer,
        replacing earlier: RSVP?,
        in step: Transaction
    ) throws -> Submission? {
        let (reply, token) = (answer.reply, answer.token)
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
        step.witness(.capacityRefused(answer.access, event: token.eventID))
        return .full(seatsLeft: max(0, left))
    }

    /// Refuses an access; the token stays flagged, and the host hears of it.
    private func block(under ruling: Ruling, in step: Transaction) throws -> Submission {
        let (access, token) = (ruling.access, ruling.token)
        ruling.witness(in: step)
        try step.recordDecision(.block, outcome: .blocked, isFlagged: true, of: access.id)
        if let assessment = ruling.assessment {
            let flag = LinkFlag(
                accessID: access.id,
                score: assessment.score,
                wasReply: true,
                raisedAt: runtime.now,
                suspicion: assessment.suspicion
            )
            try raise(flag, on: token, in: step)
            try alert(about: flag, on: token, in: step)
        }
        step.witness(.accessEnded(access.id, .blocked))
        return .blocked
    }

    /// From the next access on, this token asks for a code; its host can see why (`flags`).
    func raise(_ flag: LinkFlag, on token: Token, in step: Transaction) throws {
        guard try step.raise(flag, on: token.id) else { return }
        step.witness(.tokenFlagged(token.id, by: flag.accessID, score: flag.score))
        step.publish(.doorChanged(.token(token.id)))
    }

    /// Tells the host at once.
    func alert(about flag: LinkFlag, on token: Token, in step: Transaction) throws {
        guard let event = try step.event(token.eventID) else { return }
        let alert = FraudAlert(
            tokenID: token.id,
            guestID: token.guestID,
            eventID: token.eventID,
            hostID: event.hostID,
            flag: flag
        )
        step.witness(.alertRaised(alert))
        step.publish(.fraudAlert(alert))
    }
}

// MARK: - What a step relies on

extension CoreAPI {
    enum Standing {
        case good(Token)
        case refused(Rejection)
    }

    /// Reads a token and its event anew: another process may have been there.
    ///
    /// - `replacing`: Where a reply is to give way, the link must have been used, not be fresh.
    func standing(
        of id: TokenID,
        replacing: Bool = false,
        in step: Transaction,
        at now: Instant
    ) throws -> Standing {
        guard let token = try step.token(id) else { return .refused(.unknown) }
        let rejection = token.rejection(at: now)
        guard replacing ? rejection == .used && token.expiresAt > now : rejection == nil else {
            return .refused(rejection ?? .unknown)
        }
        guard try step.status(of: token.eventID) == .published else {
            return .refused(.eventClosed)
        }
        return .good(token)
    }

    /// The access that was served a form for this link.
    ///
    /// - Returns: `nil` where none was: the access is unknown, another link's, was refused or has
    ///   been blocked, or its form has outlived its time.
    func served(
        _ id: AccessID,
        with token: Token,
        replacing: Bool = false,
        in step: Transaction,
        at now: Instant
    ) throws -> ServedForm? {
        guard let access = try step.access(id), access.tokenID == token.id,
            access.rejection == (replacing ? .used : nil), access.outcome != .blocked,
            now - access.openedAt < settings.formLifetime
        else { return nil }
        return ServedForm(id: id, access: access)
    }

    /// Brings what is at hand up to date with what a step has stored.
    func noteChange(_ submission: Submission, to token: TokenID, of event: EventID?) {
        switch submission {
        case .recorded:
            cache.tokens.update(token, at: runtime.now) {
                $0.token.status = .used
                $0.token.usedAt = runtime.now
            }
            if let event { cache.statistics.remove(event) }
        case .blocked:
            cache.tokens.update(token, at: runtime.now) { $0.token.isFlagged = true }
        default: break
        }
    }
}

/// A form that was served, as the store knows it.
struct ServedForm {
    let id: AccessID
    let access: Transaction.StoredAccess

    /// The form as it comes back.
    ///
    /// Where the link was tapped is known from its opening alone.
    func form(sentBy visit: Visit, with token: Token, at now: Instant) -> SubmittedForm {
        SubmittedForm(
            access: Access(
                id: id,
                tokenID: token.id,
                guestID: token.guestID,
                eventID: token.eventID,
                openedAt: access.openedAt,
                visit: Visit(
                    address: visit.address,
                    fingerprint: visit.fingerprint,
                    referrer: access.visit.referrer,
                    browser: visit.browser
                ),
                earlierAccesses: access.earlierAccesses,
                rejection: nil,
                tokenWasFlagged: token.isFlagged
            ),
            openedFrom: access.visit,
            fill: now - access.openedAt
        )
    }
}

extension Token {
    /// Why it opens nothing any more, by itself.
    func rejection(at now: Instant) -> Rejection? {
        switch status {
        case .used: .used
        case .revoked: .revoked
        case .expired: .expired
        case .active: expiresAt <= now ? .expired : nil
        }
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
