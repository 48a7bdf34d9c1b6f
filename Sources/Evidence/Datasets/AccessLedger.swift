import DequeModule
import Domain
import Truth

/// One access, from the opening of the link to the end of its story, with the truth about it.
package struct AccessRow: Sendable {
    package let access: Access
    /// Counted from 0 in the order of opening.
    package let ordinal: Int
    /// The assessment that decided: the one at submission where there was one.
    package var assessment: Assessment?
    package var decided: DecisionRecord?
    package var outcome: Outcome
    package var label: Label?
    /// Alerts that it raised to the event's host.
    package var alerts = 0
    /// What the codes cost that were texted for its form, in millionths of a US dollar.
    package var codesCostMicros = 0
    /// Whether the reply that it sent was recorded.
    package var answered = false
    /// Whether the access's score flagged its link.
    package var raisedFlag = false
    /// How the guest was invited whose link it is; `nil` for nobody's.
    package var invited: InvitedGuest?

    package var score: RiskScore? { assessment?.score }
}

extension AccessRow {
    /// Which figures an access belongs to; never to two.
    package enum Population: Sendable {
        /// Refused by its token or address alone: no merit of the engine's.
        case door
        /// Benign automation, in no figure but its own.
        case machine
        /// The engine could judge it.
        case engine
        /// The engine had no say, or nobody knows who it was.
        case unjudged
    }

    package var population: Population {
        if label?.actor == .machine { return .machine }
        if access.rejection != nil { return .door }
        return label != nil && assessment != nil ? .engine : .unjudged
    }

    /// Whether a form was sent, and decided on.
    package var isAttempt: Bool {
        access.rejection == nil && decided?.moment == .submitted
    }

    /// What the access came to.
    ///
    /// A form's sender met what was decided on it. A look meets nothing; it has come to something
    /// where its own score flagged the link, from `sms_verify` on.
    ///
    /// - Returns: `nil` for an access that the door refused, or that nothing was decided on.
    package var decision: Decision? {
        guard access.rejection == nil, let decided else { return nil }
        switch decided.moment {
        case .submitted: return decided.decision
        case .opened: return decided.band.flatMap { $0 >= .smsVerify ? $0 : nil } ?? .allow
        }
    }

    /// Whether what was decided was acted on, not only written down.
    package var isEnforced: Bool { decided?.isEnforced ?? true }

    /// Why nobody will ever know what an access was, where nobody came to know it.
    package enum Censoring: String, Sendable, CaseIterable {
        /// What was decided about it kept it from showing what it was.
        case blocked
        /// Its reply stands, and nobody has come to the event yet.
        case eventNotOver = "event_not_over"
        /// Nobody had a reason to look into it.
        case neverReported = "never_reported"
    }

    /// Why its label stays unknown where it does.
    package var censoring: Censoring {
        if answered { return .eventNotOver }
        switch outcome {
        case .blocked, .failedVerification: return .blocked
        case .abandoned where isEnforced && (decision ?? .allow) > .allow: return .blocked
        default: return .neverReported
        }
    }

    /// What a decision above `allow` came from.
    package enum Cause: String, Sendable, CaseIterable {
        /// The access's own score.
        case score
        /// A flag that another access had left on the link.
        case flag
    }

    /// `nil` where nothing above `allow` was decided.
    package var cause: Cause? {
        guard let decision, decision > .allow else { return nil }
        return (decided?.band ?? .allow) >= decision ? .score : .flag
    }
}

/// Receives accesses once their story is over, in the order they were opened.
package protocol AccessReader: AnyObject {
    func read(_ row: AccessRow)
    /// Operators came to know something about an access that was read before.
    func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant)
}

