import Testing

@testable import Figures

@Suite struct PlainDecimalTests {
    /// By hand, from "at most six decimals, no exponent, no trailing zeros".
    @Test(
        arguments: [
            (0.95, "0.95"), (12, "12"), (0, "0"), (-0.0, "0"), (1e-6, "0.000001"),
            (0.1 + 0.2, "0.3"), (2.0 / 3, "0.666667"), (-1.5, "-1.5"), (0.999_999_9, "1"),
            (-0.999_999_9, "-1"), (4e-7, "0"), (-4e-7, "0"), (6e-7, "0.000001"), (100, "100"),
            (1.000_01, "1.00001"), (250.125, "250.125"),
            (9_007_199_254_740_992, "9007199254740992"),
            (1e15 + 0.5, "1000000000000000.5"), (1e22, "10000000000000000000000"),
            (.leastNonzeroMagnitude, "0"),
        ] as [(Double, String)]
    )
    func `numbers are plain decimals`(value: Double, expected: String) {
        #expect(plainDecimal(value) == expected)
    }

    @Test func `what was written reads back to within half a millionth`() throws {
        for index in 0..<2_000 {
            let value = Double(index * index) / 7_919 - 100
            let text = plainDecimal(value)
            #expect(abs(try #require(Double(text)) - value) <= 0.500_001e-6)
            #expect(!text.contains("e") && text != "-0")
        }
    }

    @Test func `what is not a number is the caller's mistake`() async {
        await #expect(processExitsWith: .failure) { _ = plainDecimal(.nan) }
        await #expect(processExitsWith: .failure) { _ = plainDecimal(.infinity) }
    }
}
