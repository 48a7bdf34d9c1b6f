import Domain
import Foundation
import Truth

/// Writes `guests.csv`: one row a guest, in the order they were put on a list.
package final class GuestFile: RunObserver {
    package struct Row {
        let guest: GuestID
        let event: EventID
        let persona: String
        let city: String
        let country: String
        var accesses = 0
        var response: Reply.Response?
        var answeredAt: Instant?
        var hasSetOut = false
        var challenged: Decision?
        var isRefused = false
        var split = Split.train
    }

    package static let columns: [Column<Row>] = [
        Column("guest_id", .seen, "identifier of the guest") { $1.cell($0.guest) },
        Column("event_id", .seen, "event") { $1.cell($0.event) },
        Column("persona", .truth, "truth: the script that acted for the guest") {
            $1.cell($0.persona)
        },
        Column("city", .truth, "truth: where the guest lives") { $1.cell($0.city) },
        Column("country", .truth, "truth: ISO 3166-1 country of that city") {
            $1.cell($0.country)
        },
        Column(
            "accesses",
            .seen,
            "times the guest's link was opened, by anybody",
            type: "whole number"
        ) { $1.cell($0.accesses) },
        Column(
            "rsvp",
            .seen,
            "attending, declined or maybe; empty where nobody answered",
            empty: "nobody answered"
        ) { $1.cell($0.response?.rawValue) },
        Column("rsvp_at", .seen, "when", type: "time", empty: "nobody answered") {
            $1.cell($0.answeredAt)
        },
        Column(
            "set_out",
            .truth,
            "1 where the guest set out to answer",
            type: "0/1"
        ) { $1.cell($0.hasSetOut) },
        Column(
            "challenged",
            .seen,
            "hardest decision that the guest met; empty for none",
            empty: "the guest met none"
        ) { $1.cell($0.challenged?.name) },
        Column(
            "refused",
            .truth,
            "1 where the guest wanted to answer and could not",
            type: "0/1"
        ) { $1.cell($0.isRefused) },
        Column("split", .late, "train, calibrate or test: that of the event's accesses") {
            $1.cell($0.split.rawValue)
        },
    ]

    private var rows: [GuestID: Row] = [:]
    private var order: [GuestID] = []

    package init() {}

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        switch systemEvent {
        case .accessOpened(let access):
            if let guest = access.guestID { rows[guest]?.accesses += 1 }
        case .rsvpRecorded(let rsvp, _):
            rows[rsvp.guestID]?.response = rsvp.reply.response
            rows[rsvp.guestID]?.answeredAt = rsvp.submittedAt
        default: break
        }
    }

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        switch note {
        case .guestCast(let guest, let event, let persona, let lives, _):
            rows[guest] = Row(
                guest: guest,
                event: event,
                persona: persona,
                city: lives.city,
                country: lives.country
            )
            order.append(guest)
        case .guestSetOut(let guest):
            rows[guest]?.hasSetOut = true
        case .guestRefused(let guest):
            rows[guest]?.isRefused = true
        case .guestChallenged(let guest, let decision):
            let hardest = rows[guest]?.challenged ?? decision
            rows[guest]?.challenged = max(hardest, decision)
        default: break
        }
    }

    package func ended(at instant: Instant) {}

    /// - `groups`: Which have read all accesses.
    package func write(
        to url: URL,
        groups: SplitGroups = SplitGroups()
    ) throws(OutputError) -> FileRecord {
        let output = try OutputFile(url)
        try output.write(headerLine(Self.columns.map(\.name)))
        let buffer = TextBuffer()
        var line = TextLine(in: buffer)
        for guest in order {
            guard var row = rows[guest] else { continue }
            row.split = groups.split(of: row.event)
            buffer.removeAll()
            line.begin()
            line.write(row, Self.columns)
            line.end()
            try output.write(buffer.bytes)
        }
        return try output.finish(rows: order.count)
    }
}
