import CoreAPI
import Domain
import Storage
import Testing
import VirtualTime

@Suite struct GuestTests {
    private static let ada = GuestDraft(
        name: "Ada",
        email: "ada@mail.example",
        phone: "+44 20 7946 0018",
        plusOnes: 2,
        dietaryNotes: "no nuts",
        tableNumber: 7,
        home: Home(
            country: "GB",
            city: "London",
            point: GeoPoint(latitude: 51.5085, longitude: -0.1257)
        )
    )

    // MARK: Adding

    @Test func `a guest is stored as described`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(status: .draft)
        let guest = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.addGuest(Self.ada, to: event.id, by: host)
        }
        #expect(guest.eventID == event.id)
        #expect(guest.name == "Ada")
        #expect(guest.email == EmailAddress("ada@mail.example"))
        #expect(guest.phone == PhoneNumber("+442079460018"))
        #expect(guest.plusOnes == 2)
        #expect(guest.dietaryNotes == "no nuts")
        #expect(guest.tableNumber == 7)
        #expect(guest.home == Self.ada.home)
        #expect(guest.createdAt == APIRehearsal.start)
        let listed = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.guests(of: event.id, by: host)
        }
        #expect(listed == [guest])
    }

    @Test(arguments: [
        (GuestDraft(name: " ", email: "a@mail.example"), GuestProblem.noName),
        (GuestDraft(name: "A", email: "a at mail.example"), .email),
        (GuestDraft(name: "A", phone: "020 7946 0018"), .phone),
        (GuestDraft(name: "A"), .unreachable),
        (GuestDraft(name: "A", email: "a@mail.example", plusOnes: -1), .plusOnes(-1)),
        (GuestDraft(name: "A", email: "a@mail.example", plusOnes: 21), .plusOnes(21)),
    ])
    func `a guest with a problem is refused`(draft: GuestDraft, problem: GuestProblem) throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        #expect(throws: problem) {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.addGuest(draft, to: event.id, by: host)
            }
        }
        #expect(try rehearsal.guests(of: event) == [])
    }

    @Test(arguments: [
        GuestDraft(name: "A", email: "ada@MAIL.example"),
        GuestDraft(name: "A", phone: "0044 (20) 7946-0018"),
        GuestDraft(name: "A", email: "new@mail.example", phone: "+442079460018"),
        GuestDraft(name: "A", email: "ada@mail.example", phone: "+15551000000"),
    ])
    func `an address or number that is on the list is refused`(draft: GuestDraft) throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let other = try rehearsal.event("Other")
        let host = rehearsal.host
        try rehearsal.ask { try await $0.host.addGuest(Self.ada, to: event.id, by: host) }
        #expect(throws: GuestProblem.duplicate) {
            try rehearsal.ask { try await $0.host.addGuest(draft, to: event.id, by: host) }
        }
        try rehearsal.ask { try await $0.host.addGuest(draft, to: other.id, by: host) }
    }

    @Test func `of many guests the good ones are added and the others reported`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let drafts = [
            GuestDraft(name: "A", email: "a@mail.example"),
            GuestDraft(name: "", email: "b at mail.example", plusOnes: 30),
            // The duplicate does not reserve its new address.
            GuestDraft(name: "C", email: "a@mail.example", phone: "+15551000000"),
            GuestDraft(name: "D", phone: "+15551000000"),
        ]
        let outcome = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.addGuests(drafts, to: event.id, by: host)
        }
        let (added, problems) = (outcome.added, outcome.problems)
        #expect(added.map(\.name) == ["A", "D"])
        #expect(problems.map(\.index) == [1, 1, 1, 2])
        #expect(problems.map(\.problem) == [.noName, .email, .plusOnes(30), .duplicate])
        #expect(try Set(rehearsal.guests(of: event)) == Set(added))
    }

    // MARK: Changing

    @Test func `a change is stored`() throws {
        let rehearsal = try APIRehearsal()
        var guest = try rehearsal.guest(of: try rehearsal.event())
        guest.name = "Grace"
        guest.email = EmailAddress("grace@mail.example")
        guest.phone = nil
        guest.plusOnes = 4
        guest.tableNumber = 3
        try rehearsal.ask { [guest, host = rehearsal.host] in
            try await $0.host.updateGuest(guest, by: host)
        }
        #expect(try rehearsal.stored(guest.id) == guest)
    }

    /// The guest's own address, looked up together with the other's number, once hid the other.
    @Test func `a guest cannot take over another's address or number`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let guests = try [rehearsal.guest(of: event), rehearsal.guest(of: event)]
        for (guest, other) in [(guests[0], guests[1]), (guests[1], guests[0])] {
            var (byPhone, byEmail) = (guest, guest)
            byPhone.phone = other.phone
            byEmail.email = other.email
            for changed in [byPhone, byEmail] {
                #expect(throws: GuestProblem.duplicate) {
                    try rehearsal.ask { [host = rehearsal.host] in
                        try await $0.host.updateGuest(changed, by: host)
                    }
                }
            }
        }
        #expect(try Set(rehearsal.guests(of: event)) == Set(guests))
    }

    /// The event named by the caller was checked, and the guest then changed wherever they were.
    @Test func `a guest of another's event cannot be changed by naming an event of one's own`()
        throws
    {
        let rehearsal = try APIRehearsal()
        let guest = try rehearsal.guest(of: try rehearsal.event())
        let draft = rehearsal.draft("Mine")
        let stranger = rehearsal.otherHost
        let mine = try rehearsal.ask { try await $0.host.createEvent(draft, by: stranger) }
        let claimed = Guest(
            id: guest.id,
            eventID: mine.id,
            name: "Mallory",
            email: EmailAddress("mallory@mail.example"),
            phone: nil,
            createdAt: guest.createdAt
        )
        #expect(throws: HostRequestError.unknownGuest) {
            try rehearsal.ask { try await $0.host.updateGuest(claimed, by: stranger) }
        }
        #expect(throws: HostRequestError.unknownGuest) {
            try rehearsal.ask {
                try await $0.host.removeGuest(guest.id, from: mine.id, by: stranger)
            }
        }
        #expect(try rehearsal.stored(guest.id) == guest)
    }

    // MARK: Removing

    @Test func `a guest who is removed takes link, reply and seats along`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 3)
        let invited = try rehearsal.invited(to: event, plusOnes: 2)
        let other = try rehearsal.invited(to: event)
        let three = Reply(response: .attending, plusOnes: 2)
        #expect(try rehearsal.knock(with: invited.text, scored: 10, three).inShort == "recorded")
        #expect(try rehearsal.knock(with: other.text, scored: 10).inShort == "full: 0 left")
        try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.removeGuest(invited.guest.id, from: event.id, by: host)
        }
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        #expect(try rehearsal.open(invited.text).rejection == .unknown)
        #expect(try rehearsal.open(invited.link.unredactedHandle).rejection == .unknown)
        #expect(try rehearsal.knock(with: other.text, scored: 10).inShort == "recorded")
        #expect(throws: HostRequestError.unknownGuest) {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.removeGuest(invited.guest.id, from: event.id, by: host)
            }
        }
        #expect(rehearsal.outlet.words.contains("tokenRevoked"))
    }

    @Test func `a change must be as good as a new guest`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let guest = try rehearsal.guest(of: event)
        var (nameless, unreachable, crowd) = (guest, guest, guest)
        nameless.name = "  "
        (unreachable.email, unreachable.phone) = (nil, nil)
        crowd.plusOnes = 21
        for (changed, problem) in [
            (nameless, GuestProblem.noName), (unreachable, .unreachable), (crowd, .plusOnes(21)),
        ] {
            #expect(throws: problem) {
                try rehearsal.ask { [host = rehearsal.host] in
                    try await $0.host.updateGuest(changed, by: host)
                }
            }
        }
        #expect(try rehearsal.stored(guest.id) == guest)
    }

    @Test func `the dashboard counts replies as they are now`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        func counted() throws -> EventStatistics {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.statistics(of: event.id, for: host)
            }
        }
        #expect(try counted() == EventStatistics())
        let replies = [
            Reply(response: .attending, plusOnes: 2), Reply(response: .declined),
            Reply(response: .maybe),
        ]
        var guests: [Guest] = []
        for reply in replies {
            let invited = try rehearsal.invited(to: event, plusOnes: 2)
            guests.append(invited.guest)
            _ = try counted()
            #expect(try rehearsal.knock(with: invited.text, scored: 0, reply).inShort == "recorded")
        }
        #expect(
            try counted()
                == EventStatistics(guests: 3, attending: 1, declined: 1, maybe: 1, seats: 3)
        )
        try rehearsal.ask { [guest = guests[0], host = rehearsal.host] in
            try await $0.host.removeGuest(guest.id, from: event.id, by: host)
        }
        #expect(
            try counted()
                == EventStatistics(guests: 2, attending: 0, declined: 1, maybe: 1, seats: 0)
        )
    }
}
