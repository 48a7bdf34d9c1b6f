import Domain
import Foundation
import GRDBSQLite

/// A message that a consumer gave up, as the store keeps it: everything but its secrets.
package struct DeadLetter: Sendable, Hashable {
    package let id: MessageID
    package let consumer: String
    package let subject: String
    /// The payload as JSON; links and codes are left out.
    package let payload: String
    package let reason: String
    package let deliveries: Int
    package let publishedAt: Instant
    package let diedAt: Instant
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
        json = String(decoding: try encoder.encode(message.payload), as: UTF8.self)
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
            return try decoder.decode(Message.Payload.self, from: Data(json.utf8))
        } catch {
            throw StoreError(
                code: SQLITE_CORRUPT,
                message: "outbox: message \(id) cannot be read",
                statement: ""
            )
        }
    }
}

extension Transaction {
    /// Messages that were not settled when their step's process ended, in the order they were made.
    package func outgoing(sealer: any Sealer) throws -> [Message] {
        try reading(.outgoing).all({ _ in }) { row in
            let id: MessageID = try row.identifier(0)
            return Message(
                id: id,
                payload: try StoredPayload.payload(
                    row.text(1),
                    sealed: row.optionalBytes(2),
                    of: id,
                    sealer: sealer
                ),
                publishedAt: row.instant(3)
            )
        }
    }

    /// Messages that consumers gave up, the earliest first.
    package func deadLetters() throws -> [DeadLetter] {
        try reading(.deadLetters).all({ _ in }) { row in
            DeadLetter(
                id: try row.identifier(0),
                consumer: row.text(1),
                subject: row.text(2),
                payload: row.text(3),
                reason: row.text(4),
                deliveries: row.int(5),
                publishedAt: row.instant(6),
                diedAt: row.instant(7)
            )
        }
    }

    func write(_ message: Message, sealer: any Sealer) throws {
        let stored = try StoredPayload(message, sealer: sealer)
        try writing(.insertOutgoing).run {
            $0.bind(message.id)
            $0.bind(message.subject.rawValue)
            $0.bind(stored.json)
            $0.bind(bytes: stored.sealed)
            $0.bind(message.publishedAt)
        }
    }

    func erase(_ message: MessageID) throws {
        try writing(.deleteOutgoing).run { $0.bind(message) }
    }

    func write(_ death: MessageDeath, sealer: any Sealer) throws {
        let message = death.message
        let stored = try StoredPayload(message, sealer: sealer)
        try writing(.insertDeadLetter).run {
            $0.bind(message.id)
            $0.bind(death.consumer)
            $0.bind(message.subject.rawValue)
            $0.bind(stored.json)
            $0.bind(bytes: stored.sealed)
            $0.bind(death.reason)
            $0.bind(death.deliveries)
            $0.bind(message.publishedAt)
            $0.bind(death.at)
        }
    }
}
