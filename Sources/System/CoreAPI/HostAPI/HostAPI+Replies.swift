import Domain
import Messaging
import Runtime
import Storage

extension HostAPI {
    /// Replies that were let in while nobody could judge them and that wait for the host's word, the
    /// earliest first.
    ///
    /// One leaves the list when its late score is low, or when the host lets it stand or undoes it.
    package func repliesToReview(of id: EventID, for host: HostID) throws -> [ReplyToReview] {
        // A step, as rows that are held back are written before they are looked for.
        try store.step { step in
            _ = try event(id, of: host, in: step)
            return try step.repliesToReview(of: id).map {
                ReplyToReview(rsvp: $0.rsvp, lateScore: $0.score)
            }
        }
    }

    /// The host's word on a reply of a guest's that nobody had judged.
    ///
    /// What stands teaches who the guest is. What is undone leaves its seats and what its sender had taught,
    /// and the guest gets a new link, where the event is open.
    ///
    /// - Returns: False where there is nothing to review (any more).
    @discardableResult
    package func review(
        _ verdict: ReplyReview,
        of guest: GuestID,
        by host: HostID
    ) throws -> Bool {
        let token = try store.step { step -> TokenID? in
            let event = try require(guest, of: host, in: step)
            guard let rsvp = try step.rsvp(of: guest),
                try step.isAwaitingReview(rsvp.accessID),
                let sender = try step.sender(of: guest)
            else { return nil }
            try step.settleFlag(of: rsvp.accessID)
            switch verdict {
            case .stands:
                step.publish(.replyVouched(rsvp, from: sender))
                if try step.clearFlag(of: rsvp.tokenID, at: runtime.now) {
                    step.emit(.tokenCleared(rsvp.tokenID, by: .host))
                }
            case .undone:
                try step.giveWay(rsvp, because: .undone, at: runtime.now)
                _ = try revoke(guest, in: step)
                if let event = try step.event(event), event.status == .published {
                    try issue(to: guest, of: event, over: .preferred, in: step)
                }
            }
            return rsvp.tokenID
        }
        guard let token else { return false }
        cache.forget(.token(token))
        return true
    }
}

/// A reply that was let in while nobody could judge it.
package struct ReplyToReview: Sendable {
    package let rsvp: RSVP
    /// What it would have scored, once somebody has looked; `nil` until then.
    package let lateScore: RiskScore?
}

/// What a host says of a reply that nobody had judged.
package enum ReplyReview: String, Sendable, CaseIterable { case stands, undone }
