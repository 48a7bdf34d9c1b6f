import Foundation

/// Counts with a mean and a variance: Poisson's where they are equal, a negative binomial above.
struct CountDistribution {
    private let mean: Double
    /// The negative binomial's size; `nil` for Poisson's.
    private let size: Double?

    /// - Parameters:
    ///   - mean: Above 0.
    ///   - variance: Taken for the mean where it is below that.
    init(mean: Double, variance: Double) {
        self.mean = mean
        size = variance > mean * 1.000_1 ? mean * mean / (variance - mean) : nil
    }

    /// The least count that no more than such a share of draws lies above.
    ///
    /// - `tail`: Strictly between 0 and 1.
    /// - Complexity: O(the count).
    func upper(_ tail: Double) -> Int {
        var below = 0.0
        var count = 0
        var mass = massOfNone
        while below + mass < 1 - tail, count < 10_000_000 {
            below += mass
            mass *= ratio(after: count)
            count += 1
        }
        return count
    }

    /// The greatest count that no more than such a share of draws lies below.
    func lower(_ tail: Double) -> Int {
        var below = 0.0
        var count = 0
        var mass = massOfNone
        while below + mass <= tail {
            below += mass
            mass *= ratio(after: count)
            count += 1
        }
        return count
    }

    private var massOfNone: Double {
        guard let size else { return exp(-mean) }
        return exp(size * log(size / (size + mean)))
    }

    /// How many times as likely the next count is.
    private func ratio(after count: Int) -> Double {
        guard let size else { return mean / Double(count + 1) }
        return (Double(count) + size) / Double(count + 1) * mean / (size + mean)
    }
}

/// Where a further draw lies, by draws that were seen: what a threshold is chosen by.
package enum FurtherDraw {
    /// What is drawn.
    package enum Kind: Sendable {
        case counts, shares, times
    }

    /// The bound that no more than such a share of further draws goes beyond.
    ///
    /// Counts: a negative binomial whose variance is as many times the mean as was seen, and once at
    /// least; from a mean of 400 on normal. Shares: normal in the arcsine of the square root. Times: normal
    /// in the logarithm. What is not known of mean and variance is counted in, by Student's deviate and a
    /// variance that is a draw's and the mean's together (Hahn and Meeker, "Statistical Intervals", 1991,
    /// §4.7).
    ///
    /// - Parameters:
    ///   - values: Two at least; times above 0.
    ///   - kind: What they are.
    ///   - tail: Strictly between 0 and one half.
    ///   - isUpper: Whether draws lie below it.
    /// - Returns: Of counts a whole number below 400, of shares one in `0...1`.
    package static func bound(
        _ values: [Double],
        _ kind: Kind,
        tail: Double,
        isUpper: Bool
    ) -> Double {
        let n = Double(values.count)
        let sign = isUpper ? 1.0 : -1
        // Two-sided: as much lies beyond the other side.
        let deviate = studentQuantile(1 - 2 * tail, degrees: n - 1)
        func reach(_ values: [Double]) -> Double {
            let mean = values.reduce(0, +) / n
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
            return mean + sign * deviate * (variance * (1 + 1 / n)).squareRoot()
        }
        switch kind {
        case .shares:
            let angle = reach(values.map { asin(max(0, min(1, $0)).squareRoot()) })
            let sine = sin(max(0, min(Double.pi / 2, angle)))
            return sine * sine
        case .times: return exp(reach(values.map { log(max($0, 1e-9)) }))
        case .counts:
            let sum = values.reduce(0, +)
            let mean = sum / n
            guard mean < 400 else { return reach(values) }
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
            let dispersion = mean > 0 ? max(1, variance / mean) : 1
            // Half a count more: what is not known of a mean of next to nothing.
            let likely = (sum + 0.5) / n
            let counts = CountDistribution(
                mean: likely,
                variance: dispersion * likely * (1 + 1 / n)
            )
            return Double(isUpper ? counts.upper(tail) : counts.lower(tail))
        }
    }
}
