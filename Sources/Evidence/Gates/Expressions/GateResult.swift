import Catalogue
import Figures

/// What became of one gate, as `summary.json` and the reports tell it.
package struct GateResult: Hashable, Sendable {
    package enum Verdict: String, Sendable {
        case pass, fail
        /// There is no such metric, or nothing to judge it by: fails a run like `fail`.
        case noData = "no_data"
        /// Nothing put it to the test, or too little: does not fail a run, and is said.
        case notTried = "not_tried"
    }

    package let metric: String
    /// What was required, without the metric: `>= 0.95 with 95% confidence`.
    package let requirement: String
    package let value: Double?
    /// The bounds at the confidence that was judged, else the metric's own of 95 %.
    package let low: Double?
    package let high: Double?
    package let n: Int?
    package let clusters: Int?
    package let verdict: Verdict
    /// Required, seen, and by how much it held or failed, in a sentence.
    package let explanation: String
    /// Whether it only warns.
    package var warns = false
    /// Whether the run's verdict leaves it to that on several seeds together.
    package var isLeftToAll = false
    /// What became of the wish beside it, in words; `nil` where there is none.
    package var wish: String?
    /// Where it failed: what was seen is made of, by attack or persona; `nil` where it has no parts.
    package var madeOf: String?
    /// Where it failed: an access or a guest to ask about.
    package var example: String?

    package var passed: Bool { verdict == .pass || verdict == .notTried }
    package var failsRun: Bool { !passed && !warns && !isLeftToAll }

    /// `metric requirement`, as the scenario has it in one spelling.
    package var name: String { "\(metric) \(requirement)" }

    /// What it is worth, in a word: `holds`, `fails`, `warns`, `no data`, `not tried`; `for all seeds` where
    /// it is judged elsewhere.
    package var word: String {
        if isLeftToAll { return "for all seeds" }
        return switch verdict {
        case .pass: "holds"
        case .notTried: "not tried"
        case .noData: warns ? "warns, no data" : "no data"
        case .fail: warns ? "warns" : "fails"
        }
    }

    /// The same, left to the verdict on several seeds together.
    package var leftToAll: GateResult {
        var result = retold("judged with the other seeds; by itself: \(explanation)", value: value)
        result.isLeftToAll = true
        return result
    }

    /// The same verdict on several runs, with another sentence.
    ///
    /// - `value`: `nil` where they have none together.
    package func retold(_ explanation: String, value: Double?) -> GateResult {
        GateResult(
            metric: metric,
            requirement: requirement,
            value: value,
            low: low,
            high: high,
            n: n,
            clusters: clusters,
            verdict: verdict,
            explanation: explanation,
            warns: warns,
            wish: wish,
            madeOf: madeOf,
            example: example
        )
    }
}

extension GateExpression {
    /// Judges a run's metrics.
    ///
    /// Numbers are compared as they are written, to six decimals: what passes here passes for whoever
    /// reads `summary.json`, and the last bits of a C library's `log` decide nothing.
    package func evaluate(in metrics: MetricTable) -> GateResult {
        guard let metric = metrics[self.metric] else {
            let hint = nearestWord(to: self.metric, among: metrics.names)
                .map { ", did you mean \"\($0)\"?" }
            return result(nil, .noData, "there is no metric \"\(self.metric)\"\(hint ?? "")")
        }
        if let enough, let seen = metric.observations, seen < enough {
            let of = metric.tries.map { " \($0.of)" } ?? ""
            return result(metric, .notTried, "n = \(seen)\(of), and \(enough) are enough")
        }
        guard let value = metric.value, value.isFinite else {
            return result(metric, .noData, "the run has no data for it")
        }
        if let tries = metric.tries, tries.count == 0,
            holds(value)
        {
            return result(metric, .notTried, "there were no \(tries.of)")
        }
        guard let confidence else { return judged(value, named: nil, of: metric) }
        return judged(metric, withConfidence: confidence)
    }

    /// Whether a number that is judged holds.
    func holds(_ number: Double) -> Bool { comparison.holds(asWritten(number) - threshold) }

