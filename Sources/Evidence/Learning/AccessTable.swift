import Domain
import Foundation
import FraudEngine

/// Scored accesses of finished runs, column by column, as their `accesses.csv` have them.
///
/// Left out are accesses that the engine could not judge: those without a score, and benign machines'.
package struct AccessTable: Sendable {
    /// What was decided on, and the features were known at.
    package enum Moment: UInt8, Sendable { case open, submit }

    /// By `Feature`, then by row; not-a-number where a value is unknown.
    package private(set) var features: [[Double]] = Feature.allCases.map { _ in [] }
    /// The score that decided, 0-100.
    package private(set) var scores: [Int] = []
    package private(set) var isFraud: [Bool] = []
    /// What operators came to know: 1 fraud, 0 genuine, `nil` nothing.
    package private(set) var observed: [Bool?] = []
    package private(set) var moments: [Moment] = []
    /// What the run decided about each row.
    package private(set) var decisions: [Decision] = []
    /// Whether the decision was acted on.
    package private(set) var isEnforced: [Bool] = []
    /// Accesses of one link share a number; `nil` where the link is nobody's.
    package private(set) var links: [Int?] = []
    /// Looks of machines that the engine took for people: rows of nobody, but a flag that one leaves on
    /// its link asks whoever comes after it.
    private(set) var machineLooks: [MachineLook] = []
    /// The file of each row, as a place in `files`.
    package private(set) var runs: [Int] = []
    /// When the page was opened.
    package private(set) var openedAt: [Instant] = []
    /// Kind of attack; `nil` for a guest's or companion's access.
    package private(set) var attacks: [String?] = []
    package private(set) var personas: [String] = []
    /// Accesses whose outcomes hang together share a number: one attack's, or the others of one event.
    ///
    /// Those of different files never do.
    package private(set) var clusters: [Int] = []
    /// Events whose accesses hang together by an attack on several of them share a number, and what
    /// became of those of different numbers is independent.
    package var groups: [Int] { events.map { root(of: $0) } }
    /// The event, or where there is none the attack, of each row.
    private var events: [Int] = []
    private var parents: [Int] = []
    private var groupNumbers: [String: Int] = [:]
    /// Events of one number are in one split: train, calibrate or test.
    package private(set) var splits: [String] = []
    /// Files read, in order.
    package private(set) var files: [String] = []

    private var clusterNumbers: [String: Int] = [:]
    private var linkNumbers: [String: Int] = [:]

    struct MachineLook: Sendable {
        let link: Int
        let openedAt: Instant
        let features: FeatureVector
    }

    package init() {}

    package var count: Int { isFraud.count }

    /// The features of one row.
    package func vector(_ row: Int) -> FeatureVector {
        var vector = FeatureVector()
        for (index, column) in features.enumerated() { vector[index] = column[row] }
        return vector
    }

    /// The rows that satisfy a condition.
    package func rows(where isWanted: (Int) -> Bool) -> [Int] { (0..<count).filter(isWanted) }

    /// Rows of submitted forms.
    package var forms: [Int] { rows { moments[$0] == .submit } }

    // MARK: Reading

    /// Reads the runs that paths lead to.
    ///
    /// - Parameter paths: Files `accesses.csv`, their folders, or folders that hold `Datasets`.
    /// - Throws: What is wrong with the first file that cannot be read, with its place.
    package init(_ paths: [String]) throws(DatasetError) {
        for path in paths {
            for file in try Self.files(at: path) { try read(file) }
        }
    }

    /// The files `accesses.csv` that a path leads to.
    package static func files(at path: String) throws(DatasetError) -> [URL] {
        let url = URL(filePath: path)
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw DatasetError(path: path, problem: "there is no such file or folder")
        }
        guard isFolder.boolValue else { return [url] }
        let own = url.appending(path: "accesses.csv")
        if manager.fileExists(atPath: own.path) { return [own] }
        for folder in [url.appending(path: "Datasets"), url] {
            let names = (try? manager.contentsOfDirectory(atPath: folder.path)) ?? []
            let files = names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
                .map { folder.appending(path: $0).appending(path: "accesses.csv") }
                .filter { manager.fileExists(atPath: $0.path) }
            if !files.isEmpty { return files }
        }
        throw DatasetError(path: path, problem: "holds no accesses.csv, nor a folder that does")
    }

    /// Where a file has what is read of it.
    private struct Layout {
        let features: [Int]
        let score, isFraud, observed, moment, isEnforced, attack, persona: Int
        let actor, campaign, event, split, link, at, decision, timeZone: Int
        let count: Int

        init(_ header: [String], path: String) throws(DatasetError) {
            func place(_ name: String) throws(DatasetError) -> Int {
                guard let place = header.firstIndex(of: name) else {
                    throw DatasetError(
                        path: path,
                        line: 1,
                        problem: "there is no column \(name): not a data set of this version"
                    )
                }
                return place
            }
            var features: [Int] = []
            for feature in Feature.allCases { features.append(try place(feature.column)) }
            self.features = features
            score = try place("risk_score")
            isFraud = try place("is_fraud")
            observed = try place("observed_label")
            moment = try place("moment")
            isEnforced = try place("enforced")
            attack = try place("attack")
            persona = try place("persona")
            actor = try place("actor")
            campaign = try place("campaign_id")
            event = try place("event_id")
            split = try place("split")
            link = try place("token_id")
            at = try place("at")
            decision = try place("decision")
            timeZone = try place("timezone")
            count = header.count
        }
    }

    private mutating func read(_ url: URL) throws(DatasetError) {
        let file = try CommaFile(url)
        let number = files.count
        files.append(url.path)
        var layout: Layout?
        var names = InternedNames()
        try file.forEachRow { (bytes, cells, line) throws(DatasetError) in
            guard let layout else {
                layout = try Layout(cells.map { $0.text(in: bytes) }, path: file.path)
                return
            }
            guard cells.count == layout.count else {
                throw DatasetError(
                    path: file.path,
                    line: line,
                    problem: "\(cells.count) cells, expected \(layout.count)"
                )
            }
            func number(_ place: Int, _ name: String) throws(DatasetError) -> Double {
                if let number = cells[place].number(in: bytes) { return number }
                throw DatasetError(
                    path: file.path,
                    line: line,
                    problem: "\(name) is \"\(cells[place].text(in: bytes))\", expected a number"
                )
            }
            func name(_ place: Int) -> String { names.name(cells[place], in: bytes) }
            let score = try number(layout.score, "risk_score")
            guard !score.isNaN, !cells[layout.moment].isEmpty else { return }
            guard let at = Instant(iso8601: cells[layout.at].text(in: bytes)) else {
                throw DatasetError(
                    path: file.path,
                    line: line,
                    problem: "at is \"\(cells[layout.at].text(in: bytes))\", expected an instant"
                )
            }
            func linkNumber() -> Int? {
                let link = cells[layout.link]
                return link.isEmpty
                    ? nil : self.linkNumber("\(files.count)/\(link.text(in: bytes))")
            }
            if name(layout.actor) == "machine" {
                var vector = FeatureVector()
                for (index, feature) in Feature.allCases.enumerated() {
                    vector[index] = try number(layout.features[index], feature.column)
                }
                // Whoever sends a form is scored in full.
                let isRecognised =
                    name(layout.moment) == "open"
                    && FraudEngine.isMachine(vector, timeZone: name(layout.timeZone))
                if !isRecognised, let link = linkNumber() {
                    machineLooks.append(MachineLook(link: link, openedAt: at, features: vector))
                }
                return
            }
            guard let decision = Decision(named: name(layout.decision)) else {
                throw DatasetError(
                    path: file.path,
                    line: line,
                    problem: "decision is \"\(name(layout.decision))\", expected one of "
                        + Decision.allCases.map(\.name).joined(separator: ", ")
                )
            }
            decisions.append(decision)
            openedAt.append(at)
            runs.append(files.count - 1)
            links.append(linkNumber())
            for (index, feature) in Feature.allCases.enumerated() {
                features[index].append(try number(layout.features[index], feature.column))
            }
            scores.append(Int(score))
            isFraud.append(try number(layout.isFraud, "is_fraud") == 1)
            let observed = try number(layout.observed, "observed_label")
            self.observed.append(observed.isNaN ? nil : observed == 1)
            moments.append(name(layout.moment) == "submit" ? .submit : .open)
            isEnforced.append(try number(layout.isEnforced, "enforced") == 1)
            attacks.append(cells[layout.attack].isEmpty ? nil : name(layout.attack))
            personas.append(name(layout.persona))
            splits.append(name(layout.split))
            let cluster =
                cells[layout.campaign].isEmpty ? cells[layout.event] : cells[layout.campaign]
            clusters.append(clusterNumber("\(files.count)/\(cluster.text(in: bytes))"))
            let event = cells[layout.event].isEmpty ? cluster : cells[layout.event]
            events.append(groupNumber("\(files.count)/\(event.text(in: bytes))"))
            if !cells[layout.campaign].isEmpty {
                let campaign = groupNumber("\(files.count)/\(cluster.text(in: bytes))")
                parents[root(of: campaign)] = root(of: events[events.count - 1])
            }
        }
        guard layout != nil else {
            files.removeLast(files.count - number)
            throw DatasetError(path: url.path, problem: "is empty, expected a header row")
        }
    }

    private mutating func groupNumber(_ name: String) -> Int {
        if let number = groupNumbers[name] { return number }
        groupNumbers[name] = parents.count
        parents.append(parents.count)
        return parents.count - 1
    }

    private func root(of number: Int) -> Int {
        var number = number
        while parents[number] != number { number = parents[number] }
        return number
    }

    private mutating func linkNumber(_ name: String) -> Int {
        if let number = linkNumbers[name] { return number }
        linkNumbers[name] = linkNumbers.count
        return linkNumbers.count - 1
    }

    private mutating func clusterNumber(_ name: String) -> Int {
        if let number = clusterNumbers[name] { return number }
        clusterNumbers[name] = clusterNumbers.count
        return clusterNumbers.count - 1
    }
}

/// Texts of which there are few, each made once.
private struct InternedNames {
    private var names: [Int: [String]] = [:]

    mutating func name(_ cell: CommaFile.Cell, in bytes: UnsafeRawBufferPointer) -> String {
        let cellBytes = UnsafeRawBufferPointer(rebasing: bytes[cell.start..<cell.end])
        if let known = names[cellBytes.count]?.first(where: { $0.utf8.elementsEqual(cellBytes) }) {
            return known
        }
        let name = cell.text(in: bytes)
        names[cellBytes.count, default: []].append(name)
        return name
    }
}
