import Domain
import Figures
import Testing
import Truth

@testable import Evidence
@testable import Reports

@Suite struct LoadCurveTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    /// A curve of minutes, each with so many openings that waited so long.
    private func curve(_ minutes: [(arrivals: Int, milliseconds: Int64)]) -> LoadCurve {
        var curve = LoadCurve(bins: 10)
        for (number, minute) in minutes.enumerated() {
            for arrival in 0..<minute.arrivals {
                curve.record(
                    arrival % 2 == 0 ? .open : .submit,
                    .milliseconds(minute.milliseconds),
                    at: Self.start.advanced(by: .minutes(Int64(number))),
                    bin: number % 10
                )
            }
        }
        curve.settle()
        return curve
    }

    @Test func `waits are counted with the minutes in which about as many came`() {
        let curve = curve([(1, 10), (3, 20), (2, 20), (40, 30), (33, 30)])
        #expect(curve.steps.map(\.least) == [1, 2, 32])
        #expect(curve.steps.map(\.waits.count) == [1, 5, 73])
        let open = curve.overTime(.open, percentile: 95)
        #expect(open == [10, 20, 20, 30, 30, nil, nil, nil, nil, nil])
    }

    @Test func `of a bin's waits the rank is the least that so many are at or below`() {
        var curve = LoadCurve(bins: 1)
        for wait in [40, 10, 30, 20] as [Int64] {
            curve.record(.submit, .milliseconds(wait), at: Self.start, bin: 0)
        }
        let ranks = [1.0, 25, 26, 50, 95, 100].map { curve.overTime(.submit, percentile: $0)[0] }
        #expect(ranks == [10, 10, 20, 20, 40, 40])
    }

    @Test func `the knee is where waits are twice as long for good`() {
        let calm = (0..<30).map { _ in (1, Int64(100)) }
        #expect(curve(calm + [(64, 500)]).knee == 64)
        #expect(curve(calm + [(40, 150), (150, 900)]).knee == 128)
        // A busy time that was borne is no knee, nor is a slow one before it.
        #expect(curve(calm + [(40, 900), (150, 150)]).knee == nil)
        #expect(curve(calm + [(64, 150)]).knee == nil)
        // Too few to tell.
        #expect(curve(calm + [(10, 9_000)]).knee == nil)
        #expect(curve([]).knee == nil && curve([]).steps.isEmpty)
    }

    @Test func `what waits behind openings and submissions is another queue's`() {
        var curve = LoadCurve(bins: 1)
        curve.record(.score, .seconds(1), at: Self.start, bin: 0)
        curve.settle()
        #expect(curve.steps.isEmpty && curve.overTime(.open, percentile: 95).isEmpty)
    }
}
