import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension GuestAPI {
    /// Asks a question before a reply is recorded: the guest's name, or a code that is sent to the
    /// original guest's phone, whoever is at the door.
    func challenge(
        _ kind: Challenge.Kind,
        under decided: SubmissionDecision,
        in step: Transaction
    ) throws -> Submission {
        // Three wrong names, in whatever forms they were given, are answered by a harder question.
        let namesTried = kind == .name ? try step.namesTried(with: decided.token.id) : 0
        let kind = namesTried >= settings.triesPerName ? .code : kind
        return try ask(
            kind,
            of: decided.token,
            at: decided.access.id,
            score: decided.assessment?.score,
            in: step
        ) {
            decided.emit(wasLetIn: false, in: step)
            try step.recordDecision(
                decided.record.decision,
                outcome: .abandoned,
                isFlagged: decided.isUnscored,
                of: decided.access.id
            )
        }
    }

    /// Issues a challenge, within the budget of codes.
    ///
    /// - `judge`: Writes down what led to it.
    func ask(
        _ kind: Challenge.Kind,
        of token: Token,
        at access: AccessID,
        score: RiskScore?,
        replacing: Replacement? = nil,
        in step: Transaction,
        judge: () throws -> Void
    ) throws -> Submission {
        let now = runtime.now
        guard let guest = try step.guest(token.guestID) else { return .refused(.unknown) }
        let name = GuestName(guest.name)
        // A name of which nothing is left is no question.
        let kind = kind == .name && name.folded.isEmpty ? .code : kind
        if kind == .code, let refusal = try spend(token, of: guest, in: step, at: now) {
            return refusal
        }
        let id: ChallengeID = runtime.identifier()
        let code = OneTimeCode(random: runtime.entropy)
        let answer = kind == .code ? code.digits : name.folded
        let challenge = Challenge(
            id: id,
            accessID: access,
            tokenID: token.id,
            guestID: guest.id,
            eventID: token.eventID,
            kind: kind,
            answerHash: OneTimeCode.hash(of: answer, for: id, secret: codeSecret),
            issuedAt: now,
            expiresAt: now.advanced(by: settings.codeLifetime),
            score: score,
            replacing: replacing
        )
        try judge()
        try step.insert(challenge)
        step.emit(.challengeIssued(challenge))
        step.emit(.accessEnded(access, .abandoned))
        if kind == .code {
            step.publish(
                .verificationRequired(
                    VerificationRequired(
                        challengeID: id,
                        accessID: access,
                        guestID: guest.id,
                        eventID: token.eventID,
                        code: SecretCode(code.digits),
                        expiresAt: challenge.expiresAt
                    )
                )
            )
        }
        return .challenge(Submission.Prompt(id: id, kind: kind, expiresAt: challenge.expiresAt))
    }

    /// Whether one more code may be sent; where not, the host is told.
    ///
    /// - Returns: What the asker is told; `nil` where a code may be sent.
    private func spend(
        _ token: Token,
        of guest: Guest,
        in step: Transaction,
        at now: Instant
    ) throws -> Submission? {
        let asked = try step.codesAsked(
            with: token.id,
            by: guest,
            since: now.advanced(by: .zero - .hours(1))
        )
        guard let scope = settings.codes.spent(by: asked) else { return nil }
        if let event = try step.event(token.eventID) {
            step.publish(
                .codesSpent(
                    CodesSpent(
                        scope: scope,
                        guestID: guest.id,
                        tokenID: token.id,
                        eventID: event.id,
                        hostID: event.hostID,
                        at: now
                    )
                )
            )
        }
        return scope == .token ? .noMoreCodes : .refused(.rateLimited)
    }

    /// Somebody answers a challenge; a right answer records the reply.
    ///
    /// An answer counts for one challenge of the same link, within its time, and at most
    /// `triesPerCode` times. Everything that it rests on is looked at in the step that records it.
    package func answer(
        _ id: ChallengeID,
        with answer: String,
        reply: Reply,
        token text: String,
        from visit: Visit
    ) throws -> Submission {
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        if let rejection = admission.rejection, rejection != .used { return .refused(rejection) }
        guard let known = admission.known?.token else { return .refused(.unknown) }
        let submission = try store.step { step -> Submission in
            let asked = try step.challenge(id)
            let isReplacing = asked?.replacing != nil
            let token: Token
            switch try standing(of: known.id, replacing: isReplacing, in: step, at: now) {
            case .good(let found): token = found
            case .refused(let rejection): return .refused(rejection)
            }
            guard let challenge = asked, challenge.tokenID == token.id,
                try served(
                    challenge.accessID,
                    with: token,
                    replacing: isReplacing,
                    in: step,
                    at: now
                ) != nil
            else { return .openAgain }
            guard challenge.status != .undeliverable else { return .codeNotDelivered }
            guard challenge.status == .open else { return .challengeOver }
            guard now < challenge.expiresAt else {
                try close(challenge, as: .expired, in: step)
                return .challengeOver
            }
            // Whoever raised the flag may be the one who answers: a name is not enough any more.
            if challenge.kind == .name, token.isFlagged(at: now) {
                return try harden(challenge, as: .superseded, of: token, in: step)
            }
            return try weigh(
                answer,
                to: challenge,
                of: token,
                reply: reply,
                from: visit,
                in: step
            )
        }
        noteChange(submission, to: known.id, of: known.eventID)
        return submission
    }

    /// How a challenge stands, for the page that waits for its answer.
    ///
    /// - Returns: `nil` where it is none of this link's.
    package func status(
        of id: ChallengeID,
        token text: String,
        from visit: Visit
    ) throws -> Challenge.Status? {
        let now = runtime.now
        guard let known = try admit(text, from: visit, at: now).known?.token else { return nil }
        return try store.read { step in
            guard let challenge = try step.challenge(id), challenge.tokenID == known.id else {
                return nil
            }
            let isOver = challenge.status == .open && challenge.expiresAt <= now
            return isOver ? .expired : challenge.status
        }
    }

    private func weigh(
        _ answer: String,
        to challenge: Challenge,
        of token: Token,
        reply: Reply,
        from visit: Visit,
        in step: Transaction
    ) throws -> Submission {
        var tried = challenge
        tried.tries += 1
        let isRight = OneTimeCode.matches(
            challenge.kind == .code ? answer : GuestName(answer).folded,
            hash: challenge.answerHash,
            for: challenge.id,
            secret: codeSecret
        )
        guard isRight else { return try wrong(tried, of: token, in: step) }
        tried.status = .passed
        // Where there is no seat, nothing is written, and the same answer may come again.
        return try record(
            Answer(
                reply: reply,
                access: challenge.accessID,
                visit: visit,
                token: token,
                score: challenge.score,
                outcome: .verified,
                replacing: challenge.replacing
            ),
            in: step
        ) {
            try store(tried, in: step)
            try step.recordOutcome(.verified, of: tried.accessID)
            if tried.kind == .code, try step.clearFlag(of: token.id, at: runtime.now) {
                step.emit(.tokenCleared(token.id, by: .code))
            }
        }
    }

    private func wrong(
        _ tried: Challenge,
        of token: Token,
        in step: Transaction
    ) throws -> Submission {
        let left =
            switch tried.kind {
            case .code: settings.triesPerCode - tried.tries
            case .name:
                // Other name challenges of the link count too: nobody gets more tries by asking anew.
                settings.triesPerName - 1 - (try step.namesTried(with: token.id))
            }
        guard left <= 0 else {
            try store(tried, in: step)
            return .wrongAnswer(triesLeft: left)
        }
        if tried.kind == .name { return try harden(tried, as: .failed, of: token, in: step) }
        try close(tried, as: .failed, in: step)
        return .challengeOver
    }

    /// A name is not enough: a code takes the question's place.
    private func harden(
        _ challenge: Challenge,
        as status: Challenge.Status,
        of token: Token,
        in step: Transaction
    ) throws -> Submission {
        var closed = challenge
        closed.status = status
        try store(closed, in: step)
        return try ask(
            .code,
            of: token,
            at: challenge.accessID,
            score: challenge.score,
            in: step
        ) {}
    }

    private func close(
        _ challenge: Challenge,
        as status: Challenge.Status,
        in step: Transaction
    ) throws {
        var closed = challenge
        closed.status = status
        try store(closed, in: step)
        try step.recordOutcome(.failedVerification, of: closed.accessID)
        step.emit(.accessEnded(closed.accessID, .failedVerification))
    }

    /// Counts a try and ends a challenge in one statement.
    private func store(_ challenge: Challenge, in step: Transaction) throws {
        _ = try step.update(challenge)
        switch challenge.status {
        case .open, .passed, .failed:
            step.emit(
                .challengeTried(
                    challenge.id,
                    accessID: challenge.accessID,
                    passed: challenge.status == .passed,
                    tries: challenge.tries
                )
            )
        case .expired, .superseded, .undeliverable: break
        }
    }
}
