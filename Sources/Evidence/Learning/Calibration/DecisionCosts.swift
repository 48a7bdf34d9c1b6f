import Domain

/// What it costs to decide so about a form, by whose it was, in whatever money its owner reckons in.
package struct DecisionCosts: Hashable, Sendable {
    /// Of a guest's form.
    package var guest: [Decision: Double]
    /// Of an outsider's.
    package var outsider: [Decision: Double]

    /// - Precondition: Each has a cost of nought or more for every decision.
    package init(guest: [Decision: Double], outsider: [Decision: Double]) {
        for costs in [guest, outsider] {
            precondition(
                Decision.allCases.allSatisfy { costs[$0, default: -1] >= 0 },
                "a cost for every decision"
            )
        }
        self.guest = guest
        self.outsider = outsider
    }

    /// Dollars, assumed.
    ///
    /// A seat at a table is 40, a guest who is turned away and telephones 30; a code costs its text
    /// message and some patience, a question for a name less. Half of the outsiders get past a name, one
    /// in five past a code (their guest reads it out to them).
    package static let assumed = DecisionCosts(
        guest: [.allow: 0, .softVerify: 0.2, .smsVerify: 1, .block: 30],
        outsider: [.allow: 40, .softVerify: 20, .smsVerify: 8, .block: 0]
    )

    func cost(of decision: Decision, isFraud: Bool) -> Double {
        (isFraud ? outsider : guest)[decision] ?? 0
    }

    /// The same with an outsider's forms so many times as dear.
    func withOutsiders(times factor: Double) -> DecisionCosts {
        DecisionCosts(guest: guest, outsider: outsider.mapValues { $0 * factor })
    }
}

extension EdgeCalibration.Form {
    /// What edges decide about it: its own band, and a code at least where a look has left a flag.
    func decision(by edges: BandEdges) -> Decision {
        let own = edges.band(of: RiskScore(score))
        return inherited > edges.smsVerify ? max(own, .smsVerify) : own
    }
}

/// How many forms there are of each own and each inherited score: what any edges cost, without the forms.
struct FormCounts {
    private static let scores = 101
    /// Forms whose own score is `own` at most and whose inherited one is `inherited` at most.
    private var atMost = [Int](repeating: 0, count: scores * scores)
    private(set) var count = 0

    init(_ forms: some Sequence<EdgeCalibration.Form>) {
        for form in forms {
            atMost[form.score * Self.scores + form.inherited] += 1
            count += 1
        }
        for own in 0..<Self.scores {
            for inherited in 1..<Self.scores {
                atMost[own * Self.scores + inherited] += atMost[own * Self.scores + inherited - 1]
            }
        }
        for place in Self.scores..<Self.scores * Self.scores {
            atMost[place] += atMost[place - Self.scores]
        }
    }

    /// Forms that score above `own`, or inherit more than `inherited`.
    func above(_ own: Int, orInherited inherited: Int) -> Int {
        count - atMost[own * Self.scores + inherited]
    }
}

/// The edges that cost least of those that keep their promises.
package struct CheapestEdges {
    private let guests: FormCounts
    private let outsiders: FormCounts

    package init(_ forms: [EdgeCalibration.Form]) {
        guests = FormCounts(forms.lazy.filter { !$0.isFraud })
        outsiders = FormCounts(forms.lazy.filter(\.isFraud))
    }

    /// Tries all edges no lower than those, each of which keeps what they keep.
    ///
    /// - `floor`: The lowest that keep the promises.
    /// - `outsidersTimes`: So many times as many outsiders as were seen.
    /// - Returns: The edges, of equal ones the lowest, and what a form costs on average.
    package func find(
        _ costs: DecisionCosts,
        from floor: BandEdges,
        outsidersTimes factor: Double = 1
    ) -> (edges: BandEdges, cost: Double) {
        // What it adds to block above an edge is nobody else's business: the best from each edge up.
        var best = floor
        var least = Double.infinity
        var block = [(edge: Int, cost: Double)](repeating: (100, 0), count: 102)
        for edge in (0...100).reversed() {
            let added = blockCost(costs, above: edge, factor)
            let above = block[edge + 1]
            block[edge] = edge >= floor.block && added <= above.cost ? (edge, added) : above
        }
        for soft in floor.softVerify...100 {
            for sms in max(floor.smsVerify, soft)...100 {
                let place = max(sms, floor.block)
                let cost = baseCost(costs, soft: soft, sms: sms, factor) + block[place].cost
                guard cost < least else { continue }
                least = cost
                best = BandEdges(softVerify: soft, smsVerify: sms, block: block[place].edge)
            }
        }
        let all = Double(guests.count) + factor * Double(outsiders.count)
        return (best, all == 0 ? 0 : least / all)
    }

    /// What all forms cost where nobody is blocked.
    private func baseCost(
        _ costs: DecisionCosts,
        soft: Int,
        sms: Int,
        _ factor: Double
    ) -> Double {
        func cost(_ counts: FormCounts, _ of: [Decision: Double]) -> Double {
            let met = counts.above(soft, orInherited: sms)
            let code = counts.above(sms, orInherited: sms)
            return (of[.allow] ?? 0) * Double(counts.count - met)
                + (of[.softVerify] ?? 0) * Double(met - code) + (of[.smsVerify] ?? 0) * Double(code)
        }
        return cost(guests, costs.guest) + factor * cost(outsiders, costs.outsider)
    }

    /// What it adds to block the forms above an edge instead of asking them for a code.
    private func blockCost(_ costs: DecisionCosts, above edge: Int, _ factor: Double) -> Double {
        func cost(_ counts: FormCounts, _ of: [Decision: Double]) -> Double {
            ((of[.block] ?? 0) - (of[.smsVerify] ?? 0))
                * Double(counts.above(edge, orInherited: 100))
        }
        return cost(guests, costs.guest) + factor * cost(outsiders, costs.outsider)
    }
}
