import Foundation

/// Where a gate's text begins in its scenario file.
package struct GatePlace: Hashable, Sendable {
    package let file: String
    /// Counted from 1; 0 where it was set from outside.
    package let line: Int
    /// Counted from 1.
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// The gates of a scenario file's text, to be written anew: comments and layout stay.
package struct GateLines: Sendable {
    private var lines: [String]

    package init(_ text: String) { lines = text.components(separatedBy: "\n") }

    package var text: String { lines.joined(separator: "\n") }

    /// Writes another gate in the place of one.
    ///
    /// - Returns: Whether it stands there as one would write it, on one line.
    package mutating func replace(_ old: String, at place: GatePlace, with new: String) -> Bool {
        guard lines.indices.contains(place.line - 1) else { return false }
        let line = Array(lines[place.line - 1])
        var start = place.column - 1
        guard line.indices.contains(start) else { return false }
        if line[start] == "\"" || line[start] == "'" { start += 1 }
        let length = Array(old).count
        guard start + length <= line.count, String(line[start..<start + length]) == old else {
            return false
        }
        lines[place.line - 1] =
            String(line[..<start]) + new + String(line[(start + length)...])
        return true
    }

    /// Adds gates below the last of those that there are, or at the end of the file.
    ///
    /// - `last`: Where the last of them stands; `nil` where there are none.
    package mutating func add(_ gates: [String], after last: GatePlace?) {
        guard !gates.isEmpty else { return }
        if let last, lines.indices.contains(last.line - 1) {
            let indent = lines[last.line - 1].prefix { $0 == " " }
            lines.insert(contentsOf: gates.map { "\(indent)- \($0)" }, at: last.line)
            return
        }
        while lines.last == "" { lines.removeLast() }
        lines += ["gates:"] + gates.map { "  - \($0)" } + [""]
    }
}
