import Domain
import Messaging
import Runtime
import Storage

extension NotificationWorker {
    /// Brings a notification's row up to date with a report; a report that says nothing new
    /// changes nothing.
    func note(_ report: DeliveryReport) {
        guard underWay[report.reference] == nil else {
            // The provider's own answer comes first; its report is looked at after it.
            underWay[report.reference, default: []].append(report)
            return
        }
        do {
            guard let row = try ledger.row(report.reference) else { return }
            let order = ledger.order(row.id)
            guard let next = rules.next(after: report, on: row, order: order) else { return }
            try record(next, order)
        } catch {
            let again = runtime.now.advanced(by: .seconds(1))
            runtime.schedule(at: again) { [self] in receive(report) }
        }
    }
}

// MARK: - Codes in time

extension NotificationWorker {
    /// Gives a code up that is still waiting when it expires, whatever it waits for.
    func watchExpiry(of id: NotificationID, at instant: Instant) {
        runtime.schedule(at: instant) { [self] in
            runtime.spawn("code-expiry") { try await self.expire(id) }
        }
    }

    private func expire(_ id: NotificationID) throws {
        guard underWay[id] == nil, let row = try ledger.row(id), row.status == .queued else {
            return
        }
        try end(row, because: .expired, nil)
    }

    /// Codes that the last process left waiting are given up in time too.
    func watchWaitingCodes() throws {
        let waiting = try store.step { step in
            try step.queuedNotifications().compactMap { row in
                try row.challengeID.flatMap { try step.challenge($0) }.map {
                    (row.id, $0.expiresAt)
                }
            }
        }
        for (id, expiresAt) in waiting { watchExpiry(of: id, at: expiresAt) }
    }
}
