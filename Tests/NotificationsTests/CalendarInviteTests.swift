import Domain
import Testing

@testable import Notifications

@Suite struct CalendarInviteTests {
    private let invite = CalendarInvite(
        eventID: EventID(high: 1, low: 2),
        guestID: GuestID(high: 3, low: 4),
        name: "Ann & Bo",
        venue: "Old Mill, Hall 3; Leeds",
        startsAt: CivilTime(year: 2027, month: 6, day: 12, hour: 17).instant,
        stampedAt: CivilTime(year: 2027, month: 3, day: 1, hour: 9, minute: 5, second: 7).instant
    )

    // Read back with Python's icalendar 7.3.0: one VEVENT without errors, the same values.
    @Test func `the file is an RFC 5545 calendar with one event`() {
        let lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//GuestGuard//RSVP//EN", "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            // 92 octets: the first 75, then the rest behind a space.
            "UID:00000000-0000-0001-0000-000000000002-00000000-0000-0003-0000-0000000000",
            " 04@guestguard.app", "DTSTAMP:20270301T090507Z", "DTSTART:20270612T170000Z",
            "ORGANIZER;CN=GuestGuard:mailto:events@guestguard.app", "SUMMARY:Ann & Bo",
            "LOCATION:Old Mill\\, Hall 3\\; Leeds", "STATUS:CONFIRMED", "END:VEVENT",
            "END:VCALENDAR",
        ]
        #expect(invite.text == lines.map { $0 + "\r\n" }.joined())
    }

    @Test func `no line is longer than 75 octets and no letter is torn`() {
        var long = invite
        long.name = String(repeating: "Ünïcødé 🎉, ", count: 40)
        let lines = Array(long.text.utf8).split(separator: 10, omittingEmptySubsequences: false)
        for line in lines.dropLast() {
            #expect(line.last == 13)
            #expect(line.count - 1 <= 75)
            #expect(String(validating: line, as: UTF8.self) != nil)
        }
        let unfolded = long.text.replacing("\r\n ", with: "")
        #expect(unfolded.contains(CalendarInvite.escaped(long.name)))
    }

    @Test(arguments: [
        ("a,b", "a\\,b"), ("a;b", "a\\;b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"),
        ("a\r\nb", "a\\nb"), ("a\rb", "a\\nb"), ("a\u{7}b", "ab"), ("a:\"b\"", "a:\"b\""),
    ])
    func `text is escaped`(text: String, expected: String) {
        #expect(CalendarInvite.escaped(text) == expected)
    }

    @Test func `a name cannot add a property of its own`() {
        var hostile = invite
        hostile.name = "Party\r\nATTENDEE:mailto:x@example.com\r\nBEGIN:VALARM"
        #expect(!hostile.text.contains("\r\nATTENDEE"))
        #expect(!hostile.text.contains("\r\nBEGIN:VALARM"))
    }
}