/// Follows every access to the end of its story and hands it on.
///
/// An access is kept for `patience` after it was opened: long enough for a form to be submitted,
/// a code to be typed, an engine to come back. Memory grows with what is open, not with what has
/// been.
package final class AccessLedger: RunObserver {
    /// How long after its opening an access's story is over.
    package static let patience = Duration.hours(24)

    private var open: [AccessID: AccessRow] = [:]
    private var order: Deque<(id: AccessID, openedAt: Instant)> = []
    /// Accesses that were handed on and may still be observed: alerts and replies.
    private var observable: [AccessID: Int] = [:]
    /// Whose form a code was asked for, by its notification's cause, until it is queued; and by its
    /// notification, until it has arrived or will not.
    private var codesAsked: [String: AccessID] = [:]
    private var codesSent: [NotificationID: AccessID] = [:]
    private var nextOrdinal = 0
    private var invited: [GuestID: InvitedGuest] = [:]
    private let readers: [any AccessReader]

    package init(readers: [any AccessReader]) { self.readers = readers }

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        switch systemEvent {
        case .accessOpened(let access):
            handOn(openedBefore: instant.advanced(by: .zero - Self.patience))
            open[access.id] = AccessRow(
                access: access,
                ordinal: nextOrdinal,
                outcome: access.rejection == nil ? .opened : .rejected
            )
            if let guest = access.guestID { open[access.id]?.invited = invited[guest] }
            order.append((access.id, access.openedAt))
            nextOrdinal += 1
        case .accessScored(_, let assessment):
            // A late score does not replace the one that decided, nor its absence.
            guard let row = open[assessment.accessID], row.assessment == nil,
                row.decided?.moment != .submitted
            else { return }
            open[assessment.accessID]?.assessment = assessment
        case .submissionScored(let assessment):
            open[assessment.accessID]?.assessment = assessment
        case .accessUnscored(let id):
            open[id]?.assessment = nil
        case .accessDecided(let decided):
            judge(decided)
        case .accessEnded(let id, let outcome):
            open[id]?.outcome = outcome
        case .rsvpRecorded(let rsvp, _):
            open[rsvp.accessID]?.answered = true
        case .tokenFlagged(_, by: let id, score: _):
            open[id]?.raisedFlag = true
        case .alertRaised(let alert):
            open[alert.accessID]?.alerts += 1
        case .notificationQueued(let notification) where notification.kind == .invitation:
            guard case .guest(let guest) = notification.recipient, invited[guest]?.at == nil
            else { return }
            invited[guest, default: InvitedGuest()].channel = notification.channel
            invited[guest]?.at = notification.createdAt
        case .challengeIssued(let challenge) where challenge.kind == .code:
            codesAsked["verification/\(challenge.id)"] = challenge.accessID
        case .notificationQueued(let notification) where notification.kind == .verification:
            codesSent[notification.id] = codesAsked.removeValue(forKey: notification.cause)
        case .notificationChanged(let notification) where notification.kind == .verification:
            guard notification.status != .queued, notification.status != .sent,
                let id = codesSent.removeValue(forKey: notification.id)
            else { return }
            open[id]?.codesCostMicros += notification.costMicros
        default:
            break
        }
    }

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        switch note {
        case .accessLabelled(let id, let label):
            open[id]?.label = label
        case .guestCast(let guest, event: _, persona: _, lives: _, let listed):
            invited[guest, default: InvitedGuest()].home = listed
        case .accessObserved(let id, let observed):
            let ordinal = open[id]?.ordinal ?? observable[id]
            guard let ordinal else { return }
            for reader in readers { reader.observed(ordinal, observed, at: instant) }
        default:
            break
        }
    }

    package func ended(at instant: Instant) {
        handOn(openedBefore: .distantFuture)
    }

    private func judge(_ decided: DecisionRecord) {
        guard let standing = open[decided.accessID]?.decided else {
            open[decided.accessID]?.decided = decided
            return
        }
        if standing.moment == .opened || decided.moment == .submitted {
            open[decided.accessID]?.decided = decided
        }
    }

    private func handOn(openedBefore limit: Instant) {
        while let oldest = order.first, oldest.openedAt < limit {
            order.removeFirst()
            guard let row = open.removeValue(forKey: oldest.id) else { continue }
            let id = oldest.id
            if row.answered || row.alerts > 0 { observable[id] = row.ordinal }
            for reader in readers { reader.read(row) }
        }
    }
}
