/// A decision tree of a few levels: what a rule of thumb could tell.
///
/// Grown greedily by Gini impurity over at most 64 thresholds a column, quantiles of the rows given;
/// what is unknown goes where it does best (Breiman and others, "Classification and Regression
/// Trees", 1984).
package struct ShallowTree: Sendable {
    private indirect enum Node: Sendable {
        /// The share of fraud among the rows that came here.
        case leaf(Double)
        /// Goes low below or at the threshold.
        case split(column: Int, threshold: Float, unknownIsLow: Bool, low: Node, high: Node)
    }

    private let root: Node

    /// - `depth`: Questions from the root to a leaf, at most.
    /// - `fewest`: Rows that a leaf has at least.
    package init(_ table: LabelledTable, depth: Int = 3, fewest: Int = 10) {
        let thresholds = table.columns.map(Self.thresholds)
        let bins = zip(table.columns, thresholds).map { column, thresholds in
            column.map { Self.bin(of: $0, thresholds) }
        }
        let grower = Grower(
            bins: bins,
            thresholds: thresholds,
            isFraud: table.isFraud,
            fewest: fewest
        )
        root = grower.node(Array(table.isFraud.indices), depth: depth)
    }

    /// The share of fraud where each row ends.
    package func scores(of table: LabelledTable) -> [Double] {
        (0..<table.rows).map { row in
            var node = root
            while case .split(let column, let threshold, let unknownIsLow, let low, let high) = node
            {
                let value = table.columns[column][row]
                node = (value.isNaN ? unknownIsLow : value <= threshold) ? low : high
            }
            guard case .leaf(let share) = node else { return 0 }
            return share
        }
    }

    /// At most 64 different values with about as many rows between each and the next.
    private static func thresholds(of column: [Float]) -> [Float] {
        let known = column.filter { !$0.isNaN }.sorted()
        guard known.count > 1 else { return [] }
        var thresholds: [Float] = []
        for step in 1...64 {
            let value = known[(known.count - 1) * step / 65]
            if value != thresholds.last, value < known[known.count - 1] { thresholds.append(value) }
        }
        return thresholds
    }

    /// How many thresholds lie below a value; the last bin is for what is unknown.
    private static func bin(of value: Float, _ thresholds: [Float]) -> UInt8 {
        guard !value.isNaN else { return .max }
        var (low, high) = (0, thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if thresholds[middle] < value { low = middle + 1 } else { high = middle }
        }
        return UInt8(low)
    }

    /// Grows nodes from binned columns.
    private struct Grower {
        let bins: [[UInt8]]
        let thresholds: [[Float]]
        let isFraud: [Bool]
        let fewest: Int

        private struct Count {
            var fraud = 0
            var all = 0

            /// Gini impurity times the number of rows.
            var impurity: Double {
                all == 0 ? 0 : 2 * Double(fraud) * Double(all - fraud) / Double(all)
            }

            static func + (left: Count, right: Count) -> Count {
                Count(fraud: left.fraud + right.fraud, all: left.all + right.all)
            }

            static func - (left: Count, right: Count) -> Count {
                Count(fraud: left.fraud - right.fraud, all: left.all - right.all)
            }
        }

        func node(_ rows: [Int], depth: Int) -> Node {
            let total = Count(fraud: rows.count { isFraud[$0] }, all: rows.count)
            let leaf = Node.leaf(total.all == 0 ? 0 : Double(total.fraud) / Double(total.all))
            guard depth > 0, total.fraud > 0, total.fraud < total.all else { return leaf }
            var best: (impurity: Double, column: Int, bin: Int, unknownIsLow: Bool)?
            for column in bins.indices where !thresholds[column].isEmpty {
                var counts = [Count](repeating: Count(), count: thresholds[column].count + 1)
                var unknown = Count()
                for row in rows {
                    let one = Count(fraud: isFraud[row] ? 1 : 0, all: 1)
                    let bin = bins[column][row]
                    if bin == .max {
                        unknown = unknown + one
                    } else {
                        counts[Int(bin)] = counts[Int(bin)] + one
                    }
                }
                var below = Count()
                for bin in thresholds[column].indices {
                    below = below + counts[bin]
                    for unknownIsLow in unknown.all > 0 ? [true, false] : [true] {
                        let low = unknownIsLow ? below + unknown : below
                        let high = total - low
                        guard low.all >= fewest, high.all >= fewest else { continue }
                        let impurity = low.impurity + high.impurity
                        if impurity < (best?.impurity ?? total.impurity) {
                            best = (impurity, column, bin, unknownIsLow)
                        }
                    }
                }
            }
            guard let best else { return leaf }
            var (low, high): ([Int], [Int]) = ([], [])
            for row in rows {
                let bin = bins[best.column][row]
                let isLow = bin == .max ? best.unknownIsLow : Int(bin) <= best.bin
                if isLow { low.append(row) } else { high.append(row) }
            }
            return .split(
                column: best.column,
                threshold: thresholds[best.column][best.bin],
                unknownIsLow: best.unknownIsLow,
                low: node(low, depth: depth - 1),
                high: node(high, depth: depth - 1)
            )
        }
    }
}
