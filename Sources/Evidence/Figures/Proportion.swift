/// So many successes out of so many trials.
package struct Proportion: Hashable, Sendable {
    package private(set) var successes: Int
    package private(set) var trials: Int

    /// - Parameters:
    ///   - successes: In `0...trials`.
    ///   - trials: At least zero.
    package init(successes: Int = 0, trials: Int = 0) {
        precondition(
            trials >= 0 && successes >= 0 && successes <= trials,
            "\(successes) successes of \(trials) trials is no proportion"
        )
        self.successes = successes
        self.trials = trials
    }

    /// The share observed, in `0...1`; `nil` without trials.
    package var value: Double? { trials == 0 ? nil : Double(successes) / Double(trials) }

    /// Wilson's 95 % bounds, as if trials were independent; `nil` without trials.
    package var scoreBounds: ClosedRange<Double>? {
        value.map {
            scoreInterval(share: $0, trials: Double(trials), deviate: twoSidedQuantile(0.95))
        }
    }

    /// Counts one more trial.
    package mutating func record(success: Bool) {
        trials += 1
        if success { successes += 1 }
    }
}

/// Wilson's score interval for a share seen in so many trials, which need not be whole.
///
/// Two-sided, without correction for continuity: Wilson, "Probable Inference, the Law of Succession,
/// and Statistical Inference", 1927. It stays sensible at 0 and at 1.
func scoreInterval(share: Double, trials n: Double, deviate z: Double) -> ClosedRange<Double> {
    let widening = 1 + z * z / n
    let centre = (share + z * z / (2 * n)) / widening
    let spread = share * (1 - share) / n + z * z / (4 * n * n)
    let half = z * spread.squareRoot() / widening
    // At the ends the formula gives 0 and 1, but for the last bits.
    let low = share == 0 ? 0 : max(0, centre - half)
    let high = share == 1 ? 1 : min(1, centre + half)
    return low...high
}

/// Student's deviate that leaves half of what `confidence` lacks in each tail.
///
/// Quantised to 1e-9. The square of Student's variable is one of Fisher's, whose distribution is a
/// beta distribution's.
///
/// - `degrees`: Of freedom, above 0; need not be whole. From 1,000 on the normal deviate is given.
package func studentQuantile(_ confidence: Double, degrees: Double) -> Double {
    guard degrees < 1_000 else { return twoSidedQuantile(confidence) }
    requireConfidence(confidence)
    let x = BetaDistribution(a: degrees / 2, b: 0.5).quantile(1 - confidence)
    return quantised((degrees * (1 - x) / x).squareRoot())
}

/// How often Student's variable is at least so far from zero, on either side.
///
/// - `deviate`: Of either sign.
/// - `degrees`: Of freedom, above 0; need not be whole.
package func studentTail(_ deviate: Double, degrees: Double) -> Double {
    BetaDistribution(a: degrees / 2, b: 0.5)
        .share(below: degrees / (degrees + deviate * deviate))
}

/// The normal deviate that leaves half of what `confidence` lacks in each tail.
///
/// Quantised to 1e-9: what follows is arithmetic that is the same on every machine.
private func twoSidedQuantile(_ confidence: Double) -> Double {
    requireConfidence(confidence)
    return quantised(normalQuantile((1 + confidence) / 2))
}

private func requireConfidence(_ confidence: Double) {
    precondition(
        confidence > 0 && confidence < 1,
        "a confidence lies between 0 and 1, such as 0.95, found \(confidence)"
    )
}

private func quantised(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }
