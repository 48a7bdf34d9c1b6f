/// Something wrong in a scenario file.
package struct Problem: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from 1.
    package let line: Int
    /// Counted from 1.
    package let column: Int
    /// `attacks[2].every`; empty for the file as a whole.
    package let path: String
    package let expected: String
    package let found: String
    package let suggestion: String?

    package var description: String {
        let place = path.isEmpty ? "" : " \(path):"
        let hint = suggestion.map { ", did you mean \($0)?" } ?? ""
        // What is set from outside has no place in a file.
        let start = line == 0 ? file : "\(file):\(line):\(column)"
        return "\(start):\(place) expected \(expected), found \(found)\(hint)"
    }
}

/// Something in a scenario file that is allowed, and cannot be meant.
package struct ScenarioWarning: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from 1; 0 for what is set from outside.
    package let line: Int
    /// Counted from 1.
    package let column: Int
    /// `gates[2]`.
    package let path: String
    package let text: String

    package var description: String {
        let start = line == 0 ? file : "\(file):\(line):\(column)"
        return "\(start): \(path): \(text)"
    }
}

/// Everything that is wrong with a scenario, in the order of the file.
package struct ScenarioProblems: Error, CustomStringConvertible {
    package let problems: [Problem]

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
