import Domain

extension Transaction {
    // MARK: Hosts and their sessions

    package func insert(_ host: Host, passwordHash: String?, at instant: Instant) throws {
        try writing(.insertHost).run {
            $0.bind(host.id)
            $0.bind(host.name)
            $0.bind(host.email.unredacted)
            $0.bind(passwordHash)
            $0.bind(instant)
        }
    }

    package func host(_ id: HostID) throws -> Host? {
        try reading(.host).first({ $0.bind(id) }) { try Self.host(from: $0) }
    }

    /// A host by e-mail address, with the stored form of the password.
    package func host(
        email: EmailAddress
    ) throws -> (host: Host, passwordHash: String?)? {
        try reading(.hostByEmail).first({ $0.bind(email.unredacted) }) {
            (try Self.host(from: $0), $0.optionalText(3))
        }
    }

    private static func host(from row: StatementRow) throws -> Host {
        guard let email = EmailAddress(row.text(2)) else {
            throw StoreError(code: 11, message: "users.email is no address", statement: "")
        }
        return Host(id: try row.identifier(0), name: row.text(1), email: email)
    }

    package func revokeSession(_ id: String, expiresAt: Instant) throws {
        try writing(.revokeSession).run {
            $0.bind(id)
            $0.bind(expiresAt)
        }
    }

    /// Forgets revoked sessions that have ended by themselves: they open nothing any more.
    package func pruneRevokedSessions(endedBefore instant: Instant) throws {
        try writing(.pruneSessions).run { $0.bind(instant) }
    }

    /// How many revoked sessions are remembered.
    package func revokedSessions() throws -> Int {
        try reading(.revokedSessions).first({ _ in }) { $0.int(0) } ?? 0
    }

    package func isSessionRevoked(_ id: String) throws -> Bool {
        try reading(.isSessionRevoked).first({ $0.bind(id) }) { _ in true } ?? false
    }

    // MARK: Events

    package func insert(_ event: Event) throws {
        try writing(.insertEvent).run {
            $0.bind(event.id)
            $0.bind(event.hostID)
            $0.bind(event.name)
            $0.bind(event.slug)
            $0.bind(event.startsAt)
            $0.bind(event.venue)
            $0.bind(event.capacity)
            $0.bind(event.status.rawValue)
            $0.bind(event.createdAt)
            $0.bind(event.updatedAt)
        }
    }

    /// Stores what a host changed of an event.
    ///
    /// - `status`: That the event had before.
    /// - Returns: False where it has another by now.
    package func update(_ event: Event, leaving status: Event.Status) throws -> Bool {
        try writing(.updateEvent).change {
            $0.bind(event.id)
            $0.bind(event.name)
            $0.bind(event.slug)
            $0.bind(event.startsAt)
            $0.bind(event.venue)
            $0.bind(event.capacity)
            $0.bind(event.status.rawValue)
            $0.bind(event.updatedAt)
            $0.bind(status.rawValue)
        } == 1
    }

    /// Removes an event with its guests, tokens and replies; accesses and notifications stay.
    package func deleteEvent(_ id: EventID) throws {
        // Accesses held back still name the event; written, they forget it with it.
        try writePending()
        try writing(.deleteEvent).run { $0.bind(id) }
    }

    package func event(_ id: EventID) throws -> Event? {
        try reading(.event).first({ $0.bind(id) }) { try Self.event(from: $0) }
    }

    /// An event's status alone.
    package func status(of event: EventID) throws -> Event.Status? {
        try reading(.eventStatus).first({ $0.bind(event) }) { try $0.word(0) }
    }

    package func event(slug: String) throws -> Event? {
        try reading(.eventBySlug).first({ $0.bind(slug) }) { try Self.event(from: $0) }
    }

    /// A host's events, the earliest first.
    package func events(of host: HostID) throws -> [Event] {
        try reading(.eventsOfHost).all({ $0.bind(host) }) { try Self.event(from: $0) }
    }

    /// Seats taken and the most there may be.
    package func seats(of event: EventID) throws -> (taken: Int, capacity: Int?)? {
        try reading(.seats).first({ $0.bind(event) }) { ($0.int(0), $0.optionalInt(1)) }
    }

    package func addSeats(_ count: Int, to event: EventID) throws {
        try writing(.addSeats).run {
            $0.bind(event)
            $0.bind(count)
        }
    }

    private static func event(from row: StatementRow) throws -> Event {
        Event(
            id: try row.identifier(0),
            hostID: try row.identifier(1),
            name: row.text(2),
            slug: row.text(3),
            startsAt: row.instant(4),
            venue: row.text(5),
            capacity: row.optionalInt(6),
            status: try row.word(7),
            createdAt: row.instant(8),
            updatedAt: row.instant(9)
        )
    }
}
