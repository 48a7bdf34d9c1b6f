/// A column of one of a data set's files: what it means, and how its cell is written.
package struct Column<Row>: Sendable {
    /// What a column may be used for.
    package enum Role: String, Sendable {
        /// What the system knew, or decided.
        case seen
        /// A raw value that the scorer saw at that moment.
        case feature
        /// What only the simulation knows.
        case truth
        /// What operators come to know later, or what depends on the whole run.
        case late
    }

    package let name: String
    package let role: Role
    package let meaning: String
    /// Text, time, whole number, number or 0/1.
    package let type: String
    /// Of numbers; empty where there is none.
    package let unit: String
    /// When the cell is empty; `never` where it is always filled.
    package let empty: String
    /// Writes one cell.
    let write: @Sendable (borrowing Row, inout TextLine) -> Void

    init(
        _ name: String,
        _ role: Role,
        _ meaning: String,
        type: String = "text",
        unit: String = "",
        empty: String = "never",
        write: @escaping @Sendable (borrowing Row, inout TextLine) -> Void
    ) {
        self.name = name
        self.role = role
        self.meaning = meaning
        self.type = type
        self.unit = unit
        self.empty = empty
        self.write = write
    }
}

/// The header row of a file.
func headerLine(_ names: [String]) -> String { names.joined(separator: ",") + "\n" }
