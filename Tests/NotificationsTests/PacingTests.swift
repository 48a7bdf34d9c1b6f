import Domain
import Testing
import VirtualTime

@testable import Notifications

private let start = Instant(microseconds: 1_780_000_000_000_000)

/// The most calls that any half-open second holds: a window over sorted instants.
func mostInOneSecond(_ instants: [Instant]) -> Int {
    var most = 0
    var first = 0
    for last in instants.indices {
        while instants[last] - instants[first] >= .seconds(1) { first += 1 }
        most = max(most, last - first + 1)
    }
    return most
}

@Suite struct TokenBucketTests {
    @Test(arguments: [1, 3, 7, 14, 30, 99, 100, 333])
    func `no sliding second holds more calls than the rate, however they arrive`(rate: Int) {
        var stream = RandomStream(seed: 1, name: "arrivals/\(rate)")
        for _ in 0..<20 {
            var bucket = TokenBucket(perSecond: rate, startingAt: start)
            var now = start
            var granted: [Instant] = []
            for _ in 0..<2_000 {
                // Bursts at one instant, pauses of up to three seconds, and all between.
                if stream.bool(probability: 0.3) {
                    now = now.advanced(by: stream.duration(exponentialMean: .milliseconds(40)))
                }
                if stream.bool(probability: 0.002) { now = now.advanced(by: .seconds(3)) }
                granted.append(bucket.take(at: now))
            }
            #expect(mostInOneSecond(granted) <= rate)
            #expect(granted == granted.sorted())
        }
    }

    @Test func `a backlog drains at the full rate`() {
        var bucket = TokenBucket(perSecond: 100, startingAt: start)
        let granted = (0..<500).map { _ in bucket.take(at: start) }
        #expect(mostInOneSecond(granted) == 100)
        #expect(granted.last == start.advanced(by: .seconds(5)))
    }

    @Test func `a rate that does not divide a second is rounded to the safe side`() {
        // 1 s / 14 = 71,428.57 µs.
        var bucket = TokenBucket(perSecond: 14, startingAt: start)
        #expect(bucket.take(at: start) == start.advanced(by: .microseconds(71_429)))
    }

    @Test func `a restarted bucket keeps its distance from the calls before it`() {
        var first = TokenBucket(perSecond: 100, startingAt: start)
        let before = (0..<100).map { _ in first.take(at: start) }
        var second = TokenBucket(perSecond: 100, startingAt: before[99])
        let after = (0..<100).map { _ in second.take(at: before[99]) }
        #expect(mostInOneSecond(before + after) == 100)
    }

    @Test func `nothing is granted during a pause`() {
        var bucket = TokenBucket(perSecond: 100, startingAt: start)
        bucket.pause(until: start.advanced(by: .seconds(9)))
        #expect(bucket.take(at: start) == start.advanced(by: .seconds(9)))
        #expect(bucket.take(at: start) == start.advanced(by: .milliseconds(9_010)))
    }
}

@Suite struct PaceTests {
    @Test func `throttling halves the rate once a second, successes give it back`() {
        var pace = Pace(perSecond: 100, startingAt: start)
        let later = start.advanced(by: .seconds(10))
        pace.wasThrottled(at: later, retryAfter: nil)
        pace.wasThrottled(at: later.advanced(by: .milliseconds(10)), retryAfter: nil)
        #expect(pace.perSecond == 50)
        pace.wasThrottled(at: later.advanced(by: .seconds(1)), retryAfter: nil)
        #expect(pace.perSecond == 25)
        for second in 2...20 {
            pace.succeeded(at: later.advanced(by: .seconds(second)))
            pace.succeeded(at: later.advanced(by: .seconds(second)))
        }
        #expect(pace.perSecond == 100)
    }

    @Test func `it never falls below one call a second`() {
        var pace = Pace(perSecond: 14, startingAt: start)
        for second in 1...20 {
            pace.wasThrottled(at: start.advanced(by: .seconds(second)), retryAfter: nil)
        }
        #expect(pace.perSecond == 1)
    }

    @Test func `the provider's retry-after is kept to`() {
        var pace = Pace(perSecond: 14, startingAt: start)
        pace.wasThrottled(at: start, retryAfter: .seconds(30))
        #expect(pace.pausedUntil == start.advanced(by: .seconds(30)))
        #expect(pace.take(at: start) >= start.advanced(by: .seconds(30)))
    }
}

@Suite struct RetryScheduleTests {
    @Test(arguments: [(1, 2), (2, 4), (3, 8), (7, 128), (8, 256), (9, 300), (10, 300), (500, 300)])
    func `the ceiling doubles up to the cap`(attempt: Int, seconds: Int) {
        #expect(RetrySchedule().ceiling(afterAttempt: attempt) == .seconds(seconds))
    }

    @Test func `jitter is full, from nothing to the ceiling`() {
        let schedule = RetrySchedule()
        #expect(schedule.wait(afterAttempt: 3, random: 0) == .zero)
        #expect(schedule.wait(afterAttempt: 3, random: .max) == .seconds(8))
        // Half of 2^64 gives half of 8,000,001 choices, rounded down.
        #expect(schedule.wait(afterAttempt: 3, random: 1 << 63) == .seconds(4))
    }

    @Test func `the longest doubling does not overflow`() {
        let schedule = RetrySchedule(
            firstWait: .days(30_000),
            longestWait: .days(30_001),
            maxAttempts: 100
        )
        #expect(schedule.ceiling(afterAttempt: 60) == .days(30_001))
    }
}

@Suite struct CircuitTests {
    @Test func `it opens after five failures in a row and not before`() {
        var circuit = Circuit()
        for _ in 0..<4 { circuit.failed(startedAt: start, at: start) }
        circuit.succeeded(startedAt: start)
        for _ in 0..<4 { circuit.failed(startedAt: start, at: start) }
        #expect(circuit.admission(at: start) == .pass)
        circuit.failed(startedAt: start, at: start)
        #expect(circuit.admission(at: start) == .wait(until: start.advanced(by: .seconds(2))))
        #expect(circuit.admission(at: start.advanced(by: .seconds(2))) == .probe)
    }

    @Test func `each failed probe doubles the pause, up to the longest`() {
        var circuit = Circuit(threshold: 1)
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<7 {
            circuit.failed(startedAt: now, at: now)
            guard case .wait(let until) = circuit.admission(at: now) else { break }
            pauses.append(until - now)
            now = until
        }
        #expect(pauses == [2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
    }

    @Test func `a successful probe closes it`() {
        var circuit = Circuit(threshold: 1)
        circuit.failed(startedAt: start, at: start)
        circuit.succeeded(startedAt: start.advanced(by: .seconds(2)))
        #expect(circuit.isClosed)
    }

    @Test func `answers to calls from before it opened change nothing`() {
        var circuit = Circuit(threshold: 1)
        let before = start.advanced(by: .seconds(-1))
        circuit.failed(startedAt: before, at: start)
        circuit.failed(startedAt: before, at: start)
        circuit.succeeded(startedAt: before)
        #expect(circuit.admission(at: start) == .wait(until: start.advanced(by: .seconds(2))))
    }
}
