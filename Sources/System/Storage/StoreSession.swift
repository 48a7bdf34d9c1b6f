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
    private let stepsPerCommit: Int
    private var stepsSinceCommit = 0
    private var isOpen = false
    private var spare: [Outbox] = []
    /// Why no further step may run.
    private var failure: StoreError?

    init(
        _ database: Database,
        durability: Store.Durability,
        transaction: Transaction,
        settlements: Settlements
    ) {
        self.database = database
        self.transaction = transaction
        self.settlements = settlements
        stepsPerCommit =
            switch durability {
            case .everyStep: 1
            case .grouped(let steps): steps
            }
    }

    func begin(reading: Bool) throws -> Transaction {
        precondition(!transaction.isRunning, "a step must not start inside another step")
        if let failure { throw failure }
        if !isOpen {
            // In a group, steps that write will follow.
            try run(reading && stepsPerCommit == 1 ? "BEGIN" : "BEGIN IMMEDIATE")
            isOpen = true
        }
        transaction.begin(reading: reading)
        return transaction
    }

    func end() throws {
        if !transaction.isReading || stepsPerCommit == 1 { stepsSinceCommit += 1 }
        if stepsSinceCommit >= stepsPerCommit {
            // Whatever the group had written is lost with it.
            transaction.hasWritten = true
            try commit()
        }
        transaction.isRunning = false
    }

    /// Takes back what a step has written.
    func undo(after error: any Error) throws {
        transaction.isRunning = false
        transaction.forget()
        guard stepsPerCommit == 1 || transaction.hasWritten else { return }
        if stepsPerCommit > 1 {
            failure = StoreError(
                code: 4,
                message: "a step failed after it had written: \(error)",
                statement: ""
            )
        }
        transaction.pending.removeAll()
        try run("ROLLBACK")
        isOpen = false
    }

    var hasOutgoing: Bool { !transaction.outbox.items.isEmpty }

    /// What the step holds back; an outbox that has been emptied takes its place, because letting
    /// things out may start further steps.
    func takeOutgoing() -> Outbox { transaction.exchangeOutbox(for: spare.popLast() ?? Outbox()) }

    /// Takes back an outbox for its capacity.
    func recycle(_ outbox: Outbox) {
        outbox.items.removeAll(keepingCapacity: true)
        spare.append(outbox)
    }

    func commit() throws {
        guard isOpen else { return }
        // What a step that reads finds settled waits for one that writes.
        if !transaction.isReading {
            settlements.takeAll { settlement in
                switch settlement {
                case .settled(let message): transaction.pending.settle(message)
                case .gaveUp(let message): transaction.pending.add(message)
                }
            }
        }
        try transaction.writePending()
        try run("COMMIT")
        isOpen = false
        stepsSinceCommit = 0
    }

    /// Lets go of the prepared statements, so that the connection can close.
    func finalise() { transaction.finalise() }

    private func run(_ sql: String) throws {
        let code = sqlite3_exec(database.sqliteConnection, sql, nil, nil, nil)
        guard code == SQLITE_OK else {
            let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) }
            throw StoreError(code: code, message: message ?? "unknown error", statement: sql)
        }
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

    func takeAll(_ body: (Settlement) -> Void) {
        let settlements = waiting.withLock { waiting in
            defer { waiting.removeAll(keepingCapacity: true) }
            return waiting
        }
        for settlement in settlements { body(settlement) }
    }
}
