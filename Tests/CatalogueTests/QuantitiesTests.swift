import Catalogue
import Domain
import Testing

/// Amounts as people write them, each unit with what it comes to by hand.
@Suite struct QuantitiesTests {
    @Test(arguments: [
        ("1 week", 604_800_000_000 as Int64), ("1 weeks", 604_800_000_000),
        ("2 weeks", 1_209_600_000_000), ("1 day", 86_400_000_000), ("3 days", 259_200_000_000),
        ("1 d", 86_400_000_000), ("1 h", 3_600_000_000), ("1 min", 60_000_000), ("1 s", 1_000_000),
        ("1 ms", 1_000), ("0.001 ms", 1), ("+90 s", 90_000_000), ("1 h 30 min", 5_400_000_000),
        ("1 week 1 day", 691_200_000_000), ("0.5 days", 43_200_000_000), ("90s", 90_000_000),
        ("0 s", 0), ("3660 days", 316_224_000_000_000),
    ])
    func `a duration is so many microseconds`(text: String, microseconds: Int64) {
        #expect(Quantities.duration(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "3661 days", "3660 days 1 ms", "523 weeks", "-1 s", "1", "s", "1 month", "1 m", "1 sec", "",
        "1 h and 3 min", "1e3 s", "inf s",
    ])
    func `what is no duration, or longer than ten years, is none`(text: String) {
        #expect(Quantities.duration(text) == nil)
    }

    /// Every unit, from the largest down, with what is left of the smaller ones.
    @Test(arguments: [
        (694_861_002_000 as Int64, "8 days 1 h 1 min 1 s 2 ms"), (604_800_000_000, "7 days"),
        (86_399_000_000, "23 h 59 min 59 s"), (60_000_000, "1 min"), (59_000_000, "59 s"),
        (1_500, "1 ms 0.5 ms"), (0, "0 s"),
    ])
    func `a duration is written in the largest units`(microseconds: Int64, text: String) {
        #expect(Quantities.text(.microseconds(microseconds)) == text)
    }

    @Test(arguments: [
        ("5%", 0.05), ("5 %", 0.05), ("0.05", 0.05), ("0%", 0), ("100%", 1), ("1", 1),
        ("0.01%", 0.0001),
    ])
    func `a share is a number from nought to one`(text: String, share: Double) {
        #expect(Quantities.share(text) == share)
    }

    @Test(arguments: ["100.1%", "1.1", "-1%", "%", "five", ""])
    func `what is no share is none`(text: String) { #expect(Quantities.share(text) == nil) }

    @Test(arguments: [(0.05, "5%"), (0.0001, "0.01%"), (0.125, "12.5%"), (1.0, "100%"), (0, "0%")])
    func `a share is written in per cent`(share: Double, text: String) {
        #expect(Quantities.text(share: share) == text)
    }

    @Test(arguments: [
        ("60/min", "min", 60 as Int?), ("20/s", "s", 20), ("20/s", "min", nil), ("0/s", "s", nil),
        ("-1/s", "s", nil), ("1.5/s", "s", nil), ("/s", "s", nil),
    ])
    func `a rate is a whole number of a unit`(text: String, unit: String, rate: Int?) {
        #expect(Quantities.rate(text, per: unit) == rate)
    }

    @Test(arguments: [
        ("2000-01-01T00:00:00Z", true), ("2199-12-31T23:59:59Z", true),
        ("1999-12-31T23:59:59Z", false), ("2200-01-01T00:00:00Z", false),
        ("2026-06-01T08:00:00", false), ("2026-06-01", false), ("2026-06-01T08:00:00+02:00", true),
    ])
    func `an instant has a zone and lies in these two centuries`(text: String, isOne: Bool) {
        #expect((Quantities.instant(text) != nil) == isOne)
    }

    /// Escapes of YAML 1.2, section 5.7; an emoji of several people is one that is seen.
    @Test(arguments: [
        ("plain", #""plain""#), ("say \"hi\" \\", #""say \"hi\" \\""#), ("a\nb\tc", #""a\nb\tc""#),
        ("\u{1B}[31m\u{7}", #""\u001B[31m\u0007""#),
        ("\u{2028}\u{202E}\u{FFFE}", #""\u2028\u202E\uFFFE""#),
        ("\u{E0001}", #""\U000E0001""#), ("Jörg 🎉 👨‍👩‍👧", #""Jörg 🎉 👨‍👩‍👧""#),
    ])
    func `what cannot be seen is escaped`(text: String, quoted: String) {
        #expect(Quantities.quoted(text) == quoted)
    }

    @Test func `what cannot be seen is shown in reports`() {
        #expect("a\u{1B}[31mb\u{202E}\nc".visible == "a\\u{1B}[31mb\\u{202E}\nc")
        #expect("Jörg 🎉".visible == "Jörg 🎉")
    }
}
