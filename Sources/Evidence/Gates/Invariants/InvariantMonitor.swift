import Domain
import Truth

/// What a run's invariants are judged by.
package struct InvariantRules: Sendable {
    package var edges: BandEdges
    package var accessesPerMinute: Int
    package var smsPerSecond: Int
    package var emailsPerSecond: Int
    package var triesPerChallenge: Int

    package init(
        edges: BandEdges = .documented,
        accessesPerMinute: Int = 60,
        smsPerSecond: Int = 100,
        emailsPerSecond: Int = 14,
        triesPerChallenge: Int = 5
    ) {
        self.edges = edges
        self.accessesPerMinute = accessesPerMinute
        self.smsPerSecond = smsPerSecond
        self.emailsPerSecond = emailsPerSecond
        self.triesPerChallenge = triesPerChallenge
    }
}

/// What is left in the system when a run ends.
package struct Remains: Sendable {
    /// A consumer's messages: received, and where each of them is now.
    package struct Consumer: Sendable {
        package let name: String
        package let received: Int
        package let settled: Int
        package let waiting: Int
        package let deadLettered: Int

        package init(
            name: String,
            received: Int,
            settled: Int,
            waiting: Int,
            deadLettered: Int
        ) {
            self.name = name
            self.received = received
            self.settled = settled
            self.waiting = waiting
            self.deadLettered = deadLettered
        }
    }

    package var consumers: [Consumer]
    /// Replies in the store.
    package var storedRSVPs: Set<RSVPID>
    package var journalLinesScanned: Int
    package var journalLinesWithPersonalData: Int
    package var firstLineWithPersonalData: Int?

    package init(
        consumers: [Consumer],
        storedRSVPs: Set<RSVPID>,
        journalLinesScanned: Int,
        journalLinesWithPersonalData: Int,
        firstLineWithPersonalData: Int?
    ) {
        self.consumers = consumers
        self.storedRSVPs = storedRSVPs
        self.journalLinesScanned = journalLinesScanned
        self.journalLinesWithPersonalData = journalLinesWithPersonalData
        self.firstLineWithPersonalData = firstLineWithPersonalData
    }

    func waiting(_ names: String...) -> Int {
        consumers.filter { names.contains($0.name) }.reduce(0) { $0 + $1.waiting + $1.deadLettered }
    }
}

/// Watches a run for what may never happen.
///
/// Knows nothing of how the system works: it judges by what could be seen from outside, with the
/// rules restated here in other words.
package final class InvariantMonitor: RunObserver {
    private let rules: InvariantRules
    private var tokens = TokenWatch()
    private var seats = SeatWatch()
    private var decisions: DecisionWatch
    private var rates: RateWatch
    private var codes: CodeWatch
    private var notifications = NotificationWatch()
    private var receipts: [RSVPID] = []

    package init(rules: InvariantRules) {
        self.rules = rules
        decisions = DecisionWatch(edges: rules.edges)
        rates = RateWatch(rules: rules)
        codes = CodeWatch(triesPerChallenge: rules.triesPerChallenge)
    }

    package func saw(_ occurrence: Occurrence, at instant: Instant, sequence: Int) {
        switch occurrence {
        case .eventPublished(let event, _, let capacity):
            seats.capacities[event] = capacity
        case .accessOpened(let access):
            rates.opened(access)
        case .accessDecided(let verdict):
            decisions.judged(verdict)
        case .accessUnscored(let access):
            decisions.unscored.insert(access)
        case .accessScored(let access, _):
            decisions.unscored.remove(access.id)
        case .challengeIssued(let challenge):
            codes.issued(challenge)
            if challenge.kind == .code {
                notifications.expect("verification/\(challenge.id)")
            }
        case .challengeTried(let id, _, let passed, let tries):
            codes.tried(id, passed: passed, tries: tries, at: instant)
        case .rsvpRecorded(let rsvp, _):
            tokens.used(rsvp)
            seats.recorded(rsvp)
            decisions.recorded(rsvp)
            notifications.expect("confirmation/\(rsvp.id)")
        case .tokenIssued(let token, _, _, _):
            notifications.expect("invitation/\(token)")
        case .alertRaised(let alert):
            notifications.raised(alert)
        case .hostNotified(let alert):
            notifications.told(alert)
        case .notificationQueued(let notification):
            notifications.queued(notification)
        case .notificationAttempted(_, let channel, _):
            rates.called(channel, at: instant)
        case .notificationChanged(let notification):
            notifications.changed(notification)
        default:
            break
        }
    }

    package func learned(_ note: StageNote, at instant: Instant, sequence: Int) {
        switch note {
        case .receiptGiven(_, let rsvp, _): receipts.append(rsvp)
        case .providerAccepted(let id, _): notifications.accepted(id)
        default: break
        }
    }

    package func ended(at instant: Instant) {}

    /// Judges the whole run.
    package func verdict(on remains: Remains) -> [Check] {
        var kept = Check("accepted_rsvp_kept")
        for rsvp in receipts {
            kept.require(remains.storedRSVPs.contains(rsvp), "RSVP \(rsvp) is not in the store")
        }
        var accounted = Check("messages_accounted_for")
        for consumer in remains.consumers {
            let placed = consumer.settled + consumer.waiting + consumer.deadLettered
            accounted.require(
                consumer.received == placed,
                "\(consumer.name): received \(consumer.received), accounted for \(placed)"
            )
        }
        var privacy = Check("no_personal_data")
        privacy.add(
            checked: remains.journalLinesScanned,
            violations: remains.journalLinesWithPersonalData,
            first: remains.firstLineWithPersonalData.map { "journal line \($0 + 1)" }
        )
        let scores = remains.waiting("fraud-engine")
        let intake = remains.waiting("notifications-intake")
        let sending = remains.waiting("notifications-sms", "notifications-email")
        return [
            tokens.once, decisions.noneFromBlocked, decisions.edgesKept, seats.within, kept,
            decisions.reviewed(waiting: scores),
            notifications.lost(intake: intake, sending: sending), notifications.once,
            notifications.hostsTold(waiting: intake), accounted, rates.addresses, rates.providers,
            privacy, codes.inTime,
        ]
    }
}
