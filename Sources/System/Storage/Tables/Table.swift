import Domain

/// A table of the architecture document: its columns in the order in which its rows are bound and
/// read, and what SQLite is told of them.
///
/// One file a table lies beside this one, with its columns, its statements and what a step may do
/// with its rows. All tables are STRICT. Identifiers are UUIDs as text, ordered by time; times are
/// integers, microseconds since 1970 in UTC.
struct Table: Sendable {
    let name: String
    /// Name and declaration of each column that a row is bound to and read from.
    private let row: [String]
    /// Columns that a new row is given besides.
    private let given: [String]
    /// Columns that begin with their default.
    private let others: [String]
    private let primaryKey: String?
    private let hasRowID: Bool
    let indexes: [String]

    init(
        _ name: String,
        row: [String],
        given: [String] = [],
        others: [String] = [],
        primaryKey: String? = nil,
        hasRowID: Bool = false,
        indexes: [String] = []
    ) {
        self.name = name
        self.row = row
        self.given = given
        self.others = others
        self.primaryKey = primaryKey
        self.hasRowID = hasRowID
        self.indexes = indexes
    }

    /// The statement that makes it.
    var definition: String {
        var lines = row + given + others
        if let primaryKey { lines.append("PRIMARY KEY (\(primaryKey))") }
        return """
            CREATE TABLE \(name) (
                \(lines.joined(separator: ",\n    "))
            ) STRICT\(hasRowID ? "" : ", WITHOUT ROWID")
            """
    }

    /// The names of a row's columns, separated by commas.
    var columns: String { Self.names(row) }

    /// The names of all columns, separated by commas: those that a file of an earlier build has been
    /// given since stand where they are declared, not at its end.
    var allColumns: String { Self.names(row + given + others) }

    /// What its rows are ordered by.
    var key: String {
        primaryKey ?? Self.names(row.filter { $0.contains("PRIMARY KEY") })
    }

    /// The names of all columns that a new row is given, separated by commas.
    var givenColumns: String { Self.names(row + given) }

    /// A statement that stores a new row.
    ///
    /// - `conflict`: What to do where it stands already, as `OR IGNORE`.
    func insert(
        _ conflict: String = "",
        file: String = #fileID,
        line: Int = #line
    ) -> Query {
        let values = (row + given).map { _ in "?" }.joined(separator: ", ")
        return Query(
            "INSERT \(conflict) INTO \(name) (\(givenColumns)) VALUES (\(values))",
            file: file,
            line: line
        )
    }

    /// A statement that reads whole rows.
    ///
    /// - `rest`: What follows the table's name.
    func select(_ rest: String, file: String = #fileID, line: Int = #line) -> Query {
        Query("SELECT \(columns) FROM \(name) \(rest)", file: file, line: line)
    }

    private static func names(_ columns: [String]) -> String {
        columns.map { String($0.prefix { $0 != " " }) }.joined(separator: ", ")
    }
}

/// What a table's rows are in memory.
protocol Row {
    /// Reads its columns from left to right.
    init(from row: inout StatementRow) throws
    /// Binds its columns from left to right.
    func bind(to values: inout Binder)
}
