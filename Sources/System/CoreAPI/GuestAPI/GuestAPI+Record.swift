import Domain
import Messaging
import Runtime
import Storage

extension GuestAPI {
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
        step.emit(.rsvpRecorded(rsvp, outcome: answer.outcome))
        step.emit(.accessEnded(answer.access, answer.outcome))
        // Whom no score, name or code has let in is nobody to learn from.
        let isJudged = answer.score != nil || answer.outcome == .verified
        let handle = try step.newHandle(of: token.id, confirming: rsvp.id, by: runtime)
        step.publish(
            .rsvpConfirmed(
                rsvp,
                from: answer.visit,
                isJudged: isJudged,
                link: InvitationLink(token: handle, handle: handle)
            )
        )
        return .recorded(Submission.Receipt(rsvpID: rsvp.id, reply: reply))
    }

    /// Lets a reply give way: it is kept, its seats are free, and where its guest disputes it the
    /// host hears of it.
    private func replace(
        _ earlier: RSVP,
        because replacement: Replacement,
        in step: Transaction
    ) throws {
        try step.giveWay(earlier, because: replacement, at: runtime.now)
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
        step.emit(.capacityRefused(answer.access, event: token.eventID))
        return .full(seatsLeft: max(0, left))
    }
}

extension GuestAPI {
    /// Follows the engine's scores: flags tokens, so that the next access needs a code, and alerts
    /// hosts.
    func follow(_ scores: Consumer) async throws {
        try await scores.forEach { delivery in
            if case .fraudScored(let scored) = delivery.message.payload { try heed(scored) }
            delivery.ack()
        }
    }

    /// One score, one step.
    ///
    /// Heeding a score twice changes nothing: a flag stays a flag, an alert has one cause, and what a
    /// host has said since, or a code has proved, stays said.
    func heed(_ scored: FraudScored) throws {
        let (access, score) = (scored.access, scored.score)
        guard let tokenID = access.tokenID else { return }
        if scored.isMachine {
            // It is held against nobody: the store counts the link's accesses without it.
            cache.tokens.remove(tokenID)
        }
        let decision =
            scored.isMachine
            ? .allow
            : settings.policy.decision(
                for: score,
                tokenIsFlagged: access.tokenWasFlagged
            )
        let band = scored.isMachine ? .allow : settings.policy.edges.band(of: score)
        let record = DecisionRecord(
            accessID: access.id,
            tokenID: tokenID,
            moment: .opened,
            score: score,
            band: band,
            tokenWasFlagged: access.tokenWasFlagged,
            decision: decision,
            wasMachine: scored.isMachine,
            isEnforced: settings.policy.enforces(tokenID)
        )
        let flagged = try store.step { step -> Token? in
            // A reply that went in unscored has been decided on.
            if !scored.isLate { step.emit(.accessDecided(record)) }
            guard record.isEnforced, band >= .smsVerify, let token = try step.token(tokenID),
                try step.lastCleared(tokenID).map({ $0 <= scored.scoredAt }) ?? true,
                try !scored.isLate || isOpen(access.id, of: token, in: step)
            else { return nil }
            let flag = LinkFlag(
                accessID: access.id,
                score: score,
                wasReply: false,
                wasRecorded: scored.isLate,
                // When it was scored, not when it is told: told again, it is the same alert.
                raisedAt: scored.scoredAt,
                suspicion: scored.suspicion
            )
            try raise(flag, on: token, in: step)
            // It cannot be refused any more: its host has to hear of it.
            if band == .block || scored.isLate { try alert(about: flag, on: token, in: step) }
            return token
        }
        guard let flagged, flagged.status == .active else { return }
        noteFlag(on: flagged.id)
    }

    /// Whether a reply that was let in unscored stands, and nobody has dealt with it.
    private func isOpen(
        _ access: AccessID,
        of token: Token,
        in step: Transaction
    ) throws -> Bool {
        try step.isAwaitingReview(access) && step.rsvp(of: token.guestID)?.accessID == access
    }

    // MARK: Flags

    /// From the next access on, this token asks for a code.
    ///
    /// It does so for a while, or until its host or a passed code takes the flag off. The host can see
    /// why (`flags`).
    func raise(_ flag: LinkFlag, on token: Token, in step: Transaction) throws {
        let end = flag.raisedAt.advanced(by: settings.flagLasts)
        guard try step.raise(flag, on: token.id, until: end) else { return }
        step.emit(.tokenFlagged(token.id, by: flag.accessID, score: flag.score))
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
        step.emit(.alertRaised(alert))
        step.publish(.fraudAlert(alert))
    }
}
