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
            try queue(required)
        case .rsvpConfirmed(let rsvp, from: _):
            try queue(for: rsvp.guestID) { Draft.confirmation(rsvp, to: $0) }
        case .fraudAlert(let alert): try queue(alert)
        case .replyDisputed(let disputed):
            remember(try store.step { try insert([.replyDisputed(disputed)], in: $0) })
        case .codesSpent(let spent):
            remember(try store.step { try insert([.codesSpent(spent)], in: $0) })
        case .accessAttempted, .reviewRequested, .fraudScored, .doorChanged, .notificationSend:
            break
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

    /// Queues a code; where it can reach nobody, whoever waits for it is told at once.
    private func queue(_ required: VerificationRequired) throws {
        let smsIsUp = sms.circuit.isClosed
        let (guest, queued) = try store.step { transaction -> (Guest?, [Notification]) in
            let guest = try transaction.guest(required.guestID)
            let draft = guest.flatMap { Draft.verification(required, to: $0, smsIsUp: smsIsUp) }
            guard let draft, required.expiresAt > runtime.now else {
                try giveUp(required.challengeID, in: transaction)
                return (guest, [])
            }
            return (guest, try insert([draft], in: transaction))
        }
        if let guest { guests.keep(guest, for: guest.id, at: runtime.now) }
        remember(queued)
        for notification in queued { watchExpiry(of: notification.id, at: required.expiresAt) }
    }

    /// A challenge's code reaches nobody.
    func giveUp(_ challenge: ChallengeID, in transaction: Transaction) throws {
        guard try transaction.markUndeliverable(challenge) else { return }
        transaction.witness(.codeUndeliverable(challenge))
    }

    /// Gives a code up that is still waiting when it expires, whatever it waits for.
    func watchExpiry(of id: NotificationID, at instant: Instant) {
        runtime.schedule(at: instant) { [self] in
            runtime.spawn("code-expiry") { try await self.expire(id) }
        }
    }

    private func expire(_ id: NotificationID) throws {
        guard !underWay.contains(id), let row = try row(id), row.status == .queued else { return }
        try end(row, as: "expired", in: nil)
    }

    /// Tells the host at once: by push, and by one e-mail for a link and an hour, up to the window's
    /// limit.
    private func queue(_ alert: FraudAlert) throws {
        // An alert that was told reached the host's screen; told again it may be after a restart.
        guard !alertsTold.contains(alert.accessID) else { return }
        let start = windowStart(of: runtime.now)
        var (window, count) = alertEmails[alert.hostID] ?? (start, 0)
        if window != start { (window, count) = (start, 0) }
        let isWithinLimit = count < settings.alertEmailsPerWindow
        let queued = try store.step { transaction in
            let queued = isWithinLimit ? try insert([.alert(alert)], in: transaction) : []
            transaction.witness(.hostNotified(alert))
            return queued
        }
        alertsTold.insert(alert.accessID)
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
                        tokenID: draft.tokenID,
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
