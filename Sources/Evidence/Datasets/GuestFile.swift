import Domain
import Foundation
import Truth

/// Writes `guests.csv`: one row a guest, in the order they were put on a list.
package final class GuestFile: RunObserver {
    private struct Row {
        let event: EventID
        let persona: String
        let city: String
        let country: String
        var accesses = 0
        var response: Reply.Response?
        var answeredAt: Instant?
        var challenged: Decision?
        var isRefused = false
    }

    package static let columns: [(name: String, meaning: String)] = [
        ("guest_id", "identifier of the guest"),
        ("event_id", "event"),
        ("persona", "truth: the script that acted for the guest"),
        ("city", "truth: where the guest lives"),
        ("country", "truth: ISO 3166-1 country of that city"),
        ("accesses", "times the guest's link was opened, by anybody"),
        ("rsvp", "attending, declined or maybe; empty where nobody answered"),
        ("rsvp_at", "when"),
        ("challenged", "hardest decision that the guest met; empty for none"),
        ("refused", "1 where the guest wanted to answer and could not"),
        ("split", "train, calibrate or test: by event"),
    ]

    private var rows: [GuestID: Row] = [:]
    private var order: [GuestID] = []

    package init() {}

    package func saw(_ occurrence: Occurrence, at instant: Instant, sequence: Int) {
        switch occurrence {
        case .accessOpened(let access):
            if let guest = access.guestID { rows[guest]?.accesses += 1 }
        case .rsvpRecorded(let rsvp, _):
            rows[rsvp.guestID]?.response = rsvp.reply.response
            rows[rsvp.guestID]?.answeredAt = rsvp.submittedAt
        default: break
        }
    }

    package func learned(_ note: StageNote, at instant: Instant, sequence: Int) {
        switch note {
        case .guestCast(let guest, let event, let persona, let city, let country):
            rows[guest] = Row(event: event, persona: persona, city: city, country: country)
            order.append(guest)
        case .guestRefused(let guest):
            rows[guest]?.isRefused = true
        case .guestChallenged(let guest, let decision):
            let hardest = rows[guest]?.challenged ?? decision
            rows[guest]?.challenged = max(hardest, decision)
        default: break
        }
    }

    package func ended(at instant: Instant) {}

    package func write(to url: URL) throws(OutputError) -> FileRecord {
        let output = try OutputFile(url)
        try output.write(Self.columns.map(\.name).joined(separator: ",") + "\n")
        let buffer = TextBuffer()
        var line = TextLine(in: buffer)
        for guest in order {
            guard let row = rows[guest] else { continue }
            buffer.removeAll()
            line.begin()
            line.cell(guest)
            line.cell(row.event)
            line.cell(row.persona)
            line.cell(row.city)
            line.cell(row.country)
            line.cell(row.accesses)
            line.cell(row.response?.rawValue)
            line.cell(row.answeredAt)
            line.cell(row.challenged?.name)
            line.cell(row.isRefused)
            line.cell(Split(of: row.event).rawValue)
            line.end()
            try output.write(buffer.bytes)
        }
        return try output.finish(rows: order.count)
    }
}
