import Domain
import Figures
import Foundation

/// A share that runs are compared by.
package struct Measure: Sendable {
    /// As gates name it, where they do.
    package let name: String
    /// What the share is of.
    package let population: String
    /// Whether more of it is better.
    package let isBetterHigh: Bool
    let counts: @Sendable (Row) -> Bool
    let succeeds: @Sendable (Row) -> Bool

    /// What a measure may look at.
    struct Row {
        let isForm: Bool
        let isFraud: Bool
        /// 0 allow, 1 soft verify, 2 SMS verify, 3 block.
        let decision: Int
        let isRecorded: Bool
        let flaggedLink: Bool
    }

    init(
        _ name: String,
        of population: String,
        isBetterHigh: Bool,
        counts: @escaping @Sendable (Row) -> Bool,
        succeeds: @escaping @Sendable (Row) -> Bool
    ) {
        self.name = name
        self.population = population
        self.isBetterHigh = isBetterHigh
        self.counts = counts
        self.succeeds = succeeds
    }

    /// What a change of the defence moves: what outsiders' forms meet and get, and honest ones'.
    package static let standard = caught + stopped + others

    private static let bands = ["soft_verify", "sms_verify", "block"]

    private static let caught = bands.enumerated().map { place, band in
        Measure(
            "fraud.attempts.recall.\(band)",
            of: "outsiders' forms",
            isBetterHigh: true,
            counts: { $0.isForm && $0.isFraud },
            succeeds: { $0.decision > place }
        )
    }

    private static let stopped = bands.enumerated().map { place, band in
        Measure(
            "fraud.attempts.false_positive_rate.\(band)",
            of: "honest forms",
            isBetterHigh: false,
            counts: { $0.isForm && !$0.isFraud },
            succeeds: { $0.decision > place }
        )
    }

    private static let others = [
        Measure(
            "fraud.attempts.precision.block",
            of: "blocked forms",
            isBetterHigh: true,
            counts: { $0.isForm && $0.decision == 3 },
            succeeds: { $0.isFraud }
        ),
        Measure(
            "outsiders' replies recorded",
            of: "outsiders' forms",
            isBetterHigh: false,
            counts: { $0.isForm && $0.isFraud },
            succeeds: { $0.isRecorded }
        ),
        Measure(
            "honest replies recorded",
            of: "honest forms",
            isBetterHigh: true,
            counts: { $0.isForm && !$0.isFraud },
            succeeds: { $0.isRecorded }
        ),
        Measure(
            "links flagged by honest accesses",
            of: "honest accesses",
            isBetterHigh: false,
            counts: { !$0.isFraud },
            succeeds: { $0.flaggedLink }
        ),
    ]
}
