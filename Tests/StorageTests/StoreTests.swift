import Domain
import Storage
import Testing

@Suite struct StoreTests {
    @Test func `a new store is empty`() throws {
        let store = try Store(path: nil, durability: .everyStep, outlet: RecordingOutlet())
        #expect(try store.step { try $0.event(EventID(high: 1, low: 1)) } == nil)
    }
}

final class RecordingOutlet: Outlet, @unchecked Sendable {
    var payloads: [Message.Payload] = []
    func publish(_ payload: Message.Payload) { payloads.append(payload) }
    func saw(_ occurrence: Occurrence) {}
}
