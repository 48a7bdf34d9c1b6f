import Domain
import Foundation

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
    ) throws(UnreadableMessage) -> Message.Payload {
        var secrets: [String] = []
        if let sealed {
            guard let plain = sealer.open(sealed, for: id) else {
                throw UnreadableMessage(id: id, reason: "sealed under another key")
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
            throw UnreadableMessage(id: id, reason: "cannot be read\(reason)")
        }
    }
}

/// What a process that starts finds in the outbox.
package struct OutgoingMessages: Sendable {
    package fileprivate(set) var messages: [Message] = []
    package fileprivate(set) var unreadable: [UnreadableMessage] = []
}

/// A stored message that this build, with this key, can make nothing of.
package struct UnreadableMessage: Error, Hashable {
    /// The consumer that dead letters name where none has been given the message.
    package static let consumer = "outbox"

    package let id: MessageID
    package let reason: String
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
    fileprivate static let buryOutgoing = Query(
        """
        INSERT OR IGNORE INTO dead_letters
            (id, consumer, subject, payload, reason, deliveries, published_at, died_at, sealed)
        SELECT id, '\(UnreadableMessage.consumer)', subject, payload, ?2, 0, published_at, ?3, sealed
        FROM outbox WHERE id = ?1
        """
    )
    fileprivate static let deleteOutgoing = Query("DELETE FROM outbox WHERE id = ?")
    fileprivate static let insertDeadLetter = Table.deadLetters.insert("OR IGNORE")
    fileprivate static let deadLetters = Table.deadLetters.select(
        "ORDER BY died_at, id, consumer"
    )
}

extension Transaction {
    /// Messages that were not settled when their step's process ended, in the order they were made.
    func outgoing(sealer: any Sealer) throws -> OutgoingMessages {
        var found = OutgoingMessages()
        _ = try reading(.outgoing).all({ _ in }) { row in
            let id: MessageID = try row.identifier()
            let (json, sealed, publishedAt) = (row.text(), row.optionalBytes(), row.instant())
            do throws(UnreadableMessage) {
                let payload = try StoredPayload.payload(
                    json,
                    sealed: sealed,
                    of: id,
                    sealer: sealer
                )
                found.messages.append(
                    Message(id: id, payload: payload, publishedAt: publishedAt)
                )
            } catch {
                found.unreadable.append(error)
            }
        }
        return found
    }

    /// Makes a dead letter of a message that cannot be read, as it lies there.
    func bury(_ message: UnreadableMessage, at now: Instant) throws {
        try writing(.buryOutgoing).run {
            $0.bind(message.id)
            $0.bind(message.reason)
            $0.bind(now)
        }
        try erase(message.id)
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
