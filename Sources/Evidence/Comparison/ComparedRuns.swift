import Domain
import Figures
import Foundation

/// A share that runs are compared by.
package struct Measure: Sendable {
    /// As gates name it, where they do.
    package let name: String
    /// What the share is of.
    package let population: String
    /// Whether more of it is better.
    package let isBetterHigh: Bool
    let counts: @Sendable (Row) -> Bool
    let succeeds: @Sendable (Row) -> Bool

    /// What a measure may look at.
    struct Row {
        let isForm: Bool
        let isFraud: Bool
        /// 0 allow, 1 soft verify, 2 SMS verify, 3 block.
        let decision: Int
        let isRecorded: Bool
        let flaggedLink: Bool
    }

    init(
        _ name: String,
        of population: String,
        isBetterHigh: Bool,
        counts: @escaping @Sendable (Row) -> Bool,
        succeeds: @escaping @Sendable (Row) -> Bool
    ) {
        self.name = name
        self.population = population
        self.isBetterHigh = isBetterHigh
        self.counts = counts
        self.succeeds = succeeds
    }

    /// What a change of the defence moves: what outsiders' forms meet and get, and honest ones'.
    package static let standard = caught + stopped + others

    private static let bands = ["soft_verify", "sms_verify", "block"]

    private static let caught = bands.enumerated().map { place, band in
        Measure(
            "fraud.attempts.recall.\(band)",
            of: "outsiders' forms",
            isBetterHigh: true,
            counts: { $0.isForm && $0.isFraud },
            succeeds: { $0.decision > place }
        )
    }

    private static let stopped = bands.enumerated().map { place, band in
        Measure(
            "fraud.attempts.false_positive_rate.\(band)",
            of: "honest forms",
            isBetterHigh: false,
            counts: { $0.isForm && !$0.isFraud },
            succeeds: { $0.decision > place }
        )
    }

    private static let others = [
        Measure(
            "fraud.attempts.precision.block",
            of: "blocked forms",
            isBetterHigh: true,
            counts: { $0.isForm && $0.decision == 3 },
            succeeds: { $0.isFraud }
        ),
        Measure(
            "outsiders' replies recorded",
            of: "outsiders' forms",
            isBetterHigh: false,
            counts: { $0.isForm && $0.isFraud },
            succeeds: { $0.isRecorded }
        ),
        Measure(
            "honest replies recorded",
            of: "honest forms",
            isBetterHigh: true,
            counts: { $0.isForm && !$0.isFraud },
            succeeds: { $0.isRecorded }
        ),
        Measure(
            "links flagged by honest accesses",
            of: "honest accesses",
            isBetterHigh: false,
            counts: { !$0.isFraud },
            succeeds: { $0.flaggedLink }
        ),
    ]
}

