/// Accesses as rows of numbers, with the truth about each; not-a-number where a value is unknown.
package struct LabelledTable: Sendable {
    /// By column, then by row.
    package private(set) var columns: [[Float]]
    package private(set) var isFraud: [Bool] = []

    package init(columns count: Int) { columns = Array(repeating: [], count: count) }

    package var rows: Int { isFraud.count }

    /// Whether there are rows of either kind.
    package var hasBoth: Bool { isFraud.contains(true) && isFraud.contains(false) }

    /// Adds a row of one value a column.
    package mutating func add(_ values: [Float], isFraud: Bool) {
        precondition(values.count == columns.count, "a row of \(values.count) values")
        for (index, value) in values.enumerated() { columns[index].append(value) }
        self.isFraud.append(isFraud)
    }
}

/// The area under the ROC curve: how often fraud is above genuine, ties counting half.
///
/// - Returns: `nil` unless both kinds are present.
/// - Complexity: O(n log n).
package func areaUnderROC(_ scores: [Double], _ isFraud: [Bool]) -> Double? {
    let frauds = isFraud.count { $0 }
    let pairs = Double(frauds) * Double(isFraud.count - frauds)
    guard pairs > 0 else { return nil }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var doubledWins = 0
    var genuineBelow = 0
    var start = 0
    while start < order.count {
        var end = start
        var (fraud, genuine) = (0, 0)
        while end < order.count, scores[order[end]] == scores[order[start]] {
            if isFraud[order[end]] { fraud += 1 } else { genuine += 1 }
            end += 1
        }
        doubledWins += fraud * (2 * genuineBelow + genuine)
        genuineBelow += genuine
        start = end
    }
    return Double(doubledWins) / (2 * pairs)
}
