import Domain
import GRDBSQLite

extension Table {
    /// Hosts.
    static let users = Table(
        "users",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "name TEXT NOT NULL",
            "email TEXT NOT NULL UNIQUE",
        ],
        given: [
            "password_hash TEXT",
            "created_at INTEGER NOT NULL",
        ],
        // Seconds since 1970: sessions that began before are over.
        others: ["sessions_since INTEGER NOT NULL DEFAULT 0"]
    )
}

extension Host: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            name: row.text(),
            email: try row.parsed { EmailAddress($0) }
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(name)
        values.bind(email.unredacted)
    }
}

extension Query {
    fileprivate static let insertHost = Table.users.insert()
    fileprivate static let host = Table.users.select("WHERE id = ?")
    fileprivate static let hostByEmail = Query(
        "SELECT \(Table.users.columns), password_hash FROM users WHERE email = ?"
    )
    fileprivate static let setPassword = Query(
        "UPDATE users SET password_hash = ?2, sessions_since = ?3 WHERE id = ?1"
    )
    fileprivate static let sessionsBegin = Query("SELECT sessions_since FROM users WHERE id = ?")
    fileprivate static let deleteHost = Query("DELETE FROM users WHERE id = ?")
}

extension Transaction {
    package func insert(_ host: Host, passwordHash: String?, at instant: Instant) throws {
        try writing(.insertHost).run {
            host.bind(to: &$0)
            $0.bind(passwordHash)
            $0.bind(instant)
        }
    }

    package func host(_ id: HostID) throws -> Host? {
        try reading(.host).first({ $0.bind(id) }, Host.init)
    }

    /// Stores a new password's hash.
    ///
    /// - `second`: Since 1970; sessions that began before are over.
    package func setPassword(
        of host: HostID,
        to hash: String,
        endingSessionsBefore second: Int64
    ) throws {
        try writing(.setPassword).run {
            $0.bind(host)
            $0.bind(hash)
            $0.bind(Int(second))
        }
    }

    /// Seconds since 1970 from which on a host's sessions count; `nil` where there is no such host.
    package func sessionsBegin(of host: HostID) throws -> Int64? {
        try reading(.sessionsBegin).first({ $0.bind(host) }) { Int64($0.int()) }
    }

    /// Removes a host, whose events must be gone.
    package func deleteHost(_ id: HostID) throws {
        try writing(.deleteHost).run { $0.bind(id) }
    }

    /// A host by e-mail address, with the stored form of the password.
    package func host(
        email: EmailAddress
    ) throws -> (host: Host, passwordHash: String?)? {
        try reading(.hostByEmail).first({ $0.bind(email.unredacted) }) {
            (try Host(from: &$0), $0.optionalText())
        }
    }
}
