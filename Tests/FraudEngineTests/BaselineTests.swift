import Domain
import Foundation
import Messaging
import Storage
import TestSupport
import Testing

@testable import FraudEngine

@Suite struct BaselineTests {
    private let now = Instant(microseconds: 1_780_315_200_000_000)
    private let london = GeoRecord(
        country: "GB",
        city: "London",
        point: GeoPoint(latitude: 51.5, longitude: -0.1)
    )
    private let lagos = GeoRecord(
        country: "NG",
        city: "Lagos",
        point: GeoPoint(latitude: 6.5, longitude: 3.4)
    )

    private func visit(_ fingerprint: Fingerprint, line: UInt32 = 1) -> Visit {
        Visit(address: Place.londonHome.address(line), fingerprint: fingerprint, referrer: "")
    }

    private func device(_ number: Int) -> Fingerprint {
        Fingerprint(
            userAgent: "agent \(number)",
            browser: "Safari",
            browserMajor: 17,
            os: "iOS 17",
            device: "Phone \(number)",
            screen: "\(number)x100",
            timeZone: "Europe/London",
            language: "en-GB",
            webglHash: "gpu \(number)",
            isTouch: true,
            hasJavaScript: true
        )
    }

    @Test func `three devices are remembered, the one seen longest ago makes way`() {
        var baseline = Baseline(home: nil, invitedAt: nil)
        for number in 1...4 as ClosedRange<Int64> {
            baseline.learn(
                visit(device(Int(number))),
                geo: london,
                at: now.advanced(by: .hours(number))
            )
        }
        #expect(baseline.fingerprints.map(\.device) == ["Phone 4", "Phone 3", "Phone 2"])
        #expect(baseline.similarity(to: device(2)) == 1)
        #expect(baseline.similarity(to: device(1)).map { $0 < 0.6 } == true)
        // Seen again it is the latest, and nobody is forgotten for it.
        baseline.learn(visit(device(2)), geo: london, at: now.advanced(by: .hours(5)))
        #expect(baseline.fingerprints.map(\.device) == ["Phone 2", "Phone 4", "Phone 3"])
    }

    @Test func `an older access that arrives late is learnt, but is not the last one`() {
        var baseline = Baseline(home: nil, invitedAt: nil)
        baseline.learn(visit(.iPhone), geo: london, at: now)
        baseline.learn(visit(.iPhone), geo: lagos, at: now.advanced(by: .hours(-1)))
        #expect(baseline.trustedAccesses == 2)
        #expect(baseline.lastSeenAt == now)
        #expect(baseline.lastPoint == london.point)
        baseline.learn(visit(.iPhone), geo: lagos, at: now.advanced(by: .hours(1)))
        #expect(baseline.lastPoint == lagos.point)
    }

    /// Of each the latest; what comes again moves to the front and pushes nobody out.
    @Test func `three devices, three browsers and four addresses are remembered`() {
        var baseline = Baseline(home: nil, invitedAt: nil)
        func learn(_ number: UInt64) {
            baseline.learn(
                Visit(
                    address: IPAddress(v4: UInt32(number)),
                    fingerprint: device(Int(number)),
                    referrer: "",
                    browser: BrowserID(high: 0, low: number)
                ),
                geo: GeoRecord(),
                at: now.advanced(by: .minutes(Int64(number)))
            )
        }
        for number in 1...5 as ClosedRange<UInt64> { learn(number) }
        #expect(baseline.browsers.map(\.low) == [5, 4, 3])
        #expect(baseline.fingerprints == [5, 4, 3].map(device))
        #expect(baseline.addresses == [5, 4, 3, 2].map { IPAddress(v4: $0) })
        learn(3)
        #expect(baseline.browsers.map(\.low) == [3, 5, 4])
        #expect(baseline.fingerprints == [3, 5, 4].map(device))
        #expect(baseline.addresses == [3, 5, 4, 2].map { IPAddress(v4: $0) })
        #expect(baseline.trustedAccesses == 6)
    }

    @Test func `a stored baseline comes back as it was`() throws {
        let scratch = try Scratch()
        let path = scratch.file("baseline.sqlite").path
        let rehearsal = try EngineRehearsal(path: path)
        let (guest, token) = (rehearsal.guest, rehearsal.token)
        var known = try rehearsal.store.step { try $0.baseline(of: guest, invitedWith: token) }
        let fingerprint = Fingerprint(
            userAgent: "a",
            browser: "b",
            browserMajor: 1,
            os: "c",
            device: "d",
            screen: "e",
            timeZone: "f",
            language: "g",
            webglHash: "h",
            isTouch: true,
            hasJavaScript: true
        )
        known.baseline.learn(
            Visit(
                address: IPAddress(v6High: 5, low: 9),
                fingerprint: fingerprint,
                referrer: "",
                browser: BrowserID(high: 6, low: 7)
            ),
            geo: GeoRecord(point: GeoPoint(latitude: 1, longitude: 2), accuracyKm: 3),
            at: Instant(microseconds: 4),
            look: AccessID(high: 8, low: 9)
        )
        known.baseline.learn(
            visit(device(2)),
            geo: GeoRecord(),
            at: Instant(microseconds: 5)
        )
        #expect(try rehearsal.store.step { try $0.save(known, of: guest) })
        try rehearsal.store.close()

        // Another process knows no fingerprint yet.
        let store = try Store(
            path: path,
            commits: .everyStep,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        let restored = try store.read { try $0.baseline(of: guest, invitedWith: token) }
        #expect(restored.baseline == known.baseline)
        #expect(restored.baseline.fingerprints.count == 2)
        #expect(restored.version == 1)
        try store.close()
    }

    @Test(arguments: [
        #"{"fingerprints":"#,
        #"{"addresses":[],"browsers":[],"fingerprints":[99],"lastAccuracyKm":0,"trustedAccesses":1}"#,
    ])
    func `a damaged one leaves the registration data alone`(stored: String) throws {
        let rehearsal = try EngineRehearsal()
        let (guest, token) = (rehearsal.guest, rehearsal.token)
        let (before, after) = try rehearsal.store.step { step in
            let before = try step.baseline(of: guest, invitedWith: token)
            #expect(try step.saveBaseline(guest, leaving: 0) { $0.append(stored) })
            return (before, try step.baseline(of: guest, invitedWith: token))
        }
        #expect(after.baseline == before.baseline)
        #expect(after.version == 1)
    }

    @Test func `a machine that reveals nothing resembles nobody`() {
        var baseline = Baseline(home: nil, invitedAt: nil)
        let bare = Fingerprint()
        baseline.learn(
            Visit(address: IPAddress(v4: 1), fingerprint: bare, referrer: ""),
            geo: GeoRecord(),
            at: Instant(microseconds: 0)
        )
        #expect(baseline.similarity(to: bare) == 0)
    }
}
