import Foundation

/// A beta distribution.
struct BetaDistribution {
    private let a: Double
    private let b: Double
    /// The logarithm of what its density is divided by, negated.
    private let scale: Double

    /// - Parameters:
    ///   - a: Positive.
    ///   - b: Positive.
    init(a: Double, b: Double) {
        precondition(a > 0 && b > 0, "beta(\(a), \(b))")
        self.a = a
        self.b = b
        scale = logGamma(a + b) - logGamma(a) - logGamma(b)
    }

    /// The share that lies at or below `x`: the regularised incomplete beta.
    ///
    /// The continued fraction DLMF 8.17.22, evaluated from the left by Lentz's method ("Generating
    /// Bessel Functions in Mie Scattering Calculations Using Continued Fractions", 1976).
    ///
    /// - Parameter x: In `0...1`.
    /// - Returns: In `0...1`.
    /// - Complexity: O(√max(a, b)).
    func share(below x: Double) -> Double {
        precondition(x >= 0 && x <= 1, "beta(\(a), \(b)) at \(x)")
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let factor = exp(scale + a * log(x) + b * log1p(-x))
        // The fraction converges fast on this side of the mean only; the other side is its complement.
        return x < (a + 1) / (a + b + 2)
            ? factor * betaFraction(x, a: a, b: b) / a
            : 1 - factor * betaFraction(1 - x, a: b, b: a) / b
    }

    /// The point at or below which lies the given share, by bisection.
    func quantile(_ share: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<64 {
            let middle = (low + high) / 2
            if self.share(below: middle) < share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

private func betaFraction(_ x: Double, a: Double, b: Double) -> Double {
    var ratioAbove = 1.0
    var ratioBelow = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
    var fraction = ratioBelow
    for m in 1...1_000_000 {
        let m = Double(m)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        ratioBelow = 1 / awayFromZero(1 + even * ratioBelow)
        ratioAbove = awayFromZero(1 + even / ratioAbove)
        fraction *= ratioBelow * ratioAbove
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        ratioBelow = 1 / awayFromZero(1 + odd * ratioBelow)
        ratioAbove = awayFromZero(1 + odd / ratioAbove)
        let change = ratioBelow * ratioAbove
        fraction *= change
        if (change - 1).magnitude < 1e-15 { break }
    }
    return fraction
}

private func awayFromZero(_ value: Double) -> Double { value.magnitude < 1e-300 ? 1e-300 : value }

/// The logarithm of the gamma function, for positive `x`.
///
/// Stirling's series (DLMF 5.11.1) from 10 upwards, where seven terms reach the last bits; below,
/// Γ(x) = Γ(x + 1) / x leads there. Not the C library's `lgamma`, which writes a global variable.
func logGamma(_ x: Double) -> Double {
    var x = x
    var product = 1.0
    while x < 10 {
        product *= x
        x += 1
    }
    let square = x * x
    var tail = 1.0 / 156
    tail = tail / square - 691.0 / 360_360
    tail = tail / square + 1.0 / 1_188
    tail = tail / square - 1.0 / 1_680
    tail = tail / square + 1.0 / 1_260
    tail = tail / square - 1.0 / 360
    tail = tail / square + 1.0 / 12
    tail /= x
    return (x - 0.5) * log(x) - x + log(2 * Double.pi) / 2 + tail - log(product)
}
