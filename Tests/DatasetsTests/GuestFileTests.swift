import Domain
import TestSupport
import Testing
import Truth

@testable import Evidence

@Suite(.enabled(if: Python.isThere, Python.isMissing)) struct GuestFileTests {
    private func guest(_ number: UInt64) -> GuestID { GuestID(high: 3, low: number) }

    @Test func `a guest's row tells who they are and what became of them`() throws {
        let file = GuestFile()
        for (number, persona) in [(UInt64(2), "prompt"), (1, "traveller"), (3, "never-answering")] {
            file.observe(
                .guestCast(
                    guest(number),
                    event: EventID(high: 2, low: 1),
                    persona: persona,
                    lives: Residence(city: "Washington, \"D.C.\"", country: "US"),
                    listed: Residence(city: "Boston", country: "US")
                ),
                at: Sample.start,
                sequence: 0
            )
        }
        for number in UInt64(1)...3 {
            file.observe(.accessOpened(Sample.access(number)), at: Sample.at(1), sequence: 0)
        }
        file.observe(.accessOpened(Sample.access(9, event: nil)), at: Sample.at(1), sequence: 0)
        for response in [Reply.Response.attending, .declined] {
            let rsvp = Sample.rsvp(4, response)
            file.observe(.rsvpRecorded(rsvp, outcome: .submitted), at: Sample.at(6), sequence: 0)
        }
        for decision in [Decision.softVerify, .block, .smsVerify] {
            file.observe(.guestChallenged(guest(1), decision), at: Sample.at(7), sequence: 0)
        }
        file.observe(.guestSetOut(guest(2)), at: Sample.at(8), sequence: 0)
        file.observe(.guestRefused(guest(3)), at: Sample.at(8), sequence: 0)
        // Of a guest whom nobody has cast, nothing is known.
        file.observe(.guestRefused(guest(4)), at: Sample.at(8), sequence: 0)
        let scratch = try Scratch()
        let record = try file.write(to: scratch.file("guests.csv"))
        #expect(record.rows == 3)
        let (event, place) = ("00000000-0000-0002-0000-000000000001", "Washington, \"D.C.\"")
        #expect(
            try Python.rows(of: scratch.file("guests.csv")) == [
                [
                    "guest_id", "event_id", "persona", "city", "country", "accesses", "rsvp",
                    "rsvp_at", "set_out", "challenged", "refused", "split",
                ],
                [
                    "00000000-0000-0003-0000-000000000002", event, "prompt", place, "US", "0", "",
                    "", "1", "", "0", "calibrate",
                ],
                [
                    "00000000-0000-0003-0000-000000000001", event, "traveller", place, "US", "3",
                    "declined", "2026-06-01T12:00:06.000000Z", "0", "block", "0", "calibrate",
                ],
                [
                    "00000000-0000-0003-0000-000000000003", event, "never-answering", place, "US",
                    "0", "", "", "0", "", "1", "calibrate",
                ],
            ]
        )
    }

    @Test func `a list without guests is a header`() throws {
        let scratch = try Scratch()
        let record = try GuestFile().write(to: scratch.file("guests.csv"))
        #expect(record.rows == 0)
        #expect(try Python.rows(of: scratch.file("guests.csv")).count == 1)
    }
}
