import Domain
import Foundation

extension RandomStream {
    /// A number from the normal distribution (Marsaglia's polar method, 1964).
    package mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
        mean + standardDeviation * standardNormal()
    }

    /// A positive number whose logarithm is normal: half of them lie below `median`.
    ///
    /// - Parameters:
    ///   - median: In any unit, which is also the result's; positive.
    ///   - sigma: Standard deviation of the natural logarithm; 0.5 is mild, 1.5 heavy-tailed.
    /// - Returns: A number in the median's unit.
    package mutating func lognormal(median: Double, sigma: Double) -> Double {
        median * withoutLastBits(exp(sigma * standardNormal()))
    }

    /// A waiting time without memory, by inversion; `mean` is in the result's unit.
    package mutating func exponential(mean: Double) -> Double {
        mean * withoutLastBits(-log1p(-unit()))
    }

    /// A number from the gamma distribution, of mean `shape * scale`.
    ///
    /// Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.
    ///
    /// - Parameters:
    ///   - shape: Positive, without unit.
    ///   - scale: Positive, in the result's unit.
    /// - Returns: A number of at least zero, in the scale's unit.
    package mutating func gamma(shape: Double, scale: Double) -> Double {
        precondition(shape > 0 && scale > 0, "gamma of shape \(shape) and scale \(scale)")
        guard shape >= 1 else {
            let boost = withoutLastBits(pow(1 - unit(), 1 / shape))
            return gamma(shape: shape + 1, scale: scale) * boost
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = standardNormal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if log(1 - unit()) < 0.5 * x * x + d - d * v + d * log(v) {
                return d * v * scale
            }
        }
    }

    /// How many arrivals fall in a span in which `mean` are expected.
    ///
    /// Below ten by counting (Knuth, volume 2, section 3.4.1), from there by transformed rejection
    /// (Hörmann's PTRS, "The Transformed Rejection Method for Generating Poisson Random Variables",
    /// 1993), whose cost does not grow with the mean.
    package mutating func poisson(mean: Double) -> Int {
        precondition(mean >= 0 && mean < 1e15, "a mean of \(mean) is not in 0..<1e15")
        return mean < 10 ? poissonByCounting(mean) : poissonByRejection(mean)
    }

    private mutating func poissonByCounting(_ mean: Double) -> Int {
        let limit = withoutLastBits(exp(-mean))
        var count = 0
        var product = 1 - unit()
        while product > limit {
            count += 1
            product *= 1 - unit()
        }
        return count
    }

    private mutating func poissonByRejection(_ mean: Double) -> Int {
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let vr = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = unit() - 0.5
            let v = 1 - unit()
            let us = 0.5 - abs(u)
            let count = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
            if us >= 0.07 && v <= vr { return Int(count) }
            if count < 0 || us < 0.013 && v > us { continue }
            let left = log(v * inverseAlpha / (a / (us * us) + b))
            if left <= count * log(mean) - mean - logFactorial(count) { return Int(count) }
        }
    }

    private mutating func standardNormal() -> Double {
        while true {
            let x = 2 * unit() - 1
            let y = 2 * unit() - 1
            let square = x * x + y * y
            // The second number of the pair is given up: a stream without memory is easier to follow.
            if square < 1 && square > 0 {
                return withoutLastBits(x * (-2 * log(square) / square).squareRoot())
            }
        }
    }
}

extension RandomStream {
    /// A duration whose logarithm is normal: what people's and networks' delays look like.
    ///
    /// Whole microseconds; `sigma` is the standard deviation of the natural logarithm. What would take
    /// longer than a century takes a century.
    package mutating func duration(lognormalMedian median: Duration, sigma: Double) -> Duration {
        let seconds = lognormal(median: median.inSeconds, sigma: sigma)
        return .quantised(seconds: min(seconds, Self.centurySeconds))
    }

    private static let centurySeconds = 36_525.0 * 86_400

    /// A wait without memory, such as until the next arrival; whole microseconds.
    package mutating func duration(exponentialMean mean: Duration) -> Duration {
        .quantised(seconds: exponential(mean: mean.inSeconds))
    }

    /// A duration of whole microseconds, each of the range equally likely.
    package mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let lower = Int(range.lowerBound.microseconds)
        let upper = Int(range.upperBound.microseconds)
        return .microseconds(integer(in: lower...upper))
    }
}

/// The number with its last 12 bits rounded away: a relative step of 2⁻⁴⁰.
///
/// C libraries' `log` and `exp` differ in the last bit or two; what is drawn must not.
func withoutLastBits(_ number: Double) -> Double {
    Double(bitPattern: (number.bitPattern &+ 0x800) & ~0xFFF)
}

/// The natural logarithm of `count!`, by Stirling's series from ten on (absolute error below 1e-12).
private func logFactorial(_ count: Double) -> Double {
    guard count >= 10 else {
        var product = 1.0
        var factor = 2.0
        while factor <= count {
            product *= factor
            factor += 1
        }
        return log(product)
    }
    let x = count + 1
    let series = 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x)
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series
}
