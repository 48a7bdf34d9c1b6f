import Domain
import Figures

/// Whether runs differ from a baseline by more than chance.
///
/// Each measure is a share; its difference is tested by what clusters contribute to it (linearised, as in
/// Cochran, "Sampling Techniques", 1977, §6). Runs of one seed have their clusters in common, and differences
/// within them count; others are independent. Student's degrees of freedom follow from
/// how evenly clusters contribute (Satterthwaite 1946): a difference that three clusters make is weak
/// evidence, however many others there are. Holm's step-down ("A Simple Sequentially Rejective Multiple
/// Test Procedure", 1979) keeps the chance of any false alarm below 5 %.
package struct Comparison: Sendable {
    package enum Verdict: String, Sendable, CaseIterable {
        case better, worse
        /// Beyond chance neither: no worse than the end of its bounds.
        case noWorse = "no worse"
        /// There are too few clusters on either side, or a few of them make all of the difference.
        case cannotBeJudged = "cannot be judged"

        /// As JSON has it.
        var key: String { rawValue.replacing(" ", with: "_") }
    }

    /// One measure in both.
    package struct Line: Sendable {
        package let measure: Measure
        package let before: Proportion
        package let after: Proportion
        /// After minus before, with bounds that hold for all measures together in 95 % of comparisons
        /// (Bonferroni); `nil` where there is too little data.
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

    /// A decision on one visit that differs.
    package struct Flip: Sendable {
        /// Afterwards.
        package let run: ComparedRuns.Run
        package let visit: ComparedRuns.Visit
        package let before: String
        package let after: String
        package let isFraud: Bool
        /// Afterwards, as explain takes it.
        package let access: AccessID?
    }

    /// Below so many clusters on either side nothing is said.
    package static let fewestClusters = 5
    /// The chance of any false alarm, as it is stated and tested.
    package static let level = 0.05

    /// Whether each run has its counterpart of the same seed.
    package let isPaired: Bool
    /// Whether these are of the same scenarios as well.
    package let isSameScenario: Bool
    /// Runs of either side that have a counterpart.
    package let pairs: Int
    /// Whether both are the same to the byte.
    package let isSame: Bool
    package let lines: [Line]
    /// By run, event, guest and visit.
    package let flips: [Flip]
    /// Visits of paired runs that both have, with a decision.
    package let common: Int
    /// Visits of paired runs that only one has.
    package let unmatched: (before: Int, after: Int)

    package init(_ before: ComparedRuns, _ after: ComparedRuns) {
        precondition(before.measures.map(\.name) == after.measures.map(\.name), "equal measures")
        self.init(before, after, places: before.places(of: after))
    }

    /// - `places`: Of the runs afterwards among those before; what has none there comes after them.
    init(_ before: ComparedRuns, _ after: ComparedRuns, places: [Int]) {
        let paired = places.indices.filter { places[$0] < before.runs.count }
        pairs = paired.count
        isPaired = pairs == before.runs.count && pairs == after.runs.count
        isSameScenario = paired.allSatisfy {
            before.runs[places[$0]].scenario == after.runs[$0].scenario
        }
        isSame =
            isPaired
            && paired.allSatisfy { before.runs[places[$0]].digest == after.runs[$0].digest }
        let tests = before.measures.indices.map { place in
            Test(before.shares[place], after.shares[place].inPlace(places))
        }
        let count = tests.count { $0.chance != nil }
        let chances = Self.holm(tests.map(\.chance))
        lines = before.measures.indices.map { place in
            let (test, measure) = (tests[place], before.measures[place])
            let verdict: Verdict
            if let chance = chances[place], let difference = test.difference {
                let isBetter = (difference > 0) == measure.isBetterHigh
                // Bounds that let a share change by all of it say nothing.
                let saysNothing = test.reach(among: count) >= 1
                verdict =
                    chance > Self.level
                    ? saysNothing ? .cannotBeJudged : .noWorse : isBetter ? .better : .worse
            } else {
                verdict = .cannotBeJudged
            }
            return Line(
                measure: measure,
                before: test.before,
                after: test.after,
                difference: test.difference(among: count),
                chance: chances[place],
                verdict: verdict,
                smallestSeen: test.smallestSeen(among: count),
                clusters: test.clusters
            )
        }
        (flips, common, unmatched) = Self.decisions(before, after, places)
    }

    private static func decisions(
        _ before: ComparedRuns,
        _ after: ComparedRuns,
        _ places: [Int]
    ) -> ([Flip], common: Int, unmatched: (Int, Int)) {
        guard !before.decisions.isEmpty, !after.decisions.isEmpty else { return ([], 0, (0, 0)) }
        var flips: [Flip] = []
        var (common, onlyAfter) = (0, 0)
        for (visit, now) in after.decisions {
            var counterpart = visit
            counterpart.run = places[visit.run]
            guard counterpart.run < before.runs.count else { continue }
            guard let was = before.decisions[counterpart] else {
                onlyAfter += 1
                continue
            }
            common += 1
            if was.decision == now.decision { continue }
            flips.append(
                Flip(
                    run: after.runs[visit.run],
                    visit: visit,
                    before: was.decision,
                    after: now.decision,
                    isFraud: now.isFraud,
                    access: now.access
                )
            )
        }
        let paired = Set(places)
        let all = before.decisions.keys.count { paired.contains($0.run) }
        return (flips.sorted { $0.visit < $1.visit }, common, (all - common, onlyAfter))
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
    /// After minus before; `nil` where there is too little data.
    private(set) var difference: Double?
    /// `nil` where there is too little data.
    private(set) var chance: Double?
    /// On the side that has fewer.
    let clusters: Int
    /// Of the difference, with Student's degrees of freedom; `nil` where there is too little data, or all
    /// clusters say the same.
    private var error: (size: Double, degrees: Double)?

    /// - `tests`: As many are made beside each other; bounds hold for all of them.
    func difference(among tests: Int) -> (value: Double, low: Double, high: Double)? {
        guard let difference else { return nil }
        let reach = reach(among: tests)
        // A share changes by all of it at most.
        return (difference, max(-1, difference - reach), min(1, difference + reach))
    }

    /// Half of the width of the bounds.
    func reach(among tests: Int) -> Double {
        guard let error else { return 0 }
        let level = Comparison.level / Double(max(1, tests))
        return error.size * studentQuantile(1 - level, degrees: error.degrees)
    }

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

    /// Clusters of one name are one cluster's, before and after.
    init(
        _ before: [ComparedRuns.Cluster: Proportion],
        _ after: [ComparedRuns.Cluster: Proportion]
    ) {
        self.before = Self.sum(before)
        self.after = Self.sum(after)
        clusters = min(before.count, after.count)
        guard let was = self.before.value, let now = self.after.value,
            clusters >= Comparison.fewestClusters
        else { return }
        // What a cluster has to do with either share being what it is.
        func part(_ proportion: Proportion?, _ share: Double, of all: Proportion) -> Double {
            guard let proportion else { return 0 }
            return (Double(proportion.successes) - share * Double(proportion.trials))
                / Double(all.trials)
        }
        let pull = Set(before.keys).union(after.keys).sorted().map { cluster in
            part(after[cluster], now, of: self.after) - part(before[cluster], was, of: self.before)
        }
        difference = now - was
        let squares = pull.reduce(0) { $0 + $1 * $1 }
        guard squares > 0 else {
            chance = now == was ? 1 : 0
            return
        }
        let count = Double(pull.count)
        let error = (squares * count / (count - 1)).squareRoot()
        let fourths = pull.reduce(0) { $0 + $1 * $1 * $1 * $1 }
        let degrees = max(1, squares * squares / fourths - 1)
        self.error = (error, degrees)
        chance = studentTail((now - was) / error, degrees: degrees)
    }

    private static func sum(_ shares: [ComparedRuns.Cluster: Proportion]) -> Proportion {
        var (successes, trials) = (0, 0)
        for share in shares.values {
            successes += share.successes
            trials += share.trials
        }
        return Proportion(successes: successes, trials: trials)
    }
}

extension [ComparedRuns.Cluster: Proportion] {
    /// The same with each run in its place.
    fileprivate func inPlace(_ places: [Int]) -> Self {
        Dictionary(
            uniqueKeysWithValues: map { cluster, share in
                (ComparedRuns.Cluster(run: places[cluster.run], name: cluster.name), share)
            }
        )
    }
}

extension ComparedRuns.Cluster: Comparable {
    static func < (one: Self, other: Self) -> Bool {
        (one.run, one.name) < (other.run, other.name)
    }
}

extension ComparedRuns.Visit: Comparable {
    package static func < (one: Self, other: Self) -> Bool {
        let (places, others) = (
            (one.run, one.event, one.guest), (other.run, other.event, other.guest)
        )
        if places != others { return places < others }
        return (one.isForm ? 1 : 0, one.who, one.number)
            < (other.isForm ? 1 : 0, other.who, other.number)
    }
}
