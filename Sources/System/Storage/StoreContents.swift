import Domain
import Foundation
import GRDB
import GRDBSQLite

extension Store {
    /// Writes every row of every table into `buffer`: tables in the order in which they refer to each
    /// other, rows in the order of their keys, columns as they are declared.
    ///
    /// A row is its table's name, a space, its values and a line feed. A value is a letter and what it
    /// stands for: `n`; `i` and a decimal number; `r` and the sixteen hexadecimal digits of a double;
    /// `t` (UTF-8) or `b` (bytes), a length in bytes and a colon, and the bytes; each ends with a comma.
    /// So two stores have the same text where they hold the same rows, whatever the file, the build of
    /// SQLite or the way to commit.
    ///
    /// - `eachRow`: Told after each row, which may empty the buffer.
    package func writeContents(to buffer: TextBuffer, eachRow: () -> Void) throws {
        try waitingForQueue {
            try commit()
            try read { transaction in
                for table in Schema.tables {
                    try transaction.writeRows(of: table, to: buffer, eachRow: eachRow)
                }
            }
        }
    }

    /// Writes a copy to a new file: one database without a journal, its pages in the order of its
    /// tables, equal for equal rows and one version of SQLite.
    package func copy(to path: String) throws {
        try waitingForQueue {
            try commit()
            // The copy's pages are kept in memory up to as many again.
            try session.run("PRAGMA cache_size = -16384")
            try session.run("VACUUM INTO '\(path.replacingOccurrences(of: "'", with: "''"))'")
        }
    }
}

extension Transaction {
    fileprivate func writeRows(
        of table: Table,
        to buffer: TextBuffer,
        eachRow: () -> Void
    ) throws {
        let statement = try database.makeStatement(
            sql: "SELECT \(table.allColumns) FROM \(table.name) ORDER BY \(table.key)"
        )
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        let count = sqlite3_column_count(handle)
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: break
            case SQLITE_DONE: return
            case let code:
                throw StoreError(
                    code: code,
                    message: "\(table.name) cannot be read",
                    statement: statement.sql
                )
            }
            buffer.append(table.name)
            buffer.append(UInt8(ascii: " "))
            for column in 0..<count {
                Self.writeValue(of: handle, column: column, to: buffer)
                buffer.append(UInt8(ascii: ","))
            }
            buffer.append(UInt8(ascii: "\n"))
            eachRow()
        }
    }

    private static func writeValue(
        of handle: OpaquePointer,
        column: Int32,
        to buffer: TextBuffer
    ) {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER:
            buffer.append(UInt8(ascii: "i"))
            buffer.append(Int(sqlite3_column_int64(handle, column)))
        case SQLITE_FLOAT:
            buffer.append(UInt8(ascii: "r"))
            buffer.append(hexadecimal: sqlite3_column_double(handle, column).bitPattern)
        case SQLITE_TEXT:
            let start = UnsafeRawPointer(sqlite3_column_text(handle, column))
            write("t", start, sqlite3_column_bytes(handle, column), to: buffer)
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(handle, column)
            write("b", start, sqlite3_column_bytes(handle, column), to: buffer)
        default: buffer.append(UInt8(ascii: "n"))
        }
    }

    private static func write(
        _ letter: StaticString,
        _ start: UnsafeRawPointer?,
        _ count: Int32,
        to buffer: TextBuffer
    ) {
        buffer.append(letter)
        buffer.append(Int(count))
        buffer.append(UInt8(ascii: ":"))
        buffer.append(UnsafeRawBufferPointer(start: start, count: Int(count)))
    }
}
