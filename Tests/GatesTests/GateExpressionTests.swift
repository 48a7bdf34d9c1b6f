import Metrics
import Testing

@testable import Gates

@Suite struct GateExpressionParsingTests {
    /// The contract's own examples, and each unit.
    @Test(arguments: [
        (
            "fraud.precision.block >= 0.95 with 95% confidence",
            "fraud.precision.block >= 0.95 with 95% confidence"
        ),
        ("fraud.recall.sms_verify >= 0.80", "fraud.recall.sms_verify >= 0.8"),
        ("genuine.friction <= 5%", "genuine.friction <= 0.05"),
        ("genuine.friction <= 99.9 %", "genuine.friction <= 0.999"),
        ("latency.virtual.submit.p95 <= 250 ms", "latency.virtual.submit.p95 <= 250 ms"),
        ("latency.virtual.submit.p95<=0.25s", "latency.virtual.submit.p95 <= 250 ms"),
        ("latency.virtual.submit.p95 < 250", "latency.virtual.submit.p95 < 250 ms"),
        ("latency.virtual.notify_sms.max < 0.1 min", "latency.virtual.notify_sms.max < 6000 ms"),
        ("latency.virtual.notify_email.max < 2h", "latency.virtual.notify_email.max < 7200000 ms"),
        ("latency.virtual.open.n > 1000", "latency.virtual.open.n > 1000"),
        ("  delivery.sms.dead_lettered   ==\t0 ", "delivery.sms.dead_lettered == 0"),
        ("messaging.fraud-engine.max_pending != -1", "messaging.fraud-engine.max_pending != -1"),
        (
            "fraud.recall.block > 50 % with 99.9 % confidence",
            "fraud.recall.block > 0.5 with 99.9% confidence"
        ),
        (
            "fraud.roc_auc >= 0.9 with 50% confidence",
            "fraud.roc_auc >= 0.9 with 50% confidence"
        ),
    ])
    func `an expression has one normal spelling`(text: String, normal: String) throws {
        let expression = try GateExpression.parse(text, among: .known)
        #expect(expression.description == normal)
        #expect(try GateExpression.parse(normal, among: .known) == expression)
    }