    private func judged(_ metric: MetricValue, withConfidence confidence: Double) -> GateResult {
        var metric = metric
        guard let share = metric.share else {
            guard let bounds = metric.runs?.bounds(confidence: confidence) else {
                let runs = RunValues.fewestRuns
                return result(
                    metric,
                    .notTried,
                    "its bounds come from \(runs) seeds at least, such as --seeds 1..\(runs)"
                )
            }
            metric.low = bounds.lowerBound
            metric.high = bounds.upperBound
            return judgedByBound(of: metric, bounds)
        }
        guard let bounds = share.bounds(confidence: confidence) else {
            return result(
                metric,
                .noData,
                "bounds take \(ClusteredProportion.fewestClusters) clusters at least"
            )
        }
        metric.low = bounds.lowerBound
        metric.high = bounds.upperBound
        return judgedByBound(of: metric, bounds)
    }

    private func judgedByBound(
        of metric: MetricValue,
        _ bounds: ClosedRange<Double>
    ) -> GateResult {
        wantsMore
            ? judged(bounds.lowerBound, named: "the lower bound", of: metric)
            : judged(bounds.upperBound, named: "the upper bound", of: metric)
    }

    /// Compares the value itself, or the bound of that name, with the threshold.
    private func judged(_ seen: Double, named bound: String?, of metric: MetricValue) -> GateResult
    {
        let gap = asWritten(seen) - threshold
        let passed = comparison.holds(gap)
        let verb = passed || [.above, .below].contains(comparison) ? "" : "is "
        let subject = bound.map { "\($0) \(verb)" } ?? ""
        var verdict = "\(subject)\(comparison.verdict(passed, by: unit.text(abs(gap))))"
        if !passed, bound != nil, let value = metric.value,
            holds(value)
        {
            verdict += "; the value alone would pass, so there are too few observations"
        }
        return result(metric, passed ? .pass : .fail, verdict)
    }

    private func result(
        _ metric: MetricValue?,
        _ verdict: GateResult.Verdict,
        _ explanation: String
    ) -> GateResult {
        let seen = metric.flatMap(seenText).map { ", seen \($0)" } ?? ""
        return GateResult(
            metric: self.metric,
            requirement: requirement,
            value: metric?.value,
            low: metric?.low,
            high: metric?.high,
            n: metric?.n,
            clusters: metric?.clusters,
            verdict: verdict,
            explanation: "required \(requirement)\(seen): \(explanation)",
            warns: warns,
            wish: wish.flatMap { wish in
                metric?.value.map { wish.outcome(asWritten($0), in: unit) }
            }
        )
    }

    /// `0.93 (0.9 to 0.95, n = 412)`.
    private func seenText(_ metric: MetricValue) -> String? {
        guard let value = metric.value, value.isFinite else { return nil }
        var remarks: [String] = []
        if let low = metric.low, let high = metric.high {
            remarks.append("\(unit.text(low)) to \(unit.text(high))")
        }
        let clusters = metric.clusters.map { " in \($0) cluster\($0 == 1 ? "" : "s")" } ?? ""
        if let n = metric.n { remarks.append("n = \(n)\(clusters)") }
        return unit.text(value) + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))")
    }
}

extension GateExpression.Wish {
    /// `<= 2`.
    package func text(in unit: MetricUnit) -> String {
        "\(comparison.rawValue) \(unit.exactText(threshold))"
    }

    /// What became of it, in words.
    fileprivate func outcome(_ seen: Double, in unit: MetricUnit) -> String {
        let gap = seen - threshold
        return comparison.holds(gap)
            ? "wish \(text(in: unit)) is met"
            : "wish \(text(in: unit)) is missed by \(unit.text(abs(gap)))"
    }
}

extension GateExpression.Comparison {
    /// Whether a value that lies `gap` above the threshold is acceptable.
    fileprivate func holds(_ gap: Double) -> Bool {
        switch self {
        case .atLeast: gap >= 0
        case .atMost: gap <= 0
        case .equal: gap == 0
        case .different: gap != 0
        case .above: gap > 0
        case .below: gap < 0
        }
    }

    fileprivate func verdict(_ passed: Bool, by distance: String) -> String {
        switch (self, passed) {
        case (.equal, true): "holds exactly"
        case (_, true): "holds by \(distance)"
        case (.atLeast, false): "\(distance) too low"
        case (.atMost, false): "\(distance) too high"
        case (.equal, false): "off by \(distance)"
        case (.different, false): "exactly what it must not be"
        case (.above, false): "must be higher, and is \(distance) below"
        case (.below, false): "must be lower, and is \(distance) above"
        }
    }
}

/// The number that `plainDecimal` writes.
private func asWritten(_ value: Double) -> Double { Double(plainDecimal(value)) ?? value }
