import Testing

@testable import FraudEngine

@Suite struct RecentDictionaryTests {
    @Test func `a value is changed where it lies, from an initial one`() {
        var counts = RecentDictionary<String, Int>(capacity: 2)
        #expect(counts["a"] == nil)
        counts.change("a", from: 10) { $0 += 1 }
        counts.change("a", from: 10) { $0 += 1 }
        #expect(counts["a"] == 12)
    }

    @Test func `the key changed longest ago makes way`() {
        var counts = RecentDictionary<String, Int>(capacity: 2)
        for key in ["a", "b", "a", "c"] { counts.change(key, from: 0) { $0 += 1 } }
        #expect(counts["a"] == 2 && counts["b"] == nil && counts["c"] == 1)
    }

    @Test func `so is one unchanged for four times as many changes as there are keys`() {
        var counts = RecentDictionary<String, Int>(capacity: 3)
        counts.change("quiet", from: 0) { $0 += 1 }
        for _ in 0..<11 { counts.change("busy", from: 0) { $0 += 1 } }
        #expect(counts["quiet"] == 1)
        for _ in 0..<89 { counts.change("busy", from: 0) { $0 += 1 } }
        #expect(counts["quiet"] == nil && counts["busy"] == 100)
    }
}
