import Yams

/// Collects problems while a file is read.
final class ProblemList {
    let file: String
    private(set) var problems: [Problem] = []
    private(set) var warnings: [ScenarioWarning] = []
    /// Paths whose values were set from outside, each with what was given.
    var sets: [(path: String, text: String)] = []

    init(file: String) { self.file = file }

    func add(
        at mark: Mark?,
        _ path: String,
        expected: String,
        found: String,
        suggestion: String? = nil
    ) {
        let place = place(of: path, mark)
        problems.append(
            Problem(
                file: place.file,
                line: place.line,
                column: place.column,
                path: path,
                expected: expected,
                found: found,
                suggestion: suggestion
            )
        )
    }

    func warn(at mark: Mark?, _ path: String, _ text: String) {
        let place = place(of: path, mark)
        warnings.append(
            ScenarioWarning(
                file: place.file,
                line: place.line,
                column: place.column,
                path: path,
                text: text
            )
        )
    }

    /// Where a value stands: in the file, or on the command line.
    func place(of path: String, _ mark: Mark?) -> (file: String, line: Int, column: Int) {
        let set = sets.last { set in
            let plain = path.replacing(/\[\d+\]/, with: "[*]")
            return [path, plain].contains {
                $0 == set.path || $0.hasPrefix(set.path + ".") || $0.hasPrefix(set.path + "[")
            }
        }
        if let set { return ("--set \(set.text)", 0, 0) }
        return (file, mark?.line ?? 1, mark?.column ?? 1)
    }
}
