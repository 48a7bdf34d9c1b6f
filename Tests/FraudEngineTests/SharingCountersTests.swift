import Domain
import FraudEngine
import Testing

/// The limits of what is remembered; what is counted at all stands in `SharingCountersTests`.
@Suite struct SharingCountersLimitsTests {
    private let start = Instant(microseconds: 0)
    private let host = HostID(high: 0, low: 1)
    private func token(_ number: Int) -> TokenID { TokenID(high: 0, low: UInt64(number)) }
    private func day(_ number: Int) -> Instant { start.advanced(by: .days(Int64(number))) }

    /// An office whose address is never quiet for a week used to gather links for ever.
    @Test func `a busy address forgets each link in its time`() {
        var counters = SharingCounters(window: .days(7))
        for number in 0..<60 { counters.add(token(number), of: host, on: 1, at: day(number)) }
        // Days 52 to 59 are within seven days of day 59.
        #expect(counters.others(than: token(999), of: host, on: 1, at: day(59)) == 8)
        #expect(counters.others(than: token(59), of: host, on: 1, at: day(59)) == 7)
        #expect(counters.others(than: token(999), of: host, on: 1, at: day(200)) == 0)
    }

    @Test func `less may be asked than is remembered, and no more`() {
        var counters = SharingCounters(window: .days(30))
        for number in 0..<60 { counters.add(token(number), of: host, on: 1, at: day(number)) }
        func others(within days: Int?) -> Int {
            counters.others(
                than: token(59),
                of: host,
                on: 1,
                at: day(59),
                within: days.map { .days(Int64($0)) }
            )
        }
        #expect([7, 30, 50, nil].map(others) == [7, 30, 30, 30])
    }

    @Test func `a link that comes again is remembered from then on`() {
        var counters = SharingCounters(window: .days(7))
        for number in 0..<5 { counters.add(token(1), of: host, on: 1, at: day(5 * number)) }
        #expect(counters.others(than: token(2), of: host, on: 1, at: day(26)) == 1)
    }

    @Test func `one address remembers 64 links, the latest`() {
        var counters = SharingCounters(window: .days(7))
        for number in 0..<100 { counters.add(token(number), of: host, on: 1, at: day(0)) }
        #expect(counters.others(than: token(999), of: host, on: 1, at: day(0)) == 64)
        #expect(counters.others(than: token(99), of: host, on: 1, at: day(0)) == 63)
    }

    @Test func `at most so many uses are remembered, the oldest make way`() {
        var counters = SharingCounters(window: .days(7), capacity: 10)
        for number in 0..<20 {
            counters.add(token(number), of: host, on: UInt64(number), at: day(0))
        }
        let known = (0..<20).filter { key in
            counters.others(than: token(999), of: host, on: UInt64(key), at: day(0)) == 1
        }
        #expect(known == Array(10..<20))
    }

    @Test func `keys are FNV-1a over the bytes, the same in every process`() {
        // 16 zero bytes and 240.0.0.1's, hashed by hand in Python from the published constants.
        #expect(SharingCounters.key(of: IPAddress(v4: 0)) == 0x8820_1FB9_60FF_6465)
        #expect(SharingCounters.key(of: IPAddress(v4: 0xF000_0001)) == 0x1B0C_C62A_8589_A9D4)
    }

    @Test func `equal phones at two addresses are two devices`() {
        let one = SharingCounters.key(of: .iPhone, at: IPAddress(v4: 1))
        #expect(one == SharingCounters.key(of: .iPhone, at: IPAddress(v4: 1)))
        #expect(one != SharingCounters.key(of: .iPhone, at: IPAddress(v4: 2)))
        #expect(one != SharingCounters.key(of: .bare, at: IPAddress(v4: 1)))
    }
}
