import Domain
import Figures
import Foundation

/// Runs that others are held against, in one file small enough to be committed: what each cluster
/// contributes to each share, and of small runs every decision.
///
/// A share's clusters stand one in a line, `successes/trials` for each measure, so that the diff of a
/// baseline that was taken anew shows where behaviour changed.
package struct BaselineFile: Codable, Sendable {
    static let schema = "guestguard.baseline/2"
    /// Of larger runs decisions are left out: their file would be as large as their data set.
    static let mostDecisions = 5_000

    struct Run: Codable {
        let name: String
        let sha256: String
        let seed: UInt64
        let digest: String
    }

    private let schema: String
    private let runs: [Run]
    private let measures: [String]
    /// By run and cluster, such as `1/reseller/0`.
    private let clusters: [String: String]
    /// By run and visit, such as `1/1.17 prompt form 2`: `block`, or `block, outsider's`.
    ///
    /// `nil` where there were too many.
    private let decisions: [String: String]?

    private static let outsiders = ", outsider's"

    package init(_ compared: ComparedRuns) {
        schema = Self.schema
        let runs = compared.runs.map {
            Run(name: $0.name, sha256: $0.scenario, seed: $0.seed, digest: $0.digest)
        }
        self.runs = runs
        measures = compared.measures.map(\.name)
        let labels = Self.labels(of: runs)
        let all = Set(compared.shares.flatMap(\.keys))
        clusters = Dictionary(
            uniqueKeysWithValues: all.map { cluster in
                let shares = compared.shares.map { $0[cluster] ?? Proportion() }
                let cells = shares.map { "\($0.successes)/\($0.trials)" }
                return ("\(labels[cluster.run])/\(cluster.name)", cells.joined(separator: " "))
            }
        )
        decisions =
            compared.decisions.count > Self.mostDecisions
            ? nil
            : Dictionary(
                uniqueKeysWithValues: compared.decisions.map { visit, decided in
                    (
                        "\(labels[visit.run])/\(visit.key)",
                        decided.decision + (decided.isFraud ? Self.outsiders : "")
                    )
                }
            )
    }

    /// What tells the runs apart: their seeds, or their places where seeds do not.
    private static func labels(of runs: [Run]) -> [String] {
        let seeds = runs.map { "\($0.seed)" }
        return Set(seeds).count == seeds.count ? seeds : runs.indices.map { "#\($0 + 1)" }
    }

    /// The file's text, a line for each cluster.
    package var text: String {
        var members: [String: JSON] = [
            "schema": .text(schema),
            "runs": .array(
                runs.map {
                    .object([
                        "name": .text($0.name), "sha256": .text($0.sha256),
                        "seed": .whole($0.seed), "digest": .text($0.digest),
                    ])
                }
            ),
            "measures": .array(measures.map(JSON.text)),
            "clusters": .object(clusters.mapValues(JSON.text)),
        ]
        if let decisions { members["decisions"] = .object(decisions.mapValues(JSON.text)) }
        return JSON.object(members).text
    }

    /// Reads a file.
    ///
    /// - Throws: Where it is none, or of other measures.
    init(at path: String, measures wanted: [Measure]) throws(DatasetError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw DatasetError(path: path, problem: "expected a baseline's file, found none")
        }
        guard let file = try? JSONDecoder().decode(Self.self, from: data),
            file.schema == Self.schema
        else {
            throw DatasetError(
                path: path,
                problem: "expected a \(Self.schema) file, found another: take it anew"
            )
        }
        guard file.measures == wanted.map(\.name) else {
            throw DatasetError(
                path: path,
                problem: "expected the measures of this build, found others: take it anew"
            )
        }
        self = file
    }

    var comparedRuns: [ComparedRuns.Run] {
        runs.map {
            ComparedRuns.Run(name: $0.name, scenario: $0.sha256, seed: $0.seed, digest: $0.digest)
        }
    }

    /// By measure, then by cluster.
    ///
    /// - Throws: Where a line is none.
    func shares(at path: String) throws(DatasetError) -> [[ComparedRuns.Cluster: Proportion]] {
        var shares = measures.map { _ in [ComparedRuns.Cluster: Proportion]() }
        for (key, line) in clusters {
            let cells = line.split(separator: " ").map { $0.split(separator: "/").map { Int($0) } }
            guard cells.count == measures.count, let (run, name) = parted(key) else {
                throw Self.problem(key, line, path)
            }
            for (place, cell) in cells.enumerated() {
                guard cell.count == 2, let successes = cell[0], let trials = cell[1],
                    (0...trials).contains(successes)
                else { throw Self.problem(key, line, path) }
                if trials > 0 {
                    shares[place][ComparedRuns.Cluster(run: run, name: name)] = Proportion(
                        successes: successes,
                        trials: trials
                    )
                }
            }
        }
        return shares
    }

    /// - Throws: Where a line is none.
    func decisions(
        at path: String
    ) throws(DatasetError) -> [ComparedRuns.Visit: ComparedRuns.Decided] {
        var found: [ComparedRuns.Visit: ComparedRuns.Decided] = [:]
        for (key, text) in decisions ?? [:] {
            let isFraud = text.hasSuffix(Self.outsiders)
            let decision = isFraud ? String(text.dropLast(Self.outsiders.count)) : text
            guard let (run, name) = parted(key), ComparedRuns.bands.contains(decision),
                let visit = ComparedRuns.Visit(key: name, run: run)
            else {
                throw DatasetError(
                    path: path,
                    problem: "\(key): expected a visit and its decision, found \"\(text)\""
                )
            }
            found[visit] = ComparedRuns.Decided(
                access: nil,
                decision: decision,
                isFraud: isFraud
            )
        }
        return found
    }

    /// A key's run, and what is its own.
    private func parted(_ key: String) -> (run: Int, name: String)? {
        guard let slash = key.firstIndex(of: "/"),
            let run = Self.labels(of: runs).firstIndex(of: String(key[..<slash]))
        else { return nil }
        return (run, String(key[key.index(after: slash)...]))
    }

    private static func problem(_ name: String, _ line: String, _ path: String) -> DatasetError {
        DatasetError(
            path: path,
            problem: "\(name): expected successes/trials for each measure, found \"\(line)\""
        )
    }
}

extension ComparedRuns.Visit {
    /// `1.17 prompt form 2`.
    fileprivate var key: String {
        "\(event).\(guest) \(who) \(isForm ? "form" : "opening") \(number)"
    }

    fileprivate init?(key: String, run: Int) {
        let parts = key.split(separator: " ").map(String.init)
        guard parts.count == 4, ["form", "opening"].contains(parts[2]), let number = Int(parts[3])
        else { return nil }
        let places = parts[0].split(separator: ".").map { Int($0) }
        guard places.count == 2, let event = places[0], let guest = places[1] else { return nil }
        self.init(
            run: run,
            event: event,
            guest: guest,
            who: parts[1],
            isForm: parts[2] == "form",
            number: number
        )
    }
}
