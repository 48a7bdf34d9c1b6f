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
    private let scratch: StatementScratch
    private let parameterCount: Int32

    init(_ sql: String, in database: Database, scratch: StatementScratch) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
        self.scratch = scratch
        parameterCount = sqlite3_bind_parameter_count(handle)
    }

    /// Runs a statement that returns no rows.
    func run(_ bind: (inout Binder) -> Void) throws {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
    }

    /// Runs a statement that changes rows.
    ///
    /// - Returns: How many it changed.
    func change(_ bind: (inout Binder) -> Void) throws -> Int {
        try run(bind)
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Whether there is any row.
    func exists(_ bind: (inout Binder) -> Void) throws -> Bool {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        return try step()
    }

    /// The first row, read by `read`; `nil` where there is none.
    func first<Value>(
        _ bind: (inout Binder) -> Void,
        _ read: (inout StatementRow) throws -> Value
    ) throws -> Value? {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        return try step() ? try readAll(read) : nil
    }

    /// All rows, in the order of the query.
    func all<Value>(
        _ bind: (inout Binder) -> Void,
        _ read: (inout StatementRow) throws -> Value
    ) throws -> [Value] {
        bindAll(bind)
        defer { sqlite3_reset(handle) }
        var values: [Value] = []
        while try step() { values.append(try readAll(read)) }
        return values
    }

    /// - Returns: False at the end.
    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code)
        }
    }

    private func readAll<Value>(
        _ read: (inout StatementRow) throws -> Value
    ) throws -> Value {
        var row = StatementRow(handle: handle)
        let value = try read(&row)
        precondition(
            row.count == sqlite3_column_count(handle),
            "\(row.count) values read of the \(sqlite3_column_count(handle)) of: \(statement.sql)"
        )
        return value
    }

    private func bindAll(_ bind: (inout Binder) -> Void) {
        var binder = Binder(handle: handle, scratch: scratch)
        bind(&binder)
        precondition(
            binder.count == parameterCount,
            "\(binder.count) values for the \(parameterCount) of: \(statement.sql)"
        )
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

/// Where a statement's texts lie while it runs: SQLite would otherwise copy each into memory of its
/// own, at an allocation a value.
final class StatementScratch {
    static let capacity = 16_384
    let start = UnsafeMutablePointer<UInt8>.allocate(capacity: StatementScratch.capacity)
    deinit { start.deallocate() }
}

/// Binds values from left to right.
///
/// Texts are good until the next statement is bound: all that read them run before.
struct Binder {
    let handle: OpaquePointer
    private let scratch: StatementScratch
    private var used = 0
    private var index: Int32 = 0

    /// How many values have been bound.
    var count: Int32 { index }

    init(handle: OpaquePointer, scratch: StatementScratch) {
        self.handle = handle
        self.scratch = scratch
    }

    mutating func bind(_ value: Int) {
        index += 1
        sqlite3_bind_int64(handle, index, Int64(value))
    }

    mutating func bind(_ value: Int?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bind(_ value: Bool) { bind(value ? 1 : 0) }

    mutating func bind(_ value: Bool?) { bind(value.map { $0 ? 1 : 0 }) }

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
        var value = value
        value.withUTF8 { bind($0) }
    }

    /// A text that has been put together byte by byte.
    mutating func bind(_ value: TextBuffer) {
        value.bytes.withMemoryRebound(to: UInt8.self) { bind($0) }
    }

    private mutating func bind(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard used + bytes.count <= StatementScratch.capacity, let source = bytes.baseAddress else {
            return bindText(bytes.baseAddress, bytes.count, Self.transient)
        }
        let place = scratch.start + used
        place.update(from: source, count: bytes.count)
        used += bytes.count
        bindText(place, bytes.count, nil)
    }

    private mutating func bindText(
        _ start: UnsafePointer<UInt8>?,
        _ count: Int,
        _ destructor: sqlite3_destructor_type?
    ) {
        index += 1
        let empty: StaticString = ""
        UnsafeRawPointer(start ?? empty.utf8Start).withMemoryRebound(
            to: CChar.self,
            capacity: count
        ) { _ = sqlite3_bind_text(handle, index, $0, Int32(count), destructor) }
    }

    mutating func bind(_ value: String?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bind<Entity>(_ value: Identifier<Entity>) {
        bind(uuid: value.high, value.low)
    }

    private mutating func bind(uuid high: UInt64, _ low: UInt64) {
        guard used + UUIDText.byteCount <= StatementScratch.capacity else {
            return bind(Identifier<Never>(high: high, low: low).description)
        }
        let place = scratch.start + used
        UUIDText.write(
            high,
            low,
            to: UnsafeMutableBufferPointer(start: place, count: UUIDText.byteCount)
        )
        used += UUIDText.byteCount
        bindText(place, UUIDText.byteCount, nil)
    }

    mutating func bind(bytes value: [UInt8]?) {
        guard let value else { return bindNull() }
        index += 1
        sqlite3_bind_blob(handle, index, value, Int32(value.count), Self.transient)
    }

    mutating func bind(_ value: IPAddress) { bind(value.description) }

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

/// The current row of a running statement, read from left to right; valid until the next step.
struct StatementRow {
    private let handle: OpaquePointer
    private var column: Int32 = -1

    /// How many values have been read.
    var count: Int32 { column + 1 }

    init(handle: OpaquePointer) { self.handle = handle }

    // MARK: The next column

    mutating func int() -> Int { Int(sqlite3_column_int64(handle, next())) }
    mutating func optionalInt() -> Int? { skipNull() ? nil : int() }
    mutating func bool() -> Bool { int() != 0 }

    mutating func optionalDouble() -> Double? {
        skipNull() ? nil : sqlite3_column_double(handle, next())
    }

    mutating func text() -> String {
        sqlite3_column_text(handle, next()).map { String(cString: $0) } ?? ""
    }

    mutating func optionalText() -> String? { skipNull() ? nil : text() }

    mutating func optionalBytes() -> [UInt8]? {
        if skipNull() { return nil }
        let column = next()
        return sqlite3_column_blob(handle, column).map { start in
            Array(
                UnsafeRawBufferPointer(
                    start: start,
                    count: Int(sqlite3_column_bytes(handle, column))
                )
            )
        } ?? []
    }

    mutating func instant() -> Instant {
        Instant(microseconds: sqlite3_column_int64(handle, next()))
    }

    mutating func optionalInstant() -> Instant? { skipNull() ? nil : instant() }

    mutating func identifier<Entity>() throws -> Identifier<Entity> {
        let column = next()
        // Read where it lies: a text of its own would be an allocation an identifier.
        let bytes = UnsafeBufferPointer(
            start: sqlite3_column_text(handle, column),
            count: Int(sqlite3_column_bytes(handle, column))
        )
        guard let words = UUIDText.read(bytes) else {
            throw mismatch("a UUID", "\(bytes.count) bytes")
        }
        return Identifier(high: words.high, low: words.low)
    }

    mutating func optionalIdentifier<Entity>() throws -> Identifier<Entity>? {
        skipNull() ? nil : try identifier()
    }

    /// A stored text of a form of its own.
    mutating func parsed<Value>(_ parse: (String) -> Value?) throws -> Value {
        guard let value = parse(text()) else { throw mismatch("a \(Value.self)", "another text") }
        return value
    }

    /// A stored word of a closed set.
    mutating func word<Word: RawRepresentable>(_: Word.Type = Word.self) throws -> Word
    where Word.RawValue == String {
        let text = text()
        guard let word = Word(rawValue: text) else {
            throw mismatch("a \(Word.self)", "\"\(text)\"")
        }
        return word
    }

    /// A stored word of a closed set, or none.
    mutating func optionalWord<Word: RawRepresentable>(_: Word.Type = Word.self) throws -> Word?
    where Word.RawValue == String {
        skipNull() ? nil : try word()
    }

    private mutating func next() -> Int32 {
        column += 1
        return column
    }

    /// Passes over the next column where it is null.
    private mutating func skipNull() -> Bool {
        guard sqlite3_column_type(handle, column + 1) == SQLITE_NULL else { return false }
        column += 1
        return true
    }

    /// The column read last holds something else.
    func mismatch(_ expected: String, _ found: String) -> StoreError {
        let name = sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        return StoreError(
            code: SQLITE_CORRUPT,
            message: "column \(name): expected \(expected), found \(found)",
            statement: ""
        )
    }
}
