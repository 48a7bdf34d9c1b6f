import Domain

extension Table {
    static let revokedSessions = Table(
        "revoked_sessions",
        row: [
            "session_id TEXT NOT NULL PRIMARY KEY",
            "expires_at INTEGER NOT NULL",
        ]
    )
}

extension Query {
    fileprivate static let revoke = Table.revokedSessions.insert("OR IGNORE")
    fileprivate static let prune = Query("DELETE FROM revoked_sessions WHERE expires_at <= ?")
    fileprivate static let count = Query("SELECT count(*) FROM revoked_sessions")
    fileprivate static let isRevoked = Query(
        "SELECT 1 FROM revoked_sessions WHERE session_id = ?"
    )
}

extension Transaction {
    package func revokeSession(_ id: String, expiresAt: Instant) throws {
        try writing(.revoke).run {
            $0.bind(id)
            $0.bind(expiresAt)
        }
    }

    /// Forgets revoked sessions that have ended by themselves: they open nothing any more.
    package func pruneRevokedSessions(endedBefore instant: Instant) throws {
        try writing(.prune).run { $0.bind(instant) }
    }

    /// How many revoked sessions are remembered.
    package func revokedSessions() throws -> Int {
        try reading(.count).first({ _ in }) { $0.int() } ?? 0
    }

    package func isSessionRevoked(_ id: String) throws -> Bool {
        try reading(.isRevoked).exists { $0.bind(id) }
    }
}
