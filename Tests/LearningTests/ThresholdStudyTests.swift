import Domain
import Figures
import Forest
import Testing

@testable import Evidence

@Suite struct ThresholdStudyTests {
    private func forms(_ count: Int, seed: UInt64) -> [EdgeCalibration.Form] {
        var generator = SplitMix64(seed: seed)
        return (0..<count).map { number in
            let isFraud = generator.below(5) == 0
            return EdgeCalibration.Form(
                score: isFraud ? 40 + generator.below(61) : generator.below(101),
                inherited: generator.below(4) == 0 ? generator.below(101) : 0,
                isFraud: isFraud,
                group: number / 10,
                attack: isFraud ? ["bot-farm", "reseller"][generator.below(2)] : nil,
                persona: isFraud ? "" : ["prompt", "couple"][generator.below(2)]
            )
        }
    }

    private func mean(
        _ costs: DecisionCosts,
        _ forms: [EdgeCalibration.Form],
        _ edges: BandEdges,
        outsidersTimes factor: Double = 1
    ) -> Double {
        var (sum, count) = (0.0, 0.0)
        for form in forms {
            let weight = form.isFraud ? factor : 1
            sum += weight * costs.cost(of: form.decision(by: edges), isFraud: form.isFraud)
            count += weight
        }
        return sum / count
    }

    /// Against every combination, reckoned form by form.
    @Test(arguments: [
        (1, 0.0, 1.0), (2, 0, 3), (3, 20, 0.5), (4, 0.5, 1), (5, 100, 10),
    ])
    func `the cheapest edges are the cheapest of all that are no lower`(
        seed: UInt64,
        guestBlock: Double,
        factor: Double
    ) {
        let forms = forms(120, seed: seed)
        var costs = DecisionCosts.assumed
        costs.guest[.block] = guestBlock
        costs.guest[.smsVerify] = 6
        let floor = BandEdges(softVerify: 86, smsVerify: 90, block: 92)
        let found = CheapestEdges(forms).find(costs, from: floor, outsidersTimes: factor)
        #expect(abs(found.cost - mean(costs, forms, found.edges, outsidersTimes: factor)) < 1e-9)
        var least = Double.infinity
        for soft in floor.softVerify...100 {
            for sms in max(soft, floor.smsVerify)...100 {
                for block in max(sms, floor.block)...100 {
                    let edges = BandEdges(softVerify: soft, smsVerify: sms, block: block)
                    least = min(least, mean(costs, forms, edges, outsidersTimes: factor))
                }
            }
        }
        #expect(abs(found.cost - least) < 1e-9, "\(found), \(least)")
        #expect(found.edges.softVerify >= 86 && found.edges.smsVerify >= 90)
        #expect(found.edges.block >= 92)
    }

    @Test func `a flag asks for a code, and blocks nobody`() {
        let edges = BandEdges(softVerify: 20, smsVerify: 50, block: 80)
        func decision(_ score: Int, _ inherited: Int) -> Decision {
            EdgeCalibration.Form(score: score, inherited: inherited, isFraud: false, group: 0)
                .decision(by: edges)
        }
        #expect(decision(10, 0) == .allow && decision(10, 50) == .allow)
        #expect(decision(10, 51) == .smsVerify && decision(30, 51) == .smsVerify)
        #expect(decision(10, 100) == .smsVerify && decision(81, 0) == .block)
    }

    @Test func `bands, attacks and personas count every form once, and costs add up`() throws {
        let forms = forms(900, seed: 9)
        var request = EdgeCalibration.Request()
        request.confidence = 0.05
        request.friction = 0.95
        request.codes = 0.95
        request.wrongBlocks = 0.95
        let calibration = EdgeCalibration(on: forms, request)
        let floor = try #require(calibration.edges)
        let chosen = CheapestEdges(forms).find(.assumed, from: floor).edges
        let study = ThresholdStudy(calibration, on: forms, chosen: chosen, .assumed)
        #expect(study.bands.reduce(0) { $0 + $1.forms } == forms.count)
        let frauds = forms.count(where: \.isFraud)
        #expect(study.bands.reduce(0) { $0 + $1.frauds } == frauds)
        #expect(study.attacks.reduce(0) { $0 + $1.counts.reduce(0, +) } == frauds)
        #expect(study.personas.reduce(0) { $0 + $1.friction.trials } == forms.count - frauds)
        let point = try #require(study.points.first { $0.name == "edges chosen" })
        let sum = study.bands.reduce(0) { $0 + $1.cost }
        #expect(abs(point.cost - 1_000 * sum / Double(forms.count)) < 1e-6)
        // Cochran's ratio of what events cost to how many forms they have, 1.96 standard errors to each
        // side.
        let groups = Dictionary(grouping: forms, by: \.group).values.map { forms in
            forms.reduce(0) {
                $0 + DecisionCosts.assumed.cost(of: $1.decision(by: chosen), isFraud: $1.isFraud)
            } - point.cost / 1_000 * Double(forms.count)
        }
        let count = Double(groups.count)
        let squares = groups.reduce(0) { $0 + $1 * $1 }
        let reach = 1_960 * (count / (count - 1) * squares).squareRoot() / Double(forms.count)
        let bounds = try #require(point.costBounds)
        #expect(abs(bounds.lowerBound - max(0, point.cost - reach)) < 1e-6)
        #expect(abs(bounds.upperBound - point.cost - reach) < 1e-6)
        // Who knows the truth pays nothing, and promises never make anything cheaper.
        let oracle = try #require(study.points.last)
        #expect(oracle.cost == 0 && oracle.blockPrecision.value == 1 && oracle.friction.value == 0)
        let free = try #require(study.points.first { $0.name == "cheapest, no promise" })
        #expect(free.cost <= point.cost)
        for supposition in study.suppositions {
            #expect(supposition.cost <= supposition.costAsChosen + 1e-9, "\(supposition.name)")
        }
    }

    @Test func `without edges there is a study all the same, and without forms too`() {
        let forms = forms(30, seed: 2)
        let few = EdgeCalibration(on: forms, EdgeCalibration.Request())
        let study = ThresholdStudy(few, on: forms, chosen: nil, .assumed)
        #expect(study.chosen == nil && study.suppositions.isEmpty && study.points.count == 4)
        let none = EdgeCalibration(on: [], EdgeCalibration.Request())
        let empty = ThresholdStudy(none, on: [], chosen: nil, .assumed)
        #expect(empty.bands.allSatisfy { $0.forms == 0 } && empty.attacks.isEmpty)
    }
}
