import Domain
import Messaging
import Runtime
import Storage

extension NotificationWorker {
    func takeIn() async throws {
        try await intake.forEach { delivery in
            try queue(delivery.message)
            delivery.ack()
        }
    }

    private func queue(_ message: Message) throws {
        switch message.payload {
        case .invitationSend(let send):
            try queue(for: send.guestID) {
                Draft.invitation(send, to: $0, askedAt: message.publishedAt)
            }
        case .verificationRequired(let required):
            try queue(for: required.guestID) { Draft.verification(required, to: $0) }
        case .rsvpConfirmed(let rsvp):
            try queue(for: rsvp.guestID) { Draft.confirmation(rsvp, to: $0) }
        case .fraudAlert(let alert): try queue(alert)
        case .codesSpent(let spent):
            remember(try store.step { try insert([.codesSpent(spent)], in: $0) })
        case .accessAttempted, .reviewRequested, .fraudScored, .notificationSend: break
        }
    }

    /// Queues what a guest is to get.
    ///
    /// A guest who was deleted meanwhile, or who can be reached nowhere, gets nothing.
    private func queue(for id: GuestID, _ drafts: (Guest) -> [Draft]) throws {
        // Read anew, not from memory: a code must not go to a number the guest no longer has.
        let (guest, queued) = try store.step { transaction -> (Guest?, [Notification]) in
            guard let guest = try transaction.guest(id) else { return (nil, []) }
            return (guest, try insert(drafts(guest), in: transaction))
        }
        if let guest { guests.keep(guest, for: id, at: runtime.now) }
        remember(queued)
    }

    /// Tells the host at once: by push, and by e-mail up to the window's limit.
    private func queue(_ alert: FraudAlert) throws {
        let start = windowStart(of: runtime.now)
        var (window, count) = alertEmails[alert.hostID] ?? (start, 0)
        if window != start { (window, count) = (start, 0) }
        let isWithinLimit = count < settings.alertEmailsPerWindow
        let queued = try store.step { transaction in
            let queued = isWithinLimit ? try insert([.alert(alert)], in: transaction) : []
            // An alert that has its row already has reached the host's screen already.
            if !queued.isEmpty || !isWithinLimit { transaction.witness(.hostNotified(alert)) }
            return queued
        }
        alertEmails[alert.hostID] = (window, count + queued.count)
        remember(queued)
    }

    /// Stores the notifications that are new, with the orders to send them.
    func insert(_ drafts: [Draft], in transaction: Transaction) throws -> [Notification] {
        var queued: [Notification] = []
        for draft in drafts {
            let notification = Notification(
                id: runtime.identifier(),
                recipient: draft.recipient,
                eventID: draft.eventID,
                channel: draft.channel,
                kind: draft.kind,
                cause: draft.cause,
                createdAt: runtime.now
            )
            guard try transaction.insertNotification(notification) else { continue }
            transaction.witness(.notificationQueued(notification))
            transaction.publish(
                .notificationSend(
                    NotificationSend(
                        notificationID: notification.id,
                        channel: draft.channel,
                        kind: draft.kind,
                        recipient: draft.recipient,
                        eventID: draft.eventID,
                        content: draft.content
                    )
                )
            )
            queued.append(notification)
        }
        return queued
    }

    func remember(_ queued: [Notification]) {
        for notification in queued {
            rows.keep(notification, for: notification.id, at: runtime.now)
            count(notification)
        }
    }

    func windowStart(of instant: Instant) -> Instant {
        let window = settings.digestWindow.microseconds
        return Instant(
            microseconds: instant.microseconds.quotientRoundedDown(by: window) * window
        )
    }
}

// MARK: - Digests

/// Alerts of the window under way, held unacknowledged: a crash brings them back.
struct Gathering {
    /// In order of each host's first alert.
    var hosts: [HostID] = []
    var digests: [HostID: PendingDigest] = [:]
    var deliveries: [Delivery] = []
    var accesses: Set<AccessID> = []

    mutating func add(_ alert: FraudAlert, _ delivery: Delivery) {
        deliveries.append(delivery)
        guard accesses.insert(alert.accessID).inserted else { return }
        if digests[alert.hostID] == nil { hosts.append(alert.hostID) }
        var digest =
            digests[alert.hostID]
            ?? PendingDigest(since: alert.raisedAt, latestEvent: alert.eventID)
        digest.alerts += 1
        digest.since = min(digest.since, alert.raisedAt)
        digest.latestEvent = alert.eventID
        digests[alert.hostID] = digest
    }
}

extension NotificationWorker {
    func gatherAlerts() async throws {
        try await alerts.forEach { delivery in
            guard case .fraudAlert(let alert) = delivery.message.payload else {
                return delivery.ack()
            }
            if gathering.deliveries.isEmpty {
                let start = windowStart(of: runtime.now)
                runtime.spawn("notifications-digest-window") {
                    try await self.runtime.sleep(
                        until: start.advanced(by: self.settings.digestWindow)
                    )
                    try await self.sendDigests(windowStart: start)
                }
            }
            gathering.add(alert, delivery)
        }
    }

    private func sendDigests(windowStart: Instant) async throws {
        while true {
            let gathered = gathering
            let drafts = gathered.hosts.compactMap { host in
                gathered.digests[host].map {
                    Draft.digest($0, to: host, windowStart: windowStart)
                }
            }
            do {
                remember(try store.step { try insert(drafts, in: $0) })
            } catch {
                try await runtime.sleep(for: .minutes(1))
                continue
            }
            gathering = Gathering()
            for delivery in gathered.deliveries { delivery.ack() }
            return
        }
    }
}
