import Domain
import Foundation

extension Table {
    static let accessLogs = Table(
        "access_logs",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "guest_id TEXT REFERENCES guests (id) ON DELETE SET NULL",
            "token_id TEXT REFERENCES tokens (id) ON DELETE SET NULL",
            "event_id TEXT",
            "fingerprint_id INTEGER NOT NULL REFERENCES fingerprints (id)",
            "ip_address TEXT NOT NULL",
            "referrer TEXT NOT NULL",
            "rejection TEXT",
            "country TEXT",
            "city TEXT",
            "latitude REAL",
            "longitude REAL",
            "asn INTEGER",
            "network TEXT",
            "risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100)",
            "risk_reasons TEXT",
            "scored_at INTEGER",
            "machine INTEGER NOT NULL DEFAULT 0 CHECK (machine IN (0, 1))",
            "decision TEXT",
            "outcome TEXT NOT NULL",
            "flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1))",
            "created_at INTEGER NOT NULL",
        ],
        given: [
            "earlier_accesses INTEGER NOT NULL DEFAULT 0",
            // Whether much spoke against a person's opening; nothing until it is scored.
            "doubted INTEGER CHECK (doubted IN (0, 1))",
        ],
        indexes: [
            """
            CREATE INDEX idx_access_logs_guest ON access_logs (guest_id, created_at DESC, machine)
            """,
            """
            CREATE INDEX idx_access_logs_token ON access_logs (token_id) WHERE token_id IS NOT NULL
            """,
            "CREATE INDEX idx_access_logs_flagged ON access_logs (flagged) WHERE flagged = 1",
        ]
    )
}

extension Query {
    fileprivate static let insertAccess = Table.accessLogs.insert()
    fileprivate static let standing = Query(
        "SELECT (SELECT 1 FROM guests WHERE id = ?1), (SELECT 1 FROM tokens WHERE id = ?2)"
    )
    fileprivate static let recordDecision = Query(
        """
        UPDATE access_logs SET decision = ?2, outcome = ?3, flagged = max(flagged, ?4)
        WHERE id = ?1
        """
    )
    fileprivate static let recordOutcome = Query(
        "UPDATE access_logs SET outcome = ?2 WHERE id = ?1"
    )
    fileprivate static let settleFlag = Query("UPDATE access_logs SET flagged = 0 WHERE id = ?")
    fileprivate static let isScored = Query(
        "SELECT scored_at IS NOT NULL FROM access_logs WHERE id = ?"
    )
    fileprivate static let isFlagged = Query("SELECT flagged FROM access_logs WHERE id = ?")
    fileprivate static let access = Query(
        """
        SELECT token_id, created_at, ip_address, fingerprint, referrer, rejection, outcome,
            earlier_accesses
        FROM access_logs JOIN fingerprints ON fingerprints.id = fingerprint_id
        WHERE access_logs.id = ?
        """
    )
    fileprivate static let accessesOfGuest = Query(
        "SELECT count(*) FROM access_logs WHERE guest_id = ? AND machine = 0"
    )
}

extension Transaction {
    /// An access as it was opened, and how far it got.
    package struct StoredAccess: Sendable {
        package let id: AccessID
        /// `nil` where the token presented was none of ours, or is gone.
        package let tokenID: TokenID?
        package let openedAt: Instant
        package let visit: Visit
        /// Why no form was served; `nil` where one was.
        package let rejection: Rejection?
        package let outcome: Outcome
        /// How often the guest's links had been opened before, as it was known then.
        package let earlierAccesses: Int
    }

    /// Writes an access down as it arrives, before anybody has judged it.
    package func insert(_ access: Access) throws {
        let fingerprint = try row(of: access.visit.fingerprint)
        let (guest, token) = try standing(access)
        pending.add(
            PendingRows.AccessRow(
                access: access,
                guest: guest,
                token: token,
                fingerprint: fingerprint,
                outcome: access.rejection == nil ? .opened : .rejected
            )
        )
    }

