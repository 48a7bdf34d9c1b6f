import Domain
import Geolocation
import Testing

@testable import FraudEngine

@Suite struct FeatureTests {
    private let noon = Instant(microseconds: 1_780_315_200_000_000)  // Monday, 2026-06-01T12:00Z
    private let london = GeoPoint(latitude: 51.5085, longitude: -0.1257)
    private let manchester = GeoPoint(latitude: 53.4809, longitude: -2.2374)
    private let phone = Fingerprint(
        userAgent: "Mozilla/5.0 (iPhone)",
        browser: "Safari",
        browserMajor: 17,
        os: "iOS 17",
        device: "iPhone 15",
        screen: "393x852",
        timeZone: "Europe/London",
        language: "en-GB",
        webglHash: "a",
        isTouch: true,
        hasJavaScript: true
    )

    private var expectedInLondon: Baseline {
        Baseline(home: Home(country: "GB", city: "London", point: london), invitedAt: noon)
    }

    private func record(at point: GeoPoint, zone: String = "Europe/London") -> GeoRecord {
        GeoRecord(country: "GB", point: point, accuracyKm: 20, timeZone: zone, network: .home)
    }

    private func features(
        _ baseline: Baseline,
        geo: GeoRecord,
        after wait: Duration = .hours(1),
        visit: Visit? = nil,
        fill: Duration? = nil,
        openedFrom: Visit? = nil
    ) -> FeatureVector {
        let openedAt = noon.advanced(by: wait)
        let access = Access(
            id: AccessID(high: 1, low: 1),
            tokenID: nil,
            guestID: nil,
            eventID: nil,
            openedAt: openedAt,
            visit: visit ?? Visit(address: IPAddress(v4: 1), fingerprint: phone, referrer: ""),
            earlierAccesses: 3,
            rejection: nil
        )
        return FeatureVector(
            of: Sighting(
                of: access,
                baseline: baseline,
                geo: geo,
                form: fill.map {
                    SubmittedForm(
                        access: access,
                        openedFrom: openedFrom ?? access.visit,
                        fill: $0
                    )
                },
                tokensOnDevice: 1,
                tokensOnAddress: 2,
                zones: ZoneClock()
            )
        )
    }

    @Test func `a form that changed hands tells by its address, its device, or both`() {
        let served = Visit(address: IPAddress(v4: 1), fingerprint: phone, referrer: "")
        var moved = served
        moved.address = IPAddress(v4: 2)
        var other = served
        other.fingerprint = phone.with(timeZone: "Asia/Tokyo", language: "ja-JP")
        var stranger = other
        stranger.address = moved.address
        for (sender, expected) in [(served, 0.0), (moved, 1), (other, 2), (stranger, 3)] {
            let found = features(
                Baseline(home: nil, invitedAt: nil),
                geo: GeoRecord(),
                visit: sender,
                fill: .seconds(40),
                openedFrom: served
            )
            #expect(found[.changedHands] == expected)
        }
    }

    @Test func `a cookie is none, a trusted access's, or another`() {
        func visit(_ browser: UInt64?) -> Visit {
            Visit(
                address: IPAddress(v4: 1),
                fingerprint: phone,
                referrer: "",
                browser: browser.map { BrowserID(high: 0, low: $0) }
            )
        }
        var baseline = expectedInLondon
        // The same phone: in a private window it has no cookie, in another browser another one.
        baseline.learn(visit(nil), geo: GeoRecord(), at: noon)
        for browser in 1...4 as ClosedRange<UInt64> {
            baseline.learn(visit(browser), geo: GeoRecord(), at: noon)
        }
        let expected: [(UInt64?, Double)] = [(nil, 0), (1, 2), (2, 1), (4, 1), (5, 2)]
        for (browser, code) in expected {
            let found = features(baseline, geo: GeoRecord(), visit: visit(browser))
            #expect(found[.cookie] == code)
        }
    }

    @Test func `what nobody knows is not a number`() {
        let found = features(Baseline(home: nil, invitedAt: nil), geo: GeoRecord())
        let unknown: [Feature] = [
            .fingerprintMatch, .geoDistanceKm, .hourLocal, .browserConsistent, .geoAccuracyKm,
            .speedKmh, .clickDelaySeconds, .fillSeconds, .timeZoneMismatchHours, .weekday,
            .countryMatch, .changedHands, .firstDevice, .firstLanguage, .pictureShare,
        ]
        for feature in Feature.allCases {
            #expect(found[feature].isNaN == unknown.contains(feature), "\(feature)")
        }
    }

