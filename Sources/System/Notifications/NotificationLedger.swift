import Domain
import Messaging
import Runtime
import Storage

/// The notifications' rows: queued once a cause, brought up to date, counted.
///
/// One worker writes them and may therefore keep them in memory. Confined to it.
final class NotificationLedger {
    private let runtime: any Runtime
    private let store: Store
    // Rows change by this worker's hands only, so what it knows of them does not age.
    private var rows: RecentRows<NotificationID, Notification>
    /// Orders that a report may bring back: e-mails and codes; their secrets are in no store.
    private var orders: RecentRows<NotificationID, NotificationSend>

    init(runtime: any Runtime, store: Store, rowsKept: Int) {
        self.runtime = runtime
        self.store = store
        rows = RecentRows(limit: rowsKept, staysFresh: .days(36_500))
        orders = RecentRows(limit: rowsKept, staysFresh: .days(36_500))
    }

    func row(_ id: NotificationID) throws -> Notification? {
        if let kept = rows.row(id, at: runtime.now) { return kept }
        return try store.read { try $0.notification(id) }
    }

    func order(_ id: NotificationID) -> NotificationSend? { orders.row(id, at: runtime.now) }

    // MARK: Queueing

    /// Stores the notifications that are new, with the orders to send them.
    func insert(_ drafts: [Draft], in step: Transaction) throws -> [Notification] {
        var queued: [Notification] = []
        for draft in drafts {
            let notification = Notification(
                id: runtime.identifier(),
                recipient: draft.recipient,
                eventID: draft.eventID,
                channel: draft.channel,
                kind: draft.content.kind,
                cause: draft.cause,
                createdAt: runtime.now
            )
            guard try step.insertNotification(notification) else { continue }
            step.emit(.notificationQueued(notification))
            step.publish(
                .notificationSend(
                    NotificationSend(
                        notificationID: notification.id,
                        channel: draft.channel,
                        recipient: draft.recipient,
                        eventID: draft.eventID,
                        tokenID: draft.tokenID,
                        content: draft.content
                    )
                )
            )
            queued.append(notification)
        }
        return queued
    }

    /// Keeps in mind what a step has queued.
    func remember(_ queued: [Notification]) {
        for notification in queued {
            rows.keep(notification, for: notification.id, at: runtime.now)
        }
    }

    // MARK: Going on

    /// A provider is about to be called; of what may be sent at most once that is stored first.
    func note(_ row: inout Notification, calledAt start: Instant) throws {
        let isAtMostOnce = row.kind.guarantee == .atMostOnce
        if isAtMostOnce {
            row.error = Notification.inDoubt
            row.lastAttemptAt = start
        }
        try store.step { [row] step in
            if isAtMostOnce { try step.updateNotification(row) }
            step.emit(
                .notificationAttempted(row.id, channel: row.channel, attempt: row.attempts + 1)
            )
        }
        if isAtMostOnce { rows.keep(row, for: row.id, at: runtime.now) }
    }

    /// Stores how a notification goes on, and lets onlookers see.
    ///
    /// - Returns: What was queued in its place.
    func record(_ next: DeliveryRules.Next) throws -> [Notification] {
        let row = next.row
        let queued = try store.step { step -> [Notification] in
            try step.updateNotification(row)
            step.emit(.notificationChanged(row))
            if next.isDeadLetter {
                step.emit(.notificationDeadLettered(row.id, channel: row.channel))
            }
            if let order = next.again { step.publish(.notificationSend(order)) }
            return try fallBack(from: row, next.failed, in: step)
        }
        remember(queued)
        switch row.status {
        case .queued, .sent: rows.keep(row, for: row.id, at: runtime.now)
        case .delivered, .failed, .bounced:
            rows.forget(row.id)
            orders.forget(row.id)
        }
        if let order = next.sent { orders.keep(order, for: row.id, at: runtime.now) }
        return queued
    }

    /// A code that did not get through goes by the guest's own e-mail; where there is none, or no
    /// time, whoever waits for it is told.
    private func fallBack(
        from row: Notification,
        _ failed: NotificationSend?,
        in step: Transaction
    ) throws -> [Notification] {
        guard row.kind == .verification, row.status == .failed || row.status == .bounced,
            let challenge = row.challengeID
        else { return [] }
        if let failed, case .guest(let id) = row.recipient, !failed.hasExpired(at: runtime.now),
            let guest = try step.guest(id), let draft = Draft.fallback(for: failed, to: guest)
        {
            let queued = try insert([draft], in: step)
            if !queued.isEmpty { return queued }
        }
        try giveUp(challenge, in: step)
        return []
    }

    /// A challenge's code reaches nobody.
    func giveUp(_ challenge: ChallengeID, in step: Transaction) throws {
        guard try step.markUndeliverable(challenge) else { return }
        step.emit(.codeUndeliverable(challenge))
    }
}

extension Notification {
    /// Whose code it carries, from its cause.
    var challengeID: ChallengeID? {
        guard kind == .verification, let text = cause.split(separator: "/").last else { return nil }
        return ChallengeID(String(text))
    }
}
