import Domain
import Messaging
import Runtime
import Storage

extension NotificationWorker {
    /// Brings a notification's row up to date with a report; a report that says nothing new
    /// changes nothing.
    func note(_ report: DeliveryReport) {
        guard !underWay.contains(report.reference) else {
            // The provider's own answer comes first; its report is looked at after it.
            earlyReports[report.reference, default: []].append(report)
            return
        }
        do {
            guard let row = try row(report.reference) else { return }
            try note(report, on: row)
        } catch {
            let again = runtime.now.advanced(by: .seconds(1))
            runtime.schedule(at: again) { [self] in receive(report) }
        }
    }

    private func note(_ report: DeliveryReport, on row: Notification) throws {
        let was = row.status
        var row = row
        if let cost = report.costMicros { row.costMicros = cost }
        switch report.result {
        case .delivered:
            // It did arrive, whatever was believed before.
            guard was != .delivered else { return }
            row.error = nil
            markDelivered(&row, report)
        case .complained:
            guard row.error != "complained" else { return }
            row.error = "complained"
            if was != .delivered { markDelivered(&row, report) }
        case .failed(let failure):
            guard isAboutTheLatestTry(report, row) else { return }
            row.status = failure.status
            row.providerID = report.providerID
            row.error = failure.rawValue
            return try save(row, was: was, given: letters.row(row.id, at: runtime.now))
        case .bouncedHard:
            guard isAboutTheLatestTry(report, row) else { return }
            row.status = .bounced
            row.providerID = report.providerID
            row.error = PermanentFailure.hardBounce.rawValue
        case .bouncedSoft:
            guard isAboutTheLatestTry(report, row) else { return }
            return try noteSoftBounce(report, on: row)
        }
        try save(row, was: was)
    }

    private func markDelivered(_ row: inout Notification, _ report: DeliveryReport) {
        row.status = .delivered
        row.providerID = report.providerID
        row.deliveredAt = report.at
    }

    /// Sends once more, as long as tries are left and the text is still known.
    private func noteSoftBounce(_ report: DeliveryReport, on row: Notification) throws {
        let was = row.status
        var row = row
        row.error = "soft_bounce"
        row.providerID = report.providerID
        if was == .queued {
            // A crash swallowed the provider's answer; the order itself is still in the stream.
            row.attempts += 1
            row.lastAttemptAt = report.at
        }
        let order = letters.row(row.id, at: runtime.now)
        if row.attempts < settings.softBounceAttempts, was == .queued || order != nil {
            row.status = .queued
            try save(row, was: was, sendAgain: was == .queued ? nil : order)
        } else {
            row.status = .bounced
            try save(row, was: was)
        }
    }

    /// False for failures of a row that is settled, and for reports about an earlier try.
    private func isAboutTheLatestTry(_ report: DeliveryReport, _ row: Notification) -> Bool {
        switch row.status {
        case .queued: row.providerID != report.providerID
        case .sent: row.providerID == report.providerID
        case .delivered, .failed, .bounced: false
        }
    }

    // MARK: Rows

    func row(_ id: NotificationID) throws -> Notification? {
        if let kept = rows.row(id, at: runtime.now) { return kept }
        return try store.read { try $0.notification(id) }
    }

    /// Stores how far a notification got, lets onlookers see, and counts it.
    ///
    /// - `order`: What was to be sent, where it is still known: a code that could not be delivered
    ///   goes by e-mail then.
    func save(
        _ row: Notification,
        was: Notification.Status,
        isDeadLetter: Bool = false,
        sendAgain order: NotificationSend? = nil,
        given failed: NotificationSend? = nil
    ) throws {
        let queued = try store.step { transaction -> [Notification] in
            try transaction.updateNotification(row)
            transaction.witness(.notificationChanged(row))
            if isDeadLetter {
                transaction.witness(.notificationDeadLettered(row.id, channel: row.channel))
            }
            if let order { transaction.publish(.notificationSend(order)) }
            return try fallBack(from: row, failed, in: transaction)
        }
        remember(queued)
        for notification in queued {
            if case .verification(_, _, let expiresAt) = failed?.content {
                watchExpiry(of: notification.id, at: expiresAt)
            }
        }
        switch row.status {
        case .queued, .sent: rows.keep(row, for: row.id, at: runtime.now)
        case .delivered, .failed, .bounced:
            rows.forget(row.id)
            letters.forget(row.id)
        }
        count(row, was: was)
    }

    /// A code that did not get through goes by the guest's own e-mail; where there is none, or no
    /// time, whoever waits for it is told.
    private func fallBack(
        from row: Notification,
        _ failed: NotificationSend?,
        in transaction: Transaction
    ) throws -> [Notification] {
        guard row.kind == .verification, row.status == .failed || row.status == .bounced,
            let challenge = row.challengeID
        else { return [] }
        if let failed, case .guest(let id) = row.recipient,
            case .verification(_, _, let expiresAt) = failed.content, expiresAt > runtime.now,
            let guest = try transaction.guest(id),
            let draft = Draft.fallback(for: failed, to: guest)
        {
            let queued = try insert([draft], in: transaction)
            if !queued.isEmpty { return queued }
        }
        try giveUp(challenge, in: transaction)
        return []
    }

    /// Counts an invitation's change of state.
    func count(_ row: Notification, was: Notification.Status? = nil) {
        guard row.kind == .invitation, row.status != was else { return }
        var counts = progress[row.eventID] ?? InvitationProgress()
        if let was { counts.add(-1, to: was) }
        counts.add(1, to: row.status)
        progress[row.eventID] = counts
    }
}

extension Notification {
    /// Whose code it carries, from its cause.
    var challengeID: ChallengeID? {
        guard kind == .verification, let text = cause.split(separator: "/").last else { return nil }
        return ChallengeID(String(text))
    }
}
