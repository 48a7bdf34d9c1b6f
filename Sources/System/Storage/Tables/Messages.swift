import Domain
import Foundation
import GRDBSQLite

extension Table {
    /// Messages that are not settled yet.
    static let outbox = Table(
        "outbox",
        row: [
            "id TEXT NOT NULL PRIMARY KEY",
            "payload TEXT NOT NULL",
            "sealed BLOB",
            "published_at INTEGER NOT NULL",
        ],
        given: ["subject TEXT NOT NULL"]
    )

    /// Messages that consumers gave up.
    static let deadLetters = Table(
        "dead_letters",
        row: [
            "id TEXT NOT NULL",
            "consumer TEXT NOT NULL",
            "subject TEXT NOT NULL",
            "payload TEXT NOT NULL",
            "reason TEXT NOT NULL",
            "deliveries INTEGER NOT NULL",
            "published_at INTEGER NOT NULL",
            "died_at INTEGER NOT NULL",
        ],
        given: ["sealed BLOB"],
        primaryKey: "id, consumer"
    )
}

/// A message as it is stored: its payload, and apart from it what a copied database must not show.
private struct StoredPayload {
    let json: String
    let sealed: [UInt8]?

    init(_ message: Message, sealer: any Sealer) throws {
        let drawer = SecretDrawer()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let key = SecretDrawer.key { encoder.userInfo[key] = drawer }
        json = String(decoding: try encoder.encode(Envelope(message.payload)), as: UTF8.self)
        let secrets = drawer.secrets
        sealed =
            secrets.isEmpty
            ? nil : sealer.seal(Array(secrets.joined(separator: "\n").utf8), for: message.id)
    }

    static func payload(
        _ json: String,
        sealed: [UInt8]?,
        of id: MessageID,
        sealer: any Sealer
    ) throws -> Message.Payload {
        var secrets: [String] = []
        if let sealed {
            guard let plain = sealer.open(sealed, for: id) else {
                throw StoreError(
                    code: SQLITE_CORRUPT,
                    message: "outbox: message \(id) is sealed under another key",
                    statement: ""
                )
            }
            secrets = String(decoding: plain, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        let decoder = JSONDecoder()
        if let key = SecretDrawer.key { decoder.userInfo[key] = SecretDrawer(secrets) }
        do {
            return try decoder.decode(Envelope<Message.Payload>.self, from: Data(json.utf8))
                .content
        } catch {
            let reason = (error as? UnknownVersion).map { ": \($0)" } ?? ""
            throw StoreError(
                code: SQLITE_CORRUPT,
                message: "outbox: message \(id) cannot be read\(reason)",
                statement: ""
            )
        }
    }
}

extension DeadLetter: Row {
    init(from row: inout StatementRow) throws {
        self.init(
            id: try row.identifier(),
            consumer: row.text(),
            subject: row.text(),
            payload: row.text(),
            reason: row.text(),
            deliveries: row.int(),
            publishedAt: row.instant(),
            diedAt: row.instant()
        )
    }

    func bind(to values: inout Binder) {
        values.bind(id)
        values.bind(consumer)
        values.bind(subject)
        values.bind(payload)
        values.bind(reason)
        values.bind(deliveries)
        values.bind(publishedAt)
        values.bind(diedAt)
    }
}

extension Query {
    fileprivate static let insertOutgoing = Table.outbox.insert()
    fileprivate static let outgoing = Table.outbox.select("ORDER BY id")
    fileprivate static let deleteOutgoing = Query("DELETE FROM outbox WHERE id = ?")
    fileprivate static let insertDeadLetter = Table.deadLetters.insert("OR IGNORE")
    fileprivate static let deadLetters = Table.deadLetters.select(
        "ORDER BY died_at, id, consumer"
    )
}

extension Transaction {
    /// Messages that were not settled when their step's process ended, in the order they were made.
    package func outgoing(sealer: any Sealer) throws -> [Message] {
        try reading(.outgoing).all({ _ in }) { row in
            let id: MessageID = try row.identifier()
            return Message(
                id: id,
                payload: try StoredPayload.payload(
                    row.text(),
                    sealed: row.optionalBytes(),
                    of: id,
                    sealer: sealer
                ),
                publishedAt: row.instant()
            )
        }
    }

    /// Messages that consumers gave up, the earliest first.
    package func deadLetters() throws -> [DeadLetter] {
        try reading(.deadLetters).all({ _ in }, DeadLetter.init)
    }

    // MARK: For the transaction

    func write(_ message: Message, sealer: any Sealer) throws {
        let stored = try StoredPayload(message, sealer: sealer)
        try writing(.insertOutgoing).run {
            $0.bind(message.id)
            $0.bind(stored.json)
            $0.bind(bytes: stored.sealed)
            $0.bind(message.publishedAt)
            $0.bind(message.subject.rawValue)
        }
    }

    func erase(_ message: MessageID) throws {
        try writing(.deleteOutgoing).run { $0.bind(message) }
    }

    func write(_ givenUp: GivenUpMessage, sealer: any Sealer) throws {
        let message = givenUp.message
        let stored = try StoredPayload(message, sealer: sealer)
        let letter = DeadLetter(
            id: message.id,
            consumer: givenUp.consumer,
            subject: message.subject.rawValue,
            payload: stored.json,
            reason: givenUp.reason,
            deliveries: givenUp.deliveries,
            publishedAt: message.publishedAt,
            diedAt: givenUp.at
        )
        try writing(.insertDeadLetter).run {
            letter.bind(to: &$0)
            $0.bind(bytes: stored.sealed)
        }
    }
}
