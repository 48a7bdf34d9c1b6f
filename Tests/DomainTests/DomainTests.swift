import Domain
import Testing

@Suite struct InstantTests {
    /// Seconds by GNU date, `date -u -d … +%s`.
    @Test(arguments: [
        ("1970-01-01T00:00:00.000000Z", 0), ("2000-02-29T12:00:00.000000Z", 951_825_600),
        ("2026-06-01T08:00:00.000000Z", 1_780_300_800),
        ("1969-12-31T23:59:59.000000Z", -1), ("2100-03-01T00:00:00.000000Z", 4_107_542_400),
    ])
    func `text and seconds agree`(text: String, seconds: Int64) {
        #expect(Instant(microseconds: seconds * 1_000_000).description == text)
        #expect(Instant(iso8601: text)?.seconds == seconds)
    }

    @Test(arguments: [
        ("2026-06-01", "2026-06-01T00:00:00.000000Z"),
        ("2026-06-01T09:30", "2026-06-01T09:30:00.000000Z"),
        ("2026-06-01T09:30:15.25+02:00", "2026-06-01T07:30:15.250000Z"),
        ("2026-06-01 09:30:15.1234567Z", "2026-06-01T09:30:15.123456Z"),
        // West of Greenwich it is earlier, and at the far ends another day.
        ("2026-06-01T09:30-05:30", "2026-06-01T15:00:00.000000Z"),
        ("2026-06-01T09:30-0800", "2026-06-01T17:30:00.000000Z"),
        ("2026-06-01T00:30+14:00", "2026-05-31T10:30:00.000000Z"),
        ("2026-12-31T23:30-12:00", "2027-01-01T11:30:00.000000Z"),
    ])
    func `shorter forms are read`(text: String, expected: String) {
        #expect(Instant(iso8601: text)?.description == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01", "2026-02-30", "2025-02-29", "2026-06-01T24:00",
        "2026-06-01T09:60", "2026-06-01T09:30+25:00", "2026-06-01T09:30Zulu", "01.06.2026",
    ])
    func `what is no date is refused`(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }
}

@Suite struct IdentifierTests {
    @Test func `version 7 as RFC 9562 lays it out`() {
        // The RFC's example (appendix A.6): 2022-02-22 14:22:22 at -05:00.
        let id = GuestID(
            at: Instant(microseconds: 1_645_557_742_000_000),
            random: (0xCC3, 0x18C4_DC0C_0C07_398F << 2)
        )
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(GuestID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == id)
    }

    @Test(arguments: [
        "", "017f22e2", "017f22e2x79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
    ])
    func `what is no identifier is refused`(text: String) {
        #expect(GuestID(text) == nil)
    }

    @Test func `identifiers are ordered by time`() {
        let early = GuestID(at: Instant(microseconds: 1_000_000), random: (.max, .max))
        let late = GuestID(at: Instant(microseconds: 1_001_000), random: (0, 0))
        #expect(early < late)
    }
}

@Suite struct IPAddressTests {
    /// RFC 5952, sections 1 and 4.
    @Test(arguments: [
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:0DB8::0001", "2001:db8::1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("0:0:0:0:0:0:0:1", "::1"),
        ("::", "::"), ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"), ("::FFFF:cb00:7107", "203.0.113.7"),
    ])
    func `addresses are written in their one form`(text: String, expected: String) {
        #expect(IPAddress(text)?.description == expected)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.256", "1.2.3.04", "1.2.3.4.5", "2001:db8", ":::", "1::2::3", "::12345",
        "2001:db8::1%eth0", "[::1]", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "+1.2.3.4",
        "::1.2.3.4", "64:ff9b::1.2.3.4", "::ffff:1.2.3",
    ])
    func `what is no address is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `an IPv6 address's place is its first 64 bits`() {
        #expect(IPAddress("3fff:1:2:3::4")?.site == IPAddress("3fff:1:2:9::7")?.site)
        #expect(IPAddress("3fff:1:2:3::4")?.site != IPAddress("3fff:1:3:3::4")?.site)
        #expect(IPAddress("203.0.113.7")?.site == nil)
        #expect(IPAddress("3fff::1:2:3:4")?.place == IPAddress("3fff::9:8:7:6")?.place)
        #expect(IPAddress("203.0.113.7")?.place != IPAddress("203.0.113.8")?.place)
    }
}

@Suite struct ContactTests {
    @Test(arguments: [
        ("+44 20 7946 0018", "+442079460018"), ("0044-20.7946(0018)", "+442079460018"),
        ("+99912345678", "+99912345678"),
    ])
    func `numbers are read as people write them`(text: String, expected: String) {
        #expect(PhoneNumber(text)?.unredacted == expected)
    }

    @Test(arguments: ["", "12", "020 7946 0018", "+0123456789", "+1234567890123456", "+44x"])
    func `what is no number is refused`(text: String) {
        #expect(PhoneNumber(text) == nil)
    }

    @Test(arguments: [
        "ada", "ada@", "@mail.example", "ada@mail", "a b@mail.example", "ada@@mail.example",
        "ada@-mail.example", ".ada@mail.example", "ada..b@mail.example", "ada@mail.example\n",
    ])
    func `what is no mailbox is refused`(text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func `descriptions do not tell`() throws {
        let phone = try #require(PhoneNumber("+44 20 7946 0018"))
        let email = try #require(EmailAddress("ada.lovelace@Mail.Example"))
        #expect("\(phone)" == "+…18")
        #expect("\(email)" == "…@mail.example")
        #expect(email.unredacted == "ada.lovelace@mail.example")
    }
}

@Suite struct StringBytesTests {
    @Test(arguments: [
        ("Mozilla/5.0 (iPhone; CPU)", "iPhone"), ("iPhone", "iPhone"), ("aab", "ab"),
        ("version/124", "/12"), ("x", ""), ("", ""), ("Grüße aus Köln", "Köln"),
    ])
    func `a word that is there is found`(text: String, word: String) {
        #expect(text.containsBytes(of: word))
    }

    @Test(arguments: [
        ("Mozilla/5.0 (iPad; CPU)", "iPhone"), ("iPhon", "iPhone"), ("", "a"), ("aaab", "aac"),
        ("version/24", "/124"), ("iphone", "iPhone"),
    ])
    func `one that is not there is not`(text: String, word: String) {
        #expect(!text.containsBytes(of: word))
    }
}
