import Domain
import Figures
import Foundation

/// One or several runs as they are compared: shares by cluster, and decisions by visit.
package struct ComparedRuns: Sendable {
    package struct Run: Hashable, Sendable {
        package let name: String
        /// SHA-256 of the scenario.
        package let scenario: String
        package let seed: UInt64
        package let digest: String
        /// The run's folder under `Reports`, as explain takes it; `nil` where there is none.
        package var folder: String?
    }

    /// One attack's accesses, or the others of one event, of a run.
    struct Cluster: Hashable {
        /// Its place among the runs.
        var run: Int
        let name: String
    }

    /// An access by what it has in common with that of another build: identifiers part after the first
    /// change, guests and what they set out to do stay.
    package struct Visit: Hashable, Sendable {
        /// Its run's place among the runs.
        var run: Int
        /// Counted from 1, in the order of the lists.
        package let event: Int
        /// Counted from 1, in the order of the event's list; 0 where the link is nobody's.
        package let guest: Int
        /// An attack's campaign, or who acted for the guest.
        package let who: String
        package let isForm: Bool
        /// Counted from 1, among those of the same person on the same link.
        package let number: Int
    }

    struct Decided {
        /// `nil` where only the decision was kept.
        let access: AccessID?
        let decision: String
        let isFraud: Bool
    }

    package private(set) var runs: [Run] = []
    /// By measure, then by cluster.
    private(set) var shares: [[Cluster: Proportion]]
    private(set) var decisions: [Visit: Decided] = [:]
    let measures: [Measure]

    /// Reads the data sets that a path leads to: a run's folder under `Reports` or `Datasets`, that of
    /// several seeds, a folder that holds `Datasets`, or a baseline's file.
    ///
    /// - `folder`: What the run is called by where it does not stand in its place yet.
    /// - Throws: What cannot be read, with its place.
    package init(
        at path: String,
        folder: String? = nil,
        measures: [Measure] = Measure.standard
    ) throws(DatasetError) {
        self.measures = measures
        shares = measures.map { _ in [:] }
        if path.hasSuffix(".json") {
            let baseline = try BaselineFile(at: path, measures: measures)
            runs = baseline.comparedRuns
            shares = try baseline.shares(at: path)
            decisions = try baseline.decisions(at: path)
            return
        }
        for place in try Self.folders(at: path) {
            for file in try AccessTable.files(at: place) { try read(file, folder) }
        }
    }

    /// Runs whose shares are known.
    init(
        _ runs: [Run],
        shares: [[Cluster: Proportion]],
        decisions: [Visit: Decided] = [:],
        measures: [Measure]
    ) {
        precondition(shares.count == measures.count, "shares of each measure")
        self.runs = runs
        self.shares = shares
        self.decisions = decisions
        self.measures = measures
    }

    /// Several taken together.
    package init(_ several: [ComparedRuns]) {
        let measures = several.first?.measures ?? Measure.standard
        self.init([], shares: measures.map { _ in [:] }, measures: measures)
        for compared in several {
            let first = runs.count
            runs += compared.runs
            for place in shares.indices {
                for (cluster, share) in compared.shares[place] {
                    shares[place][Cluster(run: first + cluster.run, name: cluster.name)] = share
                }
            }
            for (visit, decided) in compared.decisions {
                var moved = visit
                moved.run += first
                decisions[moved] = decided
            }
        }
    }

    /// The places of the other's runs among these: of the same scenario and seed, else of the same name and
    /// seed, else of the same seed, where only one of either side is meant; what remains comes after these.
    func places(of other: ComparedRuns) -> [Int] {
        var found: [Int?] = other.runs.map { _ in nil }
        func match(_ key: (Run) -> [String]) {
            let free = runs.indices.filter { !found.contains($0) }
            let open = other.runs.indices.filter { found[$0] == nil }
            let ours = Dictionary(grouping: free) { key(runs[$0]) }
            let theirs = Dictionary(grouping: open) { key(other.runs[$0]) }
            for (key, places) in theirs where places.count == 1 {
                if let own = ours[key], own.count == 1 { found[places[0]] = own[0] }
            }
        }
        match { [$0.scenario, "\($0.seed)"] }
        match { [$0.name, "\($0.seed)"] }
        match { ["\($0.seed)"] }
        var next = runs.count
        return found.map { place in
            if let place { return place }
            next += 1
            return next - 1
        }
    }

    // MARK: Reading

    private static let columns = [
        "access_id", "event_id", "guest_id", "campaign_id", "moment", "decision", "is_fraud",
        "actor", "persona", "recorded", "flagged_link",
    ]
    static let bands = ["allow", "soft_verify", "sms_verify", "block"]

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

    private mutating func read(_ file: URL, _ folder: String?) throws(DatasetError) {
        try identify(file, folder)
        let lists = try GuestLists(beside: file)
        var counts: [Visit: Int] = [:]
        try CommaFile(file).forEachRow(of: Self.columns) { cells, _ throws(DatasetError) in
            take(cells, lists, &counts)
        }
    }

    private mutating func identify(_ file: URL, _ folder: String?) throws(DatasetError) {
        let own = file.deletingLastPathComponent()
        let manifest = own.appending(path: "manifest.json")
        guard let data = FileManager.default.contents(atPath: manifest.path),
            let parsed = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let scenario = parsed["scenario"] as? [String: Any],
            let name = scenario["name"] as? String,
            let hash = scenario["sha256"] as? String, let seed = scenario["seed"] as? NSNumber,
            let digest = parsed["digest"] as? String
        else {
            throw DatasetError(
                path: manifest.path,
                problem: "expected a data set's manifest, found none"
            )
        }
        let reports = own.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Reports/\(own.lastPathComponent)")
        let isThere = FileManager.default.fileExists(
            atPath: reports.appending(path: "report.md").path
        )
        runs.append(
            Run(
                name: name,
                scenario: hash,
                seed: seed.uint64Value,
                digest: digest,
                folder: folder ?? (isThere ? reports.relativePath : nil)
            )
        )
    }

    /// - `cells`: Of `columns`, in their order.
    private mutating func take(
        _ cells: [String],
        _ lists: GuestLists,
        _ counts: inout [Visit: Int]
    ) {
        guard cells[7] != "machine" else { return }
        let run = runs.count - 1
        let event = lists.event(cells[1])
        let isForm = cells[4] == "submit"
        let kind = Visit(
            run: run,
            event: event,
            guest: lists.guest(cells[2]),
            who: cells[3].isEmpty ? cells[8] : cells[3],
            isForm: isForm,
            number: 0
        )
        counts[kind, default: 0] += 1
        guard let decision = Self.bands.firstIndex(of: cells[5]) else { return }
        let row = Measure.Row(
            isForm: isForm,
            isFraud: cells[6] == "1",
            decision: decision,
            isRecorded: cells[9] == "1",
            flaggedLink: cells[10] == "1"
        )
        let cluster = Cluster(run: run, name: cells[3].isEmpty ? "event \(event)" : cells[3])
        for (place, measure) in measures.enumerated() where measure.counts(row) {
            shares[place][cluster, default: Proportion()].record(success: measure.succeeds(row))
        }
        let visit = Visit(
            run: run,
            event: kind.event,
            guest: kind.guest,
            who: kind.who,
            isForm: isForm,
            number: counts[kind] ?? 1
        )
        decisions[visit] = Decided(
            access: AccessID(cells[0]),
            decision: cells[5],
            isFraud: row.isFraud
        )
    }
}

/// Who is whose guest, by place on the lists instead of by identifier.
private struct GuestLists {
    private var events: [String: Int] = [:]
    private var guests: [String: Int] = [:]

    /// Reads `guests.csv` in the folder of an `accesses.csv`.
    init(beside file: URL) throws(DatasetError) {
        let list = file.deletingLastPathComponent().appending(path: "guests.csv")
        var counts: [Int: Int] = [:]
        var (events, guests) = ([String: Int](), [String: Int]())
        try CommaFile(list).forEachRow(of: ["event_id", "guest_id"]) {
            cells,
            _ throws(DatasetError) in
            let event = events[cells[0]] ?? events.count + 1
            events[cells[0]] = event
            counts[event, default: 0] += 1
            guests[cells[1]] = counts[event]
        }
        (self.events, self.guests) = (events, guests)
    }

    /// 0 for an event of no list.
    func event(_ identifier: String) -> Int { events[identifier] ?? 0 }
    /// 0 for nobody of any list.
    func guest(_ identifier: String) -> Int { guests[identifier] ?? 0 }
}
