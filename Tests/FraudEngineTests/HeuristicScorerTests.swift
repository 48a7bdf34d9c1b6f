import Domain
@testable import FraudEngine
import Geolocation
import Testing

/// The archetypes that the document and every deployment know, as scores.
@Suite struct HeuristicScorerTests {
    @Test func `shares add up to the score`() {
        var features = FeatureVector()
        features[.fingerprintMatch] = 1
        features[.countryMatch] = 0
        features[.geoDistanceKm] = 3_000
        let scorer = HeuristicScorer()
        let breakdown = scorer.breakdown(features)
        let sum = breakdown.shares.reduce(breakdown.start) { $0 + $1.points }
        #expect(abs(sum - Double(scorer.score(features).score.value)) <= 0.51, "\(sum)")
    }

    private let london = GeoPoint(latitude: 51.5085, longitude: -0.1257)
    private let lagos = GeoPoint(latitude: 6.4541, longitude: 3.3947)
    private let manchester = GeoPoint(latitude: 53.4809, longitude: -2.2374)
    private let noon = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z

    private func phone(
        _ device: String = "iPhone 15",
        zone: String = "Europe/London",
        hasJavaScript: Bool = true
    ) -> Fingerprint {
        let isApple = device.hasPrefix("iPhone")
        return Fingerprint(
            userAgent: "Mozilla/5.0 (\(device); Android) Version/17.0",
            browser: isApple ? "Safari" : "Chrome",
            browserMajor: 17,
            os: isApple ? "iOS 17" : "Android 14",
            device: device,
            screen: isApple ? "393x852" : "360x780",
            timeZone: zone,
            language: "en-GB",
            webglHash: device,
            isTouch: true,
            hasJavaScript: hasJavaScript
        )
    }

    private func geo(
        _ point: GeoPoint,
        _ country: String,
        _ zone: String,
        network: NetworkKind = .home,
        accuracyKm: Double = 20
    ) -> GeoRecord {
        GeoRecord(
            country: country,
            city: "",
            point: point,
            accuracyKm: accuracyKm,
            timeZone: zone,
            asn: 1,
            network: network
        )
    }

    private func score(
        _ fingerprint: Fingerprint,
        from geo: GeoRecord,
        knows own: Fingerprint?,
        after wait: Duration = .days(2),
        address: UInt32 = 2,
        fill: Duration? = nil,
        earlier: Int = 1,
        referrer: String = ""
    ) -> (score: Int, names: [Signal.Name]) {
        var baseline = Baseline(
            home: Home(country: "GB", city: "London", point: london),
            invitedAt: noon
        )
        if let own {
            baseline.learn(
                Visit(address: IPAddress(v4: 1), fingerprint: own, referrer: ""),
                geo: self.geo(london, "GB", "Europe/London"),
                at: noon
            )
        }
        let access = Access(
            id: AccessID(high: 1, low: 1),
            tokenID: TokenID(high: 1, low: 1),
            guestID: GuestID(high: 1, low: 1),
            eventID: EventID(high: 1, low: 1),
            openedAt: noon.advanced(by: wait),
            visit: Visit(
                address: IPAddress(v4: address),
                fingerprint: fingerprint,
                referrer: referrer
            ),
            earlierAccesses: earlier,
            rejection: nil
        )
        let features = FeatureVector(
            of: Sighting(
                of: access,
                baseline: baseline,
                geo: geo,
                form: fill.map {
                    SubmittedForm(access: access, openedFrom: access.visit, fill: $0)
                },
                tokensOnDevice: 0,
                tokensOnAddress: 0,
                zones: ZoneClock()
            )
        )
        let (score, signals) = HeuristicScorer().score(features)
        return (score.value, signals.filter { $0.score > 0 }.map(\.name))
    }

    @Test func `the guest's own phone at home is allowed`() {
        let atHome = geo(london, "GB", "Europe/London")
        #expect(score(phone(), from: atHome, knows: phone()).score <= 30)
        #expect(score(phone(), from: atHome, knows: nil).score <= 30)
    }

    @Test func `London's link in Lagos on another phone asks for a code at least`() {
        let inLagos = geo(lagos, "NG", "Africa/Lagos")
        let stranger = phone("Samsung SM-A546B", zone: "Africa/Lagos")
        let later = score(stranger, from: inLagos, knows: phone())
        // Device, browser, place, and no cookie: what else a stranger's visit shows blocks it.
        #expect((61...85).contains(later.score))
        let travelled = score(stranger, from: inLagos, knows: phone(), after: .hours(1))
        #expect(travelled.score > later.score)
        #expect(travelled.names.contains("impossible_travel"))
    }

    @Test func `before anything was learnt, Lagos asks for the name`() {
        let inLagos = geo(lagos, "NG", "Africa/Lagos")
        let stranger = phone("Samsung SM-A546B", zone: "Africa/Lagos")
        #expect((31...60).contains(score(stranger, from: inLagos, knows: nil).score))
    }

    @Test func `a new phone at home meets at most a question`() {
        let atHome = geo(london, "GB", "Europe/London")
        #expect(score(phone("iPhone 16"), from: atHome, knows: phone()).score <= 30)
        #expect(score(phone("Pixel 8"), from: atHome, knows: phone()).score <= 60)
    }

    @Test func `a partner's phone on the same line is let in`() {
        let atHome = geo(london, "GB", "Europe/London")
        #expect(score(phone("Pixel 8"), from: atHome, knows: phone(), address: 1).score <= 30)
    }

