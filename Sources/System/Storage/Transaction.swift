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
    /// Those rows as they were before the running step had them written ahead of time.
    @exclusivity(unchecked) private var pendingBefore: PendingRows?
    /// Whether the running step may only read.
    @exclusivity(unchecked) private(set) var isReading = false
    /// Whether the running step has stored a fingerprint, which is forgotten with it.
    @exclusivity(unchecked) private var hasStoredFingerprint = false
    /// Whether the running step can be taken back without those that share its transaction.
    @exclusivity(unchecked) private var hasSavepoint = false
    /// How much of the outbox is earlier steps'.
    @exclusivity(unchecked) private var outboxBefore = 0
    /// Whether rows that were held back are being written.
    @exclusivity(unchecked) private var isFlushing = false
    private let sharesTransaction: Bool
    @exclusivity(unchecked) private var prepared: [PreparedStatement?] = []
    @exclusivity(unchecked) private var uses: [Int] = []
    private let scratch = StatementScratch()
    /// For texts that are put together byte by byte, one at a time.
    let text = TextBuffer()
    let database: Database
    /// Fingerprints that are known to be stored, by row number and the other way round; emptied when
    /// they grow past their limit.
    private var fingerprintRows: [Fingerprint: Int] = [:]
    private var fingerprints: [Int: Fingerprint] = [:]
    private static let fingerprintsKnown = 65_536

    private let outlet: any Outlet
    private let sealer: any Sealer

    init(
        _ database: Database,
        commits: Store.Commits,
        outlet: any Outlet,
        sealer: any Sealer
    ) {
        self.database = database
        sharesTransaction = commits.shareTransactions
        self.outlet = outlet
        self.sealer = sealer
    }

    /// Publishes a message once the step has succeeded.
    ///
    /// It is kept with the step until every consumer has settled it, so that a stop in between
    /// loses nothing.
    package func publish(_ payload: Message.Payload) {
        let message = outlet.message(payload)
        outbox.items.append(.message(message))
        pending.add(message)
    }

    /// Lets onlookers see a system event once the step has succeeded.
    package func emit(_ systemEvent: SystemEvent) { outbox.items.append(.systemEvent(systemEvent)) }

    // MARK: For the extensions

    /// A statement that only reads.
    func reading(_ query: Query) throws -> PreparedStatement {
        if query.place < prepared.count, let statement = prepared[query.place] {
            uses[query.place] &+= 1
            return statement
        }
        let statement = try PreparedStatement(query.sql, in: database, scratch: scratch)
        while prepared.count <= query.place {
            prepared.append(nil)
            uses.append(0)
        }
        prepared[query.place] = statement
        uses[query.place] += 1
        return statement
    }

    /// A statement that writes.
    func writing(_ query: Query) throws -> PreparedStatement {
        precondition(
            !isReading || isFlushing,
            "a step that only reads must not write: \(query.sql)"
        )
        if sharesTransaction, isRunning, !hasSavepoint {
            try reading(.savepoint).run { _ in }
            hasSavepoint = true
        }
        return try reading(query)
    }

    /// Has rows written that are held back, for a statement that must find them.
    func flush() throws {
        guard !pending.isEmpty else { return }
        if pendingBefore == nil { pendingBefore = pending }
        try writePending()
    }

    /// The row number of a fingerprint, storing it where it is new.
    package func row(of fingerprint: Fingerprint) throws -> Int {
        if let row = fingerprintRows[fingerprint] { return row }
        let row = try insert(fingerprint)
        hasStoredFingerprint = true
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
        isFlushing = true
        defer { isFlushing = false }
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
        hasStoredFingerprint = false
        outboxBefore = outbox.items.count
        pending.beginStep()
    }

    /// The step has succeeded.
    func end() throws {
        isRunning = false
        pendingBefore = nil
        guard hasSavepoint else { return }
        hasSavepoint = false
        try reading(.release).run { _ in }
    }

    /// The step has failed: what it has done is taken back, and nothing of the others.
    func takeBack() throws {
        isRunning = false
        outbox.items.removeLast(outbox.items.count - outboxBefore)
        if let pendingBefore { pending = pendingBefore }
        pendingBefore = nil
        pending.takeBackStep()
        // What was stored before the step stays stored.
        if hasStoredFingerprint { forgetFingerprints() }
        guard hasSavepoint else { return }
        hasSavepoint = false
        try reading(.rollBack).run { _ in }
        try reading(.release).run { _ in }
    }

    /// The transaction has failed, with all steps that share it.
    func loseAll() {
        outbox.items.removeAll(keepingCapacity: true)
        pending.removeAll()
        forgetFingerprints()
    }

    func settle(_ settlement: Settlements.Settlement) {
        switch settlement {
        case .settled(let message): pending.settle(message)
        case .gaveUp(let message): pending.add(message)
        }
    }

    func exchangeOutbox(for empty: Outbox) -> Outbox {
        let full = outbox
        outbox = empty
        return full
    }

    /// How often each statement has been run, by the place that declares it.
    var statementCounts: [String: Int] {
        Dictionary(
            zip(Query.declarations, uses).filter { $0.1 > 0 },
            uniquingKeysWith: +
        )
    }

    func finalise() {
        prepared.removeAll()
    }
}

extension Query {
    fileprivate static let savepoint = Query("SAVEPOINT step")
    fileprivate static let release = Query("RELEASE step")
    fileprivate static let rollBack = Query("ROLLBACK TO step")
}
