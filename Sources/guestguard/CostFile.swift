import Catalogue
import Domain
import Evidence
import Foundation
import Yams

/// What decisions cost, as somebody has written it down.
///
///     guest:    { allow: 0, soft_verify: 0.20, sms_verify: 1, block: 30 }
///     outsider: { allow: 40, soft_verify: 20, sms_verify: 8, block: 0 }
enum CostFile {
    /// Reads a file.
    ///
    /// - Throws: `UsageProblem` with every problem at once: place, expectation and finding.
    static func costs(at path: String) throws -> DecisionCosts {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else {
            throw UsageProblem(
                description: "\(path): expected a file of costs in YAML, found none"
            )
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw UsageProblem(description: "\(path): expected YAML, found \(error)")
        }
        var reader = Reader(path: path)
        let costs = reader.costs(root)
        guard reader.problems.isEmpty, let costs else {
            throw UsageProblem(description: reader.problems.joined(separator: "\n"))
        }
        return costs
    }

    private struct Reader {
        let path: String
        var problems: [String] = []

        private mutating func note(
            _ mark: Mark?,
            _ key: String,
            _ expected: String,
            _ found: String
        ) {
            let place = mark.map { ":\($0.line):\($0.column)" } ?? ""
            let name = key.isEmpty ? "" : "\(key): "
            problems.append("\(path)\(place): \(name)expected \(expected), found \(found)")
        }

        mutating func costs(_ root: Node?) -> DecisionCosts? {
            guard let mapping = mapping(root, "", of: ["guest", "outsider"]) else { return nil }
            let guest = decisions(mapping["guest"], "guest", root?.mark)
            let outsider = decisions(mapping["outsider"], "outsider", root?.mark)
            guard let guest, let outsider, problems.isEmpty else { return nil }
            return DecisionCosts(guest: guest, outsider: outsider)
        }

        private mutating func decisions(
            _ node: Node?,
            _ key: String,
            _ mark: Mark?
        ) -> [Decision: Double]? {
            let names = Decision.allCases.map(\.name)
            guard let node else {
                note(mark, key, "costs of \(names.joined(separator: ", "))", "none")
                return nil
            }
            guard let mapping = mapping(node, key, of: names) else { return nil }
            var costs: [Decision: Double] = [:]
            for decision in Decision.allCases {
                let value = mapping[decision.name]
                let place = "\(key).\(decision.name)"
                if let cost = value?.float, cost.isFinite, cost >= 0 {
                    costs[decision] = cost
                } else {
                    note(
                        value?.mark ?? node.mark,
                        place,
                        "a cost of 0 or more",
                        value.map { $0.string.map { "\"\($0)\"" } ?? "no number" } ?? "none"
                    )
                }
            }
            return costs
        }

        private mutating func mapping(
            _ node: Node?,
            _ key: String,
            of keys: [String]
        ) -> Node.Mapping? {
            guard let node, let mapping = node.mapping else {
                note(
                    node?.mark,
                    key,
                    "a mapping of \(keys.joined(separator: ", "))",
                    "something else"
                )
                return nil
            }
            for (name, _) in mapping where !keys.contains(name.string ?? "") {
                let found = name.string ?? "a key that is no word"
                let hint = nearestWord(to: found, among: keys).map { ", did you mean \($0)?" } ?? ""
                note(
                    name.mark,
                    key,
                    "one of \(keys.joined(separator: ", "))",
                    "\"\(found)\"\(hint)"
                )
            }
            return mapping
        }
    }
}
