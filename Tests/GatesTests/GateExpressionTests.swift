import Figures
import Testing

@testable import Evidence

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
        (
            "genuine.friction <= 5 % when n >= 30 with 90% confidence",
            "genuine.friction <= 0.05 with 90% confidence when n >= 30"
        ),
        ("fraud.admitted <= 3 when n>=5", "fraud.admitted <= 3 when n >= 5"),
        // Every digit that was asked for is kept.
        ("genuine.friction <= 0.123456789", "genuine.friction <= 0.123456789"),
        ("genuine.friction <= 0.00000012", "genuine.friction <= 0.00000012"),
        ("x <= 123456789.1234567", "x <= 123456789.1234567"),
        ("x <= 300000000000000", "x <= 300000000000000"),
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
            #"column 33: expected ms, s, min or h, "with 95% confidence" or "when n >= 5", found "msec""#
        ),
        (
            "latency.virtual.open.p95 <= 5%",
            #"column 30: expected ms, s, min or h, found "%""#
        ),
        (
            "fraud.roc_auc >= 0.9 s",
            #"column 22: expected % or no unit, "with 95% confidence" or "when n >= 5", found "s""#
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
            #"column 8: expected no unit, as this metric has none, "with 95% confidence" or "when n >= 5", found "or""#
        ),
        (
            "genuine.friction <= 5% or so",
            #"column 24: expected the end, "with 95% confidence" or "when n >= 5", found "or""#
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
        ("x >= 1 when m >= 5", #"column 13: expected "n >= 5" after "when", found "m""#),
        ("x >= 1 when n > 5", #"column 15: expected "n >= 5" after "when", found ">""#),
        ("x >= 1 when n >= many", #"column 18: expected a whole number such as 5, found "many""#),
        ("x >= 1 when n >= 0", #"column 18: expected a whole number such as 5, found "0""#),
        ("x >= 1 when n >= 5 when n >= 6", #"column 20: expected the end, found "when""#),
        (
            "x <= 1,000",
            #"column 6: expected a number such as 0 or 12, found "1,000", did you mean "1000"?"#
        ),
        (
            "x <= 12.345.678",
            #"column 6: expected a number such as 0 or 12, found "12.345.678", did you mean "12345678"?"#
        ),
        (
            "x <= 1_000",
            #"column 6: expected a number such as 0 or 12, found "1_000", did you mean "1000"?"#
        ),
        (
            "x <= 1,00",
            #"column 6: expected a number such as 0 or 12, found "1,00", did you mean "1.00"?"#
        ),
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

    /// Columns counted by hand.
    @Test(arguments: [
        (
            "x{who=a} >= 1",
            #"column 3: expected kind, found "who""#
        ),
        ("x{kin=a} >= 1", #"column 3: expected kind, found "kin", did you mean "kind"?"#),
        ("x{kind:a} >= 1", #"column 7: expected = after kind, found ":a}""#),
        ("x{kind=late-one} >= 1", #"column 8: expected one of late, early-on, found "late-one""#),
        (
            "x{kind=erly-on} >= 1",
            #"column 8: expected one of late, early-on, found "erly-on", did you mean "early-on"?"#
        ),
        ("x{kind=late >= 1", #"column 13: expected } after late, found ">""#),
        (
            "x{kind=late}",
            #"column 13: expected a comparison (>=, <=, ==, !=, > or <), found the end"#
        ),
        (
            "y{kind=late} >= 1",
            #"column 2: expected a comparison, as y has no parts to select, found "{kind=late}""#
        ),
        ("x{", "column 3: expected kind, found the end"),
    ])
    func `a wrong selector says what may be selected`(text: String, message: String) {
        let error = #expect(throws: GateSyntaxError.self) {
            try GateExpression.parse(text, among: Self.withParts)
        }
        #expect(error?.description == message)
    }

    @Test(arguments: ["x{kind=early-on}>=2", " x { kind = early-on }  >=  2"])
    func `a selected part has one normal spelling`(text: String) throws {
        let expression = try GateExpression.parse(text, among: Self.withParts)
        #expect(expression.description == "x{kind=early-on} >= 2")
        #expect(expression.metric == "x{kind=early-on}")
        let again = try GateExpression.parse(expression.description, among: Self.withParts)
        #expect(again == expression)
        var table = MetricTable()
        table["x"] = MetricValue(count: 1)
        #expect(expression.evaluate(in: table).verdict == .noData)
        table["x{kind=early-on}"] = MetricValue(count: 3)
        #expect(expression.evaluate(in: table).passed)
    }

    @Test func `of what a run does not play no part can be selected`() throws {
        func problem(_ text: String, _ kinds: Set<String>) -> String? {
            do throws(GateSyntaxError) {
                _ = try GateExpression.parse(text, among: Self.withParts.selecting(among: kinds))
                return nil
            } catch {
                return error.description
            }
        }
        #expect(problem("x{kind=late} >= 1", ["late", "else"]) == nil)
        #expect(
            problem("x{kind=early-on} >= 1", ["late", "else"])
                == #"column 8: expected one of late, found "early-on""#
        )
        #expect(
            problem("x{kind=late} >= 1", [])
                == #"column 8: expected no kind, as none is played, found "late""#
        )
        #expect(problem("x >= 1", []) == nil)
    }

    private static let withParts = MetricNames(
        [("x", .plain), ("y", .plain)],
        selectors: ["x": [MetricSelector(key: "kind", values: ["late", "early-on"])]]
    )

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
}

@Suite struct GateEvaluationTests {
    private let metrics: MetricTable = {
        var metrics = MetricTable()
        // Ten clusters of ten, five of which hold one failure each; bounds reckoned in Python with
        // scipy 1.17, as the method's description says.
        var share = ClusteredProportion()
        for cluster in 0..<10 {
            share.add(Proportion(successes: cluster < 5 ? 9 : 10, trials: 10))
        }
        metrics["fraud.precision.block"] = MetricValue(share)
        var few = ClusteredProportion()
        for _ in 0..<4 { few.add(Proportion(successes: 9, trials: 10)) }
        metrics["fraud.precision.sms_verify"] = MetricValue(few)
        metrics["fraud.recall.block"] = MetricValue(ClusteredProportion())
        metrics["fraud.roc_auc"] = MetricValue(0.91, n: 500)
        metrics["fraud.admitted"] = MetricValue(count: 3)
        metrics["latency.virtual.submit.p95"] = MetricValue(312.5, n: 1_200)
        metrics["genuine.friction"] = MetricValue(0.05 + 1e-12)
        metrics["fraud.ece"] = MetricValue(.nan)
        metrics["machine.admitted"] = MetricValue(count: 0, outOf: 0, "machines' accesses")
        metrics["genuine.refused"] = MetricValue(count: 1, outOf: 4, "guests who set out")
        return metrics
    }()

    /// Differences by hand; bounds as in `metrics`.
    @Test(arguments: [
        (
            "fraud.precision.block >= 0.95", GateResult.Verdict.pass,
            "required >= 0.95, seen 0.95 (0.874606 to 0.981045, n = 100 in 10 clusters): holds by 0"
        ),
        (
            "fraud.precision.block >= 0.95 with 95% confidence", .fail,
            "required >= 0.95 with 95% confidence, seen 0.95 (0.874606 to 0.981045, n = 100 "
                + "in 10 clusters): the lower bound is 0.075394 too low; "
                + "the value alone would pass, so there are too few observations"
        ),
        (
            "fraud.precision.block >= 0.87 with 95% confidence", .pass,
            "required >= 0.87 with 95% confidence, seen 0.95 (0.874606 to 0.981045, n = 100 "
                + "in 10 clusters): the lower bound holds by 0.004606"
        ),
        (
            "fraud.precision.block >= 0.87 with 99% confidence", .fail,
            "required >= 0.87 with 99% confidence, seen 0.95 (0.839706 to 0.985696, n = 100 "
                + "in 10 clusters): the lower bound is 0.030294 too low; "
                + "the value alone would pass, so there are too few observations"
        ),
        (
            "fraud.precision.block < 0.9 with 95% confidence", .fail,
            "required < 0.9 with 95% confidence, seen 0.95 (0.874606 to 0.981045, n = 100 "
                + "in 10 clusters): the upper bound must be lower, and is 0.081045 above"
        ),
        (
            "fraud.precision.sms_verify >= 0.5 with 95% confidence", .noData,
            "required >= 0.5 with 95% confidence, seen 0.9 (n = 40 in 4 clusters): "
                + "bounds take 5 clusters at least"
        ),
        (
            "fraud.roc_auc > 0.87 with 90% confidence", .notTried,
            "required > 0.87 with 90% confidence, seen 0.91 (n = 500): "
                + "its bounds come from 5 seeds at least, such as --seeds 1..5"
        ),
        (
            "fraud.admitted <= 3 with 95% confidence", .notTried,
            "required <= 3 with 95% confidence, seen 3: "
                + "its bounds come from 5 seeds at least, such as --seeds 1..5"
        ),
        (
            "fraud.precision.sms_verify >= 0.5 when n >= 41", .notTried,
            "required >= 0.5 when n >= 41, seen 0.9 (n = 40 in 4 clusters): n = 40, and 41 are enough"
        ),
        (
            "fraud.precision.sms_verify >= 0.95 when n >= 40", .fail,
            "required >= 0.95 when n >= 40, seen 0.9 (n = 40 in 4 clusters): 0.05 too low"
        ),
        (
            "fraud.recall.block >= 0.8 when n >= 1", .notTried,
            "required >= 0.8 when n >= 1: n = 0, and 1 are enough"
        ),
        (
            "machine.admitted == 0", .notTried,
            "required == 0, seen 0: there were no machines' accesses"
        ),
        ("machine.admitted >= 1", .fail, "required >= 1, seen 0: 1 too low"),
        (
            "genuine.refused <= 1 when n >= 5", .notTried,
            "required <= 1 when n >= 5, seen 1: n = 4 guests who set out, and 5 are enough"
        ),
        (
            "genuine.refused <= 1 when n >= 4", .pass,
            "required <= 1 when n >= 4, seen 1: holds by 0"
        ),
        ("fraud.admitted == 0", .fail, "required == 0, seen 3: off by 3"),
        ("fraud.admitted == 3", .pass, "required == 3, seen 3: holds exactly"),
        ("fraud.admitted != 3", .fail, "required != 3, seen 3: exactly what it must not be"),
        ("fraud.admitted != 1", .pass, "required != 1, seen 3: holds by 2"),
        (
            "fraud.admitted > 3", .fail, "required > 3, seen 3: must be higher, and is 0 below"
        ),
        ("fraud.admitted < 4", .pass, "required < 4, seen 3: holds by 1"),
        (
            "latency.virtual.submit.p95 <= 0.25 s", .fail,
            "required <= 250 ms, seen 312.5 ms (n = 1200): 62.5 ms too high"
        ),
        ("genuine.friction <= 5%", .pass, "required <= 0.05, seen 0.05: holds by 0"),
        ("fraud.ece <= 5%", .noData, "required <= 0.05: the run has no data for it"),
        (
            "fraud.recall.block >= 0.8 with 95% confidence", .noData,
            "required >= 0.8 with 95% confidence: the run has no data for it"
        ),
        (
            "fraud.recal.block >= 0.8", .noData,
            "required >= 0.8: there is no metric \"fraud.recal.block\", "
                + "did you mean \"fraud.recall.block\"?"
        ),
        ("moon.phase == 1", .noData, "required == 1: there is no metric \"moon.phase\""),
    ])
    func `a gate holds or fails, and says by how much`(
        text: String,
        verdict: GateResult.Verdict,
        explanation: String
    ) throws {
        let result = try GateExpression.parse(text, among: .known).evaluate(in: metrics)
        #expect(result.verdict == verdict)
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
        #expect(abs(try #require(result.low) - 0.930_143_537) < 1e-6)
        #expect(abs(try #require(result.high) - 0.964_428_181) < 1e-6)
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
        let value = MetricValue(ClusteredProportion())
        #expect(value.value == nil && value.low == nil && value.high == nil && value.n == 0)
    }
}

extension MetricNames {
    /// Those that these tests speak of, and three that are short.
    static let known: MetricNames = [
        "fraud.precision.block": .share, "fraud.recall.block": .share,
        "fraud.recall.sms_verify": .share, "fraud.recal.block": .share,
        "fraud.precision.sms_verify": .share,
        "fraud.ece": .share, "fraud.roc_auc": .share, "genuine.friction": .share,
        "fraud.admitted": .plain, "latency.virtual.submit.p95": .milliseconds,
        "latency.virtual.open.p95": .milliseconds, "latency.virtual.open.n": .plain,
        "latency.virtual.notify_sms.max": .milliseconds,
        "latency.virtual.notify_email.max": .milliseconds, "delivery.sms.dead_lettered": .plain,
        "messaging.fraud-engine.max_pending": .plain, "moon.phase": .plain, "x": .plain,
        "y": .plain, "z": .plain, "machine.admitted": .plain, "genuine.refused": .plain,
    ]
}
