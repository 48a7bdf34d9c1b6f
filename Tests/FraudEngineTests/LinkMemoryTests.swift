import Domain
import Testing

@testable import FraudEngine

@Suite struct LinkMemoryTests {
    private let token = TokenID(high: 0, low: 1)
    private let pixel = Fingerprint(device: "Pixel 8", screen: "412x915", language: "en-GB")
    private let galaxy = Fingerprint(device: "SM-A546B", screen: "360x780", language: "en-NG")

    private func access(_ number: UInt64) -> AccessID { AccessID(high: 0, low: number) }

    @Test func `a link that nobody has opened knows nobody`() {
        let past = LinkMemory().past(of: token, before: access(1), by: pixel)
        #expect(past == LinkMemory.Past())
        #expect(past.isFirstDevice == nil && past.isFirstLanguage == nil)
    }

    @Test func `whoever opens a link first stays its first`() {
        var memory = LinkMemory()
        memory.add(access(1), of: token, by: pixel)
        let own = memory.past(of: token, before: access(2), by: pixel)
        #expect(own.isFirstDevice == true && own.isFirstLanguage == true && own.otherDevices == 0)
        let other = memory.past(of: token, before: access(2), by: galaxy)
        #expect(other.isFirstDevice == false && other.isFirstLanguage == false)
        #expect(other.otherDevices == 1)
        for number in 2...9 { memory.add(access(UInt64(number)), of: token, by: galaxy) }
        #expect(memory.past(of: token, before: access(10), by: galaxy) == other)
        let elsewhere = TokenID(high: 0, low: 2)
        #expect(memory.past(of: elsewhere, before: access(2), by: pixel) == LinkMemory.Past())
    }

    @Test func `an updated browser is on the same device`() {
        var memory = LinkMemory()
        memory.add(access(1), of: token, by: pixel)
        let updated = Fingerprint(
            userAgent: "newer",
            browserMajor: 150,
            device: "Pixel 8",
            screen: "412x915",
            language: "de-DE"
        )
        let past = memory.past(of: token, before: access(2), by: updated)
        #expect(past.isFirstDevice == true && past.isFirstLanguage == false)
    }

    @Test func `a form is not measured against its own opening`() {
        var memory = LinkMemory()
        memory.add(access(1), of: token, by: pixel)
        #expect(memory.past(of: token, before: access(1), by: pixel) == LinkMemory.Past())
        memory.add(access(2), of: token, by: galaxy)
        let past = memory.past(of: token, before: access(1), by: pixel)
        #expect(past.isFirstDevice == false && past.otherDevices == 1)
    }

    @Test func `no more is kept than can be told apart`() {
        var memory = LinkMemory()
        for number in 1...20 {
            let device = Fingerprint(device: "\(number)")
            memory.add(access(UInt64(number)), of: token, by: device)
        }
        let past = memory.past(of: token, before: access(99), by: pixel)
        #expect(past.otherDevices == LinkMemory.devicesKept)
    }

    @Test func `the link opened longest ago makes way`() {
        var memory = LinkMemory(capacity: 2)
        for number in 1...3 as ClosedRange<UInt64> {
            memory.add(access(number), of: TokenID(high: 0, low: number), by: pixel)
        }
        func isKnown(_ number: UInt64) -> Bool {
            memory.past(of: TokenID(high: 0, low: number), before: access(9), by: pixel)
                .isFirstDevice == true
        }
        #expect([1, 2, 3].map(isKnown) == [false, true, true])
    }
}
