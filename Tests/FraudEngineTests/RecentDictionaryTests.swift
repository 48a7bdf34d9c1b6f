import Domain
import Testing

@testable import FraudEngine

@Suite struct RecentDictionaryTests {
    private let start = Instant(microseconds: 0)
    private func host(_ number: Int) -> HostID { HostID(high: 0, low: UInt64(number)) }

    @Test func `a value is changed where it lies, from an initial one`() {
        var counts = RecentDictionary<String, Int>(capacity: 2)
        #expect(counts["a"] == nil)
        counts.change("a", from: 10, by: host(1), at: start) { $0 += 1 }
        counts.change("a", from: 10, by: host(1), at: start) { $0 += 1 }
        counts.update("a") { $0 *= 2 }
        counts.update("b") { $0 += 1 }
        #expect(counts["a"] == 24 && counts["b"] == nil && counts.count == 1)
    }

    @Test func `the key changed longest ago makes way`() {
        var counts = RecentDictionary<String, Int>(capacity: 2)
        for key in ["a", "b", "a", "c"] {
            counts.change(key, from: 0, by: host(1), at: start) { $0 += 1 }
        }
        #expect(counts["a"] == 2 && counts["b"] == nil && counts["c"] == 1)
    }

    @Test func `a key that is only looked at or updated is no more recent for it`() {
        var counts = RecentDictionary<String, Int>(capacity: 2)
        for key in ["a", "b"] { counts.change(key, from: 0, by: host(1), at: start) { $0 += 1 } }
        counts.update("a") { $0 += 1 }
        counts.change("c", from: 0, by: host(1), at: start) { $0 += 1 }
        #expect(counts["a"] == nil && counts["b"] == 1)
    }

    @Test func `whoever changes the most makes way first`() {
        var counts = RecentDictionary<Int, Int>(capacity: 10)
        for key in 1...4 { counts.change(key, from: key, by: host(1), at: start) { _ in } }
        for key in 100..<1_000 { counts.change(key, from: key, by: host(2), at: start) { _ in } }
        #expect((1...4).allSatisfy { counts[$0] == $0 })
        #expect(counts.count == 10 && counts[999] == 999 && counts[994] == 994)
        #expect(counts[993] == nil)
    }

    @Test func `a key belongs to whoever changed it last`() {
        var counts = RecentDictionary<Int, Int>(capacity: 4)
        for key in 1...3 { counts.change(key, from: key, by: host(1), at: start) { _ in } }
        for key in 1...2 { counts.change(key, from: key, by: host(2), at: start) { _ in } }
        // The second has three with this one, of which its oldest makes way.
        for key in 4...5 { counts.change(key, from: key, by: host(2), at: start) { _ in } }
        #expect((1...5).filter { counts[$0] != nil } == [2, 3, 4, 5])
    }

    @Test func `a key is kept within its window`() {
        var counts = RecentDictionary<String, Int>(capacity: 10, window: .days(2))
        func day(_ number: Int64) -> Instant { start.advanced(by: .days(number)) }
        counts.change("a", from: 0, by: host(1), at: day(0)) { $0 += 1 }
        counts.change("b", from: 0, by: host(1), at: day(1)) { $0 += 1 }
        counts.change("a", from: 0, by: host(1), at: day(2)) { $0 += 1 }
        counts.change("c", from: 0, by: host(1), at: day(4)) { $0 += 1 }
        #expect(counts["a"] == 2 && counts["b"] == nil && counts["c"] == 1)
    }

    @Test func `a key changed a million times costs no more room than one`() {
        var counts = RecentDictionary<String, Int>(capacity: 10)
        counts.change("quiet", from: 0, by: host(1), at: start) { $0 += 1 }
        for _ in 0..<100_000 {
            counts.change("busy", from: 0, by: host(1), at: start) { $0 += 1 }
        }
        #expect(counts["quiet"] == 1 && counts["busy"] == 100_000)
        #expect(counts.changesKept < 200)
    }
}
