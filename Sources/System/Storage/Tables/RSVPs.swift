import Domain
import Foundation

extension Table {
    static let rsvps = Table(
        "rsvps",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "guest_id TEXT NOT NULL UNIQUE REFERENCES guests (id) ON DELETE CASCADE",
            "event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE",
            "token_id TEXT NOT NULL REFERENCES tokens (id)",
            "access_id TEXT NOT NULL",
            "response TEXT NOT NULL CHECK (response IN ('attending', 'declined', 'maybe'))",
            "plus_ones INTEGER NOT NULL CHECK (plus_ones >= 0)",
            "dietary_notes TEXT NOT NULL",
            "risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100)",
            "submitted_at INTEGER NOT NULL",
        ],
        given: [
            "fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id)",
            "ip_address TEXT NOT NULL",
            "browser TEXT",
        ],
        others: [lesson],
        indexes: ["CREATE INDEX idx_rsvps_event ON rsvps (event_id)"]
    )

    /// Whether it has taught the engine who its guest is, or was repudiated; nothing until then.
    private static let lesson = "lesson INTEGER CHECK (lesson IN (0, 1))"

    /// Replies that gave way to others.
    static let replacedRSVPs = Table(
        "replaced_rsvps",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE",
            "event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE",
            "token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE",
            "access_id TEXT NOT NULL",
            "response TEXT NOT NULL",
            "plus_ones INTEGER NOT NULL",
            "dietary_notes TEXT NOT NULL",
            "risk_score INTEGER",
            "submitted_at INTEGER NOT NULL",
        ],
        given: [
            "fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id)",
            "ip_address TEXT NOT NULL",
            "browser TEXT",
            """
            replacement TEXT NOT NULL CHECK (replacement IN (
                    'disputed', 'changed', 'reissued', 'undone'))
            """,
            "replaced_at INTEGER NOT NULL",
        ],
        others: [lesson],
        indexes: ["CREATE INDEX idx_replaced_rsvps_guest ON replaced_rsvps (guest_id)"]
    )
}

extension RSVP: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            guestID: try row.identifier(),
            eventID: try row.identifier(),
            tokenID: try row.identifier(),
            accessID: try row.identifier(),
            reply: Reply(
                response: try row.word(),
                plusOnes: row.int(),
                dietaryNotes: row.text()
            ),
            score: row.optionalInt().map(RiskScore.init),
            submittedAt: row.instant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(guestID)
        values.bind(eventID)
        values.bind(tokenID)
        values.bind(accessID)
        values.bind(reply.response.rawValue)
        values.bind(reply.plusOnes)
        values.bind(reply.dietaryNotes)
        values.bind(score?.value)
        values.bind(submittedAt)
    }
}

extension Query {
    fileprivate static let insertRSVP = Table.rsvps.insert()
    fileprivate static let rsvpOfGuest = Table.rsvps.select("WHERE guest_id = ?")
    fileprivate static let sender = Query(
        """
        SELECT ip_address, fingerprint, browser
        FROM rsvps JOIN fingerprints ON fingerprints.id = fingerprint_id WHERE guest_id = ?
        """
    )
    fileprivate static let repliesToReview = Query(
        """
        SELECT \(Table.rsvps.columns),
            (SELECT access_logs.risk_score FROM access_logs WHERE access_logs.id = access_id)
        FROM rsvps
        WHERE event_id = ?1 AND access_id IN (
            SELECT access_logs.id FROM access_logs
            WHERE flagged = 1 AND outcome = 'submitted' AND access_logs.event_id = ?1)
        ORDER BY submitted_at, id
        """
    )
    fileprivate static let rsvpsOfEvent = Table.rsvps.select("WHERE event_id = ? ORDER BY id")
    fileprivate static let allRSVPs = Query(
        "SELECT id FROM rsvps UNION ALL SELECT id FROM replaced_rsvps"
    )
    fileprivate static let deleteRSVP = Query("DELETE FROM rsvps WHERE guest_id = ?")
    fileprivate static let keepRSVP = Query(
        """
        INSERT INTO replaced_rsvps (\(Table.replacedRSVPs.givenColumns), lesson)
        SELECT \(Table.rsvps.givenColumns), ?2, ?3, lesson FROM rsvps WHERE guest_id = ?1
        """
    )
    fileprivate static let replacedRSVPs = Query(
        """
        SELECT \(Table.replacedRSVPs.columns), replacement FROM replaced_rsvps
        WHERE guest_id = ? ORDER BY replaced_at, id
        """
    )
    fileprivate static let statistics = Query(
        """
        SELECT (SELECT count(*) FROM guests WHERE event_id = ?1),
            count(*) FILTER (WHERE response = 'attending'),
            count(*) FILTER (WHERE response = 'declined'),
            count(*) FILTER (WHERE response = 'maybe'),
            coalesce(sum(1 + plus_ones) FILTER (WHERE response = 'attending'), 0)
        FROM rsvps WHERE event_id = ?1
        """
    )
}

