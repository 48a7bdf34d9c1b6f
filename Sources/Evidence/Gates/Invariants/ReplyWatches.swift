import DequeModule
import Domain
import Truth

extension InvariantMonitor {
    /// What watches replies and the decisions about them.
    static let replyWatches: [any InvariantWatch.Type] = [
        TokenWatch.self, BlockWatch.self, EdgeWatch.self, SeatWatch.self, ReceiptWatch.self,
        ReviewWatch.self, FormWatch.self,
    ]
}

private final class TokenWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "token_used_once",
            "A token records one reply at most, unless its guest takes it back with a code."
        )
    ]
    private var once = check()
    private var used: Set<TokenID> = []

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .rsvpReplaced(let rsvp, _): used.remove(rsvp.tokenID)
        case .rsvpRecorded(let rsvp, _):
            once.require(used.insert(rsvp.tokenID).inserted, "token \(rsvp.tokenID) was used again")
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [once] }
}

private final class BlockWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "no_rsvp_from_blocked_access",
            "An access whose submission was blocked records nothing."
        )
    ]
    private var none = check()
    private var blocked: Set<AccessID> = []

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .accessDecided(let decided)
        where decided.moment == .submitted && decided.decision == .block && decided.isEnforced:
            blocked.insert(decided.accessID)
        case .rsvpRecorded(let rsvp, _):
            none.require(
                !blocked.contains(rsvp.accessID),
                "RSVP \(rsvp.id) came from blocked access \(rsvp.accessID)"
            )
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [none] }
}

private final class EdgeWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "decision_follows_edges",
            """
            A decision is its score's band, harder for a flagged token, and a code's in a block's place where \
            the guest is expected.
            """
        )
    ]
    private var kept = check()
    private let edges: BandEdges
    private let asksOnSilence: Bool

    init(_ rules: InvariantRules) {
        edges = rules.edges
        asksOnSilence = rules.asksOnSilence
    }

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        guard case .accessDecided(let decided) = systemEvent else { return }
        let expected = expected(decided)
        kept.require(
            decided.decision == expected,
            """
            access \(decided.accessID): score \(decided.score.map { "\($0.value)" } ?? "none"), \
            expected \(expected.name), found \(decided.decision.name)
            """
        )
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [kept] }

    /// The policy in other words: compare with the edges from the top down.
    private func expected(_ decided: DecisionRecord) -> Decision {
        if decided.wasMachine { return .allow }
        guard let score = decided.score?.value else {
            return decided.tokenWasFlagged || asksOnSilence ? .smsVerify : .allow
        }
        if score > edges.block { return decided.isExpected ? .smsVerify : .block }
        if score > edges.smsVerify || decided.tokenWasFlagged { return .smsVerify }
        return score > edges.softVerify ? .softVerify : .allow
    }
}

private final class SeatWatch: InvariantWatch {
    static let invariants = [
        Invariant("capacity_kept", "Seats taken stay within an event's capacity.")
    ]
    private var within = check()
    private var capacities: [EventID: Int?] = [:]
    private var taken: [EventID: Int] = [:]
    private var byGuest: [GuestID: Int] = [:]

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .eventPublished(let event, _, let capacity): capacities[event] = capacity
        case .rsvpRecorded(let rsvp, _): recorded(rsvp)
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [within] }

    private func recorded(_ rsvp: RSVP) {
        let before = byGuest.updateValue(rsvp.reply.seats, forKey: rsvp.guestID) ?? 0
        let seats = taken[rsvp.eventID, default: 0] + rsvp.reply.seats - before
        taken[rsvp.eventID] = seats
        guard let capacity = capacities[rsvp.eventID] ?? nil else {
            return within.require(true, "")
        }
        within.require(
            seats <= capacity,
            "event \(rsvp.eventID): \(seats) seats taken of \(capacity)"
        )
    }
}

private final class ReceiptWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "accepted_rsvp_kept",
            "A reply that somebody holds a receipt for is in the store."
        )
    ]
    private var receipts: [RSVPID] = []

    init(_ rules: InvariantRules) {}

    func observe(_ note: WorldEvent, at instant: Instant) {
        if case .receiptGiven(_, let rsvp, _) = note { receipts.append(rsvp) }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] {
        var kept = Self.check()
        for rsvp in receipts {
            kept.require(leftovers.storedRSVPs.contains(rsvp), "RSVP \(rsvp) is not in the store")
        }
        return [kept]
    }
}

private final class ReviewWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "unscored_access_reviewed",
            "A reply that was let in unscored is scored later, but for what still waits."
        )
    ]
    private var unscored: Set<AccessID> = []

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .accessUnscored(let access): unscored.insert(access)
        case .accessScored(let access, _): unscored.remove(access.id)
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] {
        var reviewed = Self.check()
        let waiting = leftovers.waiting("fraud-engine")
        reviewed.require(
            unscored.count <= waiting,
            "\(unscored.count) accesses were never scored, \(waiting) still wait"
        )
        return [reviewed]
    }
}

private final class FormWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "recorded_form_was_opened",
            "A reply comes from an access that was opened with its token within a day."
        )
    ]
    private static let remembered = Duration.hours(24)
    private var opened = check()
    private var tokens: [AccessID: TokenID] = [:]
    private var order: Deque<(access: AccessID, at: Instant)> = []

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .accessOpened(let access):
            forget(before: instant)
            guard let token = access.tokenID, [nil, .used].contains(access.rejection) else {
                return
            }
            tokens[access.id] = token
            order.append((access.id, instant))
        case .rsvpRecorded(let rsvp, _):
            opened.require(
                tokens[rsvp.accessID] == rsvp.tokenID,
                "RSVP \(rsvp.id) came from access \(rsvp.accessID), which opened no such form"
            )
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [opened] }

    private func forget(before instant: Instant) {
        while let oldest = order.first, instant - oldest.at > Self.remembered {
            order.removeFirst()
            tokens[oldest.access] = nil
        }
    }
}
