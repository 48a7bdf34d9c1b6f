/// Rows under a header, as Markdown or aligned for a terminal.
package struct Table: Sendable {
    package let header: [String]
    package let rows: [[String]]

    package init(_ header: [String], _ rows: [[String]]) {
        precondition(
            rows.allSatisfy { $0.count == header.count },
            "every row needs \(header.count) cells"
        )
        self.header = header
        self.rows = rows
    }

    /// A Markdown table, a line each for header, rule and rows.
    package var markdown: String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
        }
        return line(header) + line(header.map { _ in "---" }) + rows.map(line).joined()
    }

    /// Columns side by side, without the header; the last one is as long as it is.
    package var text: String {
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { cells in
            var line = cells.enumerated().map { column, cell in
                column == cells.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }
}

extension Table {
    /// Names and summaries.
    package init<Kind: CatalogueEntry>(of kinds: [Kind], _ header: [String]) {
        self.init(header, kinds.map { [$0.name, $0.summary] })
    }
}
