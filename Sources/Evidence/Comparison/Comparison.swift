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
        case noDifference = "no difference shown"
        case tooLittle = "too little data"

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
                verdict = chance > Self.level ? .noDifference : isBetter ? .better : .worse
            } else {
                verdict = .tooLittle
            }
            return Line(
                measure: measure,
                before: test.before,
                after: test.after,
                difference: test.difference,
                chance: chances[place],
                verdict: verdict
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

    init(_ before: [String: Proportion], _ after: [String: Proportion], isPaired: Bool) {
        self.before = Self.sum(before)
        self.after = Self.sum(after)
        guard let was = self.before.value, let now = self.after.value,
            min(before.count, after.count) >= Comparison.fewestClusters
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
        difference = (now - was, now - was - reach, now - was + reach)
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