extension Transaction {
    /// Stores a reply, with the address and device that sent it.
    package func insert(_ rsvp: RSVP, from visit: Visit) throws {
        let fingerprint = try row(of: visit.fingerprint)
        try writing(.insertRSVP).run {
            rsvp.bind(to: &$0)
            $0.bind(fingerprint)
            $0.bind(visit.address)
            $0.bind(visit.browser)
        }
    }

    /// Who sent the reply that stands.
    package func sender(of guest: GuestID) throws -> Visit? {
        try reading(.sender).first({ $0.bind(guest) }) { row in
            Visit(
                address: try row.parsed { IPAddress($0) },
                fingerprint: try row.parsed {
                    try? JSONDecoder().decode(Fingerprint.self, from: Data($0.utf8))
                },
                referrer: "",
                browser: try row.optionalIdentifier()
            )
        }
    }

    package func rsvp(of guest: GuestID) throws -> RSVP? {
        try reading(.rsvpOfGuest).first({ $0.bind(guest) }, RSVP.init)
    }

    /// An event's replies in the order they were recorded.
    package func rsvps(of event: EventID) throws -> [RSVP] {
        try reading(.rsvpsOfEvent).all({ $0.bind(event) }, RSVP.init)
    }

    /// The identifiers of all replies, those that gave way to others included.
    package func allRSVPs() throws -> Set<RSVPID> {
        Set(try reading(.allRSVPs).all({ _ in }) { try $0.identifier() })
    }

    package func deleteRSVP(of guest: GuestID) throws {
        try writing(.deleteRSVP).run { $0.bind(guest) }
    }

    /// Takes a guest's reply out of those that count, and keeps it among those that gave way.
    package func replaceRSVP(
        of guest: GuestID,
        because replacement: Replacement,
        at instant: Instant
    ) throws {
        try writing(.keepRSVP).run {
            $0.bind(guest)
            $0.bind(replacement.rawValue)
            $0.bind(instant)
        }
        try deleteRSVP(of: guest)
    }

    /// A guest's replies that gave way to others, the earliest first.
    package func replacedRSVPs(
        of guest: GuestID
    ) throws -> [(rsvp: RSVP, replacement: Replacement)] {
        try reading(.replacedRSVPs).all({ $0.bind(guest) }) {
            (try RSVP(from: &$0), try $0.word())
        }
    }

    /// Takes a reply out of those that count, and its seats with it.
    package func giveWay(
        _ rsvp: RSVP,
        because replacement: Replacement,
        at instant: Instant
    ) throws {
        // Whoever sent it was not the guest.
        let isRepudiated = replacement == .disputed || replacement == .undone
        if isRepudiated, let visit = try sender(of: rsvp.guestID) {
            publish(.replyRepudiated(rsvp, from: visit))
        }
        try replaceRSVP(of: rsvp.guestID, because: replacement, at: instant)
        try addSeats(-rsvp.reply.seats, to: rsvp.eventID)
        emit(.rsvpReplaced(rsvp, replacement))
    }

    /// Replies of an event that were let in before anybody had judged them and that nobody has dealt with,
    /// the earliest first, each with the score that came late; `nil` where none has come yet.
    package func repliesToReview(
        of event: EventID
    ) throws -> [(rsvp: RSVP, score: RiskScore?)] {
        try flush()
        return try reading(.repliesToReview).all({ $0.bind(event) }) {
            (try RSVP(from: &$0), $0.optionalInt().map(RiskScore.init))
        }
    }

    /// An event's replies, counted.
    package func statistics(of event: EventID) throws -> EventStatistics {
        try reading(.statistics).first({ $0.bind(event) }) {
            EventStatistics(
                guests: $0.int(),
                attending: $0.int(),
                declined: $0.int(),
                maybe: $0.int(),
                seats: $0.int()
            )
        } ?? EventStatistics()
    }
}
