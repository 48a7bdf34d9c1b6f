import Figures
import Testing

@testable import Evidence

/// Gates that cannot be meant, wishes, warnings, and bounds over several runs.
@Suite struct GateOddityTests {
    private static let known: MetricNames = [
        "genuine.friction": .share, "fraud.admitted": .plain, "fraud.alerts": .plain,
        "delivery.sms.cost": .plain, "latency.virtual.open.p95": .milliseconds,
    ]

    private func oddities(_ text: String) throws -> [String] {
        try GateExpression.parse(text, among: Self.known).oddities
    }

    @Test(arguments: [
        (
            "genuine.friction <= 20",
            "can never fail: genuine.friction is from 0 to 1, and 20 is 2000%; did you mean 20%?"
        ),
        ("genuine.friction <= 1", "can never fail"), ("genuine.friction >= 0", "can never fail"),
        ("genuine.friction < 1.01", "can never fail"),
        ("genuine.friction > -0.1", "can never fail"),
        ("genuine.friction != 2", "can never fail"),
        ("fraud.admitted >= 0", "can never fail: fraud.admitted is never below 0"),
        (
            "genuine.friction >= 20",
            "can never pass: genuine.friction is from 0 to 1, and 20 is 2000%"
        ),
        ("genuine.friction > 1", "can never pass"), ("genuine.friction == 1.5", "can never pass"),
        ("fraud.admitted <= -1", "can never pass"), ("fraud.admitted < 0", "can never pass"),
        ("latency.virtual.open.p95 <= -1 ms", "can never pass"),
        ("fraud.admitted == 1.5", "can never pass: fraud.admitted is a whole number"),
        ("fraud.alerts <= 9 when n >= 3", "\"when n >= 3\" says nothing: fraud.alerts counts no n"),
    ])
    func `a gate that nothing fails or passes is named`(text: String, words: String) throws {
        let found = try oddities(text)
        #expect(found.count == 1 && found[0].contains(words), "\(found)")
    }

    @Test(arguments: [
        "genuine.friction <= 99%", "genuine.friction < 1", "genuine.friction > 0",
        "genuine.friction >= 1", "genuine.friction <= 0", "genuine.friction != 0",
        "fraud.admitted == 0", "fraud.admitted <= 0", "fraud.admitted > 0", "fraud.admitted < 1",
        "delivery.sms.cost == 1.5", "latency.virtual.open.p95 <= 250 ms",
        "fraud.admitted <= 3 when n >= 5", "latency.virtual.open.p95 <= 1 s when n >= 100",
    ])
    func `a gate at the edge of what can be is left alone`(text: String) throws {
        #expect(try oddities(text) == [])
    }

    @Test func `a wish is told beside what is required, and fails nothing`() throws {
        var gate = try GateExpression.parse("fraud.admitted <= 5", among: Self.known)
        gate.wish = try gate.wish("<= 2")
        var metrics = MetricTable()
        for (value, words) in [(2, "wish <= 2 is met"), (4, "wish <= 2 is missed by 2")] {
            metrics["fraud.admitted"] = MetricValue(count: value)
            let result = gate.evaluate(in: metrics)
            #expect(result.verdict == .pass && result.wish == words && !result.failsRun)
        }
        let error = #expect(throws: GateSyntaxError.self) { try gate.wish("<= two", at: "wish") }
        #expect(
            error?.description == #"wish: column 4: expected a number such as 0 or 12, found "two""#
        )
        #expect(throws: GateSyntaxError.self) { try gate.wish("<= 2 please") }
    }

    @Test func `a gate that only warns turns nothing red`() throws {
        var gate = try GateExpression.parse("fraud.admitted <= 5", among: Self.known)
        gate.warns = true
        var metrics = MetricTable()
        metrics["fraud.admitted"] = MetricValue(count: 9)
        let result = gate.evaluate(in: metrics)
        #expect(result.verdict == .fail && !result.passed && !result.failsRun)
        #expect(result.word == "warns")
        #expect(gate.evaluate(in: MetricTable()).word == "warns, no data")
    }

    @Test func `over several runs a count is judged by its bound`() throws {
        let gate = try GateExpression.parse(
            "fraud.admitted <= 3 with 95% confidence",
            among: Self.known
        )
        for (values, verdict) in [
            ([1.0, 2, 0, 1, 2, 1, 0, 2], GateResult.Verdict.pass),
            ([3, 2, 4, 1, 3, 2, 4, 3], .fail),
            ([1, 1, 1, 1], .notTried),
        ] {
            var value = MetricValue(RunValues(areCounts: true, values).mean)
            value.runs = RunValues(areCounts: true, values)
            var metrics = MetricTable()
            metrics["fraud.admitted"] = value
            #expect(gate.evaluate(in: metrics).verdict == verdict, "\(values)")
        }
    }
}