    /// The guest and the link of an access, where they are still there.
    private func standing(_ access: Access) throws -> (GuestID?, TokenID?) {
        guard access.guestID != nil || access.tokenID != nil else { return (nil, nil) }
        let standing = try reading(.standing).first({
            $0.bind(access.guestID)
            $0.bind(access.tokenID)
        }) { ($0.optionalInt() != nil, $0.optionalInt() != nil) }
        guard let (hasGuest, hasToken) = standing else { return (nil, nil) }
        return (hasGuest ? access.guestID : nil, hasToken ? access.tokenID : nil)
    }

    package func access(_ id: AccessID) throws -> StoredAccess? {
        if let row = pending.access(id) {
            return StoredAccess(
                id: id,
                tokenID: row.token,
                openedAt: row.access.openedAt,
                visit: row.access.visit,
                rejection: row.access.rejection,
                outcome: row.outcome,
                earlierAccesses: row.access.earlierAccesses
            )
        }
        return try reading(.access).first({ $0.bind(id) }) { row in
            StoredAccess(
                id: id,
                tokenID: try row.optionalIdentifier(),
                openedAt: row.instant(),
                visit: Visit(
                    address: try row.parsed { IPAddress($0) },
                    fingerprint: try row.parsed {
                        try? JSONDecoder().decode(Fingerprint.self, from: Data($0.utf8))
                    },
                    referrer: row.text()
                ),
                rejection: try row.optionalWord(),
                outcome: try row.word(),
                earlierAccesses: row.int()
            )
        }
    }

    /// How often a guest's links have been opened, by people.
    package func accessCount(of guest: GuestID) throws -> Int {
        let written = try reading(.accessesOfGuest).first({ $0.bind(guest) }) { $0.int() } ?? 0
        return written + pending.accessCount(of: guest)
    }

    /// Whether something about it has still to be looked at.
    package func isAwaitingReview(_ id: AccessID) throws -> Bool {
        if let row = pending.access(id) { return row.isFlagged }
        return try reading(.isFlagged).first({ $0.bind(id) }) { $0.bool() } ?? false
    }

    package func isScored(_ id: AccessID) throws -> Bool {
        if let row = pending.access(id) { return row.scoredAt != nil }
        return try reading(.isScored).first({ $0.bind(id) }) { $0.bool() } ?? false
    }

    // MARK: How it goes on

    /// Somebody has dealt with what an access was flagged for.
    package func settleFlag(of access: AccessID) throws {
        guard !pending.update(access, { $0.isFlagged = false }) else { return }
        try writing(.settleFlag).run { $0.bind(access) }
    }

    package func recordDecision(
        _ decision: Decision,
        outcome: Outcome,
        isFlagged: Bool,
        of access: AccessID
    ) throws {
        let isPending = pending.update(access) { row in
            row.decision = decision
            row.outcome = outcome
            if isFlagged { row.isFlagged = true }
        }
        guard !isPending else { return }
        try writing(.recordDecision).run {
            $0.bind(access)
            $0.bind(decision.name)
            $0.bind(outcome.rawValue)
            $0.bind(isFlagged)
        }
    }

    package func recordOutcome(_ outcome: Outcome, of access: AccessID) throws {
        guard !pending.update(access, { $0.outcome = outcome }) else { return }
        try writing(.recordOutcome).run {
            $0.bind(access)
            $0.bind(outcome.rawValue)
        }
    }

    // MARK: For the transaction

    func write(_ row: PendingRows.AccessRow) throws {
        let access = row.access
        try writing(.insertAccess).run {
            $0.bind(access.id)
            $0.bind(row.guest)
            $0.bind(row.token)
            $0.bind(access.eventID)
            $0.bind(row.fingerprint)
            $0.bind(access.visit.address)
            $0.bind(access.visit.referrer)
            $0.bind(access.rejection?.rawValue)
            if let assessment = row.assessment {
                bind(assessment, scoredAt: row.scoredAt, to: &$0)
            } else {
                for _ in 0..<9 { $0.bindNull() }
                $0.bind(false)
            }
            $0.bind(row.decision?.name)
            $0.bind(row.outcome.rawValue)
            $0.bind(row.isFlagged)
            $0.bind(access.openedAt)
            $0.bind(access.earlierAccesses)
            $0.bind(row.isDoubted)
        }
    }
}
