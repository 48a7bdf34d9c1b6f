import Catalogue
import Domain
import Testing

@Suite struct MomentTests {
    @Test(arguments: [
        ("2 days", Moment.after(.days(2)), "2 days"),
        ("+90 min", .after(.minutes(90)), "1 h 30 min"),
        ("monday 9:00", .weekday(.monday, minuteOfDay: 540, weeksLater: 0), "monday 9:00"),
        ("Sunday 23:59", .weekday(.sunday, minuteOfDay: 1_439, weeksLater: 0), "sunday 23:59"),
        (
            "friday 18:05 + 2 weeks", .weekday(.friday, minuteOfDay: 1_085, weeksLater: 2),
            "friday 18:05 + 2 weeks"
        ),
        (
            "friday 00:00 +1 week", .weekday(.friday, minuteOfDay: 0, weeksLater: 1),
            "friday 0:00 + 1 week"
        ),
    ])
    func `a time of a story is a delay, or a weekday and hour`(
        text: String,
        moment: Moment,
        written: String
    ) {
        #expect(Moment(text) == moment)
        #expect(moment.text == written)
        #expect(Moment(written) == moment)
    }

    @Test(arguments: [
        "monday", "9:00", "monday 9", "monday 24:00", "monday 9:60", "monday 9:0", "mon 9:00",
        "monday 9:00 + 2", "monday 9:00 + 2 days", "monday 9:00 +", "monday -1:00", "",
    ])
    func `what is no time of a story is none`(text: String) { #expect(Moment(text) == nil) }

    /// Wednesday 2026-10-21, noon UTC; Berlin is two hours ahead until Sunday the 25th, one after.
    private static let wednesday = Instant(iso8601: "2026-10-21T12:00:00Z")
    private static let change = Instant(iso8601: "2026-10-25T01:00:00Z")

    @Test(arguments: [
        // Later the same day, by the clock on the wall: 14:00 in Berlin is now.
        ("wednesday 14:00", "2026-10-21T12:00:00.000000Z"),
        ("wednesday 13:59", "2026-10-28T12:59:00.000000Z"),
        ("saturday 9:00", "2026-10-24T07:00:00.000000Z"),
        // Beyond the change of clocks nine is nine.
        ("monday 9:00", "2026-10-26T08:00:00.000000Z"),
        ("monday 9:00 + 1 week", "2026-11-02T08:00:00.000000Z"),
        ("2 days", "2026-10-23T12:00:00.000000Z"),
    ])
    func `an hour of the week is the first after something, by the clock on the wall`(
        text: String,
        expected: String
    ) throws {
        let (start, change) = (try #require(Self.wednesday), try #require(Self.change))
        let moment = try #require(Moment(text))
        let instant = moment.instant(after: start) { $0 < change ? 7_200 : 3_600 }
        #expect(instant.description == expected)
    }
}

@Suite struct RateTests {
    @Test(arguments: [
        ("20/s", 20, Duration.seconds(1)), ("1/min", 1, .minutes(1)), ("40/h", 40, .hours(1)),
        ("0.02/s", 1, .seconds(50)), ("0.5/h", 1, .hours(2)),
        ("1.6/min", 1, .microseconds(37_500_000)),
    ])
    func `a rate is a limit within a stretch of time`(
        text: String,
        count: Int,
        length: Duration
    )
        throws
    {
        let rate = try #require(Quantities.rate(text))
        #expect(rate.text == text)
        #expect(rate.window.count == count)
        #expect(rate.window.length == length)
    }

    @Test(arguments: ["0/s", "-1/s", "1", "/s", "1/day", "1e9/s", "nan/s", "inf/s", "1/s/s", ""])
    func `what is no rate is none`(text: String) { #expect(Quantities.rate(text) == nil) }
}
