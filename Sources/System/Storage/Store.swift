import Domain
import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// The system's memory: one SQLite database and the steps that change it.
///
/// Several processes may share a file: each step that writes waits for the others' to end, reads
/// what they have left, and names the state it changes. Steps that only read wait for nobody.
///
/// A step is one synchronous call in one transaction. What it publishes and what it lets onlookers
/// see is held back until it has succeeded; a step that throws leaves no trace.
package final class Store: Sendable {
    /// How much a crash of the whole machine may cost.
    package enum Durability: Sendable {
        /// Every step is committed and synced before it returns.
        case everyStep
        /// So many steps share a transaction, and nothing is synced: for rehearsals, whose database
        /// is an output, not a record. A step may refuse before it writes; one that throws after it
        /// has written breaks the store, because a savepoint for each step would cost as much as
        /// the step.
        case grouped(steps: Int)
    }

    private let queue: DatabaseQueue
    private let session: Session
    private let outlet: any Outlet
    private let sealer: any Sealer
    /// What became of messages since the last commit, which takes note of it.
    private let settlements = Settlements()
    /// The thread that has the database's queue in hand, as a number; 0 while none has.
    private let holder = Atomic<UInt>(0)

    /// Opens or creates a database and brings its schema up to date.
    ///
    /// - `path`: A file, or `nil` for a database in memory.
    /// - `outlet`: Where messages and system events go once a step has succeeded.
    /// - `sealer`: Seals links and codes in messages that wait.
    /// - Errors: `StoreError` where the file cannot be opened, is no database, or is newer than
    ///   this build.
    package init(
        path: String?,
        durability: Durability,
        outlet: any Outlet,
        sealer: any Sealer
    ) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(Self.patience)
        configuration.prepareDatabase { database in
            switch durability {
            case .everyStep:
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
            case .grouped:
                // A page that changes in every group is carried over once in 32 MB, not each time;
                // a season's tables are read in any order, so as many pages as fit stay at hand.
                try database.execute(
                    sql: """
                        PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 8192;
                        PRAGMA cache_size = -262144
                        """
                )
            }
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            if let path {
                queue = try DatabaseQueue(path: path, configuration: configuration)
                try queue.writeWithoutTransaction { database in
                    try database.execute(sql: "PRAGMA journal_mode = WAL")
                }
            } else {
                queue = try DatabaseQueue(named: nil, configuration: configuration)
            }
            try Schema.migrator.migrate(queue)
            session = queue.writeWithoutTransaction { [settlements] database in
                Session(
                    database,
                    durability: durability,
                    transaction: Transaction(database, outlet: outlet, sealer: sealer),
                    settlements: settlements
                )
            }
        } catch let error as DatabaseError {
            throw StoreError(
                code: error.resultCode.rawValue,
                message: "\(path ?? "in memory"): \(error.message ?? "unknown error")",
                statement: error.sql ?? ""
            )
        }
        self.outlet = outlet
        self.sealer = sealer
    }

    /// How long a step waits for another process's to end, in seconds.
    private static let patience = 10.0

    /// Runs a step that only reads: it neither waits for a writer nor keeps one waiting.
    ///
    /// - Precondition: `body` writes nothing.
    @inlinable
    package func read<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        guard isHeldHere else { return try waitingForQueue { try read(body) } }
        let transaction = try begin(reading: true)
        do {
            let value = try body(transaction)
            try end()
            return value
        } catch {
            try undo(after: error)
            throw error
        }
    }

    /// Runs one step: all of it happens, or nothing does.
    ///
    /// - Complexity: About 0.5 µs beyond what `body` does, when grouped and held.
    @inlinable
    @discardableResult
    package func step<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        guard isHeldHere else { return try waitingForQueue { try step(body) } }
        let transaction = try begin()
        let value: Value
        do {
            value = try body(transaction)
            try end()
        } catch {
            try undo(after: error)
            throw error
        }
        letOut()
        return value
    }

    /// Does something with the database's queue in hand: the steps inside need not ask for it one by
    /// one.
    ///
    /// Nobody else gets at the database meanwhile.
    package func holding<Value>(_ body: () throws -> Value) throws -> Value {
        try waitingForQueue(body)
    }

    @usableFromInline
    func waitingForQueue<Value>(_ body: () throws -> Value) throws -> Value {
        try queue.unsafeReentrantWrite { _ in
            let before = holder.exchange(Self.thread, ordering: .relaxed)
            defer { holder.store(before, ordering: .relaxed) }
            return try body()
        }
    }

    @usableFromInline var isHeldHere: Bool { holder.load(ordering: .relaxed) == Self.thread }

    private static var thread: UInt {
        #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
        #else
        pthread_self()
        #endif
    }

    @usableFromInline
    func begin(reading: Bool = false) throws -> Transaction { try session.begin(reading: reading) }

    @usableFromInline
    func end() throws { try session.end() }

    @usableFromInline
    func undo(after error: any Error) throws { try session.undo(after: error) }

    /// Lets messages and system events go, in the order the step made them.
    @usableFromInline
    func letOut() {
        guard session.hasOutgoing else { return }
        let outbox = session.takeOutgoing()
        for item in outbox.items {
            switch item {
            case .message(let message): outlet.publish(message)
            case .systemEvent(let systemEvent): outlet.observe(systemEvent)
            }
        }
        session.recycle(outbox)
    }

    // MARK: What becomes of messages

    /// Every consumer has settled a message: the store need not keep it any longer.
    package func settle(_ message: MessageID) { settlements.add(.settled(message)) }

    /// A consumer has given a message up: the store keeps it as a dead letter.
    package func giveUp(_ message: GivenUpMessage) { settlements.add(.gaveUp(message)) }

    /// Messages that were not settled when they were last written down, in the order they were
    /// made: what a process that starts must publish again.
    package func outgoing() throws -> [Message] {
        try read { try $0.outgoing(sealer: sealer) }
    }

    /// Messages that consumers have given up so far, the earliest first.
    package func deadLetters() throws -> [DeadLetter] {
        try waitingForQueue {
            try commit()
            return try read { try $0.deadLetters() }
        }
    }

    /// Commits what is grouped, and what has been settled since the last step.
    private func commit() throws {
        try step { _ in }
        try session.commit()
    }

    /// Commits what is grouped and closes the file's journal, so that the database is one file.
    package func close() throws {
        try queue.unsafeReentrantWrite { database in
            try commit()
            session.finalise()
            if try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal" {
                // While another process has the file open, its journal stays with it.
                try database.execute(sql: "PRAGMA busy_timeout = 0")
                _ = try? String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            }
        }
        try queue.close()
    }
}
