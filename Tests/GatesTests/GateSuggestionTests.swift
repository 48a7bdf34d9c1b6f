import Figures
import Testing
import VirtualTime

@testable import Evidence

/// Thresholds that are chosen for a scenario as a whole.
@Suite struct GateSuggestionTests {
    private static let known: MetricNames = [
        "fraud.admitted": .plain, "fraud.recall.block": .share, "genuine.friction": .share,
        "latency.virtual.open.p95": .milliseconds, "delivery.sms.dead_lettered": .plain,
        "genuine.refused": .plain,
    ]

    private static func gates(_ texts: String...) throws -> [GateExpression] {
        try texts.map { try GateExpression.parse($0, among: known) }
    }

    /// One equal build's run: five metrics, two of which hang together.
    private static func run(
        _ stream: inout RandomStream,
        worse: Double = 0
    ) -> [JudgedNumber] {
        var caught = 0
        for _ in 0..<40 where stream.bool(probability: 0.7) { caught += 1 }
        var met = 0
        let share = 0.2 + 0.02 * (stream.unit() - 0.5) + worse
        for _ in 0..<200 where stream.bool(probability: share) { met += 1 }
        return [
            .number(Double(stream.poisson(mean: 2) + (40 - caught) / 8)),
            .number(Double(caught) / 40), .number(Double(met) / 200),
            .number(stream.lognormal(median: 130, sigma: 0.06)), .number(0),
        ]
    }

    private static func suggestions(
        _ stream: inout RandomStream,
        seeds: Int,
        alarms: Double
    ) throws -> GateSuggestions {
        GateSuggestions(
            try gates(
                "fraud.admitted <= 1",
                "fraud.recall.block >= 0.9",
                "genuine.friction <= 5%",
                "latency.virtual.open.p95 <= 0.1 s",
                "delivery.sms.dead_lettered == 0"
            ),
            (0..<seeds).map { _ in run(&stream) },
            alarms: alarms
        )
    }

    @Test(arguments: [(200, 0.01), (200, 0.05), (60, 0.05)])
    func `fresh seeds of an equal build fail no more often than stated`(
        seeds: Int,
        alarms: Double
    ) throws {
        var stream = RandomStream(seed: 3, name: "alarms \(seeds) \(alarms)")
        var failed = 0
        let (times, fresh) = (40, 500)
        for _ in 0..<times {
            let chosen = try Self.suggestions(&stream, seeds: seeds, alarms: alarms)
            #expect(chosen.fail <= Int(alarms * Double(seeds)))
            let gates = chosen.rows.map { $0.suggested ?? $0.gate }
            for _ in 0..<fresh {
                let run = Self.run(&stream)
                let isFailed = zip(gates, run).contains { gate, seen in
                    if case .number(let number) = seen { !gate.holds(number) } else { false }
                }
                if isFailed { failed += 1 }
            }
        }
        let share = Double(failed) / Double(times * fresh)
        #expect(share <= alarms * 1.1, "\(share)")
        // And not by never failing at all.
        #expect(share >= alarms / 20, "\(share)")
    }

    @Test func `what is said to be noticed is noticed`() throws {
        var stream = RandomStream(seed: 5, name: "noticed")
        let chosen = try Self.suggestions(&stream, seeds: 200, alarms: 0.01)
        let row = chosen.rows[2]
        let (gate, shift) = (try #require(row.suggested), try #require(row.noticed))
        #expect(shift > 0.02 && shift < 0.2)
        let noticed = (0..<1_000).count { _ in
            guard case .number(let number) = Self.run(&stream, worse: shift)[2] else {
                return false
            }
            return !gate.holds(number)
        }
        #expect((650...930).contains(noticed), "\(noticed)")
    }

    @Test func `what has no better side, no data or too few tries is left as it is`() throws {
        let gates = try Self.gates(
            "delivery.sms.dead_lettered == 0",
            "fraud.admitted <= 3",
            "fraud.recall.block >= 0.5"
        )
        var runs = [[JudgedNumber]](
            repeating: [.number(0), .notTried, .noData],
            count: 30
        )
        runs[4][0] = .number(1)
        let chosen = GateSuggestions(gates, runs, alarms: 0.01)
        #expect(chosen.rows.allSatisfy { $0.suggested == nil })
        #expect(
            chosen.rows.map(\.remark) == [
                "== has no threshold to choose", "put to the test in 0 of 30 seeds",
                "put to the test in 0 of 30 seeds",
            ]
        )
        // No data fails whatever the threshold is.
        #expect(chosen.failNow == 30 && chosen.fail == 30)
        #expect(chosen.rows.map(\.failsNow) == [1, 0, 30])
    }

    @Test func `a gate that chance alone may bring to the end of its range is not suggested`()
        throws
    {
        let gates = try Self.gates("fraud.recall.block >= 0.5")
        let runs = (0..<40).map { [JudgedNumber.number($0 % 2 == 0 ? 1 : 0)] }
        let chosen = GateSuggestions(gates, runs, alarms: 0.01)
        #expect(chosen.rows[0].suggested == nil)
        #expect(chosen.rows[0].remark == "whatever it comes to may be chance")
    }

    @Test func `one odd seed among many loosens the gate that it fails, no more than it must`()
        throws
    {
        let gates = try Self.gates("genuine.friction <= 5%", "fraud.admitted <= 0")
        var runs = (0..<100).map { seed in
            [JudgedNumber.number(0.2 + 0.001 * Double(seed % 10)), .number(0)]
        }
        runs[30][0] = .number(0.402)
        let chosen = GateSuggestions(gates, runs, alarms: 0.01)
        #expect(chosen.rows[0].suggested?.threshold == 0.41)
        #expect(chosen.fail == 0 && chosen.failNow == 100)
    }

    // MARK: Written into a file

    @Test(arguments: [
        ("genuine.friction <= 26%", 0.305, "genuine.friction <= 30.5%"),
        ("genuine.friction  <=  0.26", 0.3, "genuine.friction  <=  0.3"),
        ("genuine.friction < 26 %", 0.3, "genuine.friction <= 30 %"),
        ("latency.virtual.open.p95 <= 0.25 s", 310, "latency.virtual.open.p95 <= 0.31 s"),
        ("latency.virtual.open.p95<=2min", 180_000, "latency.virtual.open.p95<=3min"),
        (
            "fraud.recall.block >= 0.70 with 95% confidence when n >= 5", 0.64,
            "fraud.recall.block >= 0.64 with 95% confidence when n >= 5"
        ),
        ("fraud.admitted <= 3", 12, "fraud.admitted <= 12"),
    ])
    func `a gate is written in its own unit`(text: String, threshold: Double, new: String) throws {
        let gate = try GateExpression.parse(text, among: Self.known).at(threshold)
        #expect(gate.rewriting(text) == new)
        #expect(try GateExpression.parse(new, among: Self.known).threshold == threshold)
    }
}
