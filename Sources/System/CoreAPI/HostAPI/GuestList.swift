import Domain
import Storage
import SwiftCSV

/// A guest list as CSV, in and out.
package enum GuestList {
    /// Larger files are refused unread.
    package static let largestBytes = 10 << 20
    static let columns = [
        "name", "email", "phone", "plus_ones", "dietary_notes", "table_number", "home_country",
        "home_city", "home_latitude", "home_longitude",
    ]
    /// Written, and passed over when read: a reply comes from its guest.
    static let replyColumns = ["reply", "reply_plus_ones", "reply_dietary_notes", "replied_at"]

    /// One problem and where it is.
    ///
    /// The description is safe to log.
    package struct LineProblem: Hashable, Sendable, CustomStringConvertible {
        /// Row of the file counted from 1, the header included; a row may span lines.
        package let row: Int
        /// The line on which the row begins, counted from 1, as an editor shows it.
        package let line: Int
        package let message: String

        package init(row: Int, line: Int? = nil, message: String) {
            self.row = row
            self.line = line ?? row
            self.message = message
        }

        package var description: String {
            "row \(row)\(line == row ? "" : " (line \(line))"): \(message)"
        }
    }

    /// A draft and where it stands.
    package struct Row: Sendable {
        package let row: Int
        package let line: Int
        package let draft: GuestDraft
    }

    /// Reads drafts, and what is wrong with the rows that give none.
    ///
    /// - `limit`: In bytes; a file of more is refused unread.
    package static func drafts(
        from csv: String,
        atMost limit: Int = largestBytes
    ) -> (drafts: [Row], problems: [LineProblem]) {
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
        let lines = lines(of: text)
        for (index, cells) in table.rows.enumerated() {
            let row = index + 2
            reader.read(cells, row: row, line: row <= lines.count ? lines[row - 1] : row)
        }
        return (reader.drafts, reader.problems)
    }

    /// Writes guests as CSV, with their replies where there are any.
    ///
    /// A cell that a spreadsheet would take for a formula is neutralised by a leading apostrophe.
    package static func csv(of guests: [Guest], replies: [GuestID: RSVP] = [:]) -> String {
        var text = (columns + replyColumns).joined(separator: ",") + "\r\n"
        for guest in guests {
            let cells = cells(of: guest) + cells(of: replies[guest.id])
            text += cells.map(cell).joined(separator: ",") + "\r\n"
        }
        return text
    }

    private static func cells(of guest: Guest) -> [String] {
        var cells = [guest.name, guest.email?.unredacted ?? "", guest.phone?.unredacted ?? ""]
        cells += [String(guest.plusOnes), guest.dietaryNotes]
        cells.append(guest.tableNumber.map(String.init) ?? "")
        guard let home = guest.home else { return cells + ["", "", "", ""] }
        return cells + [
            home.country, home.city, "\(home.point.latitude)", "\(home.point.longitude)",
        ]
    }

    private static func cells(of rsvp: RSVP?) -> [String] {
        guard let rsvp else { return ["", "", "", ""] }
        let reply = rsvp.reply
        return [
            reply.response.rawValue, String(reply.plusOnes), reply.dietaryNotes,
            rsvp.submittedAt.description,
        ]
    }

    /// What makes a spreadsheet calculate, in both widths, and what may hide it.
    private static let formulaStarts = Set(
        "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars
    )

    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map(formulaStarts.contains) ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return safe
        }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    /// A cell as it was before our own export neutralised it.
    fileprivate static func restored(_ text: String) -> String {
        let rest = text.unicodeScalars.dropFirst()
        let wasNeutralised =
            text.unicodeScalars.first == "'" && rest.first.map(formulaStarts.contains) ?? false
        return wasNeutralised ? String(rest) : text
    }

    /// The line on which each row of a file begins, counted from 1: a row may span lines.
    fileprivate static func lines(of csv: String) -> [Int] {
        var starts = [1]
        var line = 1
        var isQuoted = false
        for character in csv {
            if character == "\"" { isQuoted.toggle() }
            guard character.isNewline else { continue }
            line += 1
            if !isQuoted { starts.append(line) }
        }
        return starts
    }
}

private struct RowReader {
    let header: [String]
    let nameColumn: Int
    var drafts: [GuestList.Row] = []
    var problems: [GuestList.LineProblem] = []

    mutating func read(_ cells: [String], row: Int, line: Int) {
        func cell(_ name: String) -> String {
            guard let column = header.firstIndex(of: name), column < cells.count else { return "" }
            return GuestList.restored(cells[column])
        }
        guard !cells.allSatisfy(\.isEmpty) else { return }
        var draft = GuestDraft(
            name: cell("name"),
            email: cell("email"),
            phone: cell("phone"),
            dietaryNotes: cell("dietary_notes")
        )
        var found: [String] = []
        if !cell("plus_ones").isEmpty {
            if let number = Int(cell("plus_ones")) {
                draft.plusOnes = number
            } else {
                found.append("plus_ones: expected 0 to 20, found something else")
            }
        }
        if !cell("table_number").isEmpty {
            draft.tableNumber = Int(cell("table_number"))
            if draft.tableNumber == nil { found.append(GuestProblem.tableNumber.description) }
        }
        let home = ["home_country", "home_city", "home_latitude", "home_longitude"].map(cell)
        if home.contains(where: { !$0.isEmpty }) {
            draft.home = Self.home(home)
            if draft.home == nil { found.append(GuestProblem.home.description) }
        }
        if found.isEmpty {
            drafts.append(GuestList.Row(row: row, line: line, draft: draft))
        } else {
            problems += found.map { GuestList.LineProblem(row: row, line: line, message: $0) }
        }
    }

    /// Country, city, latitude and longitude: all four or none.
    private static func home(_ cells: [String]) -> Home? {
        guard cells[0].utf8.count == 2, !cells[1].isEmpty,
            let latitude = Double(cells[2]), (-90...90).contains(latitude),
            let longitude = Double(cells[3]), (-180...180).contains(longitude)
        else { return nil }
        return Home(
            country: cells[0].uppercased(),
            city: cells[1],
            point: GeoPoint(latitude: latitude, longitude: longitude)
        )
    }
}

extension HostAPI {
    /// Imports a guest list; good rows are added, the others reported with their place.
    package func importGuests(
        csv: String,
        to event: EventID,
        by host: HostID
    ) throws -> ImportedGuests {
        let (drafts, readProblems) = GuestList.drafts(from: csv)
        let outcome = try addGuests(drafts.map(\.draft), to: event, by: host)
        let problems = outcome.problems.map { refusal in
            GuestList.LineProblem(
                row: drafts[refusal.index].row,
                line: drafts[refusal.index].line,
                message: refusal.problem.description
            )
        }
        return ImportedGuests(
            added: outcome.added,
            problems: (readProblems + problems).sorted { $0.row < $1.row }
        )
    }

    /// A guest list as CSV, with the replies so far.
    package func exportGuests(of id: EventID, by host: HostID) throws -> String {
        try store.read { step in
            _ = try event(id, of: host, in: step)
            let replies = try step.rsvps(of: id).map { ($0.guestID, $0) }
            return GuestList.csv(
                of: try step.guests(of: id),
                replies: Dictionary(replies) { $1 }
            )
        }
    }
}
