import Domain
import Truth

extension InvariantMonitor {
    /// What watches messages between components and to people.
    static let messageWatches: [any InvariantWatch.Type] = [
        NotificationWatch.self, CodeDeliveryWatch.self, AccountWatch.self,
    ]
}

/// Every cause is told once, and every block to its host.
private final class NotificationWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "notification_not_lost",
            "Every cause is told, and every notification sent or given up."
        ),
        Invariant(
            "notification_sent_once",
            "No cause is told twice on one channel, but after a crash or a lost answer; no code ever."
        ),
        Invariant("block_alert_reached_host", "Every alert reaches its host's screen."),
    ]
    private var once = check(1)
    private var expected: Set<String> = []
    private var expectedCount = 0
    private var causes: Set<String> = []
    /// Causes that were told on some channel.
    private var met: Set<String> = []
    private var told: Set<AccessID> = []
    private var isAccepted: Set<NotificationID> = []
    private var codes: Set<NotificationID> = []
    /// A provider is being called for them, by a process that runs or one that has died since.
    private var calling: Set<NotificationID> = []
    private var abandoned: Set<NotificationID> = []
    /// Taken by a provider, and not yet noted by whoever called.
    private var unnoted: Set<NotificationID> = []
    /// Taken by a provider, and whoever called cannot know.
    private var inDoubt: Set<NotificationID> = []
    private var unsent: Set<NotificationID> = []
    private var alerts: Set<AccessID> = []
    private var alertCount = 0

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .challengeIssued(let challenge) where challenge.kind == .code:
            expect("verification/\(challenge.id)")
        case .codeUndeliverable(let challenge): meet("verification/\(challenge)")
        case .rsvpRecorded(let rsvp, _): expect("confirmation/\(rsvp.id)")
        case .tokenIssued(let token, _, _, _): expect("invitation/\(token)")
        case .alertRaised(let alert): raised(alert)
        case .hostNotified(let alert): told(alert)
        case .notificationQueued(let notification): queued(notification)
        case .notificationChanged(let notification): changed(notification)
        case .notificationAttempted(let id, _, _):
            calling.insert(id)
            abandoned.remove(id)
        case .componentStopped("notifications"):
            inDoubt.formUnion(unnoted)
            abandoned.formUnion(calling)
            unnoted.removeAll()
            calling.removeAll()
        default: break
        }
    }

    func observe(_ note: WorldEvent, at instant: Instant) {
        if case .providerAccepted(let id, _, copy: _, let isAnswered) = note {
            accepted(id, isAnswered: isAnswered)
        }
    }

    private func expect(_ cause: String) {
        expectedCount += 1
        if !met.contains(cause) { expected.insert(cause) }
    }

    private func meet(_ cause: String) {
        expected.remove(cause)
        met.insert(cause)
    }

    private func queued(_ notification: Notification) {
        meet(notification.cause)
        unsent.insert(notification.id)
        if notification.kind.guarantee == .atMostOnce { codes.insert(notification.id) }
        once.require(
            causes.insert("\(notification.channel.rawValue) \(notification.cause)").inserted,
            "\(notification.cause) was queued again on \(notification.channel.rawValue)"
        )
    }

    private func changed(_ notification: Notification) {
        unnoted.remove(notification.id)
        calling.remove(notification.id)
        if notification.status == .queued {
            unsent.insert(notification.id)
        } else {
            unsent.remove(notification.id)
            // Whatever a crash or a lost answer left open, it is known now.
            inDoubt.remove(notification.id)
        }
    }

    private func accepted(_ id: NotificationID, isAnswered: Bool) {
        let isFirst = isAccepted.insert(id).inserted
        let isExplained = inDoubt.remove(id) != nil && !codes.contains(id)
        once.require(
            isFirst || isExplained,
            codes.contains(id)
                ? "the code of notification \(id) was sent twice"
                : "notification \(id) was sent twice, without a crash or a lost answer before"
        )
        if isAnswered, abandoned.remove(id) == nil {
            unnoted.insert(id)
        } else {
            inDoubt.insert(id)
        }
    }

    private func raised(_ alert: FraudAlert) {
        if !told.contains(alert.accessID), alerts.insert(alert.accessID).inserted {
            alertCount += 1
        }
        expect("alert/\(alert.accessID)")
    }

    /// A host's dashboard shows every alert; e-mails about it may be gathered in a digest.
    private func told(_ alert: FraudAlert) {
        meet("alert/\(alert.accessID)")
        told.insert(alert.accessID)
        alerts.remove(alert.accessID)
    }

    func checks(on leftovers: RunLeftovers) -> [Check] {
        let intake = leftovers.waiting("notifications-intake")
        let sending = leftovers.waiting(
            "notifications-sms",
            "notifications-email",
            "notifications-sms-urgent",
            "notifications-email-urgent"
        )
        var lost = Self.check(0)
        lost.add(checked: expectedCount, violations: 0, first: nil)
        lost.require(
            expected.count <= intake,
            "\(expected.count) causes were never told, such as \(expected.min() ?? "")"
        )
        lost.require(
            unsent.count <= sending,
            "\(unsent.count) notifications were never sent, \(sending) still wait"
        )
        var hostsTold = Self.check(2)
        hostsTold.add(checked: alertCount, violations: 0, first: nil)
        hostsTold.require(
            alerts.count <= intake,
            "\(alerts.count) alerts never reached their host"
        )
        return [lost, once, hostsTold]
    }
}

