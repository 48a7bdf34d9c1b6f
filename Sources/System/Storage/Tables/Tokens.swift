import Domain
import Foundation

extension Table {
    static let tokens = Table(
        "tokens",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE",
            "event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE",
            "token_hash TEXT NOT NULL CHECK (length(token_hash) = 64)",
            "created_at INTEGER NOT NULL",
            "expires_at INTEGER NOT NULL",
            "status TEXT NOT NULL CHECK (status IN ('active', 'used', 'revoked', 'expired'))",
            "flagged_until INTEGER",
            "used_at INTEGER",
        ],
        others: [
            "flag TEXT CHECK (flag IS NULL OR flagged_until IS NOT NULL)", "cleared_at INTEGER",
        ],
        indexes: [
            "CREATE UNIQUE INDEX idx_tokens_guest ON tokens (guest_id) WHERE status <> 'revoked'",
            "CREATE UNIQUE INDEX idx_tokens_hash ON tokens (token_hash)",
        ]
    )

    /// A link's short form opens the same door as its whole token.
    static let handles = Table(
        "handles",
        row: [
            "handle_hash TEXT NOT NULL PRIMARY KEY CHECK (length(handle_hash) = 64)",
            "token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE",
            // The reply that the message with this handle confirmed.
            "confirms TEXT",
        ],
        indexes: ["CREATE INDEX idx_handles_token ON handles (token_id)"]
    )
}

extension Token: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            guestID: try row.identifier(),
            eventID: try row.identifier(),
            hash: row.text(),
            issuedAt: row.instant(),
            expiresAt: row.instant(),
            status: try row.word(),
            flaggedUntil: row.optionalInstant(),
            usedAt: row.optionalInstant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(guestID)
        values.bind(eventID)
        values.bind(hash)
        values.bind(issuedAt)
        values.bind(expiresAt)
        values.bind(status.rawValue)
        values.bind(flaggedUntil)
        values.bind(usedAt)
    }
}

extension Query {
    fileprivate static let insertToken = Table.tokens.insert()
    fileprivate static let insertHandle = Table.handles.insert()
    fileprivate static let token = Table.tokens.select("WHERE id = ?")
    fileprivate static let tokenStatus = Query("SELECT status FROM tokens WHERE id = ?")
    fileprivate static let tokenByHash = Table.tokens.select("WHERE token_hash = ?")
    fileprivate static let tokenByHandle = Query(
        """
        SELECT \(Table.tokens.columns), confirms
        FROM tokens JOIN handles ON handles.token_id = tokens.id WHERE handle_hash = ?
        """
    )
    fileprivate static let tokenOfGuest = Table.tokens.select(
        "WHERE guest_id = ? AND status <> 'revoked'"
    )
    fileprivate static let useToken = Query(
        "UPDATE tokens SET status = 'used', used_at = ?2 WHERE id = ?1 AND status = 'active'"
    )
    fileprivate static let expireToken = Query(
        """
        UPDATE tokens SET status = 'expired'
        WHERE id = ?1 AND status = 'active' AND expires_at <= ?2
        """
    )
    fileprivate static let moveExpiry = Query(
        """
        UPDATE tokens SET expires_at = max(created_at + ?2, ?3)
        WHERE event_id = ?1 AND status IN ('active', 'used')
        """
    )
    fileprivate static let revokeToken = Query(
        "UPDATE tokens SET status = 'revoked' WHERE id = ? AND status <> 'revoked'"
    )
    fileprivate static let flagToken = Query(
        """
        UPDATE tokens SET flag = ?2, flagged_until = ?3
        WHERE id = ?1 AND (status = 'active' OR ?5 AND status = 'used')
            AND (flagged_until IS NULL OR flagged_until <= ?4)
        """
    )
    fileprivate static let clearToken = Query(
        """
        UPDATE tokens SET flag = NULL, flagged_until = NULL, cleared_at = ?2
        WHERE id = ?1 AND flagged_until > ?2
        """
    )
    fileprivate static let lastCleared = Query("SELECT cleared_at FROM tokens WHERE id = ?")
    fileprivate static let flagsOfEvent = Query(
        """
        SELECT guest_id, flag FROM tokens
        WHERE event_id = ?1 AND flagged_until > ?2 AND status <> 'revoked'
        """
    )
}

extension Transaction {
    package func insert(_ token: Token) throws {
        try writing(.insertToken).run(token.bind)
    }

