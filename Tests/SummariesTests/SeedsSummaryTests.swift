import Domain
import Figures
import Testing
import Truth

@testable import Evidence
@testable import Reports

/// Several runs of `SmallRun`, judged together.
@Suite struct SeedsSummaryTests {
    private func summary(
        _ runs: Int,
        _ gates: [String],
        finding: String? = nil
    ) throws -> SeedsSummary {
        var seeds = SeedsSummary(gates: try SmallRun.expressions(gates))
        for seed in 1...runs {
            let check = SmallRun.check(
                "capacity_kept",
                looks: 2,
                finding: seed == runs ? finding : nil
            )
            seeds.add(try SmallRun(seed: UInt64(seed)).summary(checks: [check], gates: gates))
        }
        return seeds
    }

    /// One run has 2 of 3 in two clusters, and latencies of 1, 1.5 and 2 ms.
    @Test func `shares and latencies are reckoned from all seeds together`() throws {
        let metrics = try summary(3, []).metrics
        let precision = try #require(metrics["fraud.precision.sms_verify"])
        #expect(precision.value == 2.0 / 3 && precision.n == 9 && precision.clusters == 6)
        #expect(precision.low != nil)
        #expect(metrics["latency.virtual.open.n"]?.value == 9)
        #expect(metrics["latency.virtual.open.p50"]?.value == 1.5)
        #expect(metrics["fraud.roc_auc"]?.value == 0.75)
        #expect(metrics["fraud.roc_auc"]?.n == 24)
        #expect(metrics["fraud.admitted"] == nil)
    }

    @Test func `clusters of different seeds are different ones`() throws {
        let gate = "fraud.precision.sms_verify >= 0.1 with 95% confidence"
        #expect(try summary(2, [gate]).results.map(\.verdict) == [.noData])
        let three = try summary(3, [gate]).results
        #expect(three.map(\.verdict) == [.pass])
        #expect(three[0].clusters == 6)
    }

    // What is reckoned from all seeds is left to them, whatever it is worth in one; a count is each seed's own.
    @Test func `a seed's own reports leave to all seeds what they judge together`() throws {
        let gates = [
            "fraud.precision.sms_verify >= 0.9", "latency.virtual.open.p95 <= 3 ms",
            "fraud.admitted <= 100", "fraud.admitted <= 0",
            "genuine.refused <= 9 with 95% confidence",
        ]
        let whole = try SmallRun().summary(gates: gates)
        let one = whole.asOneOfSeveral(judgedBy: try SmallRun.expressions(gates))
        #expect(one.gates.map(\.isLeftToAll) == [true, true, false, false, true])
        #expect(one.gates.map(\.failsRun) == [false, false, false, true, false])
        #expect(whole.gates.map(\.failsRun) == [true, false, false, true, false])
        #expect(one.gates.map(\.verdict) == whole.gates.map(\.verdict))
        #expect(one.gates[0].word == "for all seeds")
        #expect(
            one.gates[0].explanation.hasPrefix(
                "judged with the other seeds; by itself: required >= "
            )
        )
        let file = JUnitReport(one).text
        #expect(file.contains("tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"3\""))
        #expect(SeedsSummary.line(one).hasSuffix("✗ fraud.admitted"))
        let held = whole.asOneOfSeveral(judgedBy: try SmallRun.expressions(gates))
        #expect(!held.isPassed)
        let fine = Array(gates.prefix(3))
        let passing = try SmallRun().summary(gates: fine)
            .asOneOfSeveral(judgedBy: SmallRun.expressions(fine))
        #expect(
            passing.isPassed && SeedsSummary.line(passing).hasSuffix("✓ 1 gates, 2 for all seeds")
        )
        #expect(MarkdownReport(passing).text(rerun: "").contains("| for all seeds |"))
    }

    @Test func `counts must hold in every seed`() throws {
        let held = try summary(3, ["fraud.admitted <= 2"])
        #expect(held.isPassed)
        #expect(held.results[0].explanation == "holds in each of 3 seeds")
        let lost = try summary(3, ["fraud.admitted <= 1", "fraud.longest_review_s <= 9"])
        #expect(!lost.isPassed)
        #expect(
            lost.results[0].explanation
                == "does not hold in 3 of 3 seeds (1, 2, 3); seed 1: required <= 1, seen 2: 1 "
                + "too high"
        )
    }

    @Test func `an invariant that one seed violates fails all, and the seed is named`() throws {
        let seeds = try summary(3, [], finding: "5 of 4")
        #expect(!seeds.isPassed)
        #expect(seeds.checks.map(\.checked) == [6])
        #expect(seeds.checks.map(\.violations) == [1])
        #expect(seeds.checks[0].first == "seed 3: 5 of 4")
        #expect(try summary(3, []).isPassed)
        #expect(!SeedsSummary(gates: []).isPassed)
    }

    @Test func `each figure has its spread`() throws {
        let spread = try #require(SeedsSummary.Spread([3, 1, 2, 10]))
        #expect(spread.least == 1 && spread.median == 2.5 && spread.most == 10)
        #expect(spread.seeds == 4)
        #expect(SeedsSummary.Spread([]) == nil)
        let json = try summary(2, ["fraud.admitted <= 2"]).json
        let admitted = json["fraud"]?["admitted"]
        #expect(admitted?["min"] == .number(2) && admitted?["max"] == .number(2))
        #expect(admitted?["pooled"] == nil)
        #expect(json["fraud"]?["recall"]?["block"]?["pooled"] == .number(0.25))
        #expect(json["passed"] == .bool(true))
    }

    @Test func `people are told the same`() throws {
        let seeds = try summary(3, ["fraud.admitted <= 1", "fraud.recall.block >= 0.2"])
        let text = seeds.text(closing: ["end"])
        #expect(text.contains("dinner, seeds 1..3 together"))
        #expect(text.contains("✗ fraud.admitted <= 1: does not hold in 3 of 3 seeds"))
        #expect(seeds.markdown(rerun: "again").hasPrefix("# ❌ dinner, seeds 1..3\n"))
        let line = SeedsSummary.line(try SmallRun().summary(gates: ["fraud.admitted <= 1"]))
        #expect(line == "dinner, seed 7  d1d1d1d1d1d1  ✗ fraud.admitted")
    }
}
