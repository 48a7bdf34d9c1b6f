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

/// Ranks from 1 to `count`, rank *k* in proportion to *k* to the power of −`exponent`.
///
/// Rejection-inversion (Hörmann and Derflinger, "Rejection-Inversion to Generate Variates from
/// Monotone Discrete Distributions", 1996, in the numerically careful form of Apache Commons RNG):
/// constant memory, and fewer than two tries on average.
package struct Zipf: Sendable {
    package let count: Int
    package let exponent: Double
    private let integralAtFirst: Double
    private let integralAtLast: Double
    private let squeeze: Double

    /// - Parameters:
    ///   - count: The last rank, at least 1.
    ///   - exponent: Positive; 1 is Zipf's own law.
    package init(count: Int, exponent: Double) {
        precondition(count >= 1 && exponent > 0, "Zipf of \(count) ranks, exponent \(exponent)")
        self.count = count
        self.exponent = exponent
        let hat = ZipfHat(exponent: exponent)
        integralAtFirst = hat.integral(1.5) - 1
        integralAtLast = hat.integral(Double(count) + 0.5)
        squeeze = 2 - hat.inverseIntegral(hat.integral(2.5) - hat.height(2))
    }

    /// A rank in `1...count`.
    package func draw(from stream: inout RandomStream) -> Int {
        let hat = ZipfHat(exponent: exponent)
        while true {
            let u = integralAtLast + stream.unit() * (integralAtFirst - integralAtLast)
            let x = withoutLastBits(hat.inverseIntegral(u))
            let rank = min(max((x + 0.5).rounded(.down), 1), Double(count))
            if rank - x <= squeeze || u >= hat.integral(rank + 0.5) - hat.height(rank) {
                return Int(rank)
            }
        }
    }
}

/// The curve *x* to the power of −`exponent` above the ranks, and its integral.
private struct ZipfHat {
    let exponent: Double

    func height(_ x: Double) -> Double { exp(-exponent * log(x)) }

    func integral(_ x: Double) -> Double {
        let t = (1 - exponent) * log(x)
        // Near zero the quotient loses its digits: three terms of its series instead.
        let quotient = abs(t) > 1e-8 ? expm1(t) / t : 1 + t * 0.5 * (1 + t / 3 * (1 + 0.25 * t))
        return quotient * log(x)
    }

    func inverseIntegral(_ x: Double) -> Double {
        let t = max(x * (1 - exponent), -1)
        let quotient = abs(t) > 1e-8 ? log1p(t) / t : 1 - t * (0.5 - t * (1.0 / 3 - 0.25 * t))
        return exp(quotient * x)
    }
}

/// When in the day something happens: a weight for each hour, uniform within it.
package struct TimeOfDay: Sendable {
    private let hours: Categorical<Int>

    /// - Parameter hourlyWeights: 24 weights from midnight on, at least zero and not all zero.
    package init(hourlyWeights: [Double]) {
        precondition(hourlyWeights.count == 24, "\(hourlyWeights.count) hourly weights, not 24")
        hours = Categorical(hourlyWeights.enumerated().map { ($0.offset, $0.element) })
    }

    /// Time since local midnight, in whole microseconds below 24 hours.
    package func draw(from stream: inout RandomStream) -> Duration {
        let hour = hours.draw(from: &stream)
        let within = stream.integer(in: 0...3_599_999_999)
        return .microseconds(hour * 3_600_000_000 + within)
    }
}