    @Test func `99.9% is the same number as 0.999`() throws {
        #expect(
            try GateExpression.parse("genuine.friction < 99.9%", among: .known).threshold == 0.999
        )
        #expect(try GateExpression.parse("genuine.friction < 7%", among: .known).threshold == 0.07)
    }

    /// Columns counted by hand.
    @Test(arguments: [
        (
            "fraud.recall.block >= fast",
            #"column 23: expected a number such as 0.95 or 95%, found "fast""#
        ),
        (
            "latency.virtual.open.p95 <= 250 msec",
            #"column 33: expected ms, s, min or h, or "with 95% confidence", found "msec""#
        ),
        (
            "latency.virtual.open.p95 <= 5%",
            #"column 30: expected ms, s, min or h, found "%""#
        ),
        (
            "fraud.roc_auc >= 0.9 s",
            #"column 22: expected % or no unit, or "with 95% confidence", found "s""#
        ),
        (
            "fraud.admitted == 3%",
            #"column 20: expected no unit, as this metric has none, found "%""#
        ),
        (
            "genuine.friction <= 0,05",
            #"column 21: expected a number such as 0.95 or 95%, found "0,05", did you mean "0.05"?"#
        ),
        ("x == 1e3", #"column 7: expected no unit, as this metric has none, found "e3""#),
        ("x == 1.2.3", #"column 6: expected a number such as 0 or 12, found "1.2.3""#),
        ("x == --1", #"column 6: expected a number such as 0 or 12, found "--1""#),
        ("x == ٣", #"column 6: expected a number such as 0 or 12, found "٣""#),
        ("x == .5", #"column 6: expected a number such as 0 or 12, found ".5""#),
        (
            "x == 1000000000000000",
            #"column 6: expected a number below 1e15, found "1000000000000000""#
        ),
        ("x ==", "column 5: expected a number such as 0 or 12, found the end"),
        (
            "x = 1",
            #"column 3: expected a comparison (>=, <=, ==, !=, > or <), found "=", did you mean "=="?"#
        ),
        (
            "x ≥ 1",
            #"column 3: expected a comparison (>=, <=, ==, !=, > or <), found "≥", did you mean ">="?"#
        ),
        (
            "x is 1",
            #"column 3: expected a comparison (>=, <=, ==, !=, > or <), found "is""#
        ),
        ("x", "column 2: expected a comparison (>=, <=, ==, !=, > or <), found the end"),
        ("", "column 1: expected a metric such as fraud.precision.block, found the end"),
        (
            ">= 0.95",
            "column 1: expected a metric such as fraud.precision.block, found the end"
        ),
        (
            "fraud..recall >= 1",
            #"column 1: expected a metric such as fraud.precision.block, found "fraud..recall""#
        ),
        (
            "x >= 1 or so",
            #"column 8: expected no unit, as this metric has none, or "with 95% confidence", found "or""#
        ),
        (
            "genuine.friction <= 5% or so",
            #"column 24: expected the end or "with 95% confidence", found "or""#
        ),
        ("x >= 1 with", "column 12: expected a confidence from 50% to 99.9%, found the end"),
        (
            "x >= 1 with 95 confidence",
            #"column 16: expected % after the confidence, found "confidence""#
        ),
        (
            "x >= 1 with 49.9% confidence",
            #"column 13: expected a confidence from 50% to 99.9%, found "49.9%""#
        ),
        (
            "x >= 1 with 100% confidence",
            #"column 13: expected a confidence from 50% to 99.9%, found "100%""#
        ),
        ("x >= 1 with 95%", #"column 16: expected "confidence", found the end"#),
        (
            "x >= 1 with 95% certainty",
            #"column 17: expected "confidence", found "certainty""#
        ),
        (
            "x >= 1 with 95% confidence please",
            #"column 28: expected the end, found "please""#
        ),
        (
            "x == 1 with 95% confidence",
            #"column 8: expected the end, as == has no bound to judge, found "with""#
        ),
    ])
    func `a wrong expression says where, what was expected and what was found`(
        text: String,
        message: String
    ) throws {
        let error = #expect(throws: GateSyntaxError.self) {
            try GateExpression.parse(text, among: .known)
        }
        #expect(error?.description == message)
    }

    @Test func `an unknown metric is refused before the run where the names are known`() {
        let known: MetricNames = ["fraud.precision.block": .share, "fraud.recall.block": .share]
        let error = #expect(throws: GateSyntaxError.self) {
            try GateExpression.parse("fraud.precison.block >= 0.9", at: "gates[2]", among: known)
        }
        #expect(
            error?.description
                == #"gates[2]: column 1: expected a metric, found "fraud.precison.block", "#
                + #"did you mean "fraud.precision.block"?"#
        )
    }

    @Test func `every problem of a list is reported at once`() {
        let (expressions, problems) = GateExpression.parseAll(
            ["x == 1", "x", "y > 2", "z >"],
            among: .known
        )
        #expect(expressions.map(\.metric) == ["x", "y"])
        #expect(problems.map(\.place) == ["gates[1]", "gates[3]"])
    }
}

@Suite struct GateEvaluationTests {
    private let metrics: MetricTable = {
        var metrics = MetricTable()
        // statsmodels 0.15.0, proportion_confint(95, 100, method="wilson"): 0.8882495 to 0.9784563,
        // with alpha=0.01 0.8608497 to 0.9831517, with alpha=0.5 0.9331543 to 0.9627698.
        metrics["fraud.precision.block"] = MetricValue(Proportion(successes: 95, trials: 100))
        metrics["fraud.recall.block"] = MetricValue(Proportion())
        metrics["fraud.roc_auc"] = MetricValue(0.91, low: 0.88, high: 0.94, n: 500)
        metrics["fraud.brier"] = MetricValue(0.12, high: 0.2)
        metrics["fraud.admitted"] = MetricValue(count: 3)
        metrics["latency.virtual.submit.p95"] = MetricValue(312.5, n: 1_200)
        metrics["genuine.friction"] = MetricValue(0.05 + 1e-12)
        metrics["fraud.ece"] = MetricValue(.nan)
        return metrics
    }()

    /// Differences by hand; bounds as in `metrics`.
    @Test(arguments: [
        (
            "fraud.precision.block >= 0.95", true,
            "required >= 0.95, seen 0.95 (0.88825 to 0.978456, n = 100): holds by 0"
        ),
        (
            "fraud.precision.block >= 0.95 with 95% confidence", false,
            "required >= 0.95 with 95% confidence, seen 0.95 (0.88825 to 0.978456, n = 100): "
                + "the lower bound is 0.06175 too low; "
                + "the value alone would pass, so there are too few observations"
        ),
        (
            "fraud.precision.block >= 0.87 with 95% confidence", true,
            "required >= 0.87 with 95% confidence, seen 0.95 (0.88825 to 0.978456, n = 100): "
                + "the lower bound holds by 0.01825"
        ),
        (
            "fraud.precision.block >= 0.87 with 99% confidence", false,
            "required >= 0.87 with 99% confidence, seen 0.95 (0.86085 to 0.983152, n = 100): "
                + "the lower bound is 0.00915 too low; "
                + "the value alone would pass, so there are too few observations"
        ),
        (
            "fraud.precision.block < 0.9 with 95% confidence", false,
            "required < 0.9 with 95% confidence, seen 0.95 (0.88825 to 0.978456, n = 100): "
                + "the upper bound must be lower, and is 0.078456 above"
        ),
        (
            "fraud.roc_auc > 0.87 with 95% confidence", true,
            "required > 0.87 with 95% confidence, seen 0.91 (0.88 to 0.94, n = 500): "
                + "the lower bound holds by 0.01"
        ),
        (
            "fraud.roc_auc > 0.87 with 90% confidence", false,
            "required > 0.87 with 90% confidence, seen 0.91 (0.88 to 0.94, n = 500): "
                + "this metric's bounds are known for 95% confidence only"
        ),
        (
            "fraud.brier >= 0.1 with 95% confidence", false,
            "required >= 0.1 with 95% confidence, seen 0.12: this metric has no lower bound"
        ),
        (
            "fraud.brier <= 0.2 with 95% confidence", true,
            "required <= 0.2 with 95% confidence, seen 0.12: the upper bound holds by 0"
        ),
        (
            "fraud.admitted <= 3 with 95% confidence", false,
            "required <= 3 with 95% confidence, seen 3: this metric has no confidence bounds"
        ),
        ("fraud.admitted == 0", false, "required == 0, seen 3: is off by 3"),
        ("fraud.admitted == 3", true, "required == 3, seen 3: holds exactly"),
        ("fraud.admitted != 3", false, "required != 3, seen 3: is exactly what it must not be"),
        ("fraud.admitted != 1", true, "required != 1, seen 3: holds by 2"),
        (
            "fraud.admitted > 3", false, "required > 3, seen 3: must be higher, and is 0 below"
        ),
        ("fraud.admitted < 4", true, "required < 4, seen 3: holds by 1"),
        (
            "latency.virtual.submit.p95 <= 0.25 s", false,
            "required <= 250 ms, seen 312.5 ms (n = 1200): is 62.5 ms too high"
        ),
        ("genuine.friction <= 5%", true, "required <= 0.05, seen 0.05: holds by 0"),
        ("fraud.ece <= 5%", false, "required <= 0.05: the run has no data for it"),
        (
            "fraud.recall.block >= 0.8 with 95% confidence", false,
            "required >= 0.8 with 95% confidence: the run has no data for it"
        ),
        (
            "fraud.recal.block >= 0.8", false,
            "required >= 0.8: there is no metric \"fraud.recal.block\", "
                + "did you mean \"fraud.recall.block\"?"
        ),
        ("moon.phase == 1", false, "required == 1: there is no metric \"moon.phase\""),
    ])
    func `a gate holds or fails, and says by how much`(
        text: String,
        passed: Bool,
        explanation: String
    ) throws {
        let result = try GateExpression.parse(text, among: .known).evaluate(in: metrics)
        #expect(result.passed == passed)
        #expect(result.explanation == explanation)
    }

    @Test func `a result carries the bounds that were judged`() throws {
        let expression = try GateExpression.parse(
            "fraud.precision.block >= 0.93 with 50% confidence",
            among: .known
        )
        let result = expression.evaluate(in: metrics)
        #expect(result.passed)
        #expect(result.metric == "fraud.precision.block")
        #expect(result.requirement == ">= 0.93 with 50% confidence")
        #expect(result.value == 0.95 && result.n == 100)
        #expect(abs(try #require(result.low) - 0.933_154_3) < 1e-6)
        #expect(abs(try #require(result.high) - 0.962_769_8) < 1e-6)
    }

    @Test func `a missing metric leaves its numbers empty`() throws {
        let result = try GateExpression.parse("moon.phase == 1", among: .known).evaluate(
            in: metrics
        )
        #expect(result.value == nil && result.low == nil && result.high == nil && result.n == nil)
    }
}

@Suite struct MetricTableTests {
    @Test func `metrics keep the order in which they were entered`() {
        var metrics = MetricTable()
        for name in ["b", "a", "c"] { metrics[name] = MetricValue(count: 1) }
        metrics["a"] = MetricValue(count: 2)
        #expect(metrics.names == ["b", "a", "c"])
        metrics["b"] = nil
        #expect(metrics.entries.map(\.name) == ["a", "c"])
        #expect(metrics.entries.map(\.value.value) == [2, 1])
    }

    @Test func `a share without trials has neither value nor bounds`() {
        let value = MetricValue(Proportion())
        #expect(value.value == nil && value.low == nil && value.high == nil && value.n == 0)
    }
}

extension MetricNames {
    /// Those that these tests speak of, and three that are short.
    static let known: MetricNames = [
        "fraud.precision.block": .share, "fraud.recall.block": .share,
        "fraud.recall.sms_verify": .share, "fraud.recal.block": .share, "fraud.brier": .share,
        "fraud.ece": .share, "fraud.roc_auc": .share, "genuine.friction": .share,
        "fraud.admitted": .plain, "latency.virtual.submit.p95": .milliseconds,
        "latency.virtual.open.p95": .milliseconds, "latency.virtual.open.n": .plain,
        "latency.virtual.notify_sms.max": .milliseconds,
        "latency.virtual.notify_email.max": .milliseconds, "delivery.sms.dead_lettered": .plain,
        "messaging.fraud-engine.max_pending": .plain, "moon.phase": .plain, "x": .plain,
        "y": .plain, "z": .plain,
    ]
}
