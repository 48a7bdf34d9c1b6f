import Testing

@testable import Figures

@Suite struct SpecialFunctionsTests {
    /// SciPy 1.17.1, `scipy.stats.norm.ppf`.
    @Test(arguments: [
        (0.5, 0.0), (0.75, 0.674_489_750_196_081_7), (0.9, 1.281_551_565_544_600_4),
        (0.975, 1.959_963_984_540_054), (0.995, 2.575_829_303_548_900_4),
        (0.9995, 3.290_526_731_491_925_5), (0.0001, -3.719_016_485_455_680_4),
        (1e-12, -7.034_483_825_301_131),
    ])
    func `the normal quantile agrees with SciPy`(probability: Double, expected: Double) {
        #expect(abs(normalQuantile(probability) - expected) < 1e-12)
    }

    /// SciPy 1.17.1, `scipy.special.betainc(a, b, x)`.
    @Test(
        arguments: [
            (0.5, 2.0, 3.0, 0.6875), (0.1, 0.5, 0.5, 0.204_832_764_699_133_45),
            (0.99, 50, 2, 0.907_509_100_706_304_9), (0.3, 300, 700, 0.503_671_182_860_768_1),
            (0.0101, 1_000, 99_000, 0.628_223_285_403_777_4), (0, 2, 3, 0), (1, 2, 3, 1),
        ] as [(Double, Double, Double, Double)]
    )
    func `the incomplete beta agrees with SciPy`(
        x: Double,
        a: Double,
        b: Double,
        expected: Double
    ) {
        #expect(abs(BetaDistribution(a: a, b: b).share(below: x) - expected) < 1e-10)
    }

    /// SciPy 1.17.1, `scipy.special.gammaln`.
    @Test(
        arguments: [
            (0.5, 0.572_364_942_924_7), (1, 0), (3.5, 1.200_973_602_347_074_3),
            (10, 12.801_827_480_081_469), (100.25, 360.284_559_637_764_23),
            (1e6, 12_815_504.569_147_611),
        ] as [(Double, Double)]
    )
    func `the logarithm of gamma agrees with SciPy`(x: Double, expected: Double) {
        #expect(abs(logGamma(x) - expected) <= 1e-13 * max(1, expected))
    }
}
