/// How often each decision was given to genuine and to fraudulent accesses.
///
/// Decisions are numbered by severity: 0 allow, 1 soft verify, 2 SMS verify, 3 block.
package struct BandTable: Hashable, Sendable {
    /// Genuine accesses by decision, `0...3`.
    package private(set) var genuine = [Int](repeating: 0, count: 4)
    /// Fraudulent accesses by decision, `0...3`.
    package private(set) var fraud = [Int](repeating: 0, count: 4)

    package init() {}

    /// Counts one access; `decision` is in `0...3`.
    package mutating func record(decision: Int, isFraud: Bool) {
        precondition((0...3).contains(decision), "a decision is 0...3, found \(decision)")
        if isFraud { fraud[decision] += 1 } else { genuine[decision] += 1 }
    }

    package var genuineCount: Int { genuine.reduce(0, +) }
    package var fraudCount: Int { fraud.reduce(0, +) }

    /// What the decisions at that band or above got right and wrong.
    ///
    /// `band` is in `0...3`; at 0 every access counts.
    package func confusion(atOrAbove band: Int) -> ConfusionCounts {
        precondition((0...3).contains(band), "a band is 0...3, found \(band)")
        let caught = fraud[band...].reduce(0, +)
        let falsePositives = genuine[band...].reduce(0, +)
        return ConfusionCounts(
            truePositives: caught,
            falseNegatives: fraudCount - caught,
            falsePositives: falsePositives,
            trueNegatives: genuineCount - falsePositives
        )
    }
}
