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
/// The contract, whatever the way to commit (`Tests/StorageTests/ConformanceTests` plays random
/// sequences on all of them):
///
/// - A step is one synchronous call. It sees all steps that finished before it, and nothing of one
///   that failed; one step runs at a time.
/// - A step that throws, before or after it has written, leaves no trace: no row, no message, no
///   system event. The next one may run.
/// - What a step publishes and lets onlookers see is held back until it has succeeded, and leaves in
///   the order of the steps, and within one in the order it was made.
/// - A finished step counts as committed: a process that stops loses none. Only what the machine
///   loses when its power fails depends on the way to commit.
/// - A constraint refuses the operation that breaks it, or the end of its step at the latest, never a
///   step that comes later. Accesses, notifications and messages come with identifiers that are new:
///   theirs alone is not looked up before they are written.
/// - What has been settled of messages is noted with the next step that may write; a stop before that
///   loses it, and those messages come again.
/// - Rows that are held back until their transaction is committed answer as the database would. An
///   access whose link or guest has gone meanwhile is recorded without it, as their removal would have
///   left it.
package final class Store: Sendable {
    /// When finished steps are committed, and what a failure of the whole machine may cost.
    package enum Commits: Hashable, Sendable {
        /// Each step by itself; synced before it returns, or at the system's leisure.
        case everyStep(synced: Bool)
        /// So many steps at a time, not synced, and what they make leaves at once: for rehearsals,
        /// whose database is an output, not a record. A process that stops commits what it has.
        case grouped(steps: Int)
        /// All steps that wait for one another, synced at once; what they return and what they make
        /// leaves when they are committed: for a server.
        case together

        /// Each step by itself and synced.
        package static let everyStep = Self.everyStep(synced: true)
    }

    private let queue: DatabaseQueue
    let session: Session
    private let outlet: any Outlet
    let sealer: any Sealer
    /// What became of messages since the last commit, which takes note of it.
    let settlements = Settlements()
    /// Where steps of several threads wait for their common commit.
    private let groups: CommitGroups?
    private let line = Atomic(0)
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
        commits: Commits,
        outlet: any Outlet,
        sealer: any Sealer
    ) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.allowsUnsafeTransactions = true
        configuration.busyMode = .timeout(Self.patience)
        configuration.prepareDatabase { database in
            switch commits {
            case .everyStep(synced: true), .together:
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
            case .everyStep(synced: false), .grouped:
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
                try queue.read { try Schema.refuseNewer($0, at: path) }
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
                    commits: commits,
                    transaction: Transaction(
                        database,
                        commits: commits,
                        outlet: outlet,
                        sealer: sealer
                    ),
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
        groups = commits == .together ? CommitGroups() : nil
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
        let value: Value
        do {
            value = try body(transaction)
        } catch {
            try undo(after: error)
            throw error
        }
        try finish(reading: true)
        return value
    }

    /// Runs one step: all of it happens, or nothing does.
    ///
    /// - Complexity: About 0.5 µs beyond what `body` does, when grouped and held.
    @inlinable
    @discardableResult
    package func step<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        guard isHeldHere else { return try waitingForQueue { try step(body) } }
        let transaction = try begin(reading: false)
        let value: Value
        do {
            value = try body(transaction)
        } catch {
            try undo(after: error)
            throw error
        }
        try finish(reading: false)
        return value
    }

    @usableFromInline
    func finish(reading: Bool) throws {
        try end()
        if !reading { outlet.stepFinished() }
        letOut()
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
        guard let groups, !isHeldHere else { return try inQueue(body) }
        line.add(1, ordering: .relaxed)
        var group = 0
        let result = inQueue { () -> Result<Value, any Error> in
            let waiting = line.subtract(1, ordering: .relaxed).newValue
            let result = Result { try body() }
            // Whoever waits for the queue joins; the last in line commits for all.
            group = groups.joined()
            if waiting == 0 || groups.isFull { commitGroup(groups) }
            return result
        }
        let fate = Result { try groups.wait(for: group) }
        let value = try result.get()
        try fate.get()
        return value
    }

    private func commitGroup(_ groups: CommitGroups) {
        do {
            // What leaves may start further steps.
            repeat {
                try session.commit()
                letOut()
            } while session.isOpen
            groups.ended(with: nil)
        } catch {
            groups.ended(with: error)
        }
    }

    private func inQueue<Value>(_ body: () throws -> Value) rethrows -> Value {
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
    func begin(reading: Bool) throws -> Transaction { try session.begin(reading: reading) }

    @usableFromInline
    func end() throws { try session.end() }

    @usableFromInline
    func undo(after error: any Error) throws { try session.undo(after: error) }

    /// Lets messages and system events go, in the order the step made them.
    @usableFromInline
    func letOut() {
        guard let outbox = session.takeOutgoing() else { return }
        for item in outbox.items {
            switch item {
            case .message(let message): outlet.publish(message)
            case .systemEvent(let systemEvent): outlet.observe(systemEvent)
            }
        }
        session.recycle(outbox)
    }

    /// Commits what is grouped, and what has been settled since the last step.
    func commit() throws {
        try step { _ in }
        try session.commit()
        letOut()
    }

    /// How often each statement has run, by the place that declares it (`Guests.swift:93`).
    package func statementCounts() throws -> [String: Int] {
        try waitingForQueue { session.transaction.statementCounts }
    }

    /// The process that has the store dies: steps that have finished count, and no other may run.
    ///
    /// - Errors: Those that come later meet a `CancellationError`.
    package func abandon() throws {
        try waitingForQueue { try session.abandon() }
    }

    /// Commits what is grouped and closes the file's journal, so that the database is one file.
    package func close() throws {
        try queue.unsafeReentrantWrite { database in
            if !session.isAbandoned { try commit() }
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
