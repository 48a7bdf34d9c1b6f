import Domain

/// What to do next with a notification: decided from what is known of it, and from nothing else.
///
/// Nothing here waits, stores or sends; the worker does what is decided.
struct DeliveryRules: Sendable {
    let settings: NotificationSettings

    // MARK: Before a provider is called

    enum Readiness: Equatable {
        case send
        /// There is nothing left to do.
        case settled
        case later(Duration)
        case never(Obstacle)
        /// A provider was called, and nobody has noted what it said.
        case inDoubt(Notification)
    }

    /// Why there is no sense in sending; raw values are stored as the notification's error.
    enum Obstacle: String {
        /// A code that nobody could use any more.
        case expired
        /// An invitation whose link opens nothing any more.
        case revoked
        /// Its recipient or event is gone, or has no such address.
        case noAddress = "no_address"
    }

    /// Whether an order is to be carried out at all.
    ///
    /// - `row`: `nil` where the store has none.
    func readiness(
        of row: Notification?,
        for order: NotificationSend,
        at now: Instant
    ) -> Readiness {
        guard let row, row.status == .queued else { return .settled }
        if row.error == Notification.inDoubt { return .inDoubt(row) }
        if let pauseEnd = softBouncePauseEnd(of: row), pauseEnd > now {
            return .later(pauseEnd - now)
        }
        return order.hasExpired(at: now) ? .never(.expired) : .send
    }

    /// What has come up while the order waited for its turn.
    ///
    /// - `token`: How far the link got that it carries; `nil` where the store has none.
    func obstacle(
        to order: NotificationSend,
        token: Token.Status?,
        at now: Instant
    ) -> Obstacle? {
        if order.hasExpired(at: now) { return .expired }
        guard order.tokenID != nil else { return nil }
        return token == nil || token == .revoked ? .revoked : nil
    }

    /// A row that is queued although a provider had taken it has bounced softly.
    private func softBouncePauseEnd(of row: Notification) -> Instant? {
        row.providerID == nil ? nil : row.lastAttemptAt?.advanced(by: settings.softBounceWait)
    }

    // MARK: After something was heard of it

    /// How a notification goes on.
    struct Next {
        var row: Notification
        /// Whether the row is worth storing.
        var isChanged = true
        var isDeadLetter = false
        /// The order goes out once more.
        var again: NotificationSend?
        /// The order failed on its channel; another one may be left.
        var failed: NotificationSend?
        /// The order was handed over, and a report may bring it back.
        var sent: NotificationSend?
    }

    /// What becomes of the order itself, in its consumer's hands.
    enum Settlement: Equatable {
        case ack
        case nak(after: Duration)
        case terminate(reason: String)
    }

    /// A provider has answered a call.
    ///
    /// - `cost`: Of one message, in millionths of a US dollar.
    /// - `channelIsUp`: Whether others get through: then a failure is the message's own, else it is
    ///   an outage and nothing is counted against it.
    /// - `random`: Gives 64 random bits; called once where there is a wait.
    func next(
        after answer: Result<ProviderReceipt, ProviderError>,
        to order: NotificationSend,
        _ row: Notification,
        cost: Int,
        channelIsUp: Bool,
        at now: Instant,
        random: () -> UInt64
    ) -> (Next, Settlement) {
        var next = Next(row: row)
        let isAtMostOnce = row.kind.guarantee == .atMostOnce
        switch answer {
        case .success(let receipt):
            next.row.status = .sent
            next.row.attempts += 1
            next.row.providerID = receipt.id
            next.row.error = nil
            next.row.costMicros += cost
            // A soft bounce may bring an e-mail back; a phone that is off sends its code by e-mail.
            next.sent = order.channel == .email || order.kind == .verification ? order : nil
            return (next, .ack)

        case .failure(.throttled(let retryAfter)):
            // The provider is there, and did not look at the message: no attempt of its own. It is
            // the channel that slows down; the message need not wait longer each time.
            next.isChanged = isAtMostOnce
            let wait = settings.retry.wait(afterAttempt: 1, random: random())
            return (next, .nak(after: wait + (retryAfter ?? .zero)))

        case .failure(.unanswered) where isAtMostOnce:
            next.row.costMicros += cost
            return (self.next(inDoubt: next.row, order), .ack)

        case .failure(.unavailable), .failure(.unanswered):
            let error = answer == .failure(.unanswered) ? "unanswered" : "unavailable"
            if channelIsUp { next.row.attempts += 1 }
            next.row.error = error
            if channelIsUp && next.row.attempts >= settings.retry.maxAttempts
                || now - row.createdAt > settings.patience
            {
                next.row.status = .failed
                next.isDeadLetter = true
                next.failed = order
                return (next, .terminate(reason: error))
            }
            next.isChanged = channelIsUp || isAtMostOnce
            let wait = settings.retry.wait(
                afterAttempt: max(1, next.row.attempts),
                random: random()
            )
            return (next, .nak(after: wait))

        case .failure(.rejected(let failure)):
            next.row.status = failure.status
            next.row.attempts += 1
            next.row.error = failure.rawValue
            next.failed = order
            return (next, .ack)
        }
    }

