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
        case .rsvpConfirmed(let rsvp, from: _, isJudged: _, let link):
            try queue(for: rsvp.guestID) { Draft.confirmation(rsvp, link, to: $0) }
        case .fraudAlert(let alert): try queue(alert)
        case .replyDisputed(let disputed):
            ledger.remember(
                try store.step { try ledger.insert([.replyDisputed(disputed)], in: $0) }
            )
        case .codesSpent(let spent):
            ledger.remember(try store.step { try ledger.insert([.codesSpent(spent)], in: $0) })
        case .accountMail(let mail):
            ledger.remember(try store.step { try ledger.insert([.account(mail)], in: $0) })
        case .accessAttempted, .reviewRequested, .fraudScored, .doorChanged, .notificationSend,
            .replyVouched, .replyRepudiated:
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
            return (guest, try ledger.insert(drafts(guest), in: transaction))
        }
        if let guest { writer.remember(guest) }
        ledger.remember(queued)
    }

    /// Queues a code; where it can reach nobody, whoever waits for it is told at once.
    private func queue(_ required: VerificationRequired) throws {
        let smsIsUp = sms.isUp
        let (guest, queued) = try store.step { transaction -> (Guest?, [Notification]) in
            let guest = try transaction.guest(required.guestID)
            let draft = guest.flatMap { Draft.verification(required, to: $0, smsIsUp: smsIsUp) }
            guard let draft, required.expiresAt > runtime.now else {
                try ledger.giveUp(required.challengeID, in: transaction)
                return (guest, [])
            }
            return (guest, try ledger.insert([draft], in: transaction))
        }
        if let guest { writer.remember(guest) }
        ledger.remember(queued)
        for notification in queued { watchExpiry(of: notification.id, at: required.expiresAt) }
    }

    /// Tells the host at once: by push, and by one e-mail for a link and an hour, up to the window's
    /// limit.
    private func queue(_ alert: FraudAlert) throws {
        // An alert that was told reached the host's screen; told again it may be after a restart.
        guard !alerts.isTold(alert) else { return }
        let window = windowStart(of: runtime.now)
        let isMailed = alerts.mayMail(
            alert.hostID,
            in: window,
            limit: settings.alertEmailsPerWindow
        )
        let queued = try store.step { step in
            let queued = isMailed ? try ledger.insert([.alert(alert)], in: step) : []
            step.emit(.hostNotified(alert))
            return queued
        }
        dashboards.show(alert)
        alerts.told(alert, in: window, mails: queued.count)
        ledger.remember(queued)
    }

    func windowStart(of instant: Instant) -> Instant {
        let window = settings.digestWindow.microseconds
        return Instant(
            microseconds: instant.microseconds.quotientRoundedDown(by: window) * window
        )
    }
}

/// Which alerts were told, and how many of them by mail in each host's window.
struct AlertBook {
    private var alerts = RecentSet<AccessID>(limit: 10_000)
    private var mails: [HostID: (window: Instant, count: Int)] = [:]

    func isTold(_ alert: FraudAlert) -> Bool { alerts.contains(alert.accessID) }

    func mayMail(_ host: HostID, in window: Instant, limit: Int) -> Bool {
        count(of: host, in: window) < limit
    }

    mutating func told(_ alert: FraudAlert, in window: Instant, mails count: Int) {
        alerts.insert(alert.accessID)
        mails[alert.hostID] = (window, self.count(of: alert.hostID, in: window) + count)
    }

    private func count(of host: HostID, in window: Instant) -> Int {
        guard let mailed = mails[host], mailed.window == window else { return 0 }
        return mailed.count
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
        try await digests.forEach { delivery in
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
                ledger.remember(try store.step { try ledger.insert(drafts, in: $0) })
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
