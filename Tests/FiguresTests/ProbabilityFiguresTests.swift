import Figures
import Foundation
import Testing

@Suite struct ProbabilityFiguresTests {
    /// As scikit-learn 1.9 has them, but for the calibration error, reckoned by hand.
    @Test func `figures of a few rows are the known ones`() throws {
        let figures = try #require(
            ProbabilityFigures([0.9, 0.8, 0.7, 0.3, 0.2], [true, false, true, false, false])
        )
        #expect(abs(figures.rocAUC - 5.0 / 6) < 1e-12)
        #expect(abs(figures.averagePrecision - (0.5 + 0.5 * 2 / 3)) < 1e-12)
        #expect(abs(figures.brier - (0.01 + 0.64 + 0.09 + 0.09 + 0.04) / 5) < 1e-12)
        let expected = -(log(0.9) + log(0.2) + log(0.7) + log(0.7) + log(0.8)) / 5
        #expect(abs(figures.logLoss - expected) < 1e-12)
        #expect(abs(figures.calibrationError - (0.1 + 0.8 + 0.3 + 0.3 + 0.2) / 5) < 1e-12)
        #expect(figures.recallAtPrecision95 == 0.5)
    }

    @Test func `what was said to be so is calibrated`() throws {
        let probabilities = (0..<15_000).map { Double($0 / 1_000) / 15 }
        let isFraud = (0..<15_000).map { $0 % 1_000 < $0 / 1_000 * 1_000 / 15 }
        let figures = try #require(ProbabilityFigures(probabilities, isFraud))
        #expect(figures.calibrationError < 0.001)
    }

    @Test func `ties count half, and one kind alone has no figures`() throws {
        #expect(ProbabilityFigures([0.5, 0.5], [true, false])?.rocAUC == 0.5)
        #expect(ProbabilityFigures([0.5, 0.5], [true, true]) == nil)
        #expect(ProbabilityFigures([], []) == nil)
        // Sure and wrong: the loss is bounded.
        let wrong = try #require(ProbabilityFigures([1, 0], [false, true]))
        #expect(wrong.logLoss < 35 && wrong.logLoss > 34)
    }
}
