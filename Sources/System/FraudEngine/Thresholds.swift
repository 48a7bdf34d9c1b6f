import Domain
import Foundation

/// Everything that is wrong with a thresholds file.
package struct ThresholdsError: Error, CustomStringConvertible {
    /// One line a problem: place, expectation and finding.
    package let problems: [String]

    package init(problems: [String]) { self.problems = problems }

    package var description: String { problems.joined(separator: "\n") }
}

/// Band edges that were found for one scorer's scores.
package struct Thresholds: Hashable, Sendable {
    /// The `schema` of a thresholds file.
    package static let schema = "guestguard.thresholds/1"
    private static let bands = ["soft_verify", "sms_verify", "block"]
    /// What a file says of where its edges come from, for people.
    private static let remarks = ["confidence", "promises", "runs", "unit"]

    package let edges: BandEdges
    /// The name of the scorer that they are for; `nil` for whichever scores.
    package let scorer: String?

    /// Reads calibrated edges: `{"schema": "guestguard.thresholds/1", "soft_verify": 30,
    /// "sms_verify": 60, "block": 85}`, and the `scorer` that they are for.
    ///
    /// - Throws: `ThresholdsError` with every problem at once.
    package init(at path: String) throws(ThresholdsError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ThresholdsError(problems: ["\(path): expected a thresholds file, found none"])
        }
        guard let parsed = try? JSONSerialization.jsonObject(with: data),
            let members = parsed as? [String: Any]
        else {
            throw ThresholdsError(
                problems: ["\(path): expected a JSON object, found something else"])
        }
        try self.init(members: members, path: path)
    }

    private init(members: [String: Any], path: String) throws(ThresholdsError) {
        let keys = Self.bands
        var problems: [String] = []
        let schema = members["schema"] as? String
        if schema != Self.schema {
            problems.append(
                "\(path): schema: expected \"\(Self.schema)\", found \(schema ?? "none")"
            )
        }
        let others = ["schema", "scorer"] + Self.remarks
        for key in members.keys.sorted() where !keys.contains(key) && !others.contains(key) {
            problems.append(
                "\(path): \(key): expected one of \(keys.joined(separator: ", ")), found this key"
            )
        }
        let scorer = members["scorer"] as? String
        if scorer == nil, let found = members["scorer"] {
            problems.append("\(path): scorer: expected a scorer's name, found \(found)")
        }
        var edges: [Int] = []
        for key in keys {
            guard let number = members[key] as? NSNumber,
                let edge = Int(exactly: number.doubleValue), (0...100).contains(edge)
            else {
                let found = members[key].map { "\($0)" } ?? "none"
                problems.append(
                    "\(path): \(key): expected a whole number in 0...100, found \(found)"
                )
                continue
            }
            edges.append(edge)
        }
        if edges.count == 3, edges != edges.sorted() {
            problems.append(
                "\(path): expected soft_verify <= sms_verify <= block, found \(edges[0]), "
                    + "\(edges[1]), \(edges[2])"
            )
        }
        guard problems.isEmpty else { throw ThresholdsError(problems: problems) }
        self.edges = BandEdges(softVerify: edges[0], smsVerify: edges[1], block: edges[2])
        self.scorer = scorer
    }
}
