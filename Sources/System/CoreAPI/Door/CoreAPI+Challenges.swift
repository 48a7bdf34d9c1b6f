import Cache
import Domain
import Foundation
import Runtime
import Storage
import Tokens

extension CoreAPI {
    /// Asks a question before a reply is recorded: the guest's name, or a code that is sent to the
    /// original guest's phone, whoever is at the door.
    func challenge(_ kind: Challenge.Kind, under ruling: Ruling) throws -> Submission {
        let (access, token) = (ruling.access, ruling.token)
        let now = runtime.now
        if kind == .code {
            let asked = codesAsked[token.id, default: CodeRequests()].count(
                adding: now,
                within: .hours(1),
                limit: settings.codesPerHour
            )
            guard asked else { return .refused(.rateLimited) }
        }
        let id: ChallengeID = runtime.identifier()
        let code = OneTimeCode(random: runtime.entropy)
        let prompt = try store.step { step -> Submission.Prompt? in
            guard let guest = try step.guest(token.guestID) else { return nil }
            let answer = kind == .code ? code.digits : Self.folded(guest.name)
            let challenge = Challenge(
                id: id,
                accessID: access.id,
                guestID: token.guestID,
                kind: kind,
                answerHash: OneTimeCode.hash(of: answer, for: id, secret: codeSecret),
                issuedAt: now,
                expiresAt: now.advanced(by: settings.codeLifetime)
            )
            ruling.witness(in: step)
            try step.insert(challenge)
            try step.recordDecision(
                ruling.verdict.decision,
                outcome: .abandoned,
                isFlagged: ruling.isUnscored,
                of: access.id
            )
            step.witness(.challengeIssued(challenge))
            step.witness(.accessEnded(access.id, .abandoned))
            if kind == .code {
                step.publish(
                    .verificationRequired(
                        VerificationRequired(
                            challengeID: id,
                            accessID: access.id,
                            guestID: token.guestID,
                            eventID: token.eventID,
                            code: SecretCode(code.digits),
                            expiresAt: challenge.expiresAt
                        )
                    )
                )
            }
            return Submission.Prompt(id: id, kind: kind, expiresAt: challenge.expiresAt)
        }
        guard let prompt else { return .refused(.unknown) }
        if let score = ruling.assessment?.score { awaitingAnswer[id] = score }
        return .challenge(prompt)
    }

    /// Somebody answers a challenge; a right answer records the reply.
    ///
    /// An answer counts for one challenge, within its time, and at most `triesPerChallenge` times.
    package func answer(
        _ id: ChallengeID,
        with answer: String,
        reply: Reply,
        token text: String,
        from visit: Visit
    ) throws -> Submission {
        let now = runtime.now
        let admission = try identify(text, at: now)
        if let rejection = admission.rejection { return .refused(rejection) }
        guard let known = admission.known,
            var challenge = try store.step({ try $0.challenge(id) }),
            challenge.guestID == known.token.guestID
        else { return .refused(.unknown) }
        guard challenge.status == .open else { return .challengeOver }
        guard now < challenge.expiresAt else {
            try close(&challenge, as: .expired)
            return .challengeOver
        }
        let given = challenge.kind == .code ? answer : Self.folded(answer)
        challenge.tries += 1
        let isRight = OneTimeCode.matches(
            given,
            hash: challenge.answerHash,
            for: id,
            secret: codeSecret
        )
        guard isRight else { return try wrong(&challenge) }
        challenge.status = .passed
        let passed = challenge
        let access = returning(challenge.accessID, with: known, from: visit)
        let submission = try record(
            reply,
            for: access,
            token: known.token,
            score: awaitingAnswer[id],
            outcome: .verified
        ) { step in
            try step.update(passed)
            step.witness(
                .challengeTried(id, accessID: passed.accessID, passed: true, tries: passed.tries)
            )
            try step.recordOutcome(.verified, of: passed.accessID)
        }
        // Where there was no seat, the same answer may come again.
        if case .recorded = submission { awaitingAnswer.removeValue(forKey: id) }
        return submission
    }

    private func wrong(_ challenge: inout Challenge) throws -> Submission {
        let left = settings.triesPerChallenge - challenge.tries
        let tried = challenge
        try store.step { step in
            step.witness(
                .challengeTried(
                    tried.id,
                    accessID: tried.accessID,
                    passed: false,
                    tries: tried.tries
                )
            )
            try step.update(tried)
        }
        guard left <= 0 else { return .wrongAnswer(triesLeft: left) }
        try close(&challenge, as: .failed)
        return .challengeOver
    }

    private func close(_ challenge: inout Challenge, as status: Challenge.Status) throws {
        challenge.status = status
        let closed = challenge
        awaitingAnswer.removeValue(forKey: closed.id)
        try store.step { step in
            try step.update(closed)
            try step.recordOutcome(.failedVerification, of: closed.accessID)
            step.witness(.accessEnded(closed.accessID, .failedVerification))
        }
    }

    /// A name as it is compared: letters only, without case, accents or order of words.
    static func folded(_ name: String) -> String {
        let letters = name.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars
        let words = String(
            String.UnicodeScalarView(
                letters.filter {
                    $0.properties.isAlphabetic || $0 == " "
                }
            )
        )
        return words.split(separator: " ").sorted().joined(separator: " ")
    }
}

/// When a token last asked for codes, within the hour.
struct CodeRequests {
    private var instants: [Instant] = []

    /// Counts one more request unless there have been `limit` within `window`.
    mutating func count(adding now: Instant, within window: Duration, limit: Int) -> Bool {
        instants.removeAll { now - $0 >= window }
        guard instants.count < limit else { return false }
        instants.append(now)
        return true
    }
}
