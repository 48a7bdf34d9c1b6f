import Domain

extension Transaction {
    /// Stores a notification unless its cause has one on this channel already.
    ///
    /// - Returns: Whether it was new.
    package func insertNotification(_ notification: Notification) throws -> Bool {
        let cause = PendingRows.Cause(cause: notification.cause, channel: notification.channel)
        guard !pending.holds(cause) else { return false }
        let isKnown = try reading(.hasCause).first({
            $0.bind(cause.cause)
            $0.bind(cause.channel.rawValue)
        }) { _ in true }
        guard isKnown == nil else { return false }
        hasWritten = true
        pending.add(notification)
        return true
    }

    package func notification(_ id: NotificationID) throws -> Notification? {
        if let notification = pending.notification(id) { return notification }
        return try reading(.notification).first({ $0.bind(id) }) {
            try Self.notification(from: $0)
        }
    }

    /// Stores how far a notification got.
    package func updateNotification(_ notification: Notification) throws {
        hasWritten = true
        pending.update(notification)
    }

    /// Notifications that no provider has taken yet, the oldest first.
    package func queuedNotifications() throws -> [Notification] {
        try writePending()
        return try reading(.queuedNotifications).all({ _ in }) { try Self.notification(from: $0) }
    }

    func write(_ row: PendingRows.NotificationRow) throws {
        let notification = row.notification
        guard row.isNew else { return try update(notification) }
        try writing(.insertNotification).run {
            $0.bind(notification.id)
            $0.bind(notification.recipient.guestID)
            $0.bind(notification.recipient.hostID)
            $0.bind(notification.eventID)
            $0.bind(notification.channel.rawValue)
            $0.bind(notification.kind.rawValue)
            $0.bind(notification.cause)
            $0.bind(notification.status.rawValue)
            bindProgress(of: notification, to: &$0)
            $0.bind(notification.createdAt)
        }
    }

    private func update(_ notification: Notification) throws {
        try writing(.updateNotification).run {
            $0.bind(notification.id)
            $0.bind(notification.status.rawValue)
            bindProgress(of: notification, to: &$0)
        }
    }

    /// Six columns, from `provider_id` to `cost_micros`.
    private func bindProgress(of notification: Notification, to binder: inout Binder) {
        binder.bind(notification.providerID)
        binder.bind(notification.attempts)
        binder.bind(notification.lastAttemptAt)
        binder.bind(notification.deliveredAt)
        binder.bind(notification.error)
        binder.bind(notification.costMicros)
    }

    private static func notification(from row: StatementRow) throws -> Notification {
        let recipient: Notification.Recipient =
            row.isNull(1) ? .host(try row.identifier(2)) : .guest(try row.identifier(1))
        return Notification(
            id: try row.identifier(0),
            recipient: recipient,
            eventID: try row.identifier(3),
            channel: try row.word(4),
            kind: try row.word(5),
            cause: row.text(6),
            status: try row.word(7),
            providerID: row.optionalText(8),
            attempts: row.int(9),
            lastAttemptAt: row.optionalInstant(10),
            deliveredAt: row.optionalInstant(11),
            error: row.optionalText(12),
            costMicros: row.int(13),
            createdAt: row.instant(14)
        )
    }
}

extension Notification.Recipient {
    fileprivate var guestID: GuestID? {
        if case .guest(let id) = self { id } else { nil }
    }

    fileprivate var hostID: HostID? {
        if case .host(let id) = self { id } else { nil }
    }
}
