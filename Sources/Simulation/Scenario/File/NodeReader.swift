import Domain
import Yams

/// Collects problems while a file is read.
final class ProblemList {
    let file: String
    private(set) var problems: [Problem] = []

    init(file: String) { self.file = file }

    func add(
        at mark: Mark?,
        _ path: String,
        expected: String,
        found: String,
        suggestion: String? = nil
    ) {
        problems.append(
            Problem(
                file: file,
                line: mark?.line ?? 1,
                column: mark?.column ?? 1,
                path: path,
                expected: expected,
                found: found,
                suggestion: suggestion
            )
        )
    }
}

/// One node of a YAML document and the way to it; reads values and notes what is wrong with them.
///
/// A read that fails returns the default and goes on, so that a file's problems come all at once.
struct NodeReader {
    let node: Node
    let path: String
    let problems: ProblemList

    var mark: Mark? { node.mark }

    /// What stands there, for messages.
    var found: String {
        switch node {
        case .scalar(let scalar): "\"\(scalar.string)\""
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    func fail(expected: String, suggestion: String? = nil) {
        problems.add(at: mark, path, expected: expected, found: found, suggestion: suggestion)
    }

    // MARK: Mappings

    /// The members of a mapping, after its keys were checked.
    func members(of keys: [String]) -> Members {
        guard case .mapping(let mapping) = node else {
            fail(expected: "a mapping of \(keys.joined(separator: ", "))")
            return Members(values: [:], parent: self)
        }
        var values: [String: NodeReader] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            let place = path.isEmpty ? name : "\(path).\(name)"
            guard keys.contains(name) else {
                problems.add(
                    at: key.mark,
                    place,
                    expected: "one of \(keys.joined(separator: ", "))",
                    found: "\"\(name)\"",
                    suggestion: nearestWord(to: name, among: keys)
                )
                continue
            }
            values[name] = NodeReader(node: value, path: place, problems: problems)
        }
        return Members(values: values, parent: self)
    }

    struct Members {
        fileprivate let values: [String: NodeReader]
        let parent: NodeReader

        subscript(key: String) -> NodeReader? { values[key] }

        /// Notes a missing key that has no default.
        func require(_ key: String, expected: String) -> NodeReader? {
            if let value = values[key] { return value }
            let path = parent.path.isEmpty ? key : "\(parent.path).\(key)"
            parent.problems.add(at: parent.mark, path, expected: expected, found: "nothing")
            return nil
        }
    }

    /// The items of a list.
    func items() -> [NodeReader] {
        guard case .sequence(let sequence) = node else {
            fail(expected: "a list")
            return []
        }
        return sequence.enumerated().map { index, item in
            NodeReader(node: item, path: "\(path)[\(index)]", problems: problems)
        }
    }

    /// The keys and values of a mapping whose keys are data.
    func pairs() -> [(key: String, value: NodeReader)] {
        guard case .mapping(let mapping) = node else {
            fail(expected: "a mapping")
            return []
        }
        return mapping.map { key, value in
            let name = key.string ?? ""
            return (name, NodeReader(node: value, path: "\(path).\(name)", problems: problems))
        }
    }

    // MARK: Values

    private func read<Value>(_ expected: String, _ convert: (String) -> Value?) -> Value? {
        if case .scalar(let scalar) = node, let value = convert(scalar.string) { return value }
        fail(expected: expected)
        return nil
    }

    func text(_ expected: String = "a text") -> String? {
        read(expected) { $0.isEmpty ? nil : $0 }
    }

    func duration() -> Duration? {
        read("a duration such as \"30 s\" or \"2 h\"") { Quantities.duration($0) }
    }

    func share() -> Double? {
        read("a share such as 5% or 0.05") { Quantities.share($0) }
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        read("a whole number from \(range.lowerBound) to \(range.upperBound)") {
            Int($0).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func instant() -> Instant? {
        read("a time such as 2026-06-01T08:00:00Z") { Instant(iso8601: $0) }
    }

    func bool() -> Bool? {
        read("true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
    }

    func rate(per unit: String) -> Int? {
        read("a rate such as \"20/\(unit)\"") { Quantities.rate($0, per: unit) }
    }

    /// A word of a closed set.
    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type = Word.self) -> Word?
    where Word.RawValue == String {
        guard case .scalar(let scalar) = node else {
            fail(expected: "a word")
            return nil
        }
        if let word = Word(rawValue: scalar.string) { return word }
        let words = Word.allCases.map(\.rawValue)
        fail(
            expected: "one of \(words.joined(separator: ", "))",
            suggestion: nearestWord(to: scalar.string, among: words)
        )
        return nil
    }
}
