/// The one column that tells fraud from genuine best, the way it points, and where what is unknown
/// stands.
package struct BestColumn: Sendable {
    package let column: Int
    /// Whether more of it speaks for fraud.
    private let isRising: Bool
    private let unknownIsHigh: Bool

    /// Chosen by its area under the ROC curve on the rows given, the first of equals.
    ///
    /// - Returns: `nil` unless both kinds are present.
    package init?(in table: LabelledTable) {
        var best: (area: Double, column: Int, isRising: Bool, unknownIsHigh: Bool)?
        for column in table.columns.indices {
            let hasUnknown = table.columns[column].contains { $0.isNaN }
            for unknownIsHigh in hasUnknown ? [true, false] : [true] {
                let scores = Self.scores(of: table.columns[column], unknownIsHigh)
                guard let area = areaUnderROC(scores, table.isFraud) else { return nil }
                let isRising = area >= 0.5
                let folded = max(area, 1 - area)
                if best.map({ folded > $0.area }) ?? true {
                    best = (folded, column, isRising, unknownIsHigh)
                }
            }
        }
        guard let best else { return nil }
        column = best.column
        isRising = best.isRising
        unknownIsHigh = best.unknownIsHigh
    }

    /// The area under the ROC curve on other rows.
    package func area(on table: LabelledTable) -> Double? {
        let scores = Self.scores(of: table.columns[column], unknownIsHigh)
        return areaUnderROC(scores, table.isFraud).map { isRising ? $0 : 1 - $0 }
    }

    private static func scores(of column: [Float], _ unknownIsHigh: Bool) -> [Double] {
        column.map { $0.isNaN ? (unknownIsHigh ? .infinity : -.infinity) : Double($0) }
    }
}
