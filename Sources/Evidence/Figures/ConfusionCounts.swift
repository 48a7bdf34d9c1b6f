/// What a line drawn through the accesses, "suspect from here on", got right and wrong.
package struct ConfusionCounts: Hashable, Sendable {
    /// Fraudulent accesses at or beyond the line.
    package var truePositives: Int
    /// Fraudulent accesses that stayed before it.
    package var falseNegatives: Int
    /// Genuine accesses at or beyond the line.
    package var falsePositives: Int
    /// Genuine accesses that stayed before it.
    package var trueNegatives: Int

    package init(truePositives: Int, falseNegatives: Int, falsePositives: Int, trueNegatives: Int) {
        self.truePositives = truePositives
        self.falseNegatives = falseNegatives
        self.falsePositives = falsePositives
        self.trueNegatives = trueNegatives
    }

    /// The share of fraud among the accesses beyond the line.
    package var precision: Proportion {
        Proportion(successes: truePositives, trials: truePositives + falsePositives)
    }

    /// The share of fraudulent accesses that are beyond the line.
    package var recall: Proportion {
        Proportion(successes: truePositives, trials: truePositives + falseNegatives)
    }

    /// The share of genuine accesses that are beyond the line.
    package var falsePositiveRate: Proportion {
        Proportion(successes: falsePositives, trials: falsePositives + trueNegatives)
    }
}
