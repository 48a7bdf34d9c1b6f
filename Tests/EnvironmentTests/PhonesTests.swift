import Domain
import Runtime
import Simulation
import Synchronization
import Testing
import VirtualTime

/// Where a guest looks for a code.
@Suite struct PhonesTests {
    private static let guest = GuestID(high: 2, low: 1)

    /// What somebody reads who looks there for a minute, while these codes arrive, a second apart.
    private func read(
        _ channel: Notification.Channel?,
        before: [(String, Notification.Channel)] = [],
        meanwhile: [(String, Notification.Channel)] = []
    ) -> String? {
        let runtime = VirtualRuntime(
            start: Instant(microseconds: 1_780_315_200_000_000),
            seed: 1
        )
        let phones = Phones(runtime: runtime)
        let found = Mutex<String?>(nil)
        for (code, way) in before { phones.receive(code: code, by: way, for: Self.guest) }
        runtime.spawn("guest") {
            let code = try await phones.code(
                for: Self.guest,
                by: channel,
                since: runtime.now.advanced(by: .seconds(-5)),
                patience: .minutes(1)
            )
            found.withLock { $0 = code }
        }
        runtime.spawn("codes") {
            for (code, way) in meanwhile {
                try await runtime.sleep(for: .seconds(1))
                phones.receive(code: code, by: way, for: Self.guest)
            }
        }
        runtime.advance(to: runtime.now.advanced(by: .minutes(2)))
        runtime.end()
        return found.withLock { $0 }
    }

    @Test func `whoever looks into their mail does not see a text message`() {
        #expect(read(.email, meanwhile: [("111111", .sms), ("222222", .email)]) == "222222")
        #expect(read(.email, before: [("111111", .sms)]) == nil)
        #expect(read(.email, before: [("222222", .email)]) == "222222")
    }

    @Test func `whoever looks everywhere takes what comes first`() {
        #expect(read(nil, meanwhile: [("111111", .sms), ("222222", .email)]) == "111111")
        #expect(read(nil, before: [("222222", .email)]) == "222222")
        #expect(read(nil) == nil)
    }
}
