import Domain
import Geolocation
import Testing

@Suite struct ZoneClockTests {
    /// Offsets around the changes of 2026, from the IANA time zone database.
    @Test(arguments: [
        ("Europe/London", "2026-03-29T00:59:59Z", 0),
        ("Europe/London", "2026-03-29T01:00:00Z", 3_600),
        ("Europe/London", "2026-10-25T00:59:59Z", 3_600),
        ("Europe/London", "2026-10-25T01:00:00Z", 0),
        ("America/New_York", "2026-03-08T06:59:59Z", -18_000),
        ("America/New_York", "2026-03-08T07:00:00Z", -14_400),
        ("Asia/Kolkata", "2026-06-01T00:00:00Z", 19_800),
        ("Pacific/Kiritimati", "2026-06-01T00:00:00Z", 50_400), ("UTC", "2026-06-01T00:00:00Z", 0),
    ])
    func `offsets follow the zone's rules`(zone: String, at: String, seconds: Int) throws {
        let instant = try #require(Instant(iso8601: at))
        #expect(ZoneClock().offsetSeconds(of: zone, at: instant) == seconds)
    }

    @Test func `a clock that was asked before still sees a change coming, and going back`() throws {
        let clock = ZoneClock()
        let winter = try #require(Instant(iso8601: "2026-01-15T12:00:00Z"))
        let summer = try #require(Instant(iso8601: "2026-07-15T12:00:00Z"))
        for (instant, hour) in [(winter, 12.0), (summer, 13), (winter, 12), (summer, 13)] {
            #expect(clock.localHour(in: "Europe/London", at: instant) == hour)
        }
    }

    @Test func `the weekday is the one on the wall`() throws {
        // 2026-06-01 is a Monday; at 11:00 UTC it is Tuesday 01:00 in Kiritimati.
        let instant = try #require(Instant(iso8601: "2026-06-01T11:00:00Z"))
        #expect(ZoneClock().localWeekday(in: "UTC", at: instant) == 1)
        #expect(ZoneClock().localWeekday(in: "Pacific/Kiritimati", at: instant) == 2)
        #expect(ZoneClock().localWeekday(in: "Nowhere/Land", at: instant) == nil)
    }

    @Test func `networks are known by number, then by name`() {
        #expect(NetworkDirectory.kind(asn: 16_509, organisation: nil) == .hosting)
        #expect(NetworkDirectory.kind(asn: 1, organisation: "Acme Mobile") == .mobile)
        #expect(NetworkDirectory.kind(asn: 1, organisation: "Nord VPN servers") == .vpn)
        #expect(NetworkDirectory.kind(asn: 1, organisation: nil) == .unknown)
    }
}
