import Domain
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// The connection's statements and the state of its transaction; confined to the database's queue.
final class Session: @unchecked Sendable {
    let transaction: Transaction
    private let settlements: Settlements
    private let database: Database
    private let commits: Store.Commits
    private var stepsSinceCommit = 0
    /// Of the messages whose end no commit has taken note of, those that the last step which may write
    /// would have noted, had it been committed by itself.
    private var settledByLastStep = 0
    /// The database's transaction, which a group of steps shares.
    private enum State {
        case closed
        case reading
        case writing
    }
    private var state = State.closed
    private var spare: [Outbox] = []
    /// Why no further step may run.
    private var failure: (any Error)?

    init(
        _ database: Database,
        commits: Store.Commits,
        transaction: Transaction,
        settlements: Settlements
    ) {
        self.database = database
        self.commits = commits
        self.transaction = transaction
        self.settlements = settlements
    }

    func begin(reading: Bool) throws -> Transaction {
        precondition(!transaction.isRunning, "a step must not start inside another step")
        if let failure { throw failure }
        // A transaction that began with reading may not write where another process has meanwhile.
        if state == .reading, !reading { try commit() }
        if state == .closed {
            let waitsForNobody = reading && !commits.isGroup
            try run(waitsForNobody ? "BEGIN" : "BEGIN IMMEDIATE")
            state = waitsForNobody ? .reading : .writing
        }
        transaction.begin(reading: reading)
        return transaction
    }

    /// A step has succeeded.
    func end() throws {
        try transaction.end()
        if !transaction.isReading { settledByLastStep = settlements.count }
        switch commits {
        case .everyStep: try commit()
        case .grouped(let steps):
            if !transaction.isReading { stepsSinceCommit += 1 }
            if stepsSinceCommit >= steps { try commit() }
        // Whoever leaves the queue last commits.
        case .together: break
        }
    }

    /// A step has failed: takes back what it has written.
    func undo(after error: any Error) throws {
        try transaction.takeBack()
        guard case .everyStep = commits else { return }
        try run("ROLLBACK")
        state = .closed
    }

    var isOpen: Bool { state != .closed }

    /// Commits the steps that have finished, and lets no other run, because its process is dead.
    ///
    /// What has been settled since the last of them is lost, whatever the way to commit: it comes again.
    func abandon() throws {
        try commit(noting: settledByLastStep)
        failure = CancellationError()
        try? run("PRAGMA shrink_memory")
    }

    var isAbandoned: Bool { failure is CancellationError }

    /// What may leave; an outbox that has been emptied takes its place, because letting things out may
    /// start further steps.
    func takeOutgoing() -> Outbox? {
        guard !transaction.outbox.items.isEmpty else { return nil }
        if commits == .together, isOpen { return nil }
        return transaction.exchangeOutbox(for: spare.popLast() ?? Outbox())
    }

    /// Takes back an outbox for its capacity.
    func recycle(_ outbox: Outbox) {
        outbox.items.removeAll(keepingCapacity: true)
        spare.append(outbox)
    }

    /// Commits the steps that share the transaction.
    ///
    /// Where that fails none of them has happened; a group's have been told to everybody, so that no
    /// step may follow.
    ///
    /// - `limit`: Of how many messages' ends it takes note; `nil` for all.
    func commit(noting limit: Int? = nil) throws {
        guard isOpen else { return }
        // What a step that reads finds settled waits for one that writes.
        var settled = state == .writing ? settlements.all : []
        if let limit { settled.removeLast(max(0, settled.count - limit)) }
        do {
            for settlement in settled { transaction.settle(settlement) }
            try transaction.writePending()
            try run("COMMIT")
        } catch {
            transaction.loseAll()
            if sqlite3_get_autocommit(database.sqliteConnection) == 0 { try? run("ROLLBACK") }
            state = .closed
            stepsSinceCommit = 0
            if commits.isGroup { failure = error }
            throw error
        }
        settlements.forget(first: settled.count)
        settledByLastStep = max(0, settledByLastStep - settled.count)
        state = .closed
        stepsSinceCommit = 0
    }

    /// Lets go of the prepared statements, so that the connection can close.
    func finalise() { transaction.finalise() }

    func run(_ sql: String) throws {
        let code = sqlite3_exec(database.sqliteConnection, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
            throw StoreError(code: code, message: message ?? "unknown error", statement: sql)
        }
    }
}

extension Store.Commits {
    /// Whether what steps make leaves before they are committed.
    fileprivate var isGroup: Bool {
        if case .grouped = self { true } else { false }
    }

    /// Whether several steps share one transaction.
    var shareTransactions: Bool {
        if case .everyStep = self { false } else { true }
    }
}

/// What became of messages, from whatever thread it is told.
final class Settlements: Sendable {
    enum Settlement {
        case settled(MessageID)
        case gaveUp(GivenUpMessage)
    }

    private let waiting = Mutex<[Settlement]>([])

    func add(_ settlement: Settlement) { waiting.withLock { $0.append(settlement) } }

    /// Those that no commit has taken note of.
    var all: [Settlement] { waiting.withLock(\.self) }

    var count: Int { waiting.withLock { $0.count } }

    /// A commit has taken note of so many.
    func forget(first count: Int) {
        guard count > 0 else { return }
        waiting.withLock { $0.removeFirst(count) }
    }
}
