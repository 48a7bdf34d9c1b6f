import Forest
import Foundation

/// Any CSV of numbers with a class in one of its columns.
package struct NumberTable: Sendable {
    /// What the class's column is called: 1 for what is looked for, 0 else.
    package static let classColumn = "is_fraud"

    package let table: TrainingTable

    package init(_ table: TrainingTable) { self.table = table }

    /// Reads a file whose columns are all numbers; empty cells are missing.
    ///
    /// - Throws: What is wrong with it, with its place.
    package init(path: String) throws(DatasetError) {
        let file = try CommaFile(URL(filePath: path))
        var header: [String] = []
        var place = 0
        var columns: [[Float]] = []
        var isPositive: [Bool] = []
        try file.forEachRow { (bytes, cells, line) throws(DatasetError) in
            if header.isEmpty {
                header = cells.map { $0.text(in: bytes) }
                guard let found = header.firstIndex(of: Self.classColumn) else {
                    throw DatasetError(
                        path: path,
                        line: line,
                        problem: "there is no column \(Self.classColumn)"
                    )
                }
                place = found
                columns = Array(repeating: [], count: header.count)
                return
            }
            guard cells.count == header.count else {
                throw DatasetError(
                    path: path,
                    line: line,
                    problem: "\(cells.count) cells, expected \(header.count)"
                )
            }
            for (column, cell) in cells.enumerated() {
                guard let number = cell.number(in: bytes) else {
                    throw DatasetError(
                        path: path,
                        line: line,
                        problem:
                            "\(header[column]) is \"\(cell.text(in: bytes))\", expected a number"
                    )
                }
                columns[column].append(Float(number))
            }
            let label = columns[place][columns[place].count - 1]
            guard label == 0 || label == 1 else {
                throw DatasetError(
                    path: path,
                    line: line,
                    problem: "\(Self.classColumn) is \(label), expected 0 or 1"
                )
            }
            isPositive.append(label == 1)
        }
        guard !header.isEmpty else {
            throw DatasetError(path: path, problem: "is empty, expected a header row")
        }
        header.remove(at: place)
        columns.remove(at: place)
        table = TrainingTable(names: header, columns: columns, isPositive: isPositive)
    }

    /// Four fifths of the rows, and every fifth.
    package var parts: (train: TrainingTable, test: TrainingTable) {
        func part(_ isWanted: (Int) -> Bool) -> TrainingTable {
            let rows = (0..<table.rows).filter(isWanted)
            return TrainingTable(
                names: table.names,
                columns: table.columns.map { column in rows.map { column[$0] } },
                isPositive: rows.map { table.isPositive[$0] }
            )
        }
        return (part { $0 % 5 != 4 }, part { $0 % 5 == 4 })
    }

    /// Writes the rows to a file that reads back as they are.
    package func write(to path: String) throws(DatasetError) {
        var text = (table.names + [Self.classColumn]).joined(separator: ",") + "\n"
        for row in 0..<table.rows {
            for column in table.columns {
                text += column[row].isNaN ? "," : "\(column[row]),"
            }
            text += table.isPositive[row] ? "1\n" : "0\n"
        }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw DatasetError(path: path, problem: "cannot be written")
        }
    }
}
