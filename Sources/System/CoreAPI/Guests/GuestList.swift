import Domain
import SwiftCSV

/// A guest list as CSV, in and out.
package enum GuestList {
    /// Larger files are refused unread.
    package static let largestBytes = 10 << 20
    static let columns = [
        "name", "email", "phone", "plus_ones", "dietary_notes", "table_number",
    ]

    /// One problem and where it is.
    ///
    /// The description is safe to log.
    package struct LineProblem: Hashable, Sendable, CustomStringConvertible {
        /// Row of the file counted from 1, the header included; a row may span lines.
        package let row: Int
        package let message: String

        package var description: String { "row \(row): \(message)" }
    }

    /// Reads drafts, and what is wrong with the rows that give none.
    ///
    /// - `limit`: In bytes; a file of more is refused unread.
    package static func drafts(
        from csv: String,
        atMost limit: Int = largestBytes
    ) -> (drafts: [(row: Int, draft: GuestDraft)], problems: [LineProblem]) {
        guard csv.utf8.count <= limit else {
            return ([], [LineProblem(row: 1, message: "expected at most \(limit >> 20) MiB")])
        }
        let text = csv.hasPrefix("\u{FEFF}") ? String(csv.unicodeScalars.dropFirst()) : csv
        guard !text.allSatisfy(\.isWhitespace) else {
            return ([], [LineProblem(row: 1, message: "expected a header, found an empty file")])
        }
        guard let table = try? EnumeratedCSV(string: text, delimiter: .comma, loadColumns: false)
        else {
            return ([], [LineProblem(row: 1, message: "expected CSV (RFC 4180)")])
        }
        let header = table.header.map { $0.lowercased().replacing(" ", with: "_") }
        guard let nameColumn = header.firstIndex(of: "name") else {
            return ([], [LineProblem(row: 1, message: "expected a column \"name\" in the header")])
        }
        var reader = RowReader(header: header, nameColumn: nameColumn)
        for (index, cells) in table.rows.enumerated() { reader.read(cells, row: index + 2) }
        return (reader.drafts, reader.problems)
    }

    /// Writes guests as CSV.
    ///
    /// A cell that a spreadsheet would take for a formula is neutralised by a leading apostrophe.
    package static func csv(of guests: [Guest]) -> String {
        var text = columns.joined(separator: ",") + "\r\n"
        for guest in guests {
            let cells = [
                guest.name, guest.email?.unredacted ?? "", guest.phone?.unredacted ?? "",
                String(guest.plusOnes), guest.dietaryNotes,
                guest.tableNumber.map(String.init) ?? "",
            ]
            text += cells.map(cell).joined(separator: ",") + "\r\n"
        }
        return text
    }

    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) }
        let safe = isFormula ?? false ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return safe
        }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

private struct RowReader {
    let header: [String]
    let nameColumn: Int
    var drafts: [(row: Int, draft: GuestDraft)] = []
    var problems: [GuestList.LineProblem] = []

    mutating func read(_ cells: [String], row: Int) {
        func cell(_ name: String) -> String {
            guard let column = header.firstIndex(of: name), column < cells.count else { return "" }
            let text = cells[column]
            // What our own export neutralised comes back as it was.
            return text.hasPrefix("'") && "=+-@".contains(text.dropFirst().first ?? " ")
                ? String(text.dropFirst()) : text
        }
        guard !cells.allSatisfy(\.isEmpty) else { return }
        var draft = GuestDraft(
            name: cell("name"),
            email: cell("email"),
            phone: cell("phone"),
            dietaryNotes: cell("dietary_notes")
        )
        var isGood = true
        if !cell("plus_ones").isEmpty {
            if let number = Int(cell("plus_ones")) {
                draft.plusOnes = number
            } else {
                problem(row, "plus_ones: expected 0 to 20, found something else", &isGood)
            }
        }
        if !cell("table_number").isEmpty {
            draft.tableNumber = Int(cell("table_number"))
            if draft.tableNumber == nil {
                problem(row, GuestProblem.tableNumber.description, &isGood)
            }
        }
        if isGood { drafts.append((row, draft)) }
    }

    private mutating func problem(_ row: Int, _ message: String, _ isGood: inout Bool) {
        problems.append(GuestList.LineProblem(row: row, message: message))
        isGood = false
    }
}

extension CoreAPI {
    /// Imports a guest list; good rows are added, the others reported with their place.
    package func importGuests(
        csv: String,
        to event: EventID,
        by host: HostID
    ) throws -> (added: [Guest], problems: [GuestList.LineProblem]) {
        let (drafts, readProblems) = GuestList.drafts(from: csv)
        let (added, found) = try addGuests(drafts.map(\.draft), to: event, by: host)
        let problems = found.map { index, problem in
            GuestList.LineProblem(row: drafts[index].row, message: problem.description)
        }
        return (added, (readProblems + problems).sorted { $0.row < $1.row })
    }
}
