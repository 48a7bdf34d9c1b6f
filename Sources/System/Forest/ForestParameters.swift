/// How a forest is grown.
package struct ForestParameters: Hashable, Sendable, Codable {
    /// At least one.
    package var trees = 100
    /// Of a tree, in splits; 1...32.
    package var depth = 12
    /// Fewest different rows on either side of a split; at least one.
    ///
    /// A row that was drawn five times is one row: counted as five it would be learnt by heart.
    package var leastRows = 5
    /// Columns tried at a node; the square root of their number, rounded down, where it is zero.
    package var columnsPerNode = 0
    /// Whether both classes weigh the same, however many rows they have.
    package var isBalanced = true
    package var seed: UInt64 = 1

    package init() {}

    func columnsTried(of count: Int) -> Int {
        let wanted =
            columnsPerNode > 0 ? columnsPerNode : Int(Double(count).squareRoot())
        return min(count, max(1, wanted))
    }
}
