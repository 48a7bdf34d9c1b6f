/// What a line drawn through the accesses, "suspect from here on", got right and wrong.
package struct ConfusionCounts: Hashable, Sendable {
    /// Fraudulent accesses at or beyond the line.
    package var caught: Int
    /// Fraudulent accesses that stayed before it.
    package var missed: Int
    /// Genuine accesses at or beyond the line.
    package var accused: Int
    /// Genuine accesses that stayed before it.
    package var spared: Int

    package init(caught: Int, missed: Int, accused: Int, spared: Int) {
        self.caught = caught
        self.missed = missed
        self.accused = accused
        self.spared = spared
    }

    /// The share of fraud among the accesses beyond the line.
    package var precision: Proportion { Proportion(successes: caught, trials: caught + accused) }

    /// The share of fraudulent accesses that are beyond the line.
    package var recall: Proportion { Proportion(successes: caught, trials: caught + missed) }

    /// The share of genuine accesses that are beyond the line.
    package var falsePositiveRate: Proportion {
        Proportion(successes: accused, trials: accused + spared)
    }
}
