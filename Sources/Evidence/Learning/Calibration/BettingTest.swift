import Foundation

/// Whether a mean of losses can be said to lie below a bound, at a stated confidence.
///
/// A bettor who wins when losses are lower than the bound allows: were the mean at the bound or above it,
/// their capital would grow a hundredfold with a chance of one in a hundred at most (Ville, 1939), however
/// the losses are distributed between nought and one and however few they are. Bets follow the variance
/// seen so far (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", 2024,
/// §4.2), so that rare losses need few trials.
package struct BettingTest: Sendable {
    /// The bound, strictly between 0 and 1.
    package let bound: Double
    /// Chance of saying so wrongly, strictly between 0 and 1.
    package let errorRate: Double

    /// Of all that a bettor has, the most that they can lose at once.
    private static let mostAtStake = 0.9

    package init(bound: Double, errorRate: Double) {
        precondition(bound > 0 && bound < 1 && errorRate > 0 && errorRate < 1)
        self.bound = bound
        self.errorRate = errorRate
    }

    /// Whether the mean lies below the bound.
    ///
    /// - `losses`: Independent, each in 0...1, in an order that does not depend on them.
    package func holds(for losses: [Double]) -> Bool {
        guard !losses.isEmpty else { return false }
        let wanted = log(1 / errorRate)
        var capital = 0.0
        var (sum, squares) = (0.5 * bound, 0.25 * bound)
        for (seen, loss) in losses.enumerated() {
            let mean = sum / Double(seen + 1)
            let variance = squares / Double(seen + 1)
            let bet = min(
                (2 * wanted / (variance * Double(losses.count))).squareRoot(),
                Self.mostAtStake / (1 - bound)
            )
            capital += log(1 + bet * (bound - loss))
            if capital >= wanted { return true }
            sum += loss
            squares += (loss - mean) * (loss - mean)
        }
        return false
    }

    /// How many losses like these it would take, one bet fitting them all.
    ///
    /// - Returns: `nil` where their mean is not below the bound: more would not help.
    package func lossesNeeded(like losses: [Double]) -> Int? {
        guard !losses.isEmpty, losses.reduce(0, +) / Double(losses.count) < bound else {
            return nil
        }
        var best = 0.0
        for step in 1...100 {
            let bet = Self.mostAtStake / (1 - bound) * Double(step) / 100
            let growth = losses.reduce(0) { $0 + log(1 + bet * (bound - $1)) }
            best = max(best, growth / Double(losses.count))
        }
        return best > 0 ? Int((log(1 / errorRate) / best).rounded(.up)) : nil
    }
}
