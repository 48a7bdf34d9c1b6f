import Domain
import Figures

/// Whether runs differ from a baseline by more than chance.
///
/// Each measure is a share; its difference is tested by what clusters contribute to it (linearised, as in
/// Cochran, "Sampling Techniques", 1977, §6). Runs of one scenario and seed have their clusters in common,
/// and differences within them count; others are independent. Student's degrees of freedom follow from
/// how evenly clusters contribute (Satterthwaite 1946): a difference that three clusters make is weak
/// evidence, however many others there are. Holm's step-down ("A Simple Sequentially Rejective Multiple
/// Test Procedure", 1979) keeps the chance of any false alarm below 5 %.
package struct Comparison: Sendable {
    package enum Verdict: String, Sendable, CaseIterable {
        case better, worse
        /// Beyond chance neither: no worse than the end of its bounds.
        case noWorse = "no worse"
        /// There are too few clusters on either side.
        case cannotBeJudged = "cannot be judged"

        /// As JSON has it.
        var key: String { rawValue.replacing(" ", with: "_") }
    }

    /// One measure in both.
    package struct Line: Sendable {
        package let measure: Measure
        package let before: Proportion
        package let after: Proportion
        /// After minus before, with 95 % bounds; `nil` where there is too little data.
        package let difference: (value: Double, low: Double, high: Double)?
        /// Of the difference by chance alone, corrected for the other measures.
        package let chance: Double?
        package let verdict: Verdict
        /// The smallest difference that would have been called one in four comparisons of five; `nil` where
        /// there is too little data.
        package let smallestSeen: Double?
        /// Clusters on the side that has fewer.
        package let clusters: Int

        /// By how much it may have become worse all the same: the end of its bounds; at least 0.
        package var worstCase: Double? {
            difference.map { max(0, measure.isBetterHigh ? -$0.low : $0.high) }
        }
    }

    /// A decision on one access that differs.
    package struct Flip: Sendable {
        package let access: AccessID
        package let before: String
        package let after: String
        package let isFraud: Bool
    }

    /// Below so many clusters on either side nothing is said.
    package static let fewestClusters = 5
    /// The chance of any false alarm.
    package static let level = 0.05

    /// Whether both have the same scenarios and seeds.
    package let isPaired: Bool
    /// Whether both are the same to the byte.
    package let isSame: Bool
    package let lines: [Line]
    /// In order of the accesses; empty where runs are not paired.
    package let flips: [Flip]
    /// Accesses that both have, with a decision.
    package let common: Int

    package init(_ before: ComparedRuns, _ after: ComparedRuns) {
        precondition(before.measures.map(\.name) == after.measures.map(\.name), "equal measures")
        isPaired = Set(before.identities) == Set(after.identities)
        isSame = isPaired && before.digests.sorted() == after.digests.sorted()
        let isPaired = isPaired
        let tests = before.measures.indices.map { place in
            Test(before.shares[place], after.shares[place], isPaired: isPaired)
        }
        let chances = Self.holm(tests.map(\.chance))
        lines = before.measures.indices.map { place in
            let (test, measure) = (tests[place], before.measures[place])
            let verdict: Verdict
            if let chance = chances[place], let difference = test.difference {
                let isBetter = (difference.value > 0) == measure.isBetterHigh
                verdict = chance > Self.level ? .noWorse : isBetter ? .better : .worse
            } else {
                verdict = .cannotBeJudged
            }
            return Line(
                measure: measure,
                before: test.before,
                after: test.after,
                difference: test.difference,
                chance: chances[place],
                verdict: verdict,
                smallestSeen: test.smallestSeen(among: tests.count { $0.chance != nil }),
                clusters: test.clusters
            )
        }
        let shared = isPaired ? before.decisions.filter { after.decisions[$0.key] != nil } : [:]
        common = shared.count
        flips = shared.compactMap { access, was in
            guard let now = after.decisions[access], now.decision != was.decision else {
                return nil
            }
            return Flip(
                access: access,
                before: was.decision,
                after: now.decision,
                isFraud: was.isFraud
            )
        }.sorted { $0.access < $1.access }
    }

    /// Whether anything became worse.
    package var hasRegression: Bool { lines.contains { $0.verdict == .worse } }

    /// Whether nothing could be judged, and the runs are not the same.
    package var isUndecided: Bool {
        !isSame && lines.allSatisfy { $0.verdict == .cannotBeJudged }
    }

    /// Holm's corrected chances; those without one are not among the tests.
    static func holm(_ chances: [Double?]) -> [Double?] {
        let order = chances.indices.filter { chances[$0] != nil }
            .sorted { (chances[$0] ?? 1, $0) < (chances[$1] ?? 1, $1) }
        var corrected = chances
        var largest = 0.0
        for (rank, place) in order.enumerated() {
            largest = max(largest, min(1, (chances[place] ?? 1) * Double(order.count - rank)))
            corrected[place] = largest
        }
        return corrected
    }
}