/// One or several runs as they are compared: shares by cluster, and decisions by access.
package struct ComparedRuns: Sendable {
    /// A scenario's file and a seed: runs of equal ones have their accesses in common.
    package struct Identity: Hashable, Sendable {
        package let scenario: String
        package let seed: UInt64
    }

    package private(set) var identities: [Identity] = []
    package private(set) var digests: [String] = []
    /// By measure, then by cluster: one attack's accesses, or the others of one event.
    private(set) var shares: [[String: Proportion]]
    /// What was decided, and whether it was an outsider's.
    private(set) var decisions: [AccessID: (decision: String, isFraud: Bool)] = [:]
    let measures: [Measure]

    private static let columns = [
        "access_id", "event_id", "campaign_id", "moment", "decision", "is_fraud", "actor",
        "recorded", "flagged_link",
    ]
    private static let bands = ["allow", "soft_verify", "sms_verify", "block"]

    /// Reads the data sets that a path leads to: a run's folder under `Reports` or `Datasets`, that of
    /// several seeds, a folder that holds `Datasets`, or a baseline's file.
    ///
    /// - Throws: What cannot be read, with its place.
    package init(
        at path: String,
        measures: [Measure] = Measure.standard
    ) throws(DatasetError) {
        self.measures = measures
        shares = measures.map { _ in [:] }
        if path.hasSuffix(".json") {
            let baseline = try BaselineFile(at: path, measures: measures)
            shares = try baseline.shares(at: path)
            identities = baseline.runs.map { Identity(scenario: $0.sha256, seed: $0.seed) }
            digests = baseline.runs.map(\.digest)
            decisions = baseline.decisionsByAccess
            return
        }
        for folder in try Self.folders(at: path) {
            for file in try AccessTable.files(at: folder) { try read(file) }
        }
    }

    /// Runs whose shares are known.
    init(
        _ identities: [Identity],
        shares: [[String: Proportion]],
        decisions: [AccessID: (decision: String, isFraud: Bool)] = [:],
        measures: [Measure]
    ) {
        precondition(shares.count == measures.count, "shares of each measure")
        self.identities = identities
        self.shares = shares
        self.decisions = decisions
        self.measures = measures
        digests = identities.map { "\($0.seed)" }
    }

    /// A folder under `Reports` stands for those of its seeds under `Datasets`.
    private static func folders(at path: String) throws(DatasetError) -> [String] {
        let url = URL(filePath: path, directoryHint: .isDirectory)
        guard
            let data = FileManager.default.contents(
                atPath: url.appending(path: "summary.json").path
            ),
            let summary = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let scenario = summary["scenario"] as? [String: Any],
            let name = scenario["name"] as? String
        else { return [path] }
        let root = url.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Datasets")
        let several = (summary["seeds"] as? [[String: Any]])?.compactMap { $0["seed"] as? NSNumber }
        let seeds = several ?? [scenario["seed"] as? NSNumber].compactMap(\.self)
        // A variant's folders are called by what was set as well.
        let own = url.lastPathComponent
        let prefix =
            own.hasPrefix(name + "-")
            ? own.lastIndex(of: "-").map { String(own[..<$0]) } ?? name : name
        return seeds.map { root.appending(path: "\(prefix)-\($0)").relativePath }
    }

    private mutating func read(_ file: URL) throws(DatasetError) {
        let run = identities.count
        try identify(file)
        try CommaFile(file).forEachRow(of: Self.columns) { cells, _ throws(DatasetError) in
            take(cells, run: run)
        }
    }

    private mutating func identify(_ file: URL) throws(DatasetError) {
        let manifest = file.deletingLastPathComponent().appending(path: "manifest.json")
        guard let data = FileManager.default.contents(atPath: manifest.path),
            let parsed = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let scenario = parsed["scenario"] as? [String: Any],
            let hash = scenario["sha256"] as? String, let seed = scenario["seed"] as? NSNumber,
            let digest = parsed["digest"] as? String
        else {
            throw DatasetError(
                path: manifest.path,
                problem: "expected a data set's manifest, found none"
            )
        }
        identities.append(Identity(scenario: hash, seed: seed.uint64Value))
        digests.append(digest)
    }

    /// - `cells`: Of `columns`, in their order.
    private mutating func take(_ cells: [String], run: Int) {
        guard cells[6] != "machine", let decision = Self.bands.firstIndex(of: cells[4]) else {
            return
        }
        let row = Measure.Row(
            isForm: cells[3] == "submit",
            isFraud: cells[5] == "1",
            decision: decision,
            isRecorded: cells[7] == "1",
            flaggedLink: cells[8] == "1"
        )
        let seed = identities[run].seed
        let cluster = "\(seed)/" + (cells[2].isEmpty ? cells[1] : cells[2])
        for (place, measure) in measures.enumerated() where measure.counts(row) {
            shares[place][cluster, default: Proportion()].record(success: measure.succeeds(row))
        }
        if let access = AccessID(cells[0]) { decisions[access] = (cells[4], row.isFraud) }
    }
}