    /// Stores that a link's handle opens the same door as its whole token.
    ///
    /// - `hash`: SHA-256 of the handle, 64 hexadecimal digits.
    /// - `reply`: The reply that the message with it confirms.
    package func insert(
        handleHash hash: String,
        of token: TokenID,
        confirming reply: RSVPID? = nil
    ) throws {
        try writing(.insertHandle).run {
            $0.bind(hash)
            $0.bind(token)
            $0.bind(reply)
        }
    }

    package func token(_ id: TokenID) throws -> Token? {
        try reading(.token).first({ $0.bind(id) }, Token.init)
    }

    /// How far a token got; read alone, because every invitation on its way out asks for it.
    package func status(of token: TokenID) throws -> Token.Status? {
        try reading(.tokenStatus).first({ $0.bind(token) }) { try $0.word() }
    }

    /// The token of this hash, whatever its status.
    package func token(hash: String) throws -> Token? {
        try reading(.tokenByHash).first({ $0.bind(hash) }, Token.init)
    }

    /// The token that a handle of this hash opens, whatever its status, and the reply that was confirmed
    /// with it.
    package func token(handleHash hash: String) throws -> (token: Token, confirms: RSVPID?)? {
        try reading(.tokenByHandle).first({ $0.bind(hash) }) {
            (try Token(from: &$0), try $0.optionalIdentifier())
        }
    }

    /// The guest's token that has not been revoked.
    package func token(of guest: GuestID) throws -> Token? {
        try reading(.tokenOfGuest).first({ $0.bind(guest) }, Token.init)
    }

    // MARK: How it goes on

    /// Uses an active token up.
    ///
    /// - Returns: False where it is active no longer: somebody else was faster.
    package func use(_ token: TokenID, at instant: Instant) throws -> Bool {
        try writing(.useToken).change {
            $0.bind(token)
            $0.bind(instant)
        } == 1
    }

    /// Marks an active token whose time is over.
    ///
    /// - Returns: False where it is active no longer, or has been given more time.
    package func expire(_ token: TokenID, at now: Instant) throws -> Bool {
        try writing(.expireToken).change {
            $0.bind(token)
            $0.bind(now)
        } == 1
    }

    /// An event is moved: its links live as long as if they had been issued for the new date.
    ///
    /// - `lifetime`: How long they live at least.
    package func moveExpiry(
        ofLinksTo event: EventID,
        lifetime: Duration,
        eventOver: Instant
    ) throws {
        try writing(.moveExpiry).run {
            $0.bind(event)
            $0.bind(Int(lifetime.microseconds))
            $0.bind(eventOver)
        }
    }

    /// Takes a token away from its guest, used or not.
    ///
    /// - Returns: False where that was done before.
    package func revoke(_ token: TokenID) throws -> Bool {
        try writing(.revokeToken).change { $0.bind(token) } == 1
    }

    // MARK: Flags

    /// Flags an active token, which asks for a code until the flag has had its time; a used one too, where
    /// it is about the reply that used it.
    ///
    /// - Returns: False where it bears a flag already, or opens nothing any more.
    package func raise(
        _ flag: LinkFlag,
        on token: TokenID,
        until end: Instant
    ) throws -> Bool {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(flag), as: UTF8.self)
        return try writing(.flagToken).change {
            $0.bind(token)
            $0.bind(text)
            $0.bind(end)
            $0.bind(flag.raisedAt)
            $0.bind(flag.wasRecorded)
        } == 1
    }

    /// When a flag was last taken off a token: what was known by then says nothing new.
    package func lastCleared(_ token: TokenID) throws -> Instant? {
        try reading(.lastCleared).first({ $0.bind(token) }) { $0.optionalInstant() } ?? nil
    }

    /// Takes a token's flag off.
    ///
    /// - Returns: False where there was none, or none any more.
    package func clearFlag(of token: TokenID, at now: Instant) throws -> Bool {
        try writing(.clearToken).change {
            $0.bind(token)
            $0.bind(now)
        } == 1
    }

    /// What raised the flags that an event's links bear, the earliest first.
    package func flags(
        of event: EventID,
        at now: Instant
    ) throws -> [(guest: GuestID, flag: LinkFlag)] {
        let bind: (inout Binder) -> Void = {
            $0.bind(event)
            $0.bind(now)
        }
        let flags = try reading(.flagsOfEvent).all(bind) { row in
            (
                guest: try row.identifier() as GuestID,
                flag: try row.parsed {
                    try? JSONDecoder().decode(LinkFlag.self, from: Data($0.utf8))
                }
            )
        }
        return flags.sorted {
            ($0.flag.raisedAt, $0.flag.accessID) < ($1.flag.raisedAt, $1.flag.accessID)
        }
    }
}
