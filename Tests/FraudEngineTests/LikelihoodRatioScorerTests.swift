import Domain
import Foundation
import FraudEngine
import Testing

@Suite struct LikelihoodRatioScorerTests {
    private static let count = Feature.allCases.count

    /// Only the first feature ever has a value.
    private func vector(_ value: Double?) -> FeatureVector {
        var vector = FeatureVector(count: Self.count)
        if let value { vector[0] = value }
        return vector
    }

    /// Eight honest rows, six with a 0 and two unknown, and four of fraud with a 1.
    private func fitted(
        _ values: [Double] = [0, 0, 0, 0, 0, 0, .nan, .nan, 1, 1, 1, 1]
    ) -> LikelihoodRatioScorer {
        let isFraud = values.indices.map { $0 >= 8 }
        var columns = [[Double]](
            repeating: [Double](repeating: .nan, count: values.count),
            count: Self.count
        )
        columns[0] = values
        return LikelihoodRatioScorer(
            fitting: columns,
            isFraud,
            calibrate: [(vector(0), false), (vector(0), false), (vector(1), true)]
        )
    }

    // Each bin has one row more of either class: 7, 1 and 3 of 11 honest, 1, 5 and 1 of 7 of fraud.
    // A feature that is unknown in all rows tells nothing.
    @Test func `a feature counts with the logarithm of its smoothed frequencies' ratio`() {
        let scorer = fitted()
        #expect(abs(scorer.rawScore(vector(0)) - (log(1.0 / 7) - log(7.0 / 11))) < 1e-12)
        #expect(abs(scorer.rawScore(vector(1)) - (log(5.0 / 7) - log(1.0 / 11))) < 1e-12)
        #expect(abs(scorer.rawScore(vector(nil)) - (log(1.0 / 7) - log(3.0 / 11))) < 1e-12)
        // Beyond what was seen, the outermost bins go on.
        #expect(scorer.rawScore(vector(-7)) == scorer.rawScore(vector(0)))
        #expect(scorer.rawScore(vector(.infinity)) == scorer.rawScore(vector(1)))
    }

    // Pools of the curve: two honest rows and an unseen fraud, one fraud and an unseen honest row.
    @Test func `the probability is the calibrated one, and the score its hundredfold`() {
        let scorer = fitted()
        #expect(abs(scorer.probability(vector(0)) - 1.0 / 3) < 1e-12)
        #expect(abs(scorer.probability(vector(1)) - 1.0 / 2) < 1e-12)
        let (score, signals) = scorer.score(vector(1))
        #expect(score == RiskScore(50))
        #expect(signals.map(\.name) == ["fingerprint_match"])
        #expect(scorer.score(vector(0)).signals.isEmpty)
    }

    @Test func `a file gives the same scorer, and others have other names`() throws {
        let scorer = fitted()
        let file = try scorer.file()
        let read = try LikelihoodRatioScorer(file: file)
        #expect(read.name == scorer.name && scorer.name.hasPrefix("likelihood/"))
        #expect(try read.file() == file)
        for value in [0, 0.4, 1, .nan] {
            #expect(read.rawScore(vector(value)) == scorer.rawScore(vector(value)))
        }
        #expect(fitted([0, 0, 0, 0, 0, 1, .nan, .nan, 1, 1, 1, 1]).name != scorer.name)
    }

    @Test(arguments: [
        (
            "guestguard.likelihood/1", "guestguard.likelihood/2",
            "expected a guestguard.likelihood/1"
        ),
        ("\"f_fingerprint_match\"", "\"f_other\"", "expected the columns f_fingerprint_match"),
        ("\"missing\" : ", "\"missing\" : 1e999", "expected a guestguard.likelihood/1"),
        ("\"edges\" : [\n        0\n      ]", "\"edges\" : [1, 0]", "expected rising edges"),
    ])
    func `a file that holds something else is refused`(
        old: String,
        new: String,
        problem: String
    ) throws {
        let text = String(decoding: try fitted().file(), as: UTF8.self)
        try #require(text.contains(old), "\(text)")
        let broken = text.replacing(old, with: new)
        let error = #expect(throws: LikelihoodRatioScorer.FileError.self) {
            try LikelihoodRatioScorer(file: Data(broken.utf8))
        }
        #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
        #expect(throws: LikelihoodRatioScorer.FileError.self) {
            try LikelihoodRatioScorer(file: Data(text.utf8.prefix(200)))
        }
    }
}
