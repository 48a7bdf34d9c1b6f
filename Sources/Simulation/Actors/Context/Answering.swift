import CoreAPI
import Domain
import Truth
import VirtualTime
import World

/// Whoever holds a link and a browser, and what they bring to a challenge.
package struct Answerer: Sendable {
    package var browser: Browser
    package var label: Label
    package var stream: RandomStream
    /// A page that they open first and leave for `browser`: an app's own view.
    package var opensFirstIn: Browser?
    package var isOnPhone = false
    /// Whether codes arrive on the very device.
    package var isOwnPhone = false
    /// What they answer when asked for the guest's name; `nil` where they do not know it.
    package var knownName: String?
    /// Whose messages they can read; `nil` for outsiders.
    package var reads: GuestID?
    /// Whose household hears of what they answer; `nil` for outsiders.
    package var household: GuestID?
    /// How long a code takes from the phone that it reaches to whoever types it, where they are two.
    package var codeTravels: Duration?
    /// How long they take over a form, where they are not like people; `nil`: as people are.
    package var fillsFormIn: Duration?
    /// Told once for each access that meets a challenge or a block.
    package var onChallenge: @Sendable (Decision) -> Void = { _ in }

    package init(
        browser: Browser,
        label: Label,
        stream: RandomStream,
        knownName: String?,
        reads: GuestID?
    ) {
        self.browser = browser
        self.label = label
        self.stream = stream
        self.knownName = knownName
        self.reads = reads
    }

    /// Opens a link and looks at it, no more.
    ///
    /// - Returns: The access, where the form was served.
    package mutating func look(
        at token: String,
        from referrer: String,
        on context: ActorContext
    ) async throws -> AccessID? {
        guard let opening = try await reach(token, from: referrer, on: context),
            case .form = opening.page
        else { return nil }
        return opening.accessID
    }

    /// Opens a link, fills in the form and sees it through.
    package mutating func answer(
        _ reply: Reply,
        to token: String,
        from referrer: String,
        on context: ActorContext
    ) async throws -> AttemptResult {
        guard var opening = try await reach(token, from: referrer, on: context) else {
            return .siteUnreachable
        }
        if let rejection = turnedAway(by: opening, on: context) { return .refused(rejection) }
        try await fillIn(on: context)
        var reply = reply
        var attempts = 0
        while attempts < 4 {
            attempts += 1
            guard
                let submission = try await browser.submit(
                    reply,
                    with: token,
                    as: opening.accessID,
                    by: label.actor
                )
            else {
                if let household { context.households.haveReplied(for: household) }
                try await context.wait(.minutes(2))
                continue
            }
            switch submission {
            case .recorded(let receipt):
                return took(receipt, of: opening.accessID, on: context)
            case .challenge(let prompt):
                return try await meet(
                    prompt,
                    token: token,
                    access: opening.accessID,
                    on: context
                )
            case .blocked:
                onChallenge(.block)
                return .blocked
            case .refused(.rateLimited):
                try await context.wait(.minutes(2))
            case .refused(let rejection):
                return .refused(rejection)
            case .tooManyCompanions(let allowed):
                reply.plusOnes = allowed
            case .full(let left):
                guard left > 0, reply.plusOnes > 0 else { return .noSeats }
                reply.plusOnes = min(reply.plusOnes, left - 1)
            case .openAgain:
                guard let again = try await reach(token, from: referrer, on: context) else {
                    return .siteUnreachable
                }
                if let rejection = turnedAway(by: again, on: context) {
                    return .refused(rejection)
                }
                opening = again
            case .wrongAnswer, .challengeOver, .noMoreCodes, .codeNotDelivered, .shown:
                return .failedVerification
            }
        }
        return .siteUnreachable
    }

    /// Opens a link that has been used, says why the reply on it should give way, and replies anew; with
    /// the code that comes, where one is asked for.
    package mutating func replace(
        because reason: Replacement,
        by reply: Reply,
        with token: String,
        on context: ActorContext
    ) async throws -> AttemptResult {
        guard let opening = try await reach(token, from: "", on: context) else {
            return .siteUnreachable
        }
        guard opening.isOfUsedLink else { return .refused(.unknown) }
        try await fillIn(on: context)
        switch try await browser.reopen(
            token,
            because: reason,
            with: reply,
            as: opening.accessID,
            by: label.actor
        ) {
        case .challenge(let prompt):
            return try await meet(
                prompt,
                token: token,
                access: opening.accessID,
                on: context
            )
        case .recorded(let receipt): return took(receipt, of: opening.accessID, on: context)
        case nil: return .siteUnreachable
        case .refused(let rejection): return .refused(rejection)
        default: return .failedVerification
        }
    }

    /// Why a page is no form; one that shows a reply says to its browser's owner that it is theirs.
    private func turnedAway(by opening: Opening, on context: ActorContext) -> Rejection? {
        switch opening.page {
        case .form: return nil
        case .refused(let rejection): return rejection
        case .answered:
            if let household { context.households.haveReplied(for: household) }
            return .used
        }
    }

    /// Takes the time that a form takes.
    private mutating func fillIn(on context: ActorContext) async throws {
        let median = fillsFormIn ?? context.world.figures.fillsFormIn
        let seconds = stream.lognormal(median: median.inSeconds, sigma: 0.6)
        try await context.wait(
            .quantised(seconds: seconds * (isOnPhone ? context.world.figures.slowerOnPhone : 1))
        )
    }

    /// Opens a link, trying again while the site cannot be reached or asks to slow down.
    private mutating func reach(
        _ token: String,
        from referrer: String,
        on context: ActorContext
    ) async throws -> Opening? {
        if var app = opensFirstIn {
            opensFirstIn = nil
            if let opening = try await app.open(token, from: referrer, by: label.actor) {
                context.label(opening.accessID, label)
            }
            try await context.wait(stream.duration(lognormalMedian: .seconds(20), sigma: 0.8))
        }
        for attempt in 1...4 {
            if let opening = try await browser.open(token, from: referrer, by: label.actor) {
                context.label(opening.accessID, label)
                if case .refused(.rateLimited) = opening.page, attempt < 4 {
                    try await context.wait(.seconds(75))
                    continue
                }
                return opening
            }
            try await context.wait(.minutes(3))
        }
        return nil
    }

    func took(
        _ receipt: Submission.Receipt,
        of access: AccessID,
        on context: ActorContext
    ) -> AttemptResult {
        if let household { context.households.haveReplied(for: household) }
        context.notes.note(.receiptGiven(access, receipt.rsvpID, isFraud: label.isFraud))
        return .answered(access)
    }
}
