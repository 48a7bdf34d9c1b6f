import Foundation

/// A weighted sum of columns, fitted.
///
/// Columns are centred and scaled by the rows given; what is unknown counts as their mean and has an
/// indicator of its own. Fitted by Newton's method with a small ridge, which also holds where the
/// kinds can be told apart completely (Hastie and others, "The Elements of Statistical Learning",
/// 2009, §4.4).
package struct LogisticRegression: Sendable {
    private let means: [Double]
    private let scales: [Double]
    /// Of the constant, then of each column and its indicator.
    private let weights: [Double]

    private static let ridge = 1e-3
    private static let rounds = 30

    package init(_ table: LabelledTable) {
        var means: [Double] = []
        var scales: [Double] = []
        for column in table.columns {
            let known = column.filter { !$0.isNaN }.map(Double.init)
            let mean = known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
            let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = known.isEmpty ? 0 : (squares / Double(known.count)).squareRoot()
            means.append(mean)
            scales.append(deviation > 0 ? 1 / deviation : 0)
        }
        self.means = means
        self.scales = scales
        let rows = (0..<table.rows).map { Self.row($0, of: table, means, scales) }
        weights = Self.fit(rows, table.isFraud)
    }

    /// The weighted sum of each row.
    package func scores(of table: LabelledTable) -> [Double] {
        (0..<table.rows).map { index in
            let row = Self.row(index, of: table, means, scales)
            return zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    /// 1, then a value and an indicator a column.
    private static func row(
        _ index: Int,
        of table: LabelledTable,
        _ means: [Double],
        _ scales: [Double]
    ) -> [Double] {
        var row = [1.0]
        row.reserveCapacity(1 + 2 * table.columns.count)
        for (number, column) in table.columns.enumerated() {
            let value = column[index]
            row.append(value.isNaN ? 0 : (Double(value) - means[number]) * scales[number])
            row.append(value.isNaN ? 1 : 0)
        }
        return row
    }

    private static func fit(_ rows: [[Double]], _ isFraud: [Bool]) -> [Double] {
        guard let width = rows.first?.count else { return [] }
        var weights = [Double](repeating: 0, count: width)
        let penalty = ridge * Double(rows.count)
        for _ in 0..<rounds {
            var gradient = weights.map { -penalty * $0 }
            var curvature = [Double](repeating: 0, count: width * width)
            for index in 0..<width { curvature[index * width + index] = penalty }
            for (row, isFraud) in zip(rows, isFraud) {
                var sum = 0.0
                for index in 0..<width { sum += weights[index] * row[index] }
                let chance = 1 / (1 + exp(-sum))
                let error = (isFraud ? 1 : 0) - chance
                let weight = chance * (1 - chance)
                for index in 0..<width where row[index] != 0 {
                    gradient[index] += error * row[index]
                    let part = weight * row[index]
                    for other in 0...index {
                        curvature[index * width + other] += part * row[other]
                    }
                }
            }
            let step = solved(curvature, gradient)
            for index in 0..<width { weights[index] += step[index] }
            if step.allSatisfy({ abs($0) < 1e-8 }) { break }
        }
        return weights
    }

    /// Solves a symmetric positive definite system whose lower triangle is given (Cholesky).
    private static func solved(_ matrix: [Double], _ right: [Double]) -> [Double] {
        let width = right.count
        var lower = matrix
        var solution = right
        for column in 0..<width {
            for row in column..<width {
                var sum = lower[row * width + column]
                for index in 0..<column {
                    sum -= lower[row * width + index] * lower[column * width + index]
                }
                lower[row * width + column] =
                    row == column ? sum.squareRoot() : sum / lower[column * width + column]
            }
        }
        for row in 0..<width {
            for index in 0..<row { solution[row] -= lower[row * width + index] * solution[index] }
            solution[row] /= lower[row * width + row]
        }
        for row in (0..<width).reversed() {
            for index in (row + 1)..<max(width, row + 1) {
                solution[row] -= lower[index * width + row] * solution[index]
            }
            solution[row] /= lower[row * width + row]
        }
        return solution
    }
}
