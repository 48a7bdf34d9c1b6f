import Testing

@testable import Metrics

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
        let bounds = try #require(
            Proportion(successes: successes, trials: trials).wilson(confidence: confidence)
        )
        #expect(abs(bounds.lowerBound - low) < 1e-9)
        #expect(abs(bounds.upperBound - high) < 1e-9)
    }

    /// statsmodels 0.15.0, `proportion_confint(k, n, 1 - confidence, method="beta")`.
    @Test(arguments: [
        (0, 10, 0.95, 0.0, 0.308_497_107_818_760_7),
        (10, 10, 0.95, 0.691_502_892_181_239_2, 1.0),
        (1, 10, 0.95, 0.002_528_578_544_461_786_5, 0.445_016_117_028_195_4),
        (95, 100, 0.95, 0.887_165_088_894_537_3, 0.983_568_120_817_947_9),
        (95, 100, 0.99, 0.864_855_317_464_375_5, 0.989_059_666_415_209_9),
        (412, 420, 0.999, 0.947_991_930_544_891_8, 0.995_764_253_123_584),
        (7, 1_000_000, 0.95, 2.814_367_534_302_221_2e-6, 1.442_262_183_433_102_8e-5),
        (500_000, 1_000_000, 0.95, 0.499_019_519_195_311_84, 0.500_980_480_804_688_2),
        (3, 3, 0.5, 0.629_960_524_947_436_6, 1.0),
    ])
    func `the exact interval agrees with statsmodels`(
        successes: Int,
        trials: Int,
        confidence: Double,
        low: Double,
        high: Double
    ) throws {
        let bounds = try #require(
            Proportion(successes: successes, trials: trials).clopperPearson(confidence: confidence)
        )
        #expect(abs(bounds.lowerBound - low) < 2e-9)
        #expect(abs(bounds.upperBound - high) < 2e-9)
    }

    @Test func `without trials there is neither a share nor an interval`() {
        let none = Proportion()
        #expect(none.value == nil)
        #expect(none.wilson() == nil)
        #expect(none.clopperPearson() == nil)
    }

    @Test func `the ends are exact, however many trials`() throws {
        for trials in [1, 2, 7, 100, 12_345, 10_000_000] {
            let none = Proportion(successes: 0, trials: trials)
            let all = Proportion(successes: trials, trials: trials)
            #expect(none.wilson()?.lowerBound == 0 && none.clopperPearson()?.lowerBound == 0)
            #expect(all.wilson()?.upperBound == 1 && all.clopperPearson()?.upperBound == 1)
        }
    }

    @Test func `more confidence is a wider interval around the same share`() throws {
        let proportion = Proportion(successes: 30, trials: 40)
        let narrow = try #require(proportion.wilson(confidence: 0.5))
        let wide = try #require(proportion.wilson(confidence: 0.999))
        #expect(wide.lowerBound < narrow.lowerBound && narrow.upperBound < wide.upperBound)
        #expect(narrow.contains(0.75))
    }

    @Test func `trials recorded one by one add up`() {
        var proportion = Proportion()
        for success in [true, false, true, true] { proportion.record(success: success) }
        #expect(proportion == Proportion(successes: 3, trials: 4))
        #expect(
            proportion + Proportion(successes: 1, trials: 6)
                == Proportion(successes: 4, trials: 10)
        )
    }

    @Test func `more successes than trials are the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = Proportion(successes: 2, trials: 1)
        }
    }

    @Test func `a confidence in percent is the caller's mistake`() async {
        await #expect(processExitsWith: .failure) {
            _ = Proportion(successes: 1, trials: 2).wilson(confidence: 95)
        }
    }
}
