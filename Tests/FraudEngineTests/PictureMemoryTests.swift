import Domain
import Testing

@testable import FraudEngine

@Suite struct PictureMemoryTests {
    private let host = HostID(high: 0, low: 1)
    private let start = Instant(microseconds: 0)

    private func phone(_ picture: String, model: String = "Pixel 8") -> Fingerprint {
        Fingerprint(device: model, screen: "412x915", webglHash: picture)
    }

    private func day(_ number: Int) -> Instant { start.advanced(by: .days(Int64(number))) }

    private func share(
        _ fingerprint: Fingerprint,
        in memory: PictureMemory,
        onDay day: Int = 0
    )
        -> Double?
    {
        memory.share(of: fingerprint, for: host, at: self.day(day))
    }

    @Test func `a picture is rare among many, not among few`() {
        var memory = PictureMemory()
        for _ in 1..<PictureMemory.sightingsNeeded {
            memory.add(phone("mali"), of: host, at: start)
        }
        #expect(share(phone("swiftshader"), in: memory) == nil)
        memory.add(phone("mali"), of: host, at: start)
        #expect(share(phone("swiftshader"), in: memory) == 0)
        #expect(share(phone("mali"), in: memory) == 1)
        for _ in 0..<PictureMemory.sightingsNeeded {
            memory.add(phone("adreno"), of: host, at: start)
        }
        #expect(share(phone("mali"), in: memory) == 0.5)
        #expect(share(phone("mali", model: "SM-A546B"), in: memory) == nil)
    }

    @Test func `who draws nothing, or names no model, has no picture`() {
        var memory = PictureMemory()
        for _ in 0..<50 { memory.add(phone(""), of: host, at: start) }
        #expect(share(phone(""), in: memory) == nil)
        for _ in 0..<50 { memory.add(phone("mali", model: ""), of: host, at: start) }
        #expect(share(phone("mali", model: ""), in: memory) == nil)
    }

    @Test func `no more models are kept than asked for, the latest`() {
        var memory = PictureMemory(capacity: 1)
        for model in ["Pixel 8", "SM-A546B"] {
            for _ in 0..<50 { memory.add(phone("mali", model: model), of: host, at: start) }
        }
        #expect(share(phone("mali"), in: memory) == nil)
        #expect(share(phone("mali", model: "SM-A546B"), in: memory) == 1)
    }

    /// A host who makes up guests and lets them answer from made-up phones.
    @Test func `what one host's guests draw blinds nobody else's`() {
        var memory = PictureMemory()
        let liar = HostID(high: 0, low: 2)
        for number in 0..<640 { memory.add(phone("made up \(number % 64)"), of: liar, at: start) }
        #expect(share(phone("mali"), in: memory) == nil)
        #expect(memory.share(of: phone("mali"), for: liar, at: start) == 0)
        for _ in 0..<30 { memory.add(phone("mali"), of: host, at: start) }
        #expect(share(phone("mali"), in: memory) == 30.0 / 31)
        #expect(share(phone("made up 7"), in: memory) == 1.0 / 31)
    }

    @Test func `many hosts' guests speak for those of a host who has none of that model yet`() {
        var memory = PictureMemory()
        for number in 2...25 as ClosedRange<UInt64> {
            let other = HostID(high: 0, low: number)
            for _ in 0..<5 { memory.add(phone("mali"), of: other, at: start) }
            if number % 2 == 0 { memory.add(phone("adreno"), of: other, at: start) }
        }
        #expect(share(phone("mali"), in: memory) == 1)
        #expect(share(phone("adreno"), in: memory) == 0.5)
        #expect(share(phone("swiftshader"), in: memory) == 0)
    }

