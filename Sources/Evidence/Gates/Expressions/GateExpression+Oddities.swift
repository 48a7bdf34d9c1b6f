import Figures

extension GateExpression {
    /// What is allowed and cannot be meant: a gate that nothing can fail, or nothing can pass.
    package var oddities: [String] {
        var found: [String] = []
        let range = unit.range
        let name = metric.prefix { $0 != "{" }
        let isWhole = unit == .plain && !Self.fractions.contains { name.hasSuffix($0) }
        let values = unit == .share ? "from 0 to 1" : "never below 0"
        if isVacuous(over: range) {
            found.append("it can never fail: \(name) is \(values)\(hint)")
        } else if isHopeless(over: range, isWhole: isWhole) {
            let part = isWhole && threshold != threshold.rounded() ? "a whole number" : values
            found.append("it can never pass: \(name) is \(part)\(hint)")
        }
        if enough != nil, !hasObservations {
            found.append("\"when n >= \(enough ?? 0)\" says nothing: \(name) counts no n")
        }
        return found
    }

    /// Metrics of unit `plain` that need not be whole numbers.
    private static let fractions = [".cost", "_s", "cost_per_campaign"]

    /// Whether a metric of that kind says of how many it is.
    private var hasObservations: Bool {
        unit != .plain || metric.hasPrefix("fraud.admitted") || metric.hasPrefix("genuine.refused")
            || metric == "machine.admitted"
    }

    private func isVacuous(over range: ClosedRange<Double>) -> Bool {
        switch comparison {
        case .atLeast: threshold <= range.lowerBound
        case .above: threshold < range.lowerBound
        case .atMost: threshold >= range.upperBound
        case .below: threshold > range.upperBound
        case .equal: false
        case .different: !range.contains(threshold)
        }
    }

    private func isHopeless(over range: ClosedRange<Double>, isWhole: Bool) -> Bool {
        switch comparison {
        case .atLeast: threshold > range.upperBound
        case .above: threshold >= range.upperBound
        case .atMost: threshold < range.lowerBound
        case .below: threshold <= range.lowerBound
        case .equal:
            !range.contains(threshold) || isWhole && threshold != threshold.rounded()
        case .different: false
        }
    }

    /// What was probably meant: 20 of a share is 20 %.
    private var hint: String {
        guard unit == .share, threshold > 1, threshold <= 100 else { return "" }
        return
            ", and \(plainDecimal(threshold)) is \(plainDecimal(threshold * 100))%; did you mean "
            + "\(plainDecimal(threshold))%?"
    }
}
