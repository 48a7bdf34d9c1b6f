import Domain
import GRDB

/// What a step may do: read and write rows, publish messages, let onlookers see.
///
/// Valid inside the step that was given it and nowhere else. What it does with a table's rows stands
/// in the table's file.
package final class Transaction {
    @exclusivity(unchecked) var isRunning = false
    @exclusivity(unchecked) private(set) var outbox = Outbox()
    /// Rows that are written when the transaction is committed.
    @exclusivity(unchecked) var pending = PendingRows()
    /// Whether the running step may only read.
    @exclusivity(unchecked) private(set) var isReading = false
    /// Whether the running step has written anything.
    @exclusivity(unchecked) var hasWritten = false
    @exclusivity(unchecked) private var prepared: [PreparedStatement?] = []
    private let scratch = StatementScratch()
    /// For texts that are put together byte by byte, one at a time.
    let text = TextBuffer()
    private let database: Database
    /// Fingerprints that are known to be stored, by row number and the other way round; emptied when
    /// they grow past their limit.
    private var fingerprintRows: [Fingerprint: Int] = [:]
    private var fingerprints: [Int: Fingerprint] = [:]
    private static let fingerprintsKnown = 65_536

    private let outlet: any Outlet
    private let sealer: any Sealer

    init(_ database: Database, outlet: any Outlet, sealer: any Sealer) {
        self.database = database
        self.outlet = outlet
        self.sealer = sealer
    }

    /// Publishes a message once the step has succeeded.
    ///
    /// It is kept with the step until every consumer has settled it, so that a stop in between
    /// loses nothing.
    package func publish(_ payload: Message.Payload) {
        let message = outlet.message(payload)
        hasWritten = true
        outbox.items.append(.message(message))
        pending.add(message)
    }

    /// Lets onlookers see a system event once the step has succeeded.
    package func emit(_ systemEvent: SystemEvent) { outbox.items.append(.systemEvent(systemEvent)) }

    // MARK: For the extensions

    /// A statement that only reads.
    func reading(_ query: Query) throws -> PreparedStatement {
        if query.place < prepared.count, let statement = prepared[query.place] { return statement }
        let statement = try PreparedStatement(query.sql, in: database, scratch: scratch)
        while prepared.count <= query.place { prepared.append(nil) }
        prepared[query.place] = statement
        return statement
    }

    /// A statement that writes.
    func writing(_ query: Query) throws -> PreparedStatement {
        precondition(!isReading, "a step that only reads must not write: \(query.sql)")
        hasWritten = true
        return try reading(query)
    }

    /// The row number of a fingerprint, storing it where it is new.
    package func row(of fingerprint: Fingerprint) throws -> Int {
        if let row = fingerprintRows[fingerprint] { return row }
        let row = try insert(fingerprint)
        know(fingerprint, in: row)
        return row
    }

    /// The fingerprint of a row; `nil` where there is none that can be read.
    package func fingerprint(inRow row: Int) throws -> Fingerprint? {
        if let fingerprint = fingerprints[row] { return fingerprint }
        guard let fingerprint = try storedFingerprint(row) else { return nil }
        know(fingerprint, in: row)
        return fingerprint
    }

    private func know(_ fingerprint: Fingerprint, in row: Int) {
        if fingerprints.count >= Self.fingerprintsKnown { forgetFingerprints() }
        fingerprintRows[fingerprint] = row
        fingerprints[row] = fingerprint
    }

    private func forgetFingerprints() {
        fingerprintRows.removeAll(keepingCapacity: true)
        fingerprints.removeAll(keepingCapacity: true)
    }

    /// The number of the row that was inserted last.
    var lastInsertedRowID: Int { Int(database.lastInsertedRowID) }

    // MARK: For the session

    /// Writes what has been held back.
    func writePending() throws {
        guard !pending.isEmpty else { return }
        for row in pending.accesses { try write(row) }
        for row in pending.notifications { try write(row) }
        for message in pending.messages { try write(message, sealer: sealer) }
        for id in pending.erased { try erase(id) }
        for message in pending.givenUp { try write(message, sealer: sealer) }
        pending.removeAll()
    }

    func begin(reading: Bool) {
        isRunning = true
        isReading = reading
        hasWritten = false
    }

    /// Forgets what the step was about to let out, and what was only true within it.
    func forget() {
        outbox.items.removeAll(keepingCapacity: true)
        // What was stored before the step stays stored.
        if hasWritten { forgetFingerprints() }
    }

    func exchangeOutbox(for empty: Outbox) -> Outbox {
        let full = outbox
        outbox = empty
        return full
    }

    func finalise() {
        prepared.removeAll()
    }
}
