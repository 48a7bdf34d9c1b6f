import Foundation

/// The share of a beta distribution that lies at or below `x`: the regularised incomplete beta.
///
/// The continued fraction DLMF 8.17.22, evaluated from the left by Lentz's method ("Generating
/// Bessel Functions in Mie Scattering Calculations Using Continued Fractions", 1976).
///
/// - Parameters:
///   - x: In `0...1`.
///   - a: Positive.
///   - b: Positive.
/// - Returns: In `0...1`.
/// - Complexity: O(√max(a, b)).
func regularisedBeta(_ x: Double, a: Double, b: Double) -> Double {
    precondition(x >= 0 && x <= 1 && a > 0 && b > 0, "beta(\(a), \(b)) at \(x)")
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let factor = exp(
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)
    )
    // The fraction converges fast on this side of the mean only; the other side is its complement.
    return x < (a + 1) / (a + b + 2)
        ? factor * betaFraction(x, a: a, b: b) / a
        : 1 - factor * betaFraction(1 - x, a: b, b: a) / b
}

/// The point at or below which lies the given share of a beta distribution, by bisection.
func betaQuantile(_ share: Double, a: Double, b: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<64 {
        let middle = (low + high) / 2
        if regularisedBeta(middle, a: a, b: b) < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
}

private func betaFraction(_ x: Double, a: Double, b: Double) -> Double {
    var ratioAbove = 1.0
    var ratioBelow = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
    var fraction = ratioBelow
    for m in 1...1_000_000 {
        let m = Double(m)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        var change = 1.0
        for term in [even, odd] {
            ratioBelow = 1 / awayFromZero(1 + term * ratioBelow)
            ratioAbove = awayFromZero(1 + term / ratioAbove)
            change = ratioBelow * ratioAbove
            fraction *= change
        }
        if abs(change - 1) < 1e-15 { break }
    }
    return fraction
}

private func awayFromZero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }

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
    let coefficients: [Double] = [
        1 / 12, -1 / 360, 1 / 1_260, -1 / 1_680, 1 / 1_188, -691 / 360_360, 1 / 156,
    ]
    let tail = coefficients.reversed().reduce(0) { $0 / (x * x) + $1 } / x
    return (x - 0.5) * log(x) - x + log(2 * Double.pi) / 2 + tail - log(product)
}
