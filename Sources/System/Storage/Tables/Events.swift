import Domain

extension Table {
    static let events = Table(
        "events",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "host_id TEXT NOT NULL REFERENCES users (id)",
            "name TEXT NOT NULL",
            "slug TEXT NOT NULL UNIQUE",
            "event_date INTEGER NOT NULL",
            "venue TEXT NOT NULL",
            "max_capacity INTEGER CHECK (max_capacity > 0)",
            """
            status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'closed', 'archived'))
            """,
            "created_at INTEGER NOT NULL",
            "updated_at INTEGER NOT NULL",
        ],
        others: [
            "settings TEXT NOT NULL DEFAULT '{}'",
            "seats_taken INTEGER NOT NULL DEFAULT 0 CHECK (seats_taken >= 0)",
        ],
        indexes: ["CREATE INDEX idx_events_host ON events (host_id)"]
    )
}

extension Event: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            hostID: try row.identifier(),
            name: row.text(),
            slug: row.text(),
            startsAt: row.instant(),
            venue: row.text(),
            capacity: row.optionalInt(),
            status: try row.word(),
            createdAt: row.instant(),
            updatedAt: row.instant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(hostID)
        values.bind(name)
        values.bind(slug)
        values.bind(startsAt)
        values.bind(venue)
        values.bind(capacity)
        values.bind(status.rawValue)
        values.bind(createdAt)
        values.bind(updatedAt)
    }
}

extension Query {
    fileprivate static let insertEvent = Table.events.insert()
    fileprivate static let updateEvent = Query(
        """
        UPDATE events SET name = ?2, slug = ?3, event_date = ?4, venue = ?5, max_capacity = ?6,
            status = ?7, updated_at = ?8
        WHERE id = ?1 AND status = ?9
        """
    )
    fileprivate static let deleteEvent = Query("DELETE FROM events WHERE id = ?")
    fileprivate static let event = Table.events.select("WHERE id = ?")
    fileprivate static let eventStatus = Query("SELECT status FROM events WHERE id = ?")
    fileprivate static let eventBySlug = Table.events.select("WHERE slug = ?")
    fileprivate static let eventsOfHost = Table.events.select(
        "WHERE host_id = ? ORDER BY event_date, id"
    )
    fileprivate static let addSeats = Query(
        "UPDATE events SET seats_taken = seats_taken + ?2 WHERE id = ?1"
    )
    fileprivate static let seats = Query(
        "SELECT seats_taken, max_capacity FROM events WHERE id = ?"
    )
}

extension Transaction {
    package func insert(_ event: Event) throws {
        try writing(.insertEvent).run(event.bind)
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
        try flush()
        try writing(.deleteEvent).run { $0.bind(id) }
    }

    package func event(_ id: EventID) throws -> Event? {
        try reading(.event).first({ $0.bind(id) }, Event.init)
    }

    /// An event's status alone.
    package func status(of event: EventID) throws -> Event.Status? {
        try reading(.eventStatus).first({ $0.bind(event) }) { try $0.word() }
    }

    package func event(slug: String) throws -> Event? {
        try reading(.eventBySlug).first({ $0.bind(slug) }, Event.init)
    }

    /// A host's events, the earliest first.
    package func events(of host: HostID) throws -> [Event] {
        try reading(.eventsOfHost).all({ $0.bind(host) }, Event.init)
    }

    /// Seats taken and the most there may be.
    package func seats(of event: EventID) throws -> (taken: Int, capacity: Int?)? {
        try reading(.seats).first({ $0.bind(event) }) { ($0.int(), $0.optionalInt()) }
    }

    package func addSeats(_ count: Int, to event: EventID) throws {
        try writing(.addSeats).run {
            $0.bind(event)
            $0.bind(count)
        }
    }
}