/// Nobody waits in vain for a code.
private final class CodeDeliveryWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "code_leaves_in_time",
            "A code leaves before it expires, or whoever waits for it is told."
        )
    ]
    private static let cause = "verification/"
    private var inTime = check()
    private var waiting: [ChallengeID: Instant] = [:]
    /// A form has one open question: the next one takes its place, and nobody waits for its code.
    private var ofForm: [AccessID: ChallengeID] = [:]

    init(_ rules: InvariantRules) {}

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .challengeIssued(let challenge) where challenge.kind == .code:
            if let before = ofForm.updateValue(challenge.id, forKey: challenge.accessID) {
                waiting[before] = nil
            }
            waiting[challenge.id] = challenge.expiresAt
        case .codeUndeliverable(let challenge): waiting[challenge] = nil
        case .notificationChanged(let notification)
        where notification.kind == .verification && notification.status == .sent:
            sent(notification, at: instant)
        case .notificationChanged(let notification)
        where notification.kind == .verification && notification.status == .delivered:
            // Taken over while nobody was there to note it.
            _ = challenge(of: notification).map { waiting.removeValue(forKey: $0) }
        default: break
        }
    }

    private func sent(_ notification: Notification, at instant: Instant) {
        guard let id = challenge(of: notification),
            let expiresAt = waiting.removeValue(forKey: id)
        else { return }
        inTime.require(
            (notification.lastAttemptAt ?? instant) < expiresAt,
            "the code of challenge \(id) left at \(instant), after its expiry"
        )
    }

    private func challenge(of notification: Notification) -> ChallengeID? {
        ChallengeID(String(notification.cause.dropFirst(Self.cause.count)))
    }

    func checks(on leftovers: RunLeftovers) -> [Check] {
        let open = leftovers.waiting(
            "notifications-intake",
            "notifications-sms-urgent",
            "notifications-email-urgent"
        )
        var checked = inTime
        checked.require(
            waiting.count <= open,
            "\(waiting.count) codes never left, and nobody was told; \(open) messages still wait"
        )
        return [checked]
    }
}

private final class AccountWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "messages_accounted_for",
            "Every message of a consumer is settled, waits, or is a dead letter."
        )
    ]

    init(_ rules: InvariantRules) {}

    func checks(on leftovers: RunLeftovers) -> [Check] {
        var accounted = Self.check()
        for consumer in leftovers.consumers {
            let placed = consumer.settled + consumer.waiting + consumer.deadLettered
            accounted.require(
                consumer.received == placed,
                "\(consumer.name): received \(consumer.received), accounted for \(placed)"
            )
        }
        return [accounted]
    }
}
