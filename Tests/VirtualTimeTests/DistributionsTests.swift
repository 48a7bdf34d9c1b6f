import Domain
import Foundation
import Testing

@testable import VirtualTime

/// Expected moments are those of the textbooks (Johnson, Kotz and Balakrishnan); bounds are four to
/// six standard errors at the fixed seed, so a wrong formula fails and chance does not.
@Suite struct DistributionsTests {
    private let draws = 100_000

    private func sample(
        _ name: String,
        _ draw: (inout RandomStream) -> Double
    ) -> (numbers: [Double], mean: Double, variance: Double) {
        var stream = RandomStream(seed: 11, name: name)
        let numbers = (0..<draws).map { _ in draw(&stream) }
        return (numbers, VirtualTimeTests.mean(numbers), VirtualTimeTests.variance(numbers))
    }

    @Test func `normal numbers have the mean and deviation asked for`() {
        let found = sample("normal") { $0.normal(mean: 10, standardDeviation: 2) }
        #expect(abs(found.mean - 10) < 0.03)
        #expect(abs(found.variance - 4) < 0.1)
        // One deviation either side holds 68.27 %, two 95.45 %.
        let near = found.numbers.count { abs($0 - 10) < 2 }
        let nearby = found.numbers.count { abs($0 - 10) < 4 }
        #expect(abs(Double(near) / Double(draws) - 0.6827) < 0.008)
        #expect(abs(Double(nearby) / Double(draws) - 0.9545) < 0.004)
    }

    @Test func `half of lognormal numbers lie below the median`() {
        let found = sample("lognormal") { $0.lognormal(median: 20, sigma: 0.5) }
        let below = found.numbers.count { $0 < 20 }
        #expect(abs(below - draws / 2) < 800)
        #expect(abs(found.mean - 20 * exp(0.125)) < 0.25)
    }

    @Test func `exponential numbers have mean and deviation alike`() {
        let found = sample("exponential") { $0.exponential(mean: 3) }
        #expect(abs(found.mean - 3) < 0.05)
        #expect(abs(found.variance - 9) < 0.5)
        #expect(found.numbers.allSatisfy { $0 >= 0 && $0.isFinite })
    }

    @Test(arguments: [(0.3, 2.0), (1, 1), (2.5, 1.5), (40, 0.1)])
    func `gamma numbers have mean shape × scale`(shape: Double, scale: Double) {
        let found = sample("gamma") { $0.gamma(shape: shape, scale: scale) }
        let deviation = shape.squareRoot() * scale
        #expect(abs(found.mean - shape * scale) < 0.02 * deviation)
        #expect(abs(found.variance / (deviation * deviation) - 1) < 0.1)
        #expect(found.numbers.allSatisfy { $0 >= 0 && $0.isFinite })
    }

    @Test(arguments: [0.2, 3, 9.9, 10, 35, 1_000])
    func `Poisson counts have mean and variance alike`(expected: Double) {
        let found = sample("poisson") { Double($0.poisson(mean: expected)) }
        #expect(abs(found.mean - expected) < 0.02 * expected.squareRoot())
        #expect(abs(found.variance / expected - 1) < 0.04)
    }

    /// Against the probabilities themselves, on both sides of the change of method.
    @Test(arguments: [9.5, 10.5])
    func `Poisson counts follow the law`(expected: Double) {
        let found = sample("poisson law") { Double($0.poisson(mean: expected)) }
        for count in 4...16 {
            let logProbability =
                Double(count) * log(expected) - expected - lgamma(Double(count + 1))
            let share = Double(found.numbers.count { $0 == Double(count) }) / Double(draws)
            #expect(abs(share - exp(logProbability)) < 0.005, "count \(count)")
        }
    }

    @Test func `nothing is ever expected of a mean of zero`() {
        var stream = RandomStream(seed: 12, name: "none")
        #expect((0..<100).allSatisfy { _ in stream.poisson(mean: 0) == 0 })
    }

    @Test func `values are chosen by weight, and never those of weight zero`() {
        let choice = Categorical([
            ("none", 0), ("half", 5), ("third", 10.0 / 3), ("sixth", 5.0 / 3),
        ])
        var stream = RandomStream(seed: 15, name: "choice")
        var counts: [String: Int] = [:]
        for _ in 0..<60_000 { counts[choice.draw(from: &stream), default: 0] += 1 }
        #expect(counts["none"] == nil)
        #expect(abs(counts["half", default: 0] - 30_000) < 600)
        #expect(abs(counts["third", default: 0] - 20_000) < 600)
        #expect(abs(counts["sixth", default: 0] - 10_000) < 500)
    }

    @Test func `one value is chosen always`() {
        let choice = Categorical([("only", 0.1)])
        var stream = RandomStream(seed: 16, name: "choice")
        #expect((0..<100).allSatisfy { _ in choice.draw(from: &stream) == "only" })
    }

    @Test func `durations are whole microseconds within their range`() {
        var stream = RandomStream(seed: 18, name: "durations")
        for _ in 0..<1_000 {
            let uniform = stream.duration(in: .milliseconds(2) ... .milliseconds(3))
            #expect((.milliseconds(2) ... .milliseconds(3)).contains(uniform))
            let delay = stream.duration(lognormalMedian: .seconds(20), sigma: 1)
            #expect(delay == .microseconds(delay.microseconds) && delay > .zero)
        }
    }

    @Test func `what is drawn carries no last bits`() {
        #expect(withoutLastBits(0.1.nextUp) == withoutLastBits(0.1))
        #expect(withoutLastBits(-1) == -1 && withoutLastBits(0) == 0)
        #expect(abs(withoutLastBits(Double.pi) / Double.pi - 1) < 1e-12)
    }
}
