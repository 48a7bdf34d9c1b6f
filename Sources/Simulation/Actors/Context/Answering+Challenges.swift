import CoreAPI
import Domain
import Truth
import VirtualTime
import World

extension Answerer {
    /// Answers a question as well as one can.
    mutating func meet(
        _ prompt: Submission.Prompt,
        token: String,
        access: AccessID,
        on context: ActorContext
    ) async throws -> AttemptResult {
        onChallenge(prompt.kind == .name ? .softVerify : .smsVerify)
        guard let (prompt, answer) = try await recall(prompt, token: token, on: context) else {
            return .failedVerification
        }
        for _ in 0..<3 {
            let given =
                stream.bool(probability: context.world.figures.slips) ? answer + "x" : answer
            guard
                let submission = try await browser.answer(
                    prompt.id,
                    with: given,
                    token: token,
                    by: label.actor
                )
            else {
                try await context.wait(.minutes(1))
                continue
            }
            switch submission {
            case .recorded(let receipt): return took(receipt, of: access, on: context)
            case .wrongAnswer: try await context.wait(.seconds(6))
            case .challenge(let harder):
                return try await meet(
                    harder,
                    token: token,
                    access: access,
                    on: context
                )
            case .refused(.rateLimited): try await context.wait(.seconds(75))
            case .refused(let rejection): return .refused(rejection)
            case .full: return .noSeats
            default: return .failedVerification
            }
        }
        return .failedVerification
    }

    /// The guest's name from memory, or the code from the phone in hand; where none is, from the mailbox on
    /// the device before them.
    ///
    /// - Returns: The answer, with the question that it is to.
    private mutating func recall(
        _ prompt: Submission.Prompt,
        token: String,
        on context: ActorContext
    ) async throws -> (Submission.Prompt, answer: String)? {
        guard prompt.kind == .code else {
            try await context.wait(
                stream.duration(lognormalMedian: Self.answersQuestionIn, sigma: 0.5)
            )
            return knownName.map { (prompt, $0) }
        }
        let figures = context.world.figures
        guard let reads, !stream.bool(probability: figures.givesUp) else { return nil }
        var (prompt, channel) = (prompt, nil as Domain.Notification.Channel?)
        if try await !hasPhoneAtHand(on: context) {
            guard prompt.canBeMailed, stream.bool(probability: figures.mailAtHand),
                case .challenge(let mailed) = try await browser.mailCode(
                    insteadOf: prompt.id,
                    token: token,
                    by: label.actor
                )
            else { return nil }
            (prompt, channel) = (mailed, .email)
        }
        let code = try await context.phones.code(
            for: reads,
            by: channel,
            since: context.now.advanced(by: .seconds(-5)),
            patience: Self.waitsForCode
        )
        guard let code else { return nil }
        if let codeTravels {
            try await context.wait(stream.duration(lognormalMedian: codeTravels, sigma: 0.5))
        }
        try await context.wait(stream.duration(lognormalMedian: figures.typesCodeIn, sigma: 0.6))
        return (prompt, code)
    }

    /// Whether a code can be read: on the phone in hand, or on one that is fetched.
    private mutating func hasPhoneAtHand(on context: ActorContext) async throws -> Bool {
        if isOwnPhone || !stream.bool(probability: context.world.figures.phoneNotAtHand) {
            return true
        }
        guard stream.bool(probability: context.world.figures.fetchesPhone) else { return false }
        try await context.wait(stream.duration(lognormalMedian: .minutes(2), sigma: 0.7))
        return true
    }

    /// From a question to its answer (assumption).
    private static let answersQuestionIn = Duration.seconds(9)
    /// How long somebody waits for a code before giving up (assumption).
    private static let waitsForCode = Duration.minutes(9)
}
