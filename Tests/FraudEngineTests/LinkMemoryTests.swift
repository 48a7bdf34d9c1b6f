import Domain
import Testing

@testable import FraudEngine

@Suite struct LinkMemoryTests {
    private let token = TokenID(high: 0, low: 1)
    private let pixel = Fingerprint(device: "Pixel 8", screen: "412x915", language: "en-GB")
    private let galaxy = Fingerprint(device: "SM-A546B", screen: "360x780", language: "en-NG")

    /// An opening; each comes a minute after the one before.
    private func access(
        _ number: UInt64,
        by fingerprint: Fingerprint,
        after wait: Duration = .zero
    ) -> Access {
        Access(
            id: AccessID(high: 0, low: number),
            tokenID: token,
            guestID: nil,
            eventID: nil,
            openedAt: Instant(microseconds: 0).advanced(by: .minutes(Int64(number)) + wait),
            visit: Visit(address: IPAddress(v4: 1), fingerprint: fingerprint, referrer: ""),
            earlierAccesses: 0,
            rejection: nil
        )
    }

    private func add(
        _ access: Access,
        to memory: inout LinkMemory,
        of link: TokenID? = nil,
        isDoubted: Bool = false
    ) {
        let opening = CountedOpening(
            access: access.id,
            token: link ?? token,
            host: HostID(high: 0, low: 1),
            address: access.visit.address,
            fingerprint: access.visit.fingerprint,
            network: .home,
            openedAt: access.openedAt,
            countedAt: access.openedAt,
            isDoubted: isDoubted
        )
        memory.add(opening, countedAs: access.id.low)
    }

    @Test func `a link that nobody has opened knows nobody`() {
        let past = LinkMemory().past(of: token, before: access(1, by: pixel))
        #expect(past == LinkMemory.Past())
        #expect(past.isFirstDevice == nil && past.isFirstLanguage == nil)
    }

    @Test func `whoever opens a link first stays its first`() {
        var memory = LinkMemory()
        add(access(1, by: pixel), to: &memory)
        let own = memory.past(of: token, before: access(2, by: pixel))
        #expect(own.isFirstDevice == true && own.isFirstLanguage == true && own.otherDevices == 0)
        let other = memory.past(of: token, before: access(2, by: galaxy))
        #expect(other.isFirstDevice == false && other.isFirstLanguage == false)
        #expect(other.otherDevices == 1)
        for number in 2...9 { add(access(UInt64(number), by: galaxy), to: &memory) }
        let later = memory.past(of: token, before: access(10, by: galaxy))
        #expect(later == other)
        let elsewhere = TokenID(high: 0, low: 2)
        #expect(memory.past(of: elsewhere, before: access(2, by: pixel)) == LinkMemory.Past())
    }

    @Test func `an updated browser is on the same device`() {
        var memory = LinkMemory()
        add(access(1, by: pixel), to: &memory)
        let updated = Fingerprint(
            userAgent: "newer",
            browserMajor: 150,
            device: "Pixel 8",
            screen: "412x915",
            language: "de-DE"
        )
        let past = memory.past(of: token, before: access(2, by: updated))
        #expect(past.isFirstDevice == true && past.isFirstLanguage == false)
    }

    @Test func `a form is not measured against its own opening`() {
        var memory = LinkMemory()
        add(access(1, by: pixel), to: &memory)
        #expect(memory.past(of: token, before: access(1, by: pixel)) == LinkMemory.Past())
        add(access(2, by: galaxy), to: &memory)
        let past = memory.past(of: token, before: access(1, by: pixel))
        #expect(past.isFirstDevice == false && past.otherDevices == 1)
    }

    @Test func `no more is kept than can be told apart`() {
        var memory = LinkMemory()
        for number in 1...20 {
            let device = Fingerprint(device: "\(number)")
            add(access(UInt64(number), by: device), to: &memory)
        }
        let past = memory.past(of: token, before: access(99, by: pixel))
        #expect(past.otherDevices == LinkMemory.devicesKept)
    }

    @Test func `the link opened longest ago makes way`() {
        var memory = LinkMemory(capacity: 2)
        for number in 1...3 as ClosedRange<UInt64> {
            add(access(number, by: pixel), to: &memory, of: TokenID(high: 0, low: number))
        }
        func isKnown(_ number: UInt64) -> Bool {
            memory.past(of: TokenID(high: 0, low: number), before: access(9, by: pixel))
                .isFirstDevice == true
        }
        #expect([1, 2, 3].map(isKnown) == [false, true, true])
    }

    @Test func `a doubted device is nobody's first, and new all the same`() {
        var memory = LinkMemory()
        add(access(1, by: galaxy), to: &memory, isDoubted: true)
        let past = memory.past(of: token, before: access(2, by: pixel))
        #expect(past.isFirstDevice == nil && past.otherDevices == 0)
        #expect(past.newDevices == 1 && past.others == [1])
    }

    @Test func `a device is new on a link for two days, and remembered for longer`() {
        var memory = LinkMemory()
        add(access(1, by: galaxy), to: &memory)
        for (wait, isNew) in [
            (Duration.zero, true), (.days(2) - .minutes(1), true), (.days(2), false),
        ] {
            let past = memory.past(of: token, before: access(2, by: pixel, after: wait))
            #expect(past.newDevices == (isNew ? 1 : 0), "\(wait)")
            #expect(past.others == [1] && past.otherDevices == 1)
        }
    }

    @Test func `neither a device's own coming nor another look of it makes it new`() {
        var memory = LinkMemory()
        for number in 1...3 as ClosedRange<UInt64> { add(access(number, by: galaxy), to: &memory) }
        #expect(memory.past(of: token, before: access(4, by: galaxy)).newDevices == 0)
        #expect(memory.past(of: token, before: access(4, by: pixel)).newDevices == 1)
        #expect(memory.past(of: token, before: access(1, by: pixel)).newDevices == 0)
    }

    @Test func `of many that came the latest are remembered`() {
        var memory = LinkMemory()
        for number in 1...20 as ClosedRange<UInt64> {
            add(access(number, by: Fingerprint(device: "\(number)")), to: &memory, isDoubted: true)
        }
        let past = memory.past(of: token, before: access(99, by: pixel))
        #expect(past.others == Array(13...20))
    }
}
