import Domain
import Foundation

/// A choice among values with given weights, in constant time.
///
/// Vose's alias method ("A Linear Algorithm for Generating Random Numbers with a Given
/// Distribution", 1991).
package struct Categorical<Value: Sendable>: Sendable {
    /// The values, in the order given; those of weight zero are kept and never drawn.
    package let values: [Value]
    private let keep: [Double]  // by column: the share of draws that stay in it
    private let alias: [Int]  // by column: where the other draws go

    /// - Parameter weighted: Values with weights, at least zero and not all zero, of any sum.
    /// - Complexity: O(count).
    package init(_ weighted: [(Value, Double)]) {
        let total = weighted.reduce(0) { $0 + $1.1 }
        precondition(
            total > 0 && total.isFinite && weighted.allSatisfy { $0.1 >= 0 },
            "weights must be at least zero and not all zero, found \(weighted.map(\.1))"
        )
        values = weighted.map(\.0)
        (keep, alias) = aliasTable(weighted.map { $0.1 / total * Double(weighted.count) })
    }

    package func draw(from stream: inout RandomStream) -> Value {
        let column = stream.integer(in: 0...values.count - 1)
        return values[stream.unit() < keep[column] ? column : alias[column]]
    }
}

/// Vose's table of shares, which average one.
private func aliasTable(_ shares: [Double]) -> (keep: [Double], alias: [Int]) {
    var shares = shares
    var keep = [Double](repeating: 1, count: shares.count)
    var alias = Array(shares.indices)
    var small = shares.indices.filter { shares[$0] < 1 }
    var large = shares.indices.filter { shares[$0] >= 1 }
    while let poor = small.last, let rich = large.last {
        small.removeLast()
        keep[poor] = shares[poor]
        alias[poor] = rich
        shares[rich] = shares[rich] + shares[poor] - 1
        if shares[rich] < 1 {
            large.removeLast()
            small.append(rich)
        }
    }
    // Rounding may leave columns in `small` whose share is one but for the last bits: they keep all.
    // A share of zero never ends there, as the shares left over always sum to their number.
    return (keep, alias)
}
