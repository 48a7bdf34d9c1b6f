import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension GuestAPI {
    /// Asks a question before a reply is recorded: the guest's name, or a code that is sent to the
    /// original guest's phone, whoever is at the door.
    ///
    /// A form has one open question: sent off again by the same asker it meets that one, with what it says
    /// now; by another, theirs takes its place.
    func challenge(
        _ kind: Challenge.Kind,
        _ reply: Reply,
        under decided: SubmissionDecision,
        in step: Transaction
    ) throws -> Submission {
        // Three wrong names, in whatever forms they were given, are answered by a harder question.
        let namesTried = kind == .name ? try step.namesTried(with: decided.token.id) : 0
        let kind = namesTried >= settings.triesPerName ? .code : kind
        let question = Question(
            kind: kind,
            token: decided.token,
            access: decided.access.id,
            reply: reply,
            asker: Asker(decided.access.visit),
            score: decided.assessment?.score,
            isExpected: decided.assessment?.isExpected ?? false,
            isInsteadOfBlock: decided.record.band == .block
        )
        return try ask(question, in: step) {
            decided.emit(wasLetIn: false, in: step)
            try step.recordDecision(
                decided.record.decision,
                outcome: .abandoned,
                isFlagged: decided.isUnscored,
                of: decided.access.id
            )
            try suspect(decided, wasRefused: false, in: step)
        }
    }

    /// What is asked, of whom, about which form.
    struct Question {
        let kind: Challenge.Kind
        let token: Token
        let access: AccessID
        let reply: Reply
        let asker: Asker
        let score: RiskScore?
        /// Whether the guest is expected where the form came from.
        let isExpected: Bool
        var isInsteadOfBlock = false
        var purpose = Challenge.Purpose.reply
        /// How the code is to come; `nil`: as guests are reached best.
        var channel: Notification.Channel?
    }

    /// Asks for a code by e-mail, where the phone that it went to is not at hand.
    ///
    /// - `id`: A question that is open, and was put to whoever asks now.
    package func mailCode(
        insteadOf id: ChallengeID,
        token text: String,
        from visit: Visit
    ) throws -> Submission {
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        if let rejection = admission.rejection, rejection != .used { return .refused(rejection) }
        guard let known = admission.known?.token else { return .refused(.unknown) }
        return try store.step { step in
            guard let challenge = try step.challenge(id), challenge.tokenID == known.id,
                challenge.kind == .code, challenge.asker.isWhere(Asker(visit))
            else { return .openAgain }
            guard challenge.status == .open, now < challenge.expiresAt else {
                return .challengeOver
            }
            let isReplacing = challenge.purpose != .reply
            let token: Token
            switch try standing(of: known.id, replacing: isReplacing, in: step, at: now) {
            case .good(let found): token = found
            case .refused(let rejection): return .refused(rejection)
            }
            return try ask(
                Question(
                    kind: .code,
                    token: token,
                    access: challenge.accessID,
                    reply: challenge.reply,
                    asker: challenge.asker,
                    score: challenge.score,
                    isExpected: false,
                    purpose: challenge.purpose,
                    channel: .email
                ),
                in: step
            ) {}
        }
    }

    /// Issues a challenge, within the budgets of questions and codes.
    ///
    /// - `judge`: Writes down what led to it.
    func ask(
        _ question: Question,
        in step: Transaction,
        judge: () throws -> Void
    ) throws -> Submission {
        let (now, token, access) = (runtime.now, question.token, question.access)
        guard let guest = try step.guest(token.guestID) else { return .refused(.unknown) }
        let name = GuestName(guest.name)
        // A name of which nothing is left is no question.
        let kind = question.kind == .name && name.folded.isEmpty ? .code : question.kind
        let open = try step.openQuestion(of: access, with: token.id, at: now)
        if let open, question.channel == nil, open.kind == kind, open.asker == question.asker,
            open.purpose == question.purpose
        {
            return try askAgain(open, question, of: guest, in: step, judge: judge)
        }
        if let refusal = try spend(question, kind, of: guest, in: step, at: now) {
            return refusal
        }
        if var superseded = open {
            superseded.status = .superseded
            try store(superseded, in: step)
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
            reply: question.reply,
            asker: question.asker,
            answerHash: OneTimeCode.hash(of: answer, for: id, keys: codeKeys),
            issuedAt: now,
            expiresAt: now.advanced(by: settings.codeLifetime),
            score: question.score,
            purpose: question.purpose
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
                        expiresAt: challenge.expiresAt,
                        channel: question.channel
                    )
                )
            )
        }
        return prompt(for: challenge, question, of: guest)
    }

    /// The same form by the same asker meets the question that is open, and no further code.
    private func askAgain(
        _ open: Challenge,
        _ question: Question,
        of guest: Guest,
        in step: Transaction,
        judge: () throws -> Void
    ) throws -> Submission {
        var changed = open
        changed.reply = question.reply
        changed.score = question.score
        try judge()
        if changed != open { try step.changeReply(changed) }
        step.emit(.accessEnded(open.accessID, .abandoned))
        return prompt(for: open, question, of: guest)
    }

    private func prompt(
        for challenge: Challenge,
        _ question: Question,
        of guest: Guest
    ) -> Submission {
        .challenge(
            Submission.Prompt(
                id: challenge.id,
                kind: challenge.kind,
                expiresAt: challenge.expiresAt,
                isInsteadOfBlock: question.isInsteadOfBlock,
                canBeMailed: challenge.kind == .code && question.channel != .email
                    && guest.phone != nil && guest.email != nil
            )
        )
    }

    /// Whether one more question may be asked, and one more code sent; where codes that others need too are
    /// spent, the host is told.
    ///
    /// - Returns: What the asker is told; `nil` where it may.
    private func spend(
        _ question: Question,
        _ kind: Challenge.Kind,
        of guest: Guest,
        in step: Transaction,
        at now: Instant
    ) throws -> Submission? {
        let token = question.token
        let asked = try step.questionsAsked(
            with: token.id,
            since: now.advanced(by: .zero - .hours(1))
        )
        // Half as many again are kept for where the guest is expected.
        let questions = settings.questionsPerHour
        guard asked < (question.isExpected ? questions + questions / 2 : questions) else {
            return .refused(.rateLimited)
        }
        guard kind == .code else { return nil }
        let codes = try step.codesAsked(
            with: token.id,
            of: guest,
            by: question.asker,
            at: now
        )
        let spent = settings.codes.spent(by: codes, isExpected: question.isExpected)
        guard let spent else { return nil }
        guard case .common(let scope) = spent else { return .refused(.rateLimited) }
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
}
