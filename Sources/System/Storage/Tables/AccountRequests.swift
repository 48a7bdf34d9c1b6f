import Domain

extension Table {
    /// Accounts and passwords that are asked for, until their code has come or their time is over.
    static let accountRequests = Table(
        "account_requests",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "kind TEXT NOT NULL CHECK (kind IN ('registration', 'password_reset'))",
            "email TEXT NOT NULL",
            "host_id TEXT",
            "name TEXT NOT NULL",
            "password_hash TEXT",
            "code_hash TEXT",
            "tries INTEGER NOT NULL",
            "expires_at INTEGER NOT NULL",
        ]
    )
}

extension AccountRequest: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            kind: try row.word(),
            email: try row.parsed { EmailAddress($0) },
            hostID: try row.optionalIdentifier(),
            name: row.text(),
            passwordHash: row.optionalText(),
            codeHash: row.optionalText(),
            tries: row.int(),
            expiresAt: row.instant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(kind.rawValue)
        values.bind(email.unredacted)
        values.bind(hostID)
        values.bind(name)
        values.bind(passwordHash)
        values.bind(codeHash)
        values.bind(tries)
        values.bind(expiresAt)
    }
}

extension Query {
    fileprivate static let insertRequest = Table.accountRequests.insert()
    fileprivate static let request = Table.accountRequests.select("WHERE id = ?")
    fileprivate static let countTry = Query(
        "UPDATE account_requests SET tries = tries + 1 WHERE id = ?"
    )
    fileprivate static let deleteRequest = Query("DELETE FROM account_requests WHERE id = ?")
    fileprivate static let pruneRequests = Query(
        "DELETE FROM account_requests WHERE expires_at <= ?"
    )
}

extension Transaction {
    package func insert(_ request: AccountRequest) throws {
        try writing(.insertRequest).run(request.bind)
    }

    package func accountRequest(_ id: AccountRequestID) throws -> AccountRequest? {
        try reading(.request).first({ $0.bind(id) }, AccountRequest.init)
    }

    /// Counts a wrong code.
    package func countTry(of request: AccountRequestID) throws {
        try writing(.countTry).run { $0.bind(request) }
    }

    package func deleteAccountRequest(_ id: AccountRequestID) throws {
        try writing(.deleteRequest).run { $0.bind(id) }
    }

    /// Forgets requests whose time is over, with the passwords that they brought.
    package func pruneAccountRequests(endedBefore instant: Instant) throws {
        try writing(.pruneRequests).run { $0.bind(instant) }
    }
}
