import Domain

extension Table {
    static let challenges = Table(
        "challenges",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "access_id TEXT NOT NULL",
            "token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE",
            "guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE",
            "event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE",
            "kind TEXT NOT NULL CHECK (kind IN ('name', 'code'))",
            "answer_hash TEXT NOT NULL",
            "issued_at INTEGER NOT NULL",
            "expires_at INTEGER NOT NULL",
            "risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100)",
            "replacing TEXT CHECK (replacing IN ('disputed', 'changed'))",
            "tries INTEGER NOT NULL DEFAULT 0",
            """
            status TEXT NOT NULL CHECK (status IN (
                    'open', 'passed', 'failed', 'expired', 'superseded', 'undeliverable'))
            """,
        ],
        indexes: [
            "CREATE INDEX idx_challenges_guest ON challenges (guest_id, issued_at)",
            "CREATE INDEX idx_challenges_token ON challenges (token_id)",
            "CREATE INDEX idx_challenges_event ON challenges (event_id, issued_at)",
        ]
    )
}

extension Challenge: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            accessID: try row.identifier(),
            tokenID: try row.identifier(),
            guestID: try row.identifier(),
            eventID: try row.identifier(),
            kind: try row.word(),
            answerHash: row.text(),
            issuedAt: row.instant(),
            expiresAt: row.instant(),
            score: row.optionalInt().map(RiskScore.init),
            replacing: try row.optionalWord(),
            tries: row.int(),
            status: try row.word()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(accessID)
        values.bind(tokenID)
        values.bind(guestID)
        values.bind(eventID)
        values.bind(kind.rawValue)
        values.bind(answerHash)
        values.bind(issuedAt)
        values.bind(expiresAt)
        values.bind(score?.value)
        values.bind(replacing?.rawValue)
        values.bind(tries)
        values.bind(status.rawValue)
    }
}

extension Query {
    fileprivate static let insertChallenge = Table.challenges.insert()
    fileprivate static let challenge = Table.challenges.select("WHERE id = ?")
    fileprivate static let updateChallenge = Query(
        """
        UPDATE challenges SET tries = ?2, status = ?3
        WHERE id = ?1 AND status = 'open' AND tries <= ?2
        """
    )
    fileprivate static let markUndeliverable = Query(
        "UPDATE challenges SET status = 'undeliverable' WHERE id = ? AND status = 'open'"
    )
    fileprivate static let namesTried = Query(
        "SELECT coalesce(sum(tries), 0) FROM challenges WHERE token_id = ? AND kind = 'name'"
    )
    fileprivate static let codesOfToken = Query(
        "SELECT count(*) FROM challenges WHERE token_id = ? AND kind = 'code'"
    )
    fileprivate static let challengesMissed = Query(
        """
        SELECT count(*) FROM challenges WHERE token_id = ?1 AND issued_at > ?2 AND issued_at <= ?3
            AND status NOT IN ('passed', 'undeliverable')
        """
    )
    fileprivate static let codesOfPhone = Query(
        """
        SELECT count(*) FROM guests JOIN challenges ON challenges.guest_id = guests.id
        WHERE guests.phone = ?1 AND kind = 'code' AND issued_at > ?2
        """
    )
    fileprivate static let codesOfEvent = Query(
        "SELECT count(*) FROM challenges WHERE event_id = ?1 AND kind = 'code' AND issued_at > ?2"
    )
}

extension Transaction {
    package func insert(_ challenge: Challenge) throws {
        try writing(.insertChallenge).run(challenge.bind)
    }

    package func challenge(_ id: ChallengeID) throws -> Challenge? {
        try reading(.challenge).first({ $0.bind(id) }, Challenge.init)
    }

    /// Stores the tries of an open challenge and, where it is over, how it ended.
    ///
    /// - Returns: False where it was over before.
    package func update(_ challenge: Challenge) throws -> Bool {
        try writing(.updateChallenge).change {
            $0.bind(challenge.id)
            $0.bind(challenge.tries)
            $0.bind(challenge.status.rawValue)
        } == 1
    }

    /// Ends an open challenge whose code reaches nobody.
    ///
    /// - Returns: False where it is not open.
    package func markUndeliverable(_ challenge: ChallengeID) throws -> Bool {
        try writing(.markUndeliverable).change { $0.bind(challenge) } == 1
    }

    /// Challenges of a link that nobody has passed, those aside that reached nobody.
    ///
    /// - `since`, `until`: After which instant they were asked, and until which.
    package func challengesMissed(
        with token: TokenID,
        since instant: Instant,
        until end: Instant
    ) throws -> Int {
        try reading(.challengesMissed).first({
            $0.bind(token)
            $0.bind(instant)
            $0.bind(end)
        }) { $0.int() } ?? 0
    }

    // MARK: Budgets

    /// Answers to name challenges that a link has been given, right or wrong.
    package func namesTried(with token: TokenID) throws -> Int {
        try reading(.namesTried).first({ $0.bind(token) }) { $0.int() } ?? 0
    }

    /// Codes that have been asked for.
    package struct CodesAsked: Sendable {
        /// With one link, ever.
        package let ofToken: Int
        /// For one phone number since an instant, whatever the link; 0 where there is no phone.
        package let ofPhone: Int
        /// At one event since an instant.
        package let ofEvent: Int
    }

    /// - `instant`: From when on codes to a phone and at an event are counted, itself excluded.
    package func codesAsked(
        with token: TokenID,
        by guest: Guest,
        since instant: Instant
    ) throws -> CodesAsked {
        CodesAsked(
            ofToken: try reading(.codesOfToken).first({ $0.bind(token) }) { $0.int() } ?? 0,
            ofPhone: try guest.phone.map { phone in
                try reading(.codesOfPhone).first({
                    $0.bind(phone.unredacted)
                    $0.bind(instant)
                }) { $0.int() } ?? 0
            } ?? 0,
            ofEvent: try reading(.codesOfEvent).first({
                $0.bind(guest.eventID)
                $0.bind(instant)
            }) { $0.int() } ?? 0
        )
    }
}
