import Foundation

/// Whether a chance can be said to lie below a bound, from trials that are independent of one another.
///
/// The exact binomial test. For the share of honest forms above an edge it is the Neyman-Pearson order
/// statistic (Tong, Feng and Li, "Neyman-Pearson classification algorithms and NP receiver operating
/// characteristics", 2018, proposition 1): an edge holds where so few honest scores lie above it that a
/// chance at the bound would seldom leave fewer. For losses of nought and one it is the tighter of the
/// p-values of "Learn then Test" (Angelopoulos et al., 2021, §3.2).
package struct BinomialTest: Sendable {
    /// The bound, strictly between 0 and 1.
    package let bound: Double
    /// Chance of saying so wrongly, strictly between 0 and 1.
    package let errorRate: Double

    package init(bound: Double, errorRate: Double) {
        precondition(bound > 0 && bound < 1 && errorRate > 0 && errorRate < 1)
        self.bound = bound
        self.errorRate = errorRate
    }

    /// Chance of as few losses, or fewer, in so many trials, were each a loss with the bound's chance.
    package func pValue(losses: Int, of trials: Int) -> Double {
        precondition(losses >= 0 && losses <= trials)
        guard losses < trials else { return 1 }
        let (log1, log0) = (log(bound), log(1 - bound))
        // From the likeliest of the terms down: each is so many times the one above it.
        var term = lgamma(Double(trials) + 1) - lgamma(Double(losses) + 1)
        term += Double(losses) * log1 + Double(trials - losses) * log0
        term -= lgamma(Double(trials - losses) + 1)
        var (sum, ratio) = (1.0, 1.0)
        for count in stride(from: losses, to: 0, by: -1) {
            ratio *= Double(count) / Double(trials - count + 1) * (1 - bound) / bound
            sum += ratio
            if ratio < sum * 1e-17 { break }
        }
        return min(1, exp(term + log(sum)))
    }

    package func holds(losses: Int, of trials: Int) -> Bool {
        trials > 0 && pValue(losses: losses, of: trials) <= errorRate
    }

    /// How many trials it would take with as large a share of losses.
    ///
    /// - Returns: `nil` where the share is not below the bound: more would not help.
    package func trialsNeeded(like losses: Int, of trials: Int) -> Int? {
        guard trials > 0 else { return nil }
        let share = Double(losses) / Double(trials)
        guard share < bound else { return nil }
        func suffices(_ count: Int) -> Bool {
            holds(losses: Int((share * Double(count)).rounded(.up)), of: count)
        }
        var enough = 1
        while !suffices(enough), enough < 1 << 40 { enough *= 2 }
        var tooFew = enough / 2
        while enough - tooFew > 1 {
            let middle = (enough + tooFew) / 2
            if suffices(middle) { enough = middle } else { tooFew = middle }
        }
        return enough
    }
}
