import Domain
import GRDB
import GRDBSQLite

/// A statement prepared once and run many times.
///
/// GRDB opens, configures and migrates the database and prepares the statement; values are bound
/// by SQLite's own calls, because GRDB boxes each argument in an array of `DatabaseValue`: 7 µs for
/// an insert as a record, 2.5 µs this way.
struct PreparedStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    init(_ sql: String, in database: Database) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Runs a statement that returns no rows.
    func run(_ bind: (inout Binder) -> Void) throws {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
    }

    /// The first row, read by `read`; `nil` where there is none.
    func first<Value>(
        _ bind: (inout Binder) -> Void,
        _ read: (StatementRow) throws -> Value
    ) throws -> Value? {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return try read(StatementRow(handle: handle))
        case SQLITE_DONE: return nil
        default: throw failure(code)
        }
    }

    /// All rows, in the order of the query.
    func all<Value>(
        _ bind: (inout Binder) -> Void,
        _ read: (StatementRow) throws -> Value
    ) throws -> [Value] {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        var values: [Value] = []
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { return values }
            guard code == SQLITE_ROW else { throw failure(code) }
            values.append(try read(StatementRow(handle: handle)))
        }
    }

    private func bindAll(_ bind: (inout Binder) -> Void) {
        var binder = Binder(handle: handle)
        bind(&binder)
    }

    private func failure(_ code: Int32) -> StoreError {
        let connection = sqlite3_db_handle(handle)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "unknown error"
        return StoreError(code: code, message: message, statement: statement.sql)
    }
}

/// What the database refused: a full disk, a constraint, a damaged file.
package struct StoreError: Error, CustomStringConvertible {
    /// SQLite's result code.
    package let code: Int32
    package let message: String
    package let statement: String

    package var isConstraintViolation: Bool { code & 0xFF == SQLITE_CONSTRAINT }

    package var description: String { "database: \(message) (SQLite code \(code))" }
}

/// Binds values from left to right.
struct Binder {
    let handle: OpaquePointer
    private var index: Int32 = 0

    init(handle: OpaquePointer) { self.handle = handle }

    mutating func bind(_ value: Int) {
        index += 1
        sqlite3_bind_int64(handle, index, Int64(value))
    }

    mutating func bind(_ value: Int?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bind(_ value: Bool) { bind(value ? 1 : 0) }

    mutating func bind(_ value: Double?) {
        guard let value else { return bindNull() }
        index += 1
        sqlite3_bind_double(handle, index, value)
    }

    mutating func bind(_ value: Instant) {
        index += 1
        sqlite3_bind_int64(handle, index, value.microseconds)
    }

    mutating func bind(_ value: Instant?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bind(_ value: String) {
        index += 1
        var value = value
        value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text(
                    handle,
                    index,
                    characters.baseAddress,
                    Int32(characters.count),
                    Self.transient
                )
            }
        }
    }

    mutating func bind(_ value: String?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bind<Entity>(_ value: Identifier<Entity>) {
        index += 1
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { bytes in
            let count = value.write(to: bytes)
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text(
                    handle,
                    index,
                    characters.baseAddress,
                    Int32(count),
                    Self.transient
                )
            }
        }
    }

    mutating func bind<Entity>(_ value: Identifier<Entity>?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bindNull() {
        index += 1
        sqlite3_bind_null(handle, index)
    }

    /// Tells SQLite to copy the bytes before the call returns.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

/// The current row of a running statement; valid until the next step.
struct StatementRow {
    let handle: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }
    func bool(_ column: Int32) -> Bool { int(column) != 0 }
    func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func optionalDouble(_ column: Int32) -> Double? { isNull(column) ? nil : double(column) }

    func text(_ column: Int32) -> String {
        sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func instant(_ column: Int32) -> Instant {
        Instant(microseconds: sqlite3_column_int64(handle, column))
    }

    func optionalInstant(_ column: Int32) -> Instant? { isNull(column) ? nil : instant(column) }

    func identifier<Entity>(_ column: Int32) throws -> Identifier<Entity> {
        guard let value = Identifier<Entity>(text(column)) else {
            throw StoreError(
                code: SQLITE_CORRUPT,
                message:
                    "column \(column): expected a UUID, found \(text(column).count) characters",
                statement: ""
            )
        }
        return value
    }

    /// A stored word of a closed set.
    func word<Word: RawRepresentable>(_ column: Int32, _: Word.Type = Word.self) throws -> Word
    where Word.RawValue == String {
        let text = text(column)
        guard let word = Word(rawValue: text) else {
            throw StoreError(
                code: SQLITE_CORRUPT,
                message: "column \(column): expected a \(Word.self), found \"\(text)\"",
                statement: ""
            )
        }
        return word
    }
}