    @Test func `a traveller with the usual phone is let in`() {
        let inLagos = geo(lagos, "NG", "Africa/Lagos")
        #expect(score(phone(zone: "Africa/Lagos"), from: inLagos, knows: phone()).score <= 30)
    }

    @Test func `a friend in another city on another phone is asked for the name`() {
        let inManchester = geo(manchester, "GB", "Europe/London")
        let found = score(phone("Samsung SM-A546B"), from: inManchester, knows: phone())
        #expect((31...60).contains(found.score))
    }

    @Test func `a mobile network's 200 km are noise`() {
        let nearby = geo(
            manchester,
            "GB",
            "Europe/London",
            network: .mobile,
            accuracyKm: 250
        )
        #expect(!score(phone(), from: nearby, knows: phone()).names.contains("geo_distance"))
    }

    @Test func `a script from a data centre that comes again needs a code`() {
        let script = phone("", hasJavaScript: false)
        let hosted = geo(
            london,
            "GB",
            "Europe/London",
            network: .hosting,
            accuracyKm: 1_000
        )
        #expect(score(script, from: hosted, knows: nil, earlier: 12).score >= 61)
        #expect(score(script, from: hosted, knows: phone(), earlier: 12).score >= 61)
    }

    @Test func `a form filled in faster than anybody types is a signal`() {
        let atHome = geo(london, "GB", "Europe/London")
        #expect(
            score(phone(), from: atHome, knows: phone(), fill: .seconds(1)).names
                .contains("click_speed")
        )
        #expect(
            !score(phone(), from: atHome, knows: phone(), fill: .seconds(40)).names
                .contains("click_speed")
        )
    }

    @Test func `no features at all score what is usual where nothing is known`() {
        #expect((1...30).contains(HeuristicScorer().score(FeatureVector()).score.value))
    }
}

@Suite struct AccessPolicyTests {
    @Test(arguments: [
        (0, Decision.allow), (30, .allow), (31, .softVerify), (60, .softVerify), (61, .smsVerify),
        (85, .smsVerify), (86, .block), (100, .block),
    ])
    func `the documented edges decide`(score: Int, expected: Decision) {
        #expect(
            AccessPolicy().decision(for: RiskScore(score), tokenIsFlagged: false) == expected
        )
    }

    @Test func `a flagged token asks for a code, and a block stays a block`() {
        #expect(AccessPolicy().decision(for: RiskScore(5), tokenIsFlagged: true) == .smsVerify)
        #expect(AccessPolicy().decision(for: RiskScore(95), tokenIsFlagged: true) == .block)
    }

    @Test func `a silent engine lets in, unless the token is flagged`() {
        #expect(AccessPolicy().decision(for: nil, tokenIsFlagged: false) == .allow)
        #expect(AccessPolicy().decision(for: nil, tokenIsFlagged: true) == .smsVerify)
    }
}

@Suite struct SharingCountersTests {
    private let start = Instant(microseconds: 0)
    private let host = HostID(high: 0, low: 1)
    private func token(_ number: Int) -> TokenID { TokenID(high: 0, low: UInt64(number)) }

    @Test func `other links are counted, one's own is not`() {
        var counters = SharingCounters(window: .days(7))
        for number in 1...4 { counters.add(token(number), of: host, on: 7, at: start) }
        counters.add(token(1), of: host, on: 7, at: start)
        #expect(counters.others(than: token(1), of: host, on: 7, at: start) == 3)
        #expect(counters.others(than: token(9), of: host, on: 7, at: start) == 4)
        #expect(counters.others(than: token(1), of: host, on: 8, at: start) == 0)
    }

    @Test func `another host's links count as one together`() {
        var counters = SharingCounters(window: .days(7))
        for (number, owner) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 2), (6, 3)] {
            let host = HostID(high: 0, low: UInt64(owner))
            counters.add(token(number), of: host, on: 7, at: start)
        }
        func others(than number: Int, of owner: UInt64) -> Int {
            counters.others(
                than: token(number),
                of: HostID(high: 0, low: owner),
                on: 7,
                at: start
            )
        }
        #expect(others(than: 1, of: 1) == 1 + 2)
        #expect(others(than: 3, of: 2) == 2 + 2)
        #expect(others(than: 6, of: 3) == 2)
        #expect(others(than: 9, of: 9) == 3)
    }

    @Test func `a host that fills an address takes nobody else's place`() {
        var counters = SharingCounters(window: .days(7))
        let other = HostID(high: 0, low: 2)
        for number in 1...3 { counters.add(token(number), of: host, on: 7, at: start) }
        for number in 100..<300 { counters.add(token(number), of: other, on: 7, at: start) }
        #expect(counters.others(than: token(1), of: host, on: 7, at: start) == 2 + 1)
    }

    @Test func `what was seen before the window is forgotten`() {
        var counters = SharingCounters(window: .days(1))
        counters.add(token(1), of: host, on: 7, at: start)
        counters.add(token(2), of: host, on: 8, at: start.advanced(by: .days(2)))
        #expect(
            counters.others(than: token(9), of: host, on: 7, at: start.advanced(by: .days(2))) == 0
        )
        #expect(
            counters.others(than: token(9), of: host, on: 8, at: start.advanced(by: .days(2))) == 1
        )
    }

    @Test func `an IPv6 address counts by its first 64 bits`() {
        let one = IPAddress(v6High: 0x3FFF_0000_0100_0001, low: 1)
        let other = IPAddress(v6High: 0x3FFF_0000_0100_0001, low: 99)
        #expect(SharingCounters.key(of: one) == SharingCounters.key(of: other))
    }
}
