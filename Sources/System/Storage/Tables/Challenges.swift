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
            "response TEXT NOT NULL DEFAULT 'maybe'",
            "plus_ones INTEGER NOT NULL DEFAULT 0",
            "dietary_notes TEXT NOT NULL DEFAULT ''",
            "asked_address TEXT NOT NULL DEFAULT '0.0.0.0'",
            "asked_device INTEGER NOT NULL DEFAULT 0",
            "asked_browser TEXT",
            "answer_hash TEXT NOT NULL",
            "issued_at INTEGER NOT NULL",
            "expires_at INTEGER NOT NULL",
            "risk_score INTEGER CHECK (risk_score BETWEEN 0 AND 100)",
            """
            purpose TEXT NOT NULL DEFAULT 'reply'
                    CHECK (purpose IN ('reply', 'disputed', 'changed', 'show'))
            """,
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
            reply: Reply(
                response: try row.word(),
                plusOnes: row.int(),
                dietaryNotes: row.text()
            ),
            asker: Asker(
                address: try row.parsed { IPAddress($0) },
                device: row.int(),
                browser: try row.optionalIdentifier()
            ),
            answerHash: row.text(),
            issuedAt: row.instant(),
            expiresAt: row.instant(),
            score: row.optionalInt().map(RiskScore.init),
            purpose: try row.word(),
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
        values.bind(reply.response.rawValue)
        values.bind(reply.plusOnes)
        values.bind(reply.dietaryNotes)
        values.bind(asker.address)
        values.bind(asker.device)
        values.bind(asker.browser)
        values.bind(answerHash)
        values.bind(issuedAt)
        values.bind(expiresAt)
        values.bind(score?.value)
        values.bind(purpose.rawValue)
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
    fileprivate static let openQuestion = Table.challenges.select(
        "WHERE access_id = ?1 AND token_id = ?2 AND status = 'open' AND expires_at > ?3"
    )
    fileprivate static let changeReply = Query(
        """
        UPDATE challenges
        SET response = ?2, plus_ones = ?3, dietary_notes = ?4, risk_score = ?5
        WHERE id = ?1 AND status = 'open'
        """
    )
    /// An answer that was right is no guess.
    fileprivate static let codesGuessed = Query(
        """
        SELECT coalesce(sum(tries - (status = 'passed')), 0) FROM challenges
        WHERE token_id = ? AND kind = 'code'
        """
    )
    private static let byAsker = "(asked_address = ?3 OR asked_device = ?4 OR asked_browser = ?5)"
    fileprivate static let challengesMissed = Query(
        """
        SELECT count(*) FROM challenges WHERE token_id = ?1 AND issued_at > ?2 AND issued_at <= ?6
            AND status NOT IN ('passed', 'undeliverable') AND \(byAsker)
        """
    )
    fileprivate static let codesOfAsker = Query(
        """
        SELECT count(*) FROM challenges
        WHERE token_id = ?1 AND issued_at > ?2 AND kind = 'code' AND \(byAsker)
        """
    )
    fileprivate static let questionsOfToken = Query(
        "SELECT count(*) FROM challenges WHERE token_id = ?1 AND issued_at > ?2"
    )
    fileprivate static let codesOfPhone = Query(
        """
        SELECT count(*) FILTER (WHERE issued_at > ?3), count(*)
        FROM guests JOIN challenges ON challenges.guest_id = guests.id
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

    /// A form's question that waits for its answer.
    package func openQuestion(
        of access: AccessID,
        with token: TokenID,
        at now: Instant
    ) throws -> Challenge? {
        try reading(.openQuestion).first(
            {
                $0.bind(access)
                $0.bind(token)
                $0.bind(now)
            },
            Challenge.init
        )
    }

    /// The same form is sent off once more: what it says now is what its question is about.
    package func changeReply(_ challenge: Challenge) throws {
        try writing(.changeReply).run {
            $0.bind(challenge.id)
            $0.bind(challenge.reply.response.rawValue)
            $0.bind(challenge.reply.plusOnes)
            $0.bind(challenge.reply.dietaryNotes)
            $0.bind(challenge.score?.value)
        }
    }

    /// Challenges of a link that somebody has not passed, those aside that reached nobody.
    ///
    /// - `asker`: By any of address, device and browser.
    /// - `since`, `until`: After which instant they were asked, and until which.
    package func challengesMissed(
        by asker: Asker,
        with token: TokenID,
        since instant: Instant,
        until end: Instant
    ) throws -> Int {
        try reading(.challengesMissed).first({
            $0.bind(token)
            $0.bind(instant)
            Self.bind(asker, to: &$0)
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
        /// Wrong codes that a link was given, ever.
        package let guessed: Int
        /// By one asker with one link within the hour.
        package let byAsker: Int
        /// For one phone number within the hour, whatever the link; 0 where there is no phone.
        package let toPhone: Int
        /// For one phone number within the day.
        package let toPhoneToday: Int
        /// At one event within the hour.
        package let atEvent: Int
    }

    /// Codes that were asked for within the hour or the day before `now`.
    package func codesAsked(
        with token: TokenID,
        of guest: Guest,
        by asker: Asker,
        at now: Instant
    ) throws -> CodesAsked {
        let hourAgo = now.advanced(by: .zero - .hours(1))
        var toPhone = (hour: 0, day: 0)
        if let phone = guest.phone {
            try reading(.codesOfPhone).first({
                $0.bind(phone.unredacted)
                $0.bind(now.advanced(by: .zero - .days(1)))
                $0.bind(hourAgo)
            }) { toPhone = (hour: $0.int(), day: $0.int()) }
        }
        return CodesAsked(
            guessed: try reading(.codesGuessed).first({ $0.bind(token) }) { $0.int() } ?? 0,
            byAsker: try reading(.codesOfAsker).first({
                $0.bind(token)
                $0.bind(hourAgo)
                Self.bind(asker, to: &$0)
            }) { $0.int() } ?? 0,
            toPhone: toPhone.hour,
            toPhoneToday: toPhone.day,
            atEvent: try reading(.codesOfEvent).first({
                $0.bind(guest.eventID)
                $0.bind(hourAgo)
            }) { $0.int() } ?? 0
        )
    }

    /// Questions that a link was asked since an instant, itself excluded.
    package func questionsAsked(with token: TokenID, since instant: Instant) throws -> Int {
        try reading(.questionsOfToken).first({
            $0.bind(token)
            $0.bind(instant)
        }) { $0.int() } ?? 0
    }

    private static func bind(_ asker: Asker, to values: inout Binder) {
        values.bind(asker.address)
        values.bind(asker.device)
        values.bind(asker.browser)
    }
}
