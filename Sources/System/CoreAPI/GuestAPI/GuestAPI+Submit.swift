import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension GuestAPI {
    /// Somebody submits the form.
    ///
    /// Steps 6 to 9 of the document's flow: ask the engine, decide, record, confirm. The engine's
    /// silence refuses nobody: the reply is let in, or meets a code (`AccessPolicy.onSilence`), and is
    /// flagged for review.
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
        let assessment = await fraudCheck.assess(form, within: settings.checkTimeout)
        return try settle(reply, with: token.id, for: form, assessment: assessment)
    }

    /// Decides on a reply once the engine has spoken, or has not.
    ///
    /// The world may have changed during the wait: everything is looked at again, in the step that
    /// acts on it.
    private func settle(
        _ reply: Reply,
        with tokenID: TokenID,
        for form: SubmittedForm,
        assessment: Assessment?
    ) throws -> Submission {
        let (access, now) = (form.access, runtime.now)
        let submission = try store.step { step -> Submission in
            let token: Token
            switch try standing(of: tokenID, in: step, at: now) {
            case .good(let found): token = found
            case .refused(let rejection): return .refused(rejection)
            }
            guard try served(access.id, with: token, in: step, at: now) != nil else {
                return .openAgain
            }
            let isFlagged = token.isFlagged(at: now)
            let decided = decide(on: form, with: token, isFlagged: isFlagged, assessment)
            return switch decided.record.isEnforced ? decided.record.decision : .allow {
            case .allow: try letIn(reply, under: decided, in: step)
            case .softVerify: try challenge(.name, reply, under: decided, in: step)
            case .smsVerify: try challenge(.code, reply, under: decided, in: step)
            case .block: try block(under: decided, in: step)
            }
        }
        noteChange(submission, to: tokenID, of: access.eventID)
        return submission
    }

    /// What the policy says of a form and whoever sends it.
    func decide(
        on form: SubmittedForm,
        with token: Token,
        isFlagged: Bool,
        _ assessment: Assessment?
    ) -> SubmissionDecision {
        let isExpected = assessment?.isExpected ?? false
        return SubmissionDecision(
            form: form,
            token: token,
            assessment: assessment,
            record: DecisionRecord(
                accessID: form.access.id,
                tokenID: token.id,
                moment: .submitted,
                score: assessment?.score,
                band: assessment.map { settings.policy.edges.band(of: $0.score) },
                tokenWasFlagged: isFlagged,
                decision: settings.policy.decision(
                    for: assessment?.score,
                    tokenIsFlagged: isFlagged,
                    isExpected: isExpected
                ),
                isEnforced: settings.policy.enforces(token.id),
                isExpected: isExpected && settings.policy.onExpected == .code
            )
        )
    }

    /// Records a reply that is let in at once: allowed, or only observed.
    private func letIn(
        _ reply: Reply,
        under decided: SubmissionDecision,
        in step: Transaction
    ) throws -> Submission {
        try record(
            Answer(
                reply: reply,
                access: decided.access.id,
                visit: decided.access.visit,
                token: decided.token,
                score: decided.assessment?.score,
                outcome: .submitted
            ),
            in: step
        ) {
            decided.emit(wasLetIn: true, in: step)
            try step.recordDecision(
                decided.record.decision,
                outcome: .submitted,
                isFlagged: decided.isUnscored,
                of: decided.access.id
            )
        }
    }

    /// Refuses an access; the token stays flagged, and the host hears of it.
    func block(under decided: SubmissionDecision, in step: Transaction) throws -> Submission {
        let access = decided.access
        decided.emit(wasLetIn: false, in: step)
        try step.recordDecision(.block, outcome: .blocked, isFlagged: true, of: access.id)
        try suspect(decided, wasRefused: true, in: step)
        step.emit(.accessEnded(access.id, .blocked))
        return .blocked
    }

    /// Flags the link of a form in the highest band and tells the host, whether it is refused or meets a
    /// code instead.
    func suspect(
        _ decided: SubmissionDecision,
        wasRefused: Bool,
        in step: Transaction
    ) throws {
        guard let assessment = decided.assessment, decided.record.band == .block else { return }
        let flag = LinkFlag(
            accessID: decided.access.id,
            score: assessment.score,
            wasReply: wasRefused,
            raisedAt: runtime.now,
            suspicion: assessment.suspicion
        )
        try raise(flag, on: decided.token, in: step)
        try alert(about: flag, on: decided.token, in: step)
    }
}

/// A decision on a submission, with all that it is about.
struct SubmissionDecision {
    let form: SubmittedForm
    let token: Token
    let assessment: Assessment?
    let record: DecisionRecord

    var access: Access { form.access }

    /// The engine did not answer in time: somebody should look at it later.
    var isUnscored: Bool { assessment == nil }

    /// Lets onlookers see what was decided, and asks for a review where nobody was there to score.
    ///
    /// - `wasLetIn`: Whether the decision by itself records the reply.
    func emit(wasLetIn: Bool, in step: Transaction) {
        if let assessment {
            step.emit(.submissionScored(assessment))
        } else {
            step.emit(.accessUnscored(access.id))
            step.publish(.reviewRequested(UnscoredForm(form: form, wasLetIn: wasLetIn)))
        }
        step.emit(.accessDecided(record))
    }
}

/// What a step relies on: looked at anew in the step itself.
extension GuestAPI {
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
    ) throws -> Transaction.StoredAccess? {
        guard let access = try step.access(id), access.tokenID == token.id,
            access.rejection == (replacing ? .used : nil), access.outcome != .blocked,
            now - access.openedAt < settings.formLifetime
        else { return nil }
        return access
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
            noteFlag(on: token)
        default: break
        }
    }

    /// Brings what is at hand up to date with a flag that a step has raised.
    func noteFlag(on token: TokenID) {
        let now = runtime.now
        cache.tokens.update(token, at: now) {
            $0.token.flag(until: now.advanced(by: settings.flagLasts), at: now)
        }
    }
}

extension Transaction.StoredAccess {
    /// The form that was served, as it comes back.
    ///
    /// Where the link was tapped is known from its opening alone.
    func form(sentBy visit: Visit, with token: Token, at now: Instant) -> SubmittedForm {
        SubmittedForm(
            access: Access(
                id: id,
                tokenID: token.id,
                guestID: token.guestID,
                eventID: token.eventID,
                openedAt: openedAt,
                visit: Visit(
                    address: visit.address,
                    fingerprint: visit.fingerprint,
                    referrer: self.visit.referrer,
                    browser: visit.browser
                ),
                earlierAccesses: earlierAccesses,
                rejection: nil,
                tokenWasFlagged: token.isFlagged(at: now)
            ),
            openedFrom: self.visit,
            fill: now - openedAt
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
