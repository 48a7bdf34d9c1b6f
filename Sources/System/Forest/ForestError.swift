/// Why a forest cannot be grown, or a model not be used.
package enum ForestError: Error, CustomStringConvertible, Equatable {
    case oneClassOnly(rows: Int, positives: Int)
    case tooManyColumns(Int)
    case tooManyRows(Int, most: Int)
    /// A file is no model, or not a whole one.
    case malformed(String)
    /// A model was made of other columns than there are.
    case otherColumns(expected: [String], found: [String])

    package var description: String {
        switch self {
        case .oneClassOnly(let rows, let positives):
            "a forest learns to tell two classes apart: expected rows of both, found "
                + "\(positives) positive of \(rows)"
        case .tooManyColumns(let count):
            "expected 1 to \(PackedNode.mostColumns) columns, found \(count)"
        case .tooManyRows(let count, let most):
            "expected at most \(most) rows, found \(count): learn from fewer runs"
        case .malformed(let problem): "not a model: \(problem)"
        case .otherColumns(let expected, let found):
            "the model is made of other columns: "
                + Self.difference(between: expected, and: found)
        }
    }

    private static func difference(between expected: [String], and found: [String]) -> String {
        let missing = expected.filter { !found.contains($0) }
        let more = found.filter { !expected.contains($0) }
        if missing.isEmpty && more.isEmpty { return "the same in another order" }
        return (missing.map { "without \($0)" } + more.map { "with \($0)" })
            .joined(separator: ", ")
    }
}
