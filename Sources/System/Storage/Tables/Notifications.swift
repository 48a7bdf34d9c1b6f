import Domain

extension Table {
    static let notifications = Table(
        "notifications",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "guest_id TEXT",
            "host_id TEXT CHECK ((guest_id IS NULL) <> (host_id IS NULL))",
            "event_id TEXT CHECK (event_id IS NOT NULL OR type = 'account')",
            "channel TEXT NOT NULL CHECK (channel IN ('sms', 'email'))",
            "type TEXT NOT NULL",
            "cause TEXT NOT NULL",
            """
            status TEXT NOT NULL CHECK (status IN (
                    'queued', 'sent', 'delivered', 'failed', 'bounced'))
            """,
            "provider_id TEXT",
            "attempts INTEGER NOT NULL DEFAULT 0",
            "last_attempt INTEGER",
            "delivered_at INTEGER",
            "error TEXT",
            "cost_micros INTEGER NOT NULL DEFAULT 0",
            "created_at INTEGER NOT NULL",
        ],
        indexes: [
            """
            CREATE INDEX idx_notifications_status ON notifications (status)
                WHERE status IN ('queued', 'failed')
            """,
            "CREATE UNIQUE INDEX idx_notifications_cause ON notifications (cause, channel)",
        ]
    )
}

extension Notification: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            recipient: try Recipient(from: &row),
            eventID: try row.optionalIdentifier(),
            channel: try row.word(),
            kind: try row.word(),
            cause: row.text(),
            status: try row.word(),
            providerID: row.optionalText(),
            attempts: row.int(),
            lastAttemptAt: row.optionalInstant(),
            deliveredAt: row.optionalInstant(),
            error: row.optionalText(),
            costMicros: row.int(),
            createdAt: row.instant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        recipient.bind(to: &values)
        values.bind(eventID)
        values.bind(channel.rawValue)
        values.bind(kind.rawValue)
        values.bind(cause)
        bindProgress(to: &values)
        values.bind(createdAt)
    }

    /// What `bindProgress` stores.
    fileprivate mutating func takeProgress(of other: Self) {
        status = other.status
        providerID = other.providerID
        attempts = other.attempts
        lastAttemptAt = other.lastAttemptAt
        deliveredAt = other.deliveredAt
        error = other.error
        costMicros = other.costMicros
    }

    /// Seven columns, from `status` to `cost_micros`.
    fileprivate func bindProgress(to values: inout Binder) {
        values.bind(status.rawValue)
        values.bind(providerID)
        values.bind(attempts)
        values.bind(lastAttemptAt)
        values.bind(deliveredAt)
        values.bind(error)
        values.bind(costMicros)
    }
}

/// Two columns, one of which is null.
extension Notification.Recipient: Row {
    init(from row: inout StatementRow) throws {
        let guest: GuestID? = try row.optionalIdentifier()
        let host: HostID? = try row.optionalIdentifier()
        switch (guest, host) {
        case (let guest?, nil): self = .guest(guest)
        case (nil, let host?): self = .host(host)
        default: throw row.mismatch("a guest or a host", "both or neither")
        }
    }

    func bind(to values: inout Binder) {
        switch self {
        case .guest(let id):
            values.bind(id)
            values.bindNull()
        case .host(let id):
            values.bindNull()
            values.bind(id)
        }
    }
}

extension Query {
    fileprivate static let insertNotification = Table.notifications.insert()
    fileprivate static let updateNotification = Query(
        """
        UPDATE notifications SET status = ?2, provider_id = ?3, attempts = ?4, last_attempt = ?5,
            delivered_at = ?6, error = ?7, cost_micros = ?8
        WHERE id = ?1
        """
    )
    fileprivate static let hasCause = Query(
        "SELECT 1 FROM notifications WHERE cause = ? AND channel = ?"
    )
    fileprivate static let notification = Table.notifications.select("WHERE id = ?")
    /// By its links in force, a reissued one once; of a guest's messages the one that got furthest.
    fileprivate static let invitationProgress = Query(
        """
        SELECT status, count(*) FROM (
            SELECT n.status AS status, max(
                CASE n.status WHEN 'delivered' THEN 4 WHEN 'sent' THEN 3 WHEN 'queued' THEN 2
                WHEN 'bounced' THEN 1 ELSE 0 END
            )
            FROM guests g
            JOIN tokens t ON t.guest_id = g.id AND t.status <> 'revoked'
            JOIN notifications n ON n.cause = '\(Notification.invitationCause)' || t.id
            WHERE g.event_id = ? GROUP BY g.id
        ) GROUP BY status
        """
    )
    fileprivate static let queuedNotifications = Table.notifications.select(
        "WHERE status = 'queued' ORDER BY id"
    )
}

extension Transaction {
    /// Stores a notification unless its cause has one on this channel already.
    ///
    /// - Returns: Whether it was new.
    package func insertNotification(_ notification: Notification) throws -> Bool {
        let cause = PendingRows.Cause(notification)
        guard !pending.holds(cause) else { return false }
        let isKnown = try reading(.hasCause).exists {
            $0.bind(cause.cause)
            $0.bind(cause.channel.rawValue)
        }
        guard !isKnown else { return false }
        pending.add(notification)
        return true
    }

    package func notification(_ id: NotificationID) throws -> Notification? {
        if let notification = pending.notification(id) { return notification }
        return try reading(.notification).first({ $0.bind(id) }, Notification.init)
    }

    /// Stores how far a notification got, and nothing else of it; does nothing where there is none.
    package func updateNotification(_ notification: Notification) throws {
        guard var stored = try self.notification(notification.id) else { return }
        stored.takeProgress(of: notification)
        pending.update(stored)
    }

    /// Notifications that no provider has taken yet, the oldest first.
    package func queuedNotifications() throws -> [Notification] {
        try flush()
        return try reading(.queuedNotifications).all({ _ in }, Notification.init)
    }

    /// How the invitations of an event's guests are getting on; reminders are not counted.
    package func invitationProgress(of event: EventID) throws -> InvitationProgress {
        try flush()
        var progress = InvitationProgress()
        let counts = try reading(.invitationProgress).all({ $0.bind(event) }) { row in
            (status: try row.word() as Notification.Status, count: row.int())
        }
        for (status, count) in counts { progress.add(count, to: status) }
        return progress
    }

    func write(_ row: PendingRows.NotificationRow) throws {
        let notification = row.notification
        guard !row.isNew else { return try writing(.insertNotification).run(notification.bind) }
        try writing(.updateNotification).run {
            $0.bind(notification.id)
            notification.bindProgress(to: &$0)
        }
    }
}