    @Test func `hosts and pictures of a model are bounded, and what is seen often stays`() {
        var memory = PictureMemory()
        for number in 1...300 as ClosedRange<UInt64> {
            memory.add(phone("mali"), of: HostID(high: 1, low: number), at: day(Int(number) / 10))
        }
        for _ in 0..<100 { memory.add(phone("mali"), of: host, at: day(30)) }
        for number in 0..<1_000 { memory.add(phone("\(number)"), of: host, at: day(30)) }
        // 100 of the host's own, 63 others of them that are kept, 99 other hosts.
        #expect(share(phone("mali"), in: memory, onDay: 30) == 199.0 / (163 + 99))
    }

    @Test func `pictures are forgotten`() {
        var memory = PictureMemory()
        for _ in 0..<30 { memory.add(phone("old"), of: host, at: day(0)) }
        for _ in 0..<30 { memory.add(phone("new"), of: host, at: day(80)) }
        #expect(share(phone("old"), in: memory, onDay: 89) == 0.5)
        memory.add(phone("newer"), of: host, at: day(95))
        #expect(share(phone("old"), in: memory, onDay: 95) == 0)
        #expect(share(phone("new"), in: memory, onDay: 200) == nil)
    }

    @Test func `what an impostor's phone drew is taken back`() {
        var memory = PictureMemory()
        for _ in 0..<20 { memory.add(phone("mali"), of: host, at: start) }
        memory.add(phone("swiftshader"), of: host, at: start)
        memory.remove(phone("swiftshader"), of: host)
        #expect(share(phone("swiftshader"), in: memory) == 0)
        memory.remove(phone("mali"), of: host)
        #expect(share(phone("mali"), in: memory) == nil)
    }
}

/// What a browser claims against itself.
@Suite struct ContradictionTests {
    private func claims(
        _ userAgent: String,
        os: String,
        browser: String = "Chrome",
        major: Int = 146,
        isTouch: Bool = true,
        hasJavaScript: Bool = true
    ) -> Int {
        Fingerprint(
            userAgent: userAgent,
            browser: browser,
            browserMajor: major,
            os: os,
            device: "Pixel 8",
            isTouch: isTouch,
            hasJavaScript: hasJavaScript
        ).contradictions
    }

    private let android = "Mozilla/5.0 (Linux; Android 10; K) Chrome/146.0.0.0 Mobile Safari/537.36"

    @Test func `a phone that is what it says contradicts nothing`() {
        #expect(claims(android, os: "Android 16") == 0)
        let iPhone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) Version/26.0 Safari/604"
        #expect(claims(iPhone, os: "iOS 26", browser: "Safari", major: 26) == 0)
        let view = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) Mobile/15E148"
        #expect(claims(view, os: "iOS 26", browser: "iOS WebView", major: 26) == 0)
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/146.0.0.0 Safari/537.36"
        #expect(claims(windows, os: "Windows 11", isTouch: false) == 0)
    }

    @Test func `a phone that is not touched, another system, another version`() {
        #expect(claims(android, os: "Android 16", isTouch: false) == 1)
        #expect(claims(android, os: "Windows 11", isTouch: false) == 1)
        #expect(claims(android, os: "Android 16", major: 120) == 1)
        #expect(claims(android, os: "iOS 26", major: 26, isTouch: false) == 3)
    }

    @Test func `what runs no script claims nothing`() {
        #expect(claims("curl/8", os: "", major: 0, isTouch: false, hasJavaScript: false) == 0)
    }

    @Test func `a trusted device's browser does not grow younger`() {
        func phone(_ major: Int) -> Fingerprint {
            Fingerprint(
                browser: "Chrome",
                browserMajor: major,
                device: "Pixel 8",
                screen: "412x915"
            )
        }
        var baseline = Baseline(home: nil, invitedAt: nil)
        baseline.learn(
            Visit(address: IPAddress(v4: 1), fingerprint: phone(146), referrer: ""),
            geo: GeoRecord(),
            at: Instant(microseconds: 0)
        )
        #expect(baseline.hadNewerBrowser(than: phone(145)))
        #expect(!baseline.hadNewerBrowser(than: phone(146)))
        #expect(!baseline.hadNewerBrowser(than: phone(147)))
    }
}
