import Domain
import Messaging
import Testing

@Suite struct KeyspaceTests {
    private let start = Instant(microseconds: 0)

    @Test func `a value is gone once its time is up`() {
        let keys = Keyspace<String, Int>(capacity: 10)
        keys.set("a", to: 1, for: .seconds(60), at: start)
        #expect(keys.value(of: "a", at: start.advanced(by: .seconds(59))) == 1)
        #expect(keys.value(of: "a", at: start.advanced(by: .seconds(60))) == nil)
    }

    @Test func `a counter starts anew when its window is over`() {
        let keys = Keyspace<String, Int>(capacity: 10)
        let counts = [0, 1, 59, 60, 61].map {
            keys.increment("ip", window: .seconds(60), at: start.advanced(by: .seconds($0)))
        }
        #expect(counts == [1, 2, 3, 1, 2])
    }

    @Test func `the oldest make way when there are too many`() {
        let keys = Keyspace<Int, Int>(capacity: 3)
        for key in 0..<5 { keys.set(key, to: key, for: .seconds(60), at: start) }
        #expect((0..<5).map { keys.value(of: $0, at: start) } == [nil, nil, 2, 3, 4])
    }

    @Test func `a value set again outlives its first deadline`() {
        let keys = Keyspace<String, Int>(capacity: 10)
        keys.set("a", to: 1, for: .seconds(10), at: start)
        keys.set("a", to: 2, for: .seconds(100), at: start.advanced(by: .seconds(5)))
        for second in 20..<30 {
            keys.set("b", to: 0, for: .seconds(1), at: start.advanced(by: .seconds(second)))
        }
        #expect(keys.value(of: "a", at: start.advanced(by: .seconds(50))) == 2)
    }
}
