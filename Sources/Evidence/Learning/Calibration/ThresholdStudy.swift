import Domain
import Figures

/// All that there is to know before one chooses edges: what each does to whom, and what it costs.
package struct ThresholdStudy: Sendable {
    /// Edges, or a way to decide without any, and what comes of it.
    package struct Point: Sendable {
        package let name: String
        /// `nil` where it does not decide by scores.
        package let edges: BandEdges?
        /// Of guests' forms, those that meet a challenge or a block; those that meet a code or a block.
        package let friction: ClusteredProportion
        package let codes: ClusteredProportion
        /// Of blocked forms, outsiders'.
        package let blockPrecision: ClusteredProportion
        /// Of outsiders' forms, those that meet a code or a block.
        package let caught: ClusteredProportion
        /// Of a thousand forms, with 95 % bounds over events; none below five events.
        package let cost: Double
        package let costBounds: ClosedRange<Double>?
    }

    /// Forms that came to one decision.
    package struct Band: Sendable {
        package let decision: Decision
        package let forms: Int
        package let frauds: Int
        /// Of all forms' cost.
        package let cost: Double
    }

    /// A promise's loss at every edge.
    package struct Curve: Sendable {
        package let finding: EdgeCalibration.Finding
        /// The mean over events at the edges 0...99; `nil` where no event has anything to lose.
        package let means: [Double?]
    }

    /// What would be cheapest were the world another.
    package struct Supposition: Sendable {
        package let name: String
        package let edges: BandEdges
        /// Of a thousand forms, with those edges and with the ones chosen.
        package let cost: Double
        package let costAsChosen: Double
    }

    package let calibration: EdgeCalibration
    package let costs: DecisionCosts
    /// The edges that were chosen; `nil` where the promises cannot be made.
    package let chosen: BandEdges?
    package let points: [Point]
    package let curves: [Curve]
    /// With the edges chosen, or the documented ones.
    package let bands: [Band]
    /// By attack: forms by decision, `allow` first.
    package let attacks: [(name: String, counts: [Int])]
    /// By persona: of their forms, those that met a challenge or a block.
    package let personas: [(name: String, friction: ClusteredProportion)]
    package let suppositions: [Supposition]

    /// - `forms`: Those that the calibration was made on.
    /// - `chosen`: Edges no lower than the calibration's.
    package init(
        _ calibration: EdgeCalibration,
        on forms: [EdgeCalibration.Form],
        chosen: BandEdges?,
        _ costs: DecisionCosts
    ) {
        self.calibration = calibration
        self.costs = costs
        self.chosen = chosen
        let outcomes = Outcomes(forms, costs)
        var ways: [(String, BandEdges?, (EdgeCalibration.Form) -> Decision)] = [
            ("everybody allowed", nil, { _ in .allow }),
            ("documented edges", .documented, { $0.decision(by: .documented) }),
        ]
        if let lowest = calibration.edges, lowest != chosen {
            ways.append(("lowest that hold", lowest, { $0.decision(by: lowest) }))
        }
        if let chosen { ways.append(("edges chosen", chosen, { $0.decision(by: chosen) })) }
        if !forms.isEmpty {
            let none = BandEdges(softVerify: 0, smsVerify: 0, block: 0)
            let free = CheapestEdges(forms).find(costs, from: none).edges
            ways.append(("cheapest, no promise", free, { $0.decision(by: free) }))
        }
        ways.append(("an oracle", nil, { $0.isFraud ? .block : .allow }))
        points = ways.map { outcomes.point($0.0, $0.1, $0.2) }
        let losses = EventLosses(forms)
        curves = calibration.findings.map {
            Curve(finding: $0, means: losses.means(of: $0.promise))
        }
        let edges = chosen ?? .documented
        bands = outcomes.bands { $0.decision(by: edges) }
        attacks = Dictionary(grouping: forms.filter(\.isFraud)) { $0.attack ?? "?" }
            .sorted { $0.key < $1.key }
            .map { name, forms in
                var counts = Decision.allCases.map { _ in 0 }
                for form in forms { counts[form.decision(by: edges).rawValue] += 1 }
                return (name, counts)
            }
        personas = Dictionary(grouping: forms.filter { !$0.isFraud }, by: \.persona)
            .sorted { $0.key < $1.key }
            .map { name, forms in
                (name, Outcomes.share(of: forms) { $0.decision(by: edges) > .allow })
            }
        suppositions =
            chosen.map { chosen in
                Self.suppositions(forms, costs, chosen, from: calibration.edges ?? chosen)
            } ?? []
    }

    private static func suppositions(
        _ forms: [EdgeCalibration.Form],
        _ costs: DecisionCosts,
        _ chosen: BandEdges,
        from floor: BandEdges
    ) -> [Supposition] {
        let search = CheapestEdges(forms)
        let worlds: [(String, dearer: Double, more: Double)] = [
            ("as seen", 1, 1), ("half as many outsiders", 1, 0.5), ("twice as many", 1, 2),
            ("five times as many", 1, 5), ("an outsider costs half", 0.5, 1),
            ("an outsider costs twice", 2, 1), ("an outsider costs five times", 5, 1),
        ]
        return worlds.map { name, dearer, more in
            let costs = costs.withOutsiders(times: dearer)
            let best = search.find(costs, from: floor, outsidersTimes: more)
            var (sum, count) = (0.0, 0.0)
            for form in forms {
                let weight = form.isFraud ? more : 1
                count += weight
                sum += weight * costs.cost(of: form.decision(by: chosen), isFraud: form.isFraud)
            }
            return Supposition(
                name: name,
                edges: best.edges,
                cost: 1_000 * best.cost,
                costAsChosen: count == 0 ? 0 : 1_000 * sum / count
            )
        }
    }
}

