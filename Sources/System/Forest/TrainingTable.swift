/// Rows of numbers with a class each, from which a forest learns.
package struct TrainingTable: Sendable {
    /// Of the columns, in order.
    package let names: [String]
    /// By column, then by row; not-a-number where a value is missing.
    package let columns: [[Float]]
    /// Whether a row belongs to the class that is looked for.
    package let isPositive: [Bool]

    package init(names: [String], columns: [[Float]], isPositive: [Bool]) {
        precondition(
            names.count == columns.count,
            "\(names.count) names of \(columns.count) columns"
        )
        precondition(
            columns.allSatisfy { $0.count == isPositive.count },
            "columns are as long as there are rows"
        )
        self.names = names
        self.columns = columns
        self.isPositive = isPositive
    }

    package var rows: Int { isPositive.count }
}

/// One column in at most 255 bins of neighbouring values, and one for what is missing.
///
/// A histogram over bins takes the place of sorting at each node (Ke et al., "LightGBM", 2017). Where a
/// column has no more than 255 different values, every split between two of them is possible; else bins
/// hold as many rows each as can be.
struct BinnedColumn {
    /// The bin of rows whose value is missing.
    static let missing = 255
    /// The highest value of each bin but the last, in rising order; a value belongs to the first bin
    /// whose edge is not below it.
    let edges: [Float]
    let bins: [UInt8]

    init(_ values: [Float]) {
        edges = Self.edges(of: values)
        bins = values.map { [edges] in Self.bin(of: $0, edges) }
    }

    private static func bin(of value: Float, _ edges: [Float]) -> UInt8 {
        if value.isNaN { return UInt8(missing) }
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if value <= edges[middle] { high = middle } else { low = middle + 1 }
        }
        return UInt8(low)
    }

    private static func edges(of values: [Float]) -> [Float] {
        let sorted = values.filter { !$0.isNaN }.sorted()
        guard let first = sorted.first else { return [] }
        // Each different value with how many are not above it.
        var distinct: [(value: Float, upTo: Int)] = [(first, 0)]
        for value in sorted {
            if value != distinct[distinct.count - 1].value {
                distinct.append((value, distinct[distinct.count - 1].upTo))
            }
            distinct[distinct.count - 1].upTo += 1
        }
        let most = missing - 1
        var edges: [Float] = []
        for (index, entry) in distinct.dropLast().enumerated() {
            let isFilled =
                distinct.count <= most + 1
                || entry.upTo * (most + 1) >= sorted.count * (edges.count + 1)
            guard isFilled, edges.count < most else { continue }
            edges.append(between(entry.value, distinct[index + 1].value))
        }
        return edges
    }

    /// Half-way, or the lower of the two where nothing lies between them.
    private static func between(_ low: Float, _ high: Float) -> Float {
        let middle = low + (high - low) / 2
        return middle >= low && middle < high ? middle : low
    }
}