    @Test func `a first access is compared with the registration data`() {
        let found = features(
            expectedInLondon,
            geo: record(at: manchester),
            after: .minutes(30),
            fill: .seconds(9)
        )
        // London to Manchester by the great circle: 262 km.
        #expect(abs(found[.geoDistanceKm] - 262) < 2)
        #expect(found[.countryMatch] == 1)
        #expect(found[.geoAccuracyKm] == 20)
        #expect(found[.clickDelaySeconds] == 1_800)
        #expect(found[.fillSeconds] == 9)
        #expect(found[.hourLocal] == 13.5)  // British Summer Time
        #expect(found[.weekday] == 1)
        #expect(found[.accessCount] == 3)
        #expect(found[.tokensOnDevice] == 1)
        #expect(found[.tokensOnAddress] == 2)
        #expect(found[.baselineAccesses] == 0)
        #expect(found[.familiarAddress] == 0)
    }

    @Test func `a clock set to another part of the world is told from summer time`() {
        let lagos = record(at: london, zone: "Africa/Lagos")
        #expect(features(expectedInLondon, geo: lagos)[.timeZoneMismatchHours] == 0)
        let tokyo = record(at: london, zone: "Asia/Tokyo")
        #expect(features(expectedInLondon, geo: tokyo)[.timeZoneMismatchHours] == 8)
        let nowhere = record(at: london, zone: "Mars/Olympus")
        #expect(features(expectedInLondon, geo: nowhere)[.timeZoneMismatchHours].isNaN)
    }

    @Test func `a familiar device and address are known again`() {
        var baseline = expectedInLondon
        baseline.learn(
            Visit(address: IPAddress(v4: 1), fingerprint: phone, referrer: ""),
            geo: record(at: london),
            at: noon
        )
        let found = features(baseline, geo: record(at: london))
        #expect(found[.fingerprintMatch] == 1)
        #expect(found[.browserConsistent] == 1)
        #expect(found[.familiarAddress] == 1)
        #expect(found[.baselineAccesses] == 1)
        #expect(found[.speedKmh] == 0)
    }

    @Test func `speed is distance less both accuracy radii, over the time between`() {
        var baseline = expectedInLondon
        baseline.learn(
            Visit(address: IPAddress(v4: 1), fingerprint: phone, referrer: ""),
            geo: record(at: london),
            at: noon
        )
        // 262 km less 20 and 20, in two hours: 111 km/h.
        let found = features(baseline, geo: record(at: manchester), after: .hours(2))
        #expect(abs(found[.speedKmh] - 111) < 1)
    }

    /// A form opened on the train and sent off at home, after the link was opened there too.
    @Test func `an access opened before the last trusted one is as fast as the time between`() {
        var baseline = expectedInLondon
        baseline.learn(
            Visit(address: IPAddress(v4: 1), fingerprint: phone, referrer: ""),
            geo: record(at: london),
            at: noon.advanced(by: .hours(5))
        )
        let found = features(baseline, geo: record(at: manchester), after: .hours(1))
        #expect(abs(found[.speedKmh] - 55.5) < 1)
    }

    @Test(arguments: [
        ("", 0), ("guestguard.app", 0), ("mail.google.com", 1), ("outlook.live.com", 1),
        ("web.whatsapp.com", 2), ("web.telegram.org", 2), ("app.slack.com", 2),
        ("l.facebook.com", 3), ("www.instagram.com", 3), ("www.reddit.com", 3),
        ("example.org", 4),
    ])
    func `a referrer is a category`(host: String, code: Int) {
        #expect(Referrer(host: host).rawValue == code)
        let visit = Visit(address: IPAddress(v4: 1), fingerprint: phone, referrer: host)
        #expect(
            features(expectedInLondon, geo: GeoRecord(), visit: visit)[.referrer] == Double(code)
        )
    }

    @Test func `baseline entries of an IPv6 network are known by its first 64 bits`() {
        var baseline = expectedInLondon
        let home = IPAddress(v6High: 0x3FFF_0000_0100_0001, low: 7)
        baseline.learn(
            Visit(address: home, fingerprint: phone, referrer: ""),
            geo: GeoRecord(),
            at: noon
        )
        #expect(baseline.isFamiliar(IPAddress(v6High: home.high, low: 12_345)))
        #expect(!baseline.isFamiliar(IPAddress(v6High: home.high + 1, low: 7)))
    }
}
