import Domain
import Truth

/// `DATACARD.md`: what the data set is, for people.
package struct DataCard: Sendable {
    package let frame: RunFrame
    package let description: String
    package let digest: String
    package let files: [FileRecord]

    package init(frame: RunFrame, description: String, digest: String, files: [FileRecord]) {
        self.frame = frame
        self.description = description
        self.digest = digest
        self.files = files
    }

    package var text: String {
        var lines = [
            "# Data card: \(frame.scenarioName), seed \(frame.seed)", "", description, "",
            "Synthetic accesses to invitation links, made by GuestGuard \(frame.build) from "
                + "\(frame.startsAt) to \(frame.endsAt) of virtual time. No real person, address or "
                + "phone number is in it. The same scenario, seed and build give the same bytes; "
                + "digest `\(digest)`.", "", "## Files", "",
            "| file | rows | bytes | SHA-256 |", "| --- | ---: | ---: | --- |",
        ]
        lines += files.map {
            "| \($0.name) | \($0.rows.map(String.init) ?? "") | \($0.bytes) | `\($0.sha256)` |"
        }
        lines += ["", "## accesses.csv", ""] + Self.head
        lines += AccessColumns.settled.map(Self.line) + AccessColumns.late.map(Self.line)
        lines += ["", "## guests.csv", ""] + Self.head
        lines += GuestFile.columns.map(Self.line)
        lines += ["", "## Labels, decisions and splits", ""] + Self.notes
        return lines.joined(separator: "\n") + "\n"
    }

    private static let head = [
        "| column | meaning | kind | type | unit | empty where |",
        "| --- | --- | --- | --- | --- | --- |",
    ]

    private static func line<Row>(_ column: Column<Row>) -> String {
        "| \(column.name) | \(column.meaning) | \(column.role.rawValue) | \(column.type) "
            + "| \(column.unit) | \(column.empty) |"
    }

    private static let notes = [
        "- Truth (`persona`, `actor`, `attack`, `campaign_id`, `is_fraud`) is known to the simulation "
            + "alone; a mail scanner's fetch is a machine's and no fraud, an attack's is fraud.",
        "- `observed_label` is what operators would know: a host confirms or dismisses an alert after "
            + "a while, sometimes wrongly; a reply that stands when its event begins counts as genuine; "
            + "the rest stays empty. Do not train on labels observed after the time you predict for.",
        "- Features are point in time: what the scorer saw when the score that decided was made. An "
            + "empty cell is unknown, not zero.",
        "- `decision` is the last one on the access: at submission where there was one, else when its "
            + "score arrived. A link that no guest was ever given counts as blocked; an access that "
            + "was refused for its token's status alone has the decision of its score, or none.",
        "- An access belongs to the split of its event; tokens of nobody's are in `train`.",
        "- Limits: one product's defences shaped who gave up when; attackers know only what their "
            + "script says; figures of behaviour are partly assumptions, marked so in the code.",
    ]
}

/// `manifest.json`: what is in a run's folder, for machines.
package struct Manifest: Sendable {
    package let frame: RunFrame
    package let digest: String
    package let files: [FileRecord]

    package init(frame: RunFrame, digest: String, files: [FileRecord]) {
        self.frame = frame
        self.digest = digest
        self.files = files
    }
}