/// What comes of deciding one way or another about the same forms.
private struct Outcomes {
    private let forms: [EdgeCalibration.Form]
    private let costs: DecisionCosts

    init(_ forms: [EdgeCalibration.Form], _ costs: DecisionCosts) {
        self.forms = forms
        self.costs = costs
    }

    func point(
        _ name: String,
        _ edges: BandEdges?,
        _ decide: (EdgeCalibration.Form) -> Decision
    ) -> ThresholdStudy.Point {
        let (guests, outsiders) = (forms.filter { !$0.isFraud }, forms.filter(\.isFraud))
        let cost = meanCost(decide)
        return ThresholdStudy.Point(
            name: name,
            edges: edges,
            friction: Self.share(of: guests) { decide($0) > .allow },
            codes: Self.share(of: guests) { decide($0) >= .smsVerify },
            blockPrecision: Self.share(of: forms.filter { decide($0) == .block }, \.isFraud),
            caught: Self.share(of: outsiders) { decide($0) >= .smsVerify },
            cost: 1_000 * cost.mean,
            costBounds: cost.bounds.map { 1_000 * $0.lowerBound...1_000 * $0.upperBound }
        )
    }

    func bands(_ decide: (EdgeCalibration.Form) -> Decision) -> [ThresholdStudy.Band] {
        let byBand = Dictionary(grouping: forms, by: decide)
        return Decision.allCases.map { decision in
            let forms = byBand[decision] ?? []
            return ThresholdStudy.Band(
                decision: decision,
                forms: forms.count,
                frauds: forms.count(where: \.isFraud),
                cost: forms.reduce(0) { $0 + costs.cost(of: decision, isFraud: $1.isFraud) }
            )
        }
    }

    /// Of so many forms, by event.
    static func share(
        of forms: [EdgeCalibration.Form],
        _ isCounted: (EdgeCalibration.Form) -> Bool
    ) -> ClusteredProportion {
        var events: [Int: Proportion] = [:]
        for form in forms {
            events[form.group, default: Proportion()].record(success: isCounted(form))
        }
        var sum = ClusteredProportion()
        for event in events.values { sum.add(event) }
        return sum
    }

    /// What a form costs on average, bounds by the linearised variance of a ratio between events (Cochran,
    /// "Sampling Techniques", 1977, §6.8).
    private func meanCost(
        _ decide: (EdgeCalibration.Form) -> Decision
    ) -> (mean: Double, bounds: ClosedRange<Double>?) {
        var events: [Int: (sum: Double, forms: Double)] = [:]
        for form in forms {
            let cost = costs.cost(of: decide(form), isFraud: form.isFraud)
            events[form.group, default: (0, 0)].sum += cost
            events[form.group]?.forms += 1
        }
        // In one order, because sums of fractions depend on it.
        let ordered = events.sorted { $0.key < $1.key }.map(\.value)
        let (sum, count) = ordered.reduce((0, 0)) { ($0.0 + $1.sum, $0.1 + $1.forms) }
        guard count > 0 else { return (0, nil) }
        let mean = sum / count
        let number = Double(ordered.count)
        guard ordered.count >= ClusteredProportion.fewestClusters else { return (mean, nil) }
        let squares = ordered.reduce(0) { total, event in
            let rest = event.sum - mean * event.forms
            return total + rest * rest
        }
        let error = (number / (number - 1) * squares).squareRoot() / count
        let half = 1.96 * error
        return (mean, max(0, mean - half)...(mean + half))
    }
}
