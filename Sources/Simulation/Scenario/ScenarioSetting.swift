import Catalogue
import Simulation
import Yams

/// One value set from outside, `events[0].guests=40`: a variant of a scenario is a line, not a copy.
package struct ScenarioSetting: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case key(String)
        case item(Int)
        case everyItem
    }

    /// As it was given.
    package let text: String
    /// What stands before the equals sign, as problems name it.
    let path: String
    let steps: [Step]
    private let value: String

    /// - Throws: What is expected, and what was found.
    package init(_ text: String) throws(ScenarioProblems) {
        guard let equals = text.firstIndex(of: "="),
            let steps = Self.steps(of: text[..<equals])
        else {
            throw ScenarioProblems(problems: [
                Problem(
                    file: "--set \(text)",
                    line: 0,
                    column: 0,
                    path: "",
                    expected: "path=value, such as lasts=3 days, events[0].guests=40 or "
                        + "attacks[*].count=5",
                    found: "\"\(text)\"",
                    suggestion: nil
                )
            ])
        }
        self.text = text
        self.steps = steps
        path = String(text[..<equals])
        value = String(text[text.index(after: equals)...])
    }

    private static func steps(of path: Substring) -> [Step]? {
        var steps: [Step] = []
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            var rest = part
            let key = rest.prefix { $0 != "[" }
            guard !key.isEmpty else { return nil }
            steps.append(.key(String(key)))
            rest = rest.dropFirst(key.count)
            while rest.first == "[" {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                let inner = rest[rest.index(after: rest.startIndex)..<end]
                if inner == "*" {
                    steps.append(.everyItem)
                } else if let number = Int(inner), number >= 0 {
                    steps.append(.item(number))
                } else {
                    return nil
                }
                rest = rest[rest.index(after: end)...]
            }
            guard rest.isEmpty else { return nil }
        }
        return steps
    }

    /// The key at the top of a scenario that it is about.
    var root: String { if case .key(let key)? = steps.first { key } else { "" } }

    /// Sets the value within a document.
    ///
    /// - Returns: What it lacks, and what is there instead; `nil` where it has been set.
    func set(in document: inout Node) -> (expected: String, found: String)? {
        // A text that is no YAML, such as a gate with a colon, is a text.
        let parsed = (try? Yams.compose(yaml: value)) ?? Node(value)
        return Self.set(parsed, at: steps[...], in: &document)
    }

    private static func set(
        _ value: Node,
        at steps: ArraySlice<Step>,
        in node: inout Node
    ) -> (expected: String, found: String)? {
        guard let step = steps.first else {
            node = value
            return nil
        }
        switch (step, node) {
        case (.key(let key), .mapping(let mapping)):
            var pairs = mapping.map { ($0.key, $0.value) }
            let place = pairs.lastIndex { $0.0.string == key }
            var inner = place.map { pairs[$0].1 } ?? Node.mapping(Node.Mapping([]))
            if let problem = set(value, at: steps.dropFirst(), in: &inner) { return problem }
            if let place { pairs[place].1 = inner } else { pairs.append((Node(key), inner)) }
            node = .mapping(
                Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark)
            )
            return nil
        case (.key, .scalar), (.key, .alias):
            // What was a single value becomes a mapping, as `traveller: 3%` may.
            node = .mapping(Node.Mapping([], .implicit, .any, node.mark))
            return set(value, at: steps, in: &node)
        case (.item(let number), .sequence(let sequence)):
            var items = Array(sequence)
            guard items.indices.contains(number) else {
                return ("an item from 0 to \(items.count - 1)", "\(number)")
            }
            if let problem = set(value, at: steps.dropFirst(), in: &items[number]) {
                return problem
            }
            node = .sequence(
                Node.Sequence(items, sequence.tag, sequence.style, sequence.mark)
            )
            return nil
        case (.everyItem, .sequence(let sequence)):
            var items = Array(sequence)
            for place in items.indices {
                if let problem = set(value, at: steps.dropFirst(), in: &items[place]) {
                    return problem
                }
            }
            node = .sequence(
                Node.Sequence(items, sequence.tag, sequence.style, sequence.mark)
            )
            return nil
        case (.key(let key), .sequence(let sequence)):
            return ("an item such as [0] before \"\(key)\"", "a list of \(sequence.count)")
        case (.item, _), (.everyItem, _): return ("a list", "none")
        }
    }
}