/// The difference of one share between two runs.
private struct Test {
    let before: Proportion
    let after: Proportion
    private(set) var difference: (value: Double, low: Double, high: Double)?
    /// `nil` where there is too little data.
    private(set) var chance: Double?
    /// On the side that has fewer.
    let clusters: Int
    /// Of the difference, with Student's degrees of freedom; `nil` where there is too little data.
    private var error: (size: Double, degrees: Double)?

    /// The difference that four of five comparisons would call one.
    ///
    /// - `tests`: As many are made beside each other: the strictest of Holm's steps counts.
    func smallestSeen(among tests: Int) -> Double? {
        guard let error else { return chance == nil ? nil : 0 }
        let level = Comparison.level / Double(max(1, tests))
        // Four in five: a one-sided deviate of 0.8416.
        let deviate = studentQuantile(1 - level, degrees: error.degrees) + 0.841_6
        return min(1, error.size * deviate)
    }

    init(_ before: [String: Proportion], _ after: [String: Proportion], isPaired: Bool) {
        self.before = Self.sum(before)
        self.after = Self.sum(after)
        clusters = min(before.count, after.count)
        guard let was = self.before.value, let now = self.after.value,
            clusters >= Comparison.fewestClusters
        else { return }
        var pull: [Double] = []
        // What each cluster has to do with either share being what it is.
        func part(_ proportion: Proportion?, _ share: Double, of all: Proportion) -> Double {
            guard let proportion else { return 0 }
            return (Double(proportion.successes) - share * Double(proportion.trials))
                / Double(all.trials)
        }
        if isPaired {
            for cluster in Set(before.keys).union(after.keys).sorted() {
                pull.append(
                    part(after[cluster], now, of: self.after)
                        - part(before[cluster], was, of: self.before)
                )
            }
        } else {
            pull = before.sorted { $0.key < $1.key }.map { part($0.value, was, of: self.before) }
            pull += after.sorted { $0.key < $1.key }.map { part($0.value, now, of: self.after) }
        }
        let squares = pull.reduce(0) { $0 + $1 * $1 }
        guard squares > 0 else {
            difference = (now - was, now - was, now - was)
            chance = now == was ? 1 : 0
            return
        }
        let count = Double(pull.count)
        let error = (squares * count / (count - 1)).squareRoot()
        let fourths = pull.reduce(0) { $0 + $1 * $1 * $1 * $1 }
        let degrees = max(1, squares * squares / fourths - 1)
        let reach = error * studentQuantile(0.95, degrees: degrees)
        // A share changes by all of it at most.
        difference = (now - was, max(-1, now - was - reach), min(1, now - was + reach))
        self.error = (error, degrees)
        chance = studentTail((now - was) / error, degrees: degrees)
    }

    private static func sum(_ shares: [String: Proportion]) -> Proportion {
        var (successes, trials) = (0, 0)
        for share in shares.values {
            successes += share.successes
            trials += share.trials
        }
        return Proportion(successes: successes, trials: trials)
    }
}
