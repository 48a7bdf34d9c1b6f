import GRDB
import GRDBSQLite

/// What a store's tables hold, row by row.
extension Store {
    /// Every row of every table: tables in the order in which they refer to each other, rows in the
    /// order of their keys.
    ///
    /// - `body`: Told a table's name and a row's values.
    package func readContents(_ body: (String, [StoredValue]) -> Void) throws {
        try waitingForQueue {
            try commit()
            try read { transaction in
                for table in Schema.tables {
                    try transaction.readRows(of: table) { body(table.name, $0) }
                }
            }
        }
    }
}

/// A value as SQLite keeps it.
package enum StoredValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension Transaction {
    /// Reads a table's rows, all columns, in the order of its key.
    fileprivate func readRows(of table: Table, _ body: ([StoredValue]) -> Void) throws {
        let statement = try database.makeStatement(
            sql: "SELECT \(table.allColumns) FROM \(table.name) ORDER BY \(table.key)"
        )
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        let count = sqlite3_column_count(handle)
        while sqlite3_step(handle) == SQLITE_ROW {
            body((0..<count).map { Self.value(of: handle, column: $0) })
        }
    }

    private static func value(of handle: OpaquePointer, column: Int32) -> StoredValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            let text = sqlite3_column_text(handle, column)
            return .text(text.map { String(cString: $0) } ?? "")
        case SQLITE_BLOB:
            let bytes = UnsafeRawBufferPointer(
                start: sqlite3_column_blob(handle, column),
                count: Int(sqlite3_column_bytes(handle, column))
            )
            return .blob(Array(bytes))
        default: return .null
        }
    }
}
