import Domain
import Testing

@testable import FraudEngine

@Suite struct PictureMemoryTests {
    private func phone(_ picture: String, model: String = "Pixel 8") -> Fingerprint {
        Fingerprint(device: model, screen: "412x915", webglHash: picture)
    }

    @Test func `a picture is rare among many, not among few`() {
        var memory = PictureMemory()
        for _ in 1..<PictureMemory.sightingsNeeded { memory.add(phone("mali")) }
        #expect(memory.share(of: phone("swiftshader")) == nil)
        memory.add(phone("mali"))
        #expect(memory.share(of: phone("swiftshader")) == 0)
        #expect(memory.share(of: phone("mali")) == 1)
        for _ in 0..<PictureMemory.sightingsNeeded { memory.add(phone("adreno")) }
        #expect(memory.share(of: phone("mali")) == 0.5)
        #expect(memory.share(of: phone("mali", model: "SM-A546B")) == nil)
    }

    @Test func `who draws nothing, or names no model, has no picture`() {
        var memory = PictureMemory()
        for _ in 0..<50 { memory.add(phone("")) }
        #expect(memory.share(of: phone("")) == nil)
        for _ in 0..<50 { memory.add(phone("mali", model: "")) }
        #expect(memory.share(of: phone("mali", model: "")) == nil)
    }

    @Test func `no more models are kept than asked for`() {
        var memory = PictureMemory(capacity: 1)
        for _ in 0..<50 {
            memory.add(phone("mali"))
            memory.add(phone("mali", model: "SM-A546B"))
        }
        #expect(memory.share(of: phone("mali")) == 1)
        #expect(memory.share(of: phone("mali", model: "SM-A546B")) == nil)
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
        _ = baseline.learn(
            Visit(address: IPAddress(v4: 1), fingerprint: phone(146), referrer: ""),
            geo: GeoRecord(),
            at: Instant(microseconds: 0)
        )
        #expect(baseline.hadNewerBrowser(than: phone(145)))
        #expect(!baseline.hadNewerBrowser(than: phone(146)))
        #expect(!baseline.hadNewerBrowser(than: phone(147)))
    }
}
