import Catalogue
import Domain
import Truth

/// `DATACARD.md`: what the data set is, for people.
package struct DataCard: Sendable {
    package let frame: RunFrame
    package let description: String
    package let digest: String
    package let files: [FileRecord]
    /// Accesses of each attack in each split.
    package let attacks: [(attack: String, counts: [Split: Int])]
    /// Share of links about which decisions were only written down.
    package let observedShare: Double

    package init(
        frame: RunFrame,
        description: String,
        digest: String,
        files: [FileRecord],
        attacks: [(attack: String, counts: [Split: Int])],
        observedShare: Double
    ) {
        self.frame = frame
        self.description = description
        self.digest = digest
        self.files = files
        self.attacks = attacks
        self.observedShare = observedShare
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
        lines += [decisions] + splitsOfAttacks
        return lines.joined(separator: "\n") + "\n"
    }

    private var decisions: String {
        switch observedShare {
        case 0:
            "- What was blocked or failed a challenge shows no more of itself (`censored_reason`); "
                + "`fraud: { decide: observe }` plays the same without."
        case 1:
            "- Every access was scored and nobody was challenged or refused: `decision` says what "
                + "would have been, and no label is censored by it."
        default:
            "- About \((observedShare * 1_000).rounded() / 10) % of the links, by chance, were only "
                + "observed (`enforced` 0): what they show is not censored by what was decided."
        }
    }

    /// Accesses of each attack by split, and which are missing.
    private var splitsOfAttacks: [String] {
        guard !attacks.isEmpty else { return ["", "There was no attack in this run."] }
        var lines = ["", "| attack | train | calibrate | test |", "| --- | ---: | ---: | ---: |"]
        var missing: [String] = []
        for (attack, bySplit) in attacks {
            let cells = Split.allCases.map { "\(bySplit[$0] ?? 0)" }
            lines.append("| \(attack) | \(cells.joined(separator: " | ")) |")
            for split in Split.allCases where bySplit[split] == nil {
                missing.append("\(attack) is missing from `\(split.rawValue)`")
            }
        }
        if !missing.isEmpty {
            lines += ["", "Take care: \(missing.joined(separator: ", ")). Play more seeds."]
        }
        return lines
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
            + "a while, wrongly in both directions; a reply that stands when its event begins counts as "
            + "genuine, an outsider's too; the rest stays empty, and `censored_reason` says why. Do not "
            + "train on labels observed after the time you predict for.",
        "- Features are point in time: what the scorer saw at the `moment` when the score that decided "
            + "was made; a form's do not contain what the access's own opening taught. An empty cell is "
            + "unknown, not zero.",
        "- `decision` is the last one on the access: at submission where there was one, else when its "
            + "score arrived. A link that no guest was ever given counts as blocked; an access that "
            + "was refused for its token's status alone has the decision of its score, or none.",
        "- An access belongs to the split of its event, and events that one campaign touches belong "
            + "together; accesses with nobody's token belong to the split of their campaign.",
        "- Limits: one product's defences shaped who gave up when; attackers know only what their "
            + "script says; figures of behaviour are partly assumptions, marked so in the code.",
    ]
}

/// `manifest.json`: what is in a run's folder, for machines.
package struct Manifest: Sendable {
    package let frame: RunFrame
    package let digest: String
    package let dataDigest: String
    /// The product's settings that the scenario changes.
    package let changes: [ChangedSetting]
    /// Where every rehearsal differs from a server.
    package let rehearsed: [String]
    /// The scenario files that the scenario's own extends, the nearest first.
    package let extended: [String]
    /// What was set in place of the scenario's own values.
    package let set: [String]
    package let files: [FileRecord]

    package init(
        frame: RunFrame,
        digest: String,
        dataDigest: String,
        changes: [ChangedSetting] = [],
        rehearsed: [String] = [],
        extended: [String] = [],
        set: [String] = [],
        files: [FileRecord]
    ) {
        self.frame = frame
        self.digest = digest
        self.dataDigest = dataDigest
        self.changes = changes
        self.rehearsed = rehearsed
        self.extended = extended
        self.set = set
        self.files = files
    }
}
