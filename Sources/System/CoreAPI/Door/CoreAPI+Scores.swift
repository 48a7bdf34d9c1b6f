import Cache
import Domain
import Messaging
import Runtime
import Storage

extension CoreAPI {
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
        let verdict = Verdict(
            accessID: access.id,
            tokenID: tokenID,
            moment: .opened,
            score: score,
            tokenWasFlagged: access.tokenWasFlagged,
            decision: decision,
            wasMachine: scored.isMachine
        )
        let band = scored.isMachine ? .allow : settings.policy.edges.band(of: score)
        let flagged = try store.step { step -> Token? in
            step.witness(.accessDecided(verdict))
            guard band >= .smsVerify, let token = try step.token(tokenID) else { return nil }
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
        cache.tokens.update(flagged.id, at: runtime.now) { $0.token.isFlagged = true }
    }
}
