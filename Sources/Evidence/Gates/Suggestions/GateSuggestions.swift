import Figures

/// What a gate compared in one run.
package enum JudgedNumber: Hashable, Sendable {
    /// The value, or the bound that confidence asks for.
    case number(Double)
    case notTried
    case noData
}

extension GateExpression {
    /// What is compared with the threshold in a run, whatever the threshold is.
    package func judgedNumber(in metrics: MetricTable) -> JudgedNumber {
        let result = evaluate(in: metrics)
        switch result.verdict {
        case .notTried: return .notTried
        case .noData: return .noData
        case .pass, .fail:
            let bound = wantsMore ? result.low : result.high
            return (confidence == nil ? result.value : bound).map { .number($0) } ?? .noData
        }
    }

    /// The same gate with another threshold; of a strict comparison the one that takes the threshold in.
    package func at(_ threshold: Double) -> GateExpression {
        var gate = GateExpression(
            metric: metric,
            comparison: wantsMore ? .atLeast : hasDirection ? .atMost : comparison,
            threshold: threshold,
            confidence: confidence,
            enough: enough,
            unit: unit
        )
        gate.warns = warns
        gate.wish = wish
        return gate
    }
}

/// Thresholds for a scenario's gates, so that the scenario as a whole seldom fails for no reason.
///
/// Each gate gets an equal part of the alarms that are allowed (Bonferroni): its threshold is where no more
/// than that part of fresh seeds goes beyond, by what was seen of it. Where more than half as many of the
/// seeds seen fail all the same, the gates that they fail are loosened until they hold. Equal builds, that
/// is: what is promised is about seeds, not about changes.
package struct GateSuggestions: Sendable {
    /// One gate, as it is and as it should be.
    package struct Row: Hashable, Sendable {
        package let gate: GateExpression
        /// `nil` where no threshold could be chosen.
        package let suggested: GateExpression?
        /// Why there is none; `nil` where there is one.
        package let remark: String?
        /// Seeds in which it was put to the test.
        package let tried: Int
        /// The least, the median and the greatest that was compared.
        package let spread: [Double]
        /// Seeds that fail it as it is, and as it should be.
        package let failsNow: Int
        package let fails: Int
        /// How much worse the metric's mean would have to be for four in five runs to fail; `nil` where that
        /// cannot be.
        package let noticed: Double?
        package let mean: Double?
    }

    package let rows: [Row]
    /// The share of fresh seeds that may fail.
    package let alarms: Double
    package let seeds: Int
    /// Seeds that fail any gate as the gates are, and as they should be.
    package let failNow: Int
    package let fail: Int

    /// Bounds of the share of fresh seeds that fail, by the seeds that were seen alone.
    package var bounds: ClosedRange<Double>? {
        Proportion(successes: fail, trials: seeds).scoreBounds
    }

    /// Seeds that it takes at least.
    package static let fewestSeeds = 20

    /// - Parameters:
    ///   - gates: As they are.
    ///   - runs: What each gate compared, by seed.
    ///   - alarms: Strictly between 0 and one half.
    package init(_ gates: [GateExpression], _ runs: [[JudgedNumber]], alarms: Double) {
        self.alarms = alarms
        seeds = runs.count
        let columns = gates.indices.map { gate in runs.map { $0[gate] } }
        let numbers = columns.map {
            $0.compactMap { if case .number(let n) = $0 { n } else { nil } }
        }
        let isChosen = gates.indices.map { gates[$0].hasDirection && numbers[$0].count >= 2 }
        let tail = alarms / Double(max(1, isChosen.count { $0 }))
        var chosen = gates.indices.map { gate -> GateExpression in
            guard isChosen[gate] else { return gates[gate] }
            return gates[gate].at(Self.threshold(of: gates[gate], numbers[gate], tail: tail))
        }
        // Of the seeds that chose them half as many may fail: fresh ones fail somewhat more often.
        Self.loosen(&chosen, until: Int(alarms * Double(runs.count) / 2), isChosen, runs)
        // What no threshold can be chosen for stays as it is, and fails as often as it does.
        let isUseless = gates.indices.map { isChosen[$0] && !chosen[$0].oddities.isEmpty }
        let final = gates.indices.map { isUseless[$0] ? gates[$0] : chosen[$0] }
        failNow = runs.count { Self.fails(gates, $0) }
        fail = runs.count { Self.fails(final, $0) }
        rows = gates.indices.map { place in
            let gate = gates[place]
            let sorted = numbers[place].sorted()
            let remark: String? =
                !gate.hasDirection
                ? "\(gate.comparison.rawValue) has no threshold to choose"
                : sorted.count < 2
                    ? "put to the test in \(sorted.count) of \(runs.count) seeds"
                    : isUseless[place] ? "whatever it comes to may be chance" : nil
            return Row(
                gate: gate,
                suggested: remark == nil ? final[place] : nil,
                remark: remark,
                tried: sorted.count,
                spread: sorted.isEmpty
                    ? [] : [sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1]],
                failsNow: runs.count { Self.fails(gate, $0[place]) },
                fails: runs.count { Self.fails(final[place], $0[place]) },
                noticed: remark == nil ? Self.noticed(by: final[place], sorted) : nil,
                mean: sorted.isEmpty ? nil : sorted.reduce(0, +) / Double(sorted.count)
            )
        }
    }

    // MARK: Choosing

    private static func threshold(
        of gate: GateExpression,
        _ values: [Double],
        tail: Double
    ) -> Double {
        let kind: FurtherDraw.Kind =
            switch gate.unit {
            case .share: .shares
            case .milliseconds: .times
            case .plain: values.allSatisfy { $0 == $0.rounded() } ? .counts : .times
            }
        let bound = FurtherDraw.bound(values, kind, tail: tail, isUpper: !gate.wantsMore)
        return rounded(bound, of: gate, areWhole: kind == .counts)
    }

    /// A number that one would write, on the looser side.
    private static func rounded(
        _ value: Double,
        of gate: GateExpression,
        areWhole: Bool
    ) -> Double {
        var step: Double
        switch gate.unit {
        case .share: step = value < 0.1 && !gate.wantsMore ? 0.001 : 0.01
        case .milliseconds, .plain:
            step = 1
            while value >= step * 100 { step *= 10 }
            if !areWhole, gate.unit == .plain { while value > 0, value < step * 10 { step /= 10 } }
            if areWhole, value < 400 { step = 1 }
        }
        let count = value / step
        // What lies on a step but for the last bits stays there.
        let nearest = count.rounded()
        let whole =
            abs(count - nearest) < 1e-6
            ? nearest : gate.wantsMore ? count.rounded(.down) : count.rounded(.up)
        // Powers of ten are divided by, so that 0.07 is the number that one reads.
        return step < 1 ? whole / (1 / step).rounded() : whole * step
    }

    private static func loosen(
        _ gates: inout [GateExpression],
        until allowed: Int,
        _ isChosen: [Bool],
        _ runs: [[JudgedNumber]]
    ) {
        while true {
            let failing = runs.filter { fails(gates, $0) }
            guard failing.count > allowed else { return }
            // The gate that most of them fail, and of these the seed that fails it least.
            let counts = gates.indices.map { gate in
                isChosen[gate] ? failing.count { fails(gates[gate], $0[gate]) } : 0
            }
            guard let most = counts.max(), most > 0, let gate = counts.firstIndex(of: most) else {
                return
            }
            let beyond = failing.compactMap { run -> Double? in
                guard case .number(let number) = run[gate], fails(gates[gate], run[gate]) else {
                    return nil
                }
                return number
            }
            guard let least = gates[gate].wantsMore ? beyond.max() : beyond.min() else { return }
            let areWhole = beyond.allSatisfy { $0 == $0.rounded() } && gates[gate].unit == .plain
            gates[gate] = gates[gate].at(rounded(least, of: gates[gate], areWhole: areWhole))
        }
    }

    private static func fails(_ gates: [GateExpression], _ run: [JudgedNumber]) -> Bool {
        zip(gates, run).contains { !$0.warns && fails($0, $1) }
    }

    private static func fails(_ gate: GateExpression, _ seen: JudgedNumber) -> Bool {
        switch seen {
        case .notTried: false
        case .noData: true
        case .number(let number): !gate.holds(number)
        }
    }

    /// How far all seeds' values would have to move for four in five to fail.
    private static func noticed(by gate: GateExpression, _ sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        // The fifth that would still hold.
        let rank = Int((Double(sorted.count) * 0.2).rounded(.down))
        let kept = gate.wantsMore ? sorted[sorted.count - 1 - rank] : sorted[rank]
        let areWhole = gate.unit == .plain && sorted.allSatisfy { $0 == $0.rounded() }
        let shift = gate.threshold - kept + (areWhole ? gate.wantsMore ? -1 : 1 : 0)
        guard let mean = sorted.isEmpty ? nil : sorted.reduce(0, +) / Double(sorted.count),
            gate.unit.range.contains(mean + shift)
        else { return nil }
        return shift
    }
}
