import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension GuestAPI {
    /// Somebody answers a challenge; a right answer records the reply.
    ///
    /// An answer counts for one challenge of the same link, within its time, and at most
    /// `triesPerCode` times. Everything that it rests on is looked at in the step that records it. What is
    /// recorded is the form that the question is about; who answers it on another device or network than
    /// sent it is judged first, as if they had sent it.
    package func answer(
        _ id: ChallengeID,
        with answer: String,
        token text: String,
        from visit: Visit
    ) async throws -> Submission {
        let admission = try admit(text, from: visit, at: runtime.now)
        if let rejection = admission.rejection, rejection != .used { return .refused(rejection) }
        guard let known = admission.known?.token else { return .refused(.unknown) }
        var elsewhere: Elsewhere?
        if let form = try formAnsweredElsewhere(id, with: known, from: visit) {
            elsewhere = Elsewhere(
                form: form,
                assessment: await fraudCheck.assess(form, within: settings.checkTimeout)
            )
        }
        return try settle(answer, to: id, with: known, from: visit, judged: elsewhere)
    }

    /// A form whose question is answered by another than sent it, and what the engine says of them.
    private struct Elsewhere {
        let form: SubmittedForm
        /// `nil` where it did not say anything in time.
        let assessment: Assessment?
    }

    /// - Returns: `nil` where whoever answers is where the form came from.
    private func formAnsweredElsewhere(
        _ id: ChallengeID,
        with token: Token,
        from visit: Visit
    ) throws -> SubmittedForm? {
        let now = runtime.now
        return try store.read { step in
            guard let challenge = try step.challenge(id), challenge.status == .open,
                challenge.purpose == .reply, !challenge.asker.isWhere(Asker(visit))
            else { return nil }
            return try served(challenge.accessID, with: token, in: step, at: now)?.form(
                sentBy: visit,
                with: token,
                at: now
            )
        }
    }

    private func settle(
        _ answer: String,
        to id: ChallengeID,
        with known: Token,
        from visit: Visit,
        judged elsewhere: Elsewhere?
    ) throws -> Submission {
        let now = runtime.now
        let submission = try store.step { step -> Submission in
            let asked = try step.challenge(id)
            let isReplacing = asked.map { $0.purpose != .reply } ?? false
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
            if let elsewhere, let refusal = try judge(elsewhere, challenge, of: token, in: step) {
                return refusal
            }
            var judged = challenge
            if let assessment = elsewhere?.assessment { judged.score = assessment.score }
            return try weigh(answer, to: judged, of: token, from: visit, in: step)
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

    /// Whether whoever answers on another device or network may.
    ///
    /// - Returns: What is asked of them, or answered, instead; `nil` where the question is enough.
    private func judge(
        _ elsewhere: Elsewhere,
        _ challenge: Challenge,
        of token: Token,
        in step: Transaction
    ) throws -> Submission? {
        let isFlagged = token.isFlagged(at: runtime.now)
        let decided = decide(
            on: elsewhere.form,
            with: token,
            isFlagged: isFlagged,
            elsewhere.assessment
        )
        guard decided.record.isEnforced else { return nil }
        if decided.record.decision == .block {
            var closed = challenge
            closed.status = .superseded
            try store(closed, in: step)
            return try block(under: decided, in: step)
        }
        // A name is known to many: where nobody can say who gives it, it is not enough.
        guard challenge.kind == .name,
            decided.record.decision == .smsVerify || elsewhere.assessment == nil
        else { return nil }
        return try harden(challenge, as: .superseded, of: token, in: step)
    }

    private func weigh(
        _ answer: String,
        to challenge: Challenge,
        of token: Token,
        from visit: Visit,
        in step: Transaction
    ) throws -> Submission {
        var tried = challenge
        let given =
            challenge.kind == .code ? OneTimeCode.typed(answer) : GuestName(answer).folded
        guard let given else {
            // What cannot be a code is a slip, and costs no try.
            return .wrongAnswer(triesLeft: settings.triesPerCode - challenge.tries)
        }
        tried.tries += 1
        let isRight = OneTimeCode.matches(
            given,
            hash: challenge.answerHash,
            for: challenge.id,
            keys: codeKeys
        )
        guard isRight else { return try wrong(tried, of: token, in: step) }
        tried.status = .passed
        if challenge.purpose == .show {
            return try show(tried.accessID, of: token, in: step) {
                try pass(tried, of: token, in: step)
            }
        }
        // Where there is no seat, nothing is written, and the same answer may come again.
        return try record(
            Answer(
                reply: challenge.reply,
                access: challenge.accessID,
                visit: visit,
                token: token,
                score: challenge.score,
                outcome: .verified,
                replacing: challenge.purpose.replacing
            ),
            in: step
        ) {
            try pass(tried, of: token, in: step)
        }
    }

    private func pass(_ tried: Challenge, of token: Token, in step: Transaction) throws {
        try store(tried, in: step)
        guard tried.kind == .code else {
            return try step.recordOutcome(.verified, of: tried.accessID)
        }
        try pass(tried.accessID, of: token, by: .code, in: step)
    }

    /// Whoever came has what goes to the guest's own phone or mailbox.
    func pass(
        _ access: AccessID,
        of token: Token,
        by proof: FlagRelease,
        in step: Transaction
    ) throws {
        try step.recordOutcome(.verified, of: access)
        if try step.clearFlag(of: token.id, at: runtime.now) {
            step.emit(.tokenCleared(token.id, by: proof))
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
            Question(
                kind: .code,
                token: token,
                access: challenge.accessID,
                reply: challenge.reply,
                asker: challenge.asker,
                score: challenge.score,
                isExpected: false
            ),
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
    func store(_ challenge: Challenge, in step: Transaction) throws {
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
