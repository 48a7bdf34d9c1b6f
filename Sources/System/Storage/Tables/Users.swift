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
        ]
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

    /// A host by e-mail address, with the stored form of the password.
    package func host(
        email: EmailAddress
    ) throws -> (host: Host, passwordHash: String?)? {
        try reading(.hostByEmail).first({ $0.bind(email.unredacted) }) {
            (try Host(from: &$0), $0.optionalText())
        }
    }
}