    /// A message that may have been taken, and must not go twice, counts as sent: a report may still say
    /// what became of it.
    func next(inDoubt row: Notification, _ order: NotificationSend) -> Next {
        var next = Next(row: row)
        next.row.status = .sent
        next.row.attempts += 1
        next.row.error = "unanswered"
        next.sent = order
        return next
    }

    /// There is no sense in sending any more.
    func next(giving up: Notification, because obstacle: Obstacle) -> Next {
        var next = Next(row: up)
        next.row.status = .failed
        next.row.error = obstacle.rawValue
        return next
    }

    /// A provider has told what became of a message.
    ///
    /// - `order`: What was to be sent, where it is still known.
    /// - Returns: `nil` where the report says nothing new.
    func next(
        after report: DeliveryReport,
        on row: Notification,
        order: NotificationSend?
    ) -> Next? {
        var next = Next(row: row)
        if let cost = report.costMicros { next.row.costMicros = cost }
        switch report.result {
        case .delivered:
            // It did arrive, whatever was believed before.
            guard row.status != .delivered else { return nil }
            next.row.error = nil
            next.row.arrived(by: report)
        case .complained:
            guard row.error != "complained" else { return nil }
            next.row.error = "complained"
            if row.status != .delivered { next.row.arrived(by: report) }
        case .failed(let failure):
            guard row.awaits(report) else { return nil }
            next.row.status = failure.status
            next.row.providerID = report.providerID
            next.row.error = failure.rawValue
            next.failed = order
        case .bouncedHard:
            guard row.awaits(report) else { return nil }
            next.row.status = .bounced
            next.row.providerID = report.providerID
            next.row.error = PermanentFailure.hardBounce.rawValue
        case .bouncedSoft:
            guard row.awaits(report) else { return nil }
            bounceSoftly(&next, report, order)
        }
        return next
    }

    /// Sends once more, as long as tries are left and the text is still known.
    private func bounceSoftly(
        _ next: inout Next,
        _ report: DeliveryReport,
        _ order: NotificationSend?
    ) {
        let wasQueued = next.row.status == .queued
        next.row.error = "soft_bounce"
        next.row.providerID = report.providerID
        if wasQueued {
            // A crash swallowed the provider's answer; the order itself is still in the stream.
            next.row.attempts += 1
            next.row.lastAttemptAt = report.at
        }
        if next.row.attempts < settings.softBounceAttempts, wasQueued || order != nil {
            next.row.status = .queued
            next.again = wasQueued ? nil : order
        } else {
            next.row.status = .bounced
        }
    }
}

extension NotificationSend {
    /// Whether it carries a code that is of no use any more.
    func hasExpired(at now: Instant) -> Bool { expiresAt.map { $0 <= now } ?? false }

    /// When the code that it carries is of no use any more.
    var expiresAt: Instant? {
        switch content {
        case .verification(_, _, let expiresAt): expiresAt
        case .account(let mail): mail.expiresAt
        default: nil
        }
    }
}

extension Notification {
    fileprivate mutating func arrived(by report: DeliveryReport) {
        status = .delivered
        providerID = report.providerID
        deliveredAt = report.at
    }

    /// False for failures of a row that is settled, and for reports about an earlier try.
    fileprivate func awaits(_ report: DeliveryReport) -> Bool {
        switch status {
        case .queued: providerID != report.providerID
        // Of a message whose answer was lost nobody knows the provider's name.
        case .sent: providerID == nil || providerID == report.providerID
        case .delivered, .failed, .bounced: false
        }
    }
}
