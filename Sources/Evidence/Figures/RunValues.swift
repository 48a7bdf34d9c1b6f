/// One number of several runs that are independent of each other: a count or a time, by seed.
package struct RunValues: Hashable, Sendable {
    /// Below so many runs nothing is said about the mean behind what was seen.
    package static let fewestRuns = 5

    private let areCounts: Bool
    private var count = 0
    private var sum = 0.0
    private var squares = 0.0

    /// - `areCounts`: Whether they count something, so that their variance is not below their mean by much.
    package init(areCounts: Bool, _ values: [Double] = []) {
        self.areCounts = areCounts
        for value in values { add(value) }
    }

    package mutating func add(_ value: Double) {
        count += 1
        sum += value
        squares += value * value
    }

    /// `nil` without runs.
    package var mean: Double? { count == 0 ? nil : sum / Double(count) }

    /// Two-sided bounds of the mean over all runs that there might be.
    ///
    /// Of times and costs Student's interval. Of counts the score interval of a variance that is as many
    /// times the mean as was seen, and once at least (quasi-Poisson; McCullagh and Nelder, "Generalized
    /// Linear Models", 1989, §6.2), with Student's deviate: no runs at all without a count do not make it
    /// certain that there will be none.
    ///
    /// - `confidence`: Strictly between 0 and 1.
    /// - Returns: `nil` with fewer than `fewestRuns`.
    package func bounds(confidence: Double = 0.95) -> ClosedRange<Double>? {
        guard count >= Self.fewestRuns, let mean else { return nil }
        let n = Double(count)
        let variance = max(0, (squares - n * mean * mean) / (n - 1))
        let deviate = studentQuantile(confidence, degrees: n - 1)
        guard areCounts, mean >= 0 else {
            let reach = deviate * (variance / n).squareRoot()
            return mean - reach...mean + reach
        }
        let dispersion = mean > 0 ? max(1, variance / mean) : 1
        let half = deviate * deviate * dispersion / (2 * n)
        let reach = (2 * half * mean + half * half).squareRoot()
        return max(0, mean + half - reach)...mean + half + reach
    }
}
