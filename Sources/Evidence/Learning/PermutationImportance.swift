import Figures
import Forest

/// What a forest loses when one column's values are dealt out anew among the rows.
///
/// Breiman, "Random Forests", 2001, §10, on rows that the trees have not seen; what is lost is average
/// precision. Of columns that say the same each seems worth little, because the others are still there.
package struct PermutationImportance: Sendable {
    /// Average precision with all columns as they are; `nil` where there are no rows of both kinds.
    package let averagePrecision: Double?
    /// By column: how much lower it is, about nought where the column is worth nothing.
    package let falls: [Double?]

    /// Rows beyond this many are left out, evenly: an estimate, not a record.
    static let mostRows = 20_000

    /// - `columns`: All rows' values, by column.
    /// - `rows`: Those that count, as places in the columns.
    init(of forest: Forest, columns: [[Double]], rows: [Int], _ isPositive: [Bool]) {
        let step = max(1, (rows.count + Self.mostRows - 1) / Self.mostRows)
        let places = Array(stride(from: 0, to: rows.count, by: step))
        let truth = places.map { isPositive[$0] }
        var values = places.flatMap { place in columns.map { Float($0[rows[place]]) } }
        func averagePrecision() -> Double? {
            let scores = values.withUnsafeBufferPointer(forest.probabilities)
            return ProbabilityFigures(scores, truth)?.averagePrecision
        }
        let whole = averagePrecision()
        self.averagePrecision = whole
        var generator = SplitMix64(seed: 0)
        falls = columns.indices.map { column in
            guard let whole else { return nil }
            let kept = places.indices.map { values[$0 * columns.count + column] }
            var dealt = kept
            for place in dealt.indices.dropLast() {
                dealt.swapAt(place, place + generator.below(dealt.count - place))
            }
            for place in places.indices { values[place * columns.count + column] = dealt[place] }
            defer {
                for place in places.indices { values[place * columns.count + column] = kept[place] }
            }
            return averagePrecision().map { whole - $0 }
        }
    }
}
