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
    package var verdict: Verdict?
    package var outcome: Outcome
    package var label: Label?
    package var alerted = false
    package var answered = false
    /// Whether the access's score flagged its link.
    package var raisedFlag = false

    /// What was decided; a link that no guest was ever given counts as blocked.
    package var decision: Decision? {
        if let verdict { return verdict.decision }
        switch access.rejection {
        case .malformed, .forged, .unknown: return .block
        default: return nil
        }
    }

    package var score: RiskScore? { assessment?.score }
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
    private var nextOrdinal = 0
    private let readers: [any AccessReader]

    package init(readers: [any AccessReader]) { self.readers = readers }

    package func observe(_ occurrence: Occurrence, at instant: Instant, sequence: Int) {
        switch occurrence {
        case .accessOpened(let access):
            handOn(openedBefore: instant.advanced(by: .zero - Self.patience))
            open[access.id] = AccessRow(
                access: access,
                ordinal: nextOrdinal,
                outcome: access.rejection == nil ? .opened : .rejected
            )
            order.append((access.id, access.openedAt))
            nextOrdinal += 1
        case .accessScored(_, let assessment):
            // A late score does not replace the one that decided.
            if open[assessment.accessID]?.assessment == nil {
                open[assessment.accessID]?.assessment = assessment
            }
        case .submissionScored(let assessment):
            open[assessment.accessID]?.assessment = assessment
        case .accessUnscored(let id):
            open[id]?.assessment = nil
        case .accessDecided(let verdict):
            judge(verdict)
        case .accessEnded(let id, let outcome):
            open[id]?.outcome = outcome
        case .rsvpRecorded(let rsvp, _):
            open[rsvp.accessID]?.answered = true
        case .tokenFlagged(_, by: let id, score: _):
            open[id]?.raisedFlag = true
        case .alertRaised(let alert):
            open[alert.accessID]?.alerted = true
        default:
            break
        }
    }

    package func observe(_ note: StageNote, at instant: Instant, sequence: Int) {
        switch note {
        case .accessLabelled(let id, let label):
            open[id]?.label = label
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

    private func judge(_ verdict: Verdict) {
        guard let standing = open[verdict.accessID]?.verdict else {
            open[verdict.accessID]?.verdict = verdict
            return
        }
        if standing.moment == .opened || verdict.moment == .submitted {
            open[verdict.accessID]?.verdict = verdict
        }
    }

    private func handOn(openedBefore limit: Instant) {
        while let oldest = order.first, oldest.openedAt < limit {
            order.removeFirst()
            guard let row = open.removeValue(forKey: oldest.id) else { continue }
            let id = oldest.id
            if row.answered || row.alerted { observable[id] = row.ordinal }
            for reader in readers { reader.read(row) }
        }
    }
}
