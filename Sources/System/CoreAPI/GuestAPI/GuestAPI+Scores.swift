import Domain
import Messaging
import Runtime
import Storage

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
    /// Heeding a score twice changes nothing: a flag stays a flag, and an alert has one cause.
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
            step.emit(.accessDecided(record))
            guard record.isEnforced, band >= .smsVerify, let token = try step.token(tokenID) else {
                return nil
            }
            let flag = LinkFlag(
                accessID: access.id,
                score: score,
                wasReply: false,
                raisedAt: runtime.now,
                suspicion: scored.suspicion
            )
            try raise(flag, on: token, in: step)
            if band == .block { try alert(about: flag, on: token, in: step) }
            return token
        }
        guard let flagged, flagged.status == .active else { return }
        noteFlag(on: flagged.id)
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
