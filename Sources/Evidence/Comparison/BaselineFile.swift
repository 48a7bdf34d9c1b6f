import Domain
import Figures
import Foundation

/// Runs that others are held against, in one file small enough to be committed: what each cluster
/// contributes to each share, and of small runs every decision.
///
/// A share's clusters stand one in a line, `successes/trials` for each measure, so that the diff of a
/// baseline that was taken anew shows where behaviour changed.
package struct BaselineFile: Codable, Sendable {
    static let schema = "guestguard.baseline/1"
    /// Of larger runs decisions are left out: their file would be as large as their data set.
    static let mostDecisions = 5_000

    struct Run: Codable {
        let sha256: String
        let seed: UInt64
        let digest: String
    }

    private let schema: String
    let runs: [Run]
    private let measures: [String]
    private let clusters: [String: String]
    /// By access, `block` or `block, outsider's`; `nil` where there were too many.
    private let decisions: [String: String]?

    private static let outsiders = ", outsider's"

    package init(_ compared: ComparedRuns) {
        schema = Self.schema
        runs = zip(compared.identities, compared.digests).map {
            Run(sha256: $0.scenario, seed: $0.seed, digest: $1)
        }
        measures = compared.measures.map(\.name)
        let names = Set(compared.shares.flatMap(\.keys))
        clusters = Dictionary(
            uniqueKeysWithValues: names.map { name in
                let shares = compared.shares.map { $0[name] ?? Proportion() }
                let cells = shares.map { "\($0.successes)/\($0.trials)" }
                return (name, cells.joined(separator: " "))
            }
        )
        decisions =
            compared.decisions.count > Self.mostDecisions
            ? nil
            : Dictionary(
                uniqueKeysWithValues: compared.decisions.map {
                    (
                        $0.key.description,
                        $0.value.decision + ($0.value.isFraud ? Self.outsiders : "")
                    )
                }
            )
    }

    /// The file's text, a line for each cluster.
    package var text: String {
        var members: [String: JSON] = [
            "schema": .text(schema),
            "runs": .array(
                runs.map {
                    .object([
                        "sha256": .text($0.sha256), "seed": .whole($0.seed),
                        "digest": .text($0.digest),
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
        guard let data = FileManager.default.contents(atPath: path),
            let file = try? JSONDecoder().decode(Self.self, from: data), file.schema == Self.schema
        else {
            throw DatasetError(path: path, problem: "expected a \(Self.schema) file, found none")
        }
        guard file.measures == wanted.map(\.name) else {
            throw DatasetError(
                path: path,
                problem: "expected the measures of this build, found others: take it anew"
            )
        }
        self = file
    }

    /// By measure, then by cluster.
    ///
    /// - Throws: Where a line is none.
    func shares(at path: String) throws(DatasetError) -> [[String: Proportion]] {
        var shares = measures.map { _ in [String: Proportion]() }
        for (name, line) in clusters {
            let cells = line.split(separator: " ").map { $0.split(separator: "/").map { Int($0) } }
            guard cells.count == measures.count else { throw Self.problem(name, line, path) }
            for (place, cell) in cells.enumerated() {
                guard cell.count == 2, let successes = cell[0], let trials = cell[1],
                    (0...trials).contains(successes)
                else { throw Self.problem(name, line, path) }
                if trials > 0 {
                    shares[place][name] = Proportion(successes: successes, trials: trials)
                }
            }
        }
        return shares
    }

    private static func problem(_ name: String, _ line: String, _ path: String) -> DatasetError {
        DatasetError(
            path: path,
            problem: "\(name): expected successes/trials for each measure, found \"\(line)\""
        )
    }

    var decisionsByAccess: [AccessID: (decision: String, isFraud: Bool)] {
        var found: [AccessID: (decision: String, isFraud: Bool)] = [:]
        for (name, text) in decisions ?? [:] {
            guard let access = AccessID(name) else { continue }
            let isFraud = text.hasSuffix(Self.outsiders)
            found[access] = (
                isFraud ? String(text.dropLast(Self.outsiders.count)) : text, isFraud
            )
        }
        return found
    }
}
