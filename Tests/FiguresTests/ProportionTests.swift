import Testing

@testable import Figures

@Suite struct ProportionTests {
    /// statsmodels 0.15.0, `proportion_confint(k, n, 1 - confidence, method="wilson")`.
    @Test(arguments: [
        (0, 10, 0.95, 0.0, 0.277_532_799_862_889_2),
        (10, 10, 0.95, 0.722_467_200_137_110_7, 1.0),
        (1, 10, 0.95, 0.017_876_213_095_072_896, 0.404_150_026_795_238_5),
        (95, 100, 0.95, 0.888_249_530_768_080_8, 0.978_456_320_845_631_9),
        (95, 100, 0.99, 0.860_849_697_098_359_9, 0.983_151_683_957_399_3),
        (412, 420, 0.999, 0.944_051_979_092_378_3, 0.993_678_174_971_079),
        (7, 1_000_000, 0.95, 3.390_867_834_900_857e-6, 1.445_052_244_882_719_2e-5),
        (500_000, 1_000_000, 0.95, 0.499_020_019_890_004_8, 0.500_979_980_109_995_2),
        (3, 3, 0.5, 0.868_322_780_102_333_5, 1.0),
    ])
    func `Wilson's interval agrees with statsmodels`(
        successes: Int,
        trials: Int,
        confidence: Double,
        low: Double,
        high: Double
    ) throws {
        let share = Proportion(successes: successes, trials: trials)
        let bounds = scoreInterval(
            share: try #require(share.value),
            trials: Double(trials),
            deviate: studentQuantile(confidence, degrees: .infinity)
        )
        #expect(abs(bounds.lowerBound - low) < 1e-9)
        #expect(abs(bounds.upperBound - high) < 1e-9)
    }

    @Test func `the ends are exact, however many trials`() {
        for trials in [1.0, 2, 7.5, 100, 12_345, 10_000_000] {
            #expect(scoreInterval(share: 0, trials: trials, deviate: 1.96).lowerBound == 0)
            #expect(scoreInterval(share: 1, trials: trials, deviate: 1.96).upperBound == 1)
        }
    }

    @Test func `a larger deviate is a wider interval around the same share`() {
        let narrow = scoreInterval(share: 0.75, trials: 40, deviate: 0.7)
        let wide = scoreInterval(share: 0.75, trials: 40, deviate: 3.3)
        #expect(wide.lowerBound < narrow.lowerBound && narrow.upperBound < wide.upperBound)
        #expect(narrow.contains(0.75))
    }

    /// scipy 1.17, `stats.t.ppf((1 + confidence) / 2, degrees)`.
    @Test(arguments: [
        (0.95, 1.0, 12.7062047362),
        (0.95, 4.0, 2.7764451052),
        (0.99, 10.5, 3.1357594763),
        (0.5, 2.25, 0.7988110531),
        (0.95, 150.25, 1.9758785953),
        (0.999, 30.0, 3.6459586350),
    ])
    func `Student's deviate agrees with scipy`(
        confidence: Double,
        degrees: Double,
        deviate: Double
    ) {
        #expect(abs(studentQuantile(confidence, degrees: degrees) - deviate) < 1e-8)
    }

    // statsmodels.stats.proportion.proportion_confint(k, n, method="wilson").
    @Test(arguments: [
        (8, 10, 0.490_162_471_5, 0.943_317_848_5), (0, 10, 0, 0.277_532_799_9),
        (50, 100, 0.403_831_530_4, 0.596_168_469_6), (100, 100, 0.963_006_501_8, 1),
    ])
    func `a share's bounds are Wilson's at 95 %`(
        successes: Int,
        trials: Int,
        low: Double,
        high: Double
    ) throws {
        let bounds = try #require(Proportion(successes: successes, trials: trials).scoreBounds)
        #expect(abs(bounds.lowerBound - low) < 1e-8 && abs(bounds.upperBound - high) < 1e-8)
    }

    @Test func `without trials there is no share`() { #expect(Proportion().value == nil) }

    @Test func `trials recorded one by one add up`() {
        var proportion = Proportion()
        for success in [true, false, true, true] { proportion.record(success: success) }
        #expect(proportion == Proportion(successes: 3, trials: 4))
    }

    @Test func `more successes than trials are the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = Proportion(successes: 2, trials: 1)
        }
    }

    @Test func `a confidence in percent is the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = studentQuantile(95, degrees: 3)
        }
    }
}
