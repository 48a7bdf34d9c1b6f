import Domain
import Foundation

extension Table {
    /// Fingerprints repeat a lot and are stored once each.
    static let fingerprints = Table(
        "fingerprints",
        row: [
            "id INTEGER PRIMARY KEY",
            "fingerprint TEXT NOT NULL",
        ],
        hasRowID: true
    )
}

extension Query {
    fileprivate static let insertFingerprint = Query(
        "INSERT INTO fingerprints (fingerprint) VALUES (?)"
    )
    fileprivate static let fingerprint = Query(
        "SELECT fingerprint FROM fingerprints WHERE id = ?"
    )
}

extension Transaction {
    /// Stores a fingerprint that is new, and gives its row's number.
    func insert(_ fingerprint: Fingerprint) throws -> Int {
        text.removeAll()
        fingerprint.writeJSON(to: text)
        try writing(.insertFingerprint).run { $0.bind(text) }
        return lastInsertedRowID
    }

    /// The fingerprint of a row; `nil` where there is none, or a text that is none.
    func storedFingerprint(_ row: Int) throws -> Fingerprint? {
        try reading(.fingerprint).first({ $0.bind(row) }) {
            try? JSONDecoder().decode(Fingerprint.self, from: Data($0.text().utf8))
        } ?? nil
    }
}
