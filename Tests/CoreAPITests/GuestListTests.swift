import Domain
import Storage
import Testing

@testable import CoreAPI

@Suite struct GuestListTests {
    private func imported(_ csv: String) throws -> (guests: [Guest], problems: [String]) {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let outcome = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.importGuests(csv: csv, to: event.id, by: host)
        }
        #expect(try Set(rehearsal.guests(of: event)) == Set(outcome.added))
        return (outcome.added, outcome.problems.map(\.description))
    }

    // MARK: In

    @Test func `good rows are added, the others reported with their place`() throws {
        let (guests, problems) = try imported(
            """
            name,email,phone,plus_ones,dietary_notes,table_number
            Ann,ann@mail.example,,2,vegan,7
            ,bob@mail.example,,,,
            Cem,cem at mail.example,12345,30,,

            Dee,,+15551000001,two,,head
            Eve,ann@mail.example,,,,
            Fay,,,,,
            Gil,gil@mail.example,+44 20 7946 0018,,"nuts, soy",
            """
        )
        #expect(guests.map(\.name) == ["Ann", "Gil"])
        #expect(guests.first?.plusOnes == 2)
        #expect(guests.first?.tableNumber == 7)
        #expect(guests.last?.dietaryNotes == "nuts, soy")
        #expect(guests.last?.phone == PhoneNumber("+442079460018"))
        #expect(
            problems == [
                "row 3: name: expected a name, found nothing",
                "row 4: email: expected an address such as ada@mail.example, found something else",
                "row 4: phone: expected E.164 such as +44 20 7946 0018, found something else",
                "row 4: plus_ones: expected 0 to 20, found 30",
                "row 6: plus_ones: expected 0 to 20, found something else",
                "row 6: table_number: expected a whole number, found something else",
                "row 7: expected a new guest, found one with this e-mail address or phone number",
                "row 8: expected an e-mail address or a phone number, found neither",
            ]
        )
    }

    @Test func `columns come in any order and spelling, and unknown ones are passed over`() throws {
        let (guests, problems) = try imported(
            """
            Plus Ones,Shoe size,EMAIL,Name
            1,42,ann@mail.example,Ann
            0,,bob@mail.example,Bob
            """
        )
        #expect(guests.map(\.name) == ["Ann", "Bob"])
        #expect(guests.map(\.plusOnes) == [1, 0])
        #expect(problems == [])
    }

    @Test(arguments: ["\n", "\r\n"], ["", "\u{FEFF}"])
    func `a spreadsheet's line ends, byte order mark and quotes are read`(
        lineEnd: String,
        mark: String
    ) throws {
        let lines = [
            "name,email,dietary_notes", #""O'Neil, ""Shaq""",shaq@mail.example,"one"#, #"two""#,
            "Zoé,zoe@mail.example,", "",
        ]
        let (guests, problems) = try imported(mark + lines.joined(separator: lineEnd))
        #expect(guests.map(\.name) == [#"O'Neil, "Shaq""#, "Zoé"])
        #expect(guests.first?.dietaryNotes == "one\(lineEnd)two")
        #expect(problems == [])
    }

    @Test func `rows are counted as rows, though one may span lines`() throws {
        let (guests, problems) = try imported(
            "name,email,dietary_notes\nAnn,ann@mail.example,\"a\nb\nc\"\nBob,bob,\n"
        )
        #expect(guests.map(\.name) == ["Ann"])
        #expect(problems.map { $0.prefix(22) } == ["row 3 (line 5): email:"])
    }

    @Test(arguments: [
        ("", "row 1: expected a header, found an empty file"),
        (" \n\n", "row 1: expected a header, found an empty file"),
        ("email,phone\na@mail.example,", "row 1: expected a column \"name\" in the header"),
        ("name,email\n\"Ann\" Smith,a@mail.example\n", "row 1: expected CSV (RFC 4180)"),
    ])
    func `a file that is no guest list is refused as a whole`(csv: String, problem: String) throws {
        let (guests, problems) = try imported(csv)
        #expect(guests == [])
        #expect(problems == [problem])
    }

    @Test func `a file over 10 MiB is refused unread`() throws {
        let row = "Ann,ann@mail.example\n"
        let header = "name,email\n"
        let room = GuestList.largestBytes - header.utf8.count - row.utf8.count
        let largest = header + row + String(repeating: "\n", count: room)
        #expect(largest.utf8.count == 10_485_760)
        let (drafts, problems) = GuestList.drafts(from: largest + "\n")
        #expect(drafts.isEmpty)
        #expect(problems.map(\.description) == ["row 1: expected at most 10 MiB"])
    }

    @Test func `a file of exactly the limit is read, one byte more is not`() {
        let list = "name,email\nAnn,ann@mail.example\n"
        let size = list.utf8.count
        #expect(GuestList.drafts(from: list, atMost: size).drafts.map(\.draft.name) == ["Ann"])
        #expect(GuestList.drafts(from: list, atMost: size - 1).drafts.isEmpty)
        #expect(GuestList.drafts(from: list, atMost: size - 1).problems.count == 1)
    }

    @Test func `problems say nothing personal`() throws {
        let (_, problems) = try imported(
            """
            name,email,phone,plus_ones,table_number
            Secretive,secret at mail.example,555-SECRET,99,secret
            Secretive,secret at mail.example,555-SECRET,99,1
            """
        )
        #expect(problems.count == 4)
        #expect(!problems.joined().lowercased().contains("secret"))
    }

    @Test func `a problem names the line too where rows span lines`() throws {
        let (guests, problems) = try imported(
            """
            name,email,dietary_notes
            Ann,ann@mail.example,"nuts
            soy
            fish"
            ,bob@mail.example,
            """
        )
        #expect(guests.map(\.name) == ["Ann"])
        #expect(problems == ["row 3 (line 5): name: expected a name, found nothing"])
    }

    @Test func `a home comes whole or not at all`() throws {
        let (guests, problems) = try imported(
            """
            name,email,home_country,home_city,home_latitude,home_longitude
            Ann,ann@mail.example,de,Berlin,52.52,13.41
            Bob,bob@mail.example,DE,Berlin,,
            Cem,cem@mail.example,DE,Berlin,91,0
            Dee,dee@mail.example,,,,
            """
        )
        let berlin = GeoPoint(latitude: 52.52, longitude: 13.41)
        #expect(guests.map(\.home) == [Home(country: "DE", city: "Berlin", point: berlin), nil])
        #expect(problems.map { $0.prefix(11) } == ["row 3: home", "row 4: home"])
    }

    // MARK: Out

    @Test func `an export carries replies, and reads back as the same list`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let invited = try rehearsal.invited(to: event, name: "Ann Berg", plusOnes: 2)
        _ = try rehearsal.guest(of: event, name: "Bob Silent")
        let reply = Reply(response: .attending, plusOnes: 1, dietaryNotes: "=vegan")
        #expect(try rehearsal.knock(with: invited.text, scored: 0, reply).inShort == "recorded")
        let csv = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.exportGuests(of: event.id, by: host)
        }
        let rows = csv.split(separator: "\r\n").map(String.init)
        #expect(rows.count == 3)
        #expect(rows[1].hasSuffix(",attending,1,'=vegan,2026-06-01T12:00:00.003000Z"))
        #expect(rows[2].hasSuffix(",,,,"))
        let (drafts, problems) = GuestList.drafts(from: csv)
        #expect(problems == [])
        #expect(drafts.map(\.draft.name) == ["Ann Berg", "Bob Silent"])
        #expect(throws: HostRequestError.notYourEvent) {
            try rehearsal.ask { [host = rehearsal.otherHost] in
                try await $0.host.exportGuests(of: event.id, by: host)
            }
        }
    }

    private func guest(_ name: String, notes: String = "", phone: String? = nil) -> Guest {
        Guest(
            id: GuestID(high: 3, low: 1),
            eventID: EventID(high: 2, low: 1),
            name: name,
            email: EmailAddress("ann@mail.example"),
            phone: phone.flatMap(PhoneNumber.init),
            dietaryNotes: notes,
            createdAt: .epoch
        )
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"), ("＋1", "'＋1"), ("－1", "'－1"), ("＠A", "'＠A"),
        ("\n=1", "\"'\n=1\""), ("\t=1", "'\t=1"), ("\r=1", "\"'\r=1\""),
        ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
        ("Ann", "Ann"), ("A=B", "A=B"), ("O'Neil", "O'Neil"), ("a,b", "\"a,b\""),
        ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("a\"b", "\"a\"\"b\""), ("", ""),
    ])
    func `a cell that a spreadsheet would calculate is written as text`(text: String, cell: String)
    {
        let header =
            "name,email,phone,plus_ones,dietary_notes,table_number,home_country,home_city,"
            + "home_latitude,home_longitude,reply,reply_plus_ones,reply_dietary_notes,replied_at\r\n"
        let csv = GuestList.csv(of: [guest("Ann", notes: text)])
        #expect(csv == header + "Ann,ann@mail.example,,0,\(cell),,,,,,,,,\r\n")
    }

    @Test func `a phone number keeps its plus behind an apostrophe`() {
        let csv = GuestList.csv(of: [guest("Ann", phone: "+44 20 7946 0018")])
        #expect(csv.contains(",'+442079460018,"))
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\n=1", "\t1", "a,b", "a\nb", "a\r\nb", "say \"no\"",
        "'quoted'", "A=B",
    ])
    func `what was written is read back as it was`(text: String) throws {
        let written = guest("N" + text, notes: text, phone: "+442079460018")
        let (drafts, problems) = GuestList.drafts(from: GuestList.csv(of: [written]))
        #expect(problems == [])
        let read = try #require(drafts.first?.draft)
        #expect(drafts.count == 1)
        #expect(read.name == written.name)
        #expect(read.email == "ann@mail.example")
        #expect(read.phone == "+442079460018")
        #expect(read.dietaryNotes == text)
    }
}
