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
        return "\(file):\(line):\(column):\(place) expected \(expected), found \(found)\(hint)"
    }
}

/// Everything that is wrong with a scenario, in the order of the file.
package struct ScenarioProblems: Error, CustomStringConvertible {
    package let problems: [Problem]

    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// The word of a list that is nearest to a misspelt one, by edit distance; `nil` where none is near.
func nearestWord(to word: String, among words: [String]) -> String? {
    func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
    let candidates = words.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
    guard let best = candidates.min(by: { $0.1 != $1.1 ? $0.1 < $1.1 : $0.0 < $1.0 }),
        best.1 <= max(2, word.utf8.count / 3)
    else { return nil }
    return best.0
}
