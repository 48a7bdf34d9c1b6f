import Figures
import Testing

@testable import Evidence

/// Every comparison, and which side of an interval it is judged by.
@Suite struct GateBoundTests {
    /// Twelve clusters of ten with six successes each: 0.6, and bounds about it.
    private static let share: ClusteredProportion = {
        var share = ClusteredProportion()
        for _ in 0..<12 { share.add(Proportion(successes: 6, trials: 10)) }
        return share
    }()

    private func verdict(
        _ comparison: String,
        _ threshold: Double,
        confidently: Bool
    ) throws
        -> GateResult.Verdict
    {
        var metrics = MetricTable()
        metrics["m"] = MetricValue(Self.share)
        let text = "m \(comparison) \(plainDecimal(threshold))"
        let expression = try GateExpression.parse(
            text + (confidently ? " with 95% confidence" : ""),
            among: MetricNames([("m", .share)])
        )
        return expression.evaluate(in: metrics).verdict
    }

    /// With thresholds below the interval, between its lower bound and the value, between the value and its
    /// upper bound, and above it.
    @Test(arguments: [
        (">=", [true, false, false, false], [true, true, false, false]),
        (">", [true, false, false, false], [true, true, false, false]),
        ("<=", [false, false, false, true], [false, false, true, true]),
        ("<", [false, false, false, true], [false, false, true, true]),
    ])
    func `what must be high is judged by the lower bound, what must be low by the upper one`(
        comparison: String,
        confidently: [Bool],
        plainly: [Bool]
    ) throws {
        let bounds = try #require(Self.share.bounds())
        let thresholds = [
            bounds.lowerBound - 0.02, (bounds.lowerBound + 0.6) / 2, (0.6 + bounds.upperBound) / 2,
            bounds.upperBound + 0.02,
        ]
        for (place, threshold) in thresholds.enumerated() {
            #expect(
                try verdict(comparison, threshold, confidently: true)
                    == (confidently[place] ? .pass : .fail),
                "\(comparison) \(threshold) with confidence"
            )
            #expect(
                try verdict(comparison, threshold, confidently: false)
                    == (plainly[place] ? .pass : .fail),
                "\(comparison) \(threshold)"
            )
        }
    }

    /// At the very threshold, and a millionth to either side.
    @Test(arguments: [
        (">=", [false, true, true]), (">", [false, false, true]), ("<=", [true, true, false]),
        ("<", [true, false, false]), ("==", [false, true, false]), ("!=", [true, false, true]),
    ])
    func `each comparison says what its sign says`(comparison: String, holds: [Bool]) throws {
        for (place, value) in [0.599_999, 0.6, 0.600_001].enumerated() {
            var metrics = MetricTable()
            metrics["m"] = MetricValue(value)
            let gate = try GateExpression.parse(
                "m \(comparison) 0.6",
                among: MetricNames([("m", .share)])
            )
            #expect(gate.evaluate(in: metrics).passed == holds[place], "\(value) \(comparison) 0.6")
        }
        #expect(GateExpression.Comparison.allCases.count == 6)
    }

    @Test(arguments: [
        ("250 ms", MetricUnit.milliseconds, 250.0), ("250", .milliseconds, 250),
        ("2 s", .milliseconds, 2_000), ("2 min", .milliseconds, 120_000),
        ("2 h", .milliseconds, 7_200_000), ("5%", .share, 0.05), ("0.05", .share, 0.05),
        ("5", .plain, 5),
    ])
    func `a threshold is read in its metric's unit`(
        text: String,
        unit: MetricUnit,
        value: Double
    )
        throws
    {
        let gate = try GateExpression.parse("m <= \(text)", among: MetricNames([("m", unit)]))
        #expect(gate.threshold == value)
    }
}
