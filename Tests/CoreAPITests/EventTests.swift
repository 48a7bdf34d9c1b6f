import CoreAPI
import Domain
import Storage
import TestSupport
import Testing
import VirtualTime

@Suite struct EventTests {
    // MARK: Making

    @Test func `a new event is a draft with a slug made from its name`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(
            "  Ann & Bob's Wedding, 2026!",
            capacity: 80,
            status: .draft
        )
        #expect(event.slug == "ann-bob-s-wedding-2026")
        #expect(event.name == "  Ann & Bob's Wedding, 2026!")
        #expect(event.status == .draft)
        #expect(event.capacity == 80)
        #expect(event.hostID == rehearsal.host)
        #expect(event.createdAt == APIRehearsal.start)
        #expect(event.updatedAt == APIRehearsal.start)
        #expect(try rehearsal.stored(event.id) == event)
    }

    @Test func `a slug that is taken gets the next free number, whoever took it`() throws {
        let rehearsal = try APIRehearsal()
        #expect(try rehearsal.event("Party").slug == "party")
        let draft = rehearsal.draft("PARTY")
        let second = try rehearsal.ask { [otherHost = rehearsal.otherHost] in
            try await $0.host.createEvent(draft, by: otherHost)
        }
        #expect(second.slug == "party-2")
        #expect(try rehearsal.event("Party!").slug == "party-3")
    }

    @Test(arguments: [
        ("結婚式", "event"), ("Über-Fest", "ber-fest"), ("90s", "90s"),
        (String(repeating: "ab", count: 50), String(repeating: "ab", count: 40)),
    ])
    func `a slug is ASCII and at most 80 letters long`(name: String, slug: String) throws {
        let rehearsal = try APIRehearsal()
        #expect(try rehearsal.event(name).slug == slug)
        #expect(try rehearsal.event(name).slug == slug + "-2")
    }

    @Test func `a slug that is asked for is kept, or refused where it is taken`() throws {
        let rehearsal = try APIRehearsal()
        var draft = rehearsal.draft("Party")
        draft.slug = "summer"
        let create: @Sendable (CoreAPI) async throws -> Event = {
            [draft, host = rehearsal.host] in try await $0.host.createEvent(draft, by: host)
        }
        #expect(try rehearsal.ask(create).slug == "summer")
        #expect(throws: HostRequestError.slugTaken("summer")) { try rehearsal.ask(create) }
        #expect(
            HostRequestError.slugTaken("summer").description
                == "expected an unused slug, found \"summer\", which is taken"
        )
    }

    @Test(arguments: ["", "Summer", "summer party", "../admin", "sommerf\u{EA}te", "a?b=c"])
    func `a slug that could not stand in an address is refused`(slug: String) throws {
        let rehearsal = try APIRehearsal()
        var draft = rehearsal.draft("Party")
        draft.slug = slug
        #expect(throws: HostRequestError.invalidSlug(slug)) {
            try rehearsal.ask { [draft, host = rehearsal.host] in
                try await $0.host.createEvent(draft, by: host)
            }
        }
        let event = try rehearsal.event()
        #expect(throws: HostRequestError.invalidSlug(slug)) {
            try rehearsal.ask { [draft, host = rehearsal.host] in
                try await $0.host.updateEvent(event.id, to: draft, by: host)
            }
        }
    }

    @Test func `a draft without name, future or seats is refused`() throws {
        let rehearsal = try APIRehearsal()
        func refusal(_ change: (inout EventDraft) -> Void) -> HostRequestError? {
            var draft = rehearsal.draft()
            change(&draft)
            return #expect(throws: HostRequestError.self) {
                try rehearsal.ask { [draft, host = rehearsal.host] in
                    try await $0.host.createEvent(draft, by: host)
                }
            }
        }
        #expect(refusal { $0.name = "" } == .emptyName)
        #expect(refusal { $0.name = " \t" } == .emptyName)
        #expect(refusal { $0.startsAt = APIRehearsal.start } == .startsInThePast)
        #expect(refusal { $0.capacity = 0 } == .invalidCapacity(0))
        #expect(refusal { $0.capacity = -3 } == .invalidCapacity(-3))
        let events = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.events(of: host)
        }
        #expect(events.isEmpty)
        var soon = rehearsal.draft()
        soon.startsAt = APIRehearsal.start.advanced(by: .microseconds(1))
        soon.capacity = 1
        try rehearsal.ask { [soon, host = rehearsal.host] in
            try await $0.host.createEvent(soon, by: host)
        }
    }

    // MARK: Changing

    @Test func `an update keeps the slug unless the draft names another`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event("Party", capacity: 10)
        let other = try rehearsal.event("Summer")
        rehearsal.run(for: .hours(1))
        func update(_ draft: EventDraft) throws -> Event {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.updateEvent(event.id, to: draft, by: host)
            }
        }
        var draft = rehearsal.draft("Garden party")
        let renamed = try update(draft)
        #expect(renamed.slug == "party")
        #expect(renamed.name == "Garden party")
        #expect(renamed.capacity == nil)
        #expect(renamed.status == .published)
        #expect(renamed.createdAt == APIRehearsal.start)
        #expect(renamed.updatedAt == APIRehearsal.start.advanced(by: .hours(1)))
        draft.slug = "party"
        #expect(try update(draft).slug == "party")
        draft.slug = "garden"
        #expect(try update(draft).slug == "garden")
        draft.slug = other.slug
        #expect(throws: HostRequestError.slugTaken("summer")) { try update(draft) }
        let stored = try rehearsal.stored(event.id)
        #expect(stored?.slug == "garden")
    }

    @Test func `an update is refused for the same reasons as a new event`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        var draft = rehearsal.draft()
        draft.capacity = 0
        #expect(throws: HostRequestError.invalidCapacity(0)) {
            try rehearsal.ask { [draft, host = rehearsal.host] in
                try await $0.host.updateEvent(event.id, to: draft, by: host)
            }
        }
        #expect(try rehearsal.stored(event.id) == event)
    }

    // MARK: Lifecycle

    private static let ways: [(from: Event.Status, to: Event.Status)] = [
        (.draft, .published), (.draft, .archived), (.published, .closed), (.closed, .published),
        (.closed, .archived),
    ]

    @Test(arguments: Event.Status.allCases, Event.Status.allCases)
    func `an event goes its ways and no others`(from: Event.Status, to: Event.Status) throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(status: from)
        rehearsal.outlet.clear()
        if Self.ways.contains(where: { $0 == (from, to) }) {
            try rehearsal.setStatus(of: event, to: to)
            #expect(try rehearsal.stored(event.id)?.status == to)
            #expect(
                rehearsal.outlet.words == [to == .published ? "eventPublished" : "eventClosed"]
            )
        } else {
            #expect(throws: HostRequestError.wrongStatus(from: from, to: to)) {
                try rehearsal.setStatus(of: event, to: to)
            }
            #expect(try rehearsal.stored(event.id) == event)
            #expect(rehearsal.outlet.words == [])
        }
    }

    @Test func `publishing tells how many are invited and how many there is room for`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 5, status: .draft)
        for _ in 0..<3 { _ = try rehearsal.guest(of: event) }
        try rehearsal.setStatus(of: event, to: .published)
        guard
            case .eventPublished(event.id, guests: 3, capacity: 5)? =
                rehearsal.outlet.systemEvents.last
        else {
            Issue.record("published as \(rehearsal.outlet.words)")
            return
        }
    }

    // MARK: Deleting

    @Test func `a draft goes with its guests`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(status: .draft)
        let guest = try rehearsal.guest(of: event)
        let kept = try rehearsal.guest(of: try rehearsal.event("Other"))
        try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.deleteEvent(event.id, by: host)
        }
        #expect(try rehearsal.stored(event.id) == nil)
        #expect(try rehearsal.stored(guest.id) == nil)
        #expect(try rehearsal.stored(kept.id) == kept)
        #expect(throws: HostRequestError.unknownEvent) {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.guests(of: event.id, by: host)
            }
        }
        #expect(try rehearsal.event().slug == event.slug)
    }

    @Test(arguments: [Event.Status.published, .closed, .archived])
    func `an event that guests may hold links to is not deleted`(status: Event.Status) throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(status: status)
        #expect(throws: HostRequestError.deleteOnlyDrafts(status)) {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.deleteEvent(event.id, by: host)
            }
        }
        #expect(try rehearsal.stored(event.id) == event)
    }

    // MARK: Whose it is

    @Test func `a host sees their own events, the earliest first`() throws {
        let rehearsal = try APIRehearsal()
        var late = rehearsal.draft("Late")
        late.startsAt = late.startsAt.advanced(by: .days(1))
        try rehearsal.ask { [late, host = rehearsal.host, other = rehearsal.otherHost] in
            _ = try await $0.host.createEvent(late, by: host)
            _ = try await $0.host.createEvent(late, by: other)
        }
        let early = try rehearsal.event("Early")
        let events = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.events(of: host)
        }
        #expect(events.map(\.name) == ["Early", "Late"])
        #expect(events.first == early)
    }

    @Test func `another host's event is refused, whatever is wished for`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let stranger = rehearsal.otherHost
        let guestDraft = GuestDraft(name: "Eve", email: "eve@mail.example")
        let eventDraft = rehearsal.draft("Mine now")
        let (event, guest) = (invited.event.id, invited.guest)
        let wishes: [(String, @Sendable (CoreAPI) async throws -> Void)] = [
            ("update", { _ = try await $0.host.updateEvent(event, to: eventDraft, by: stranger) }),
            ("delete", { try await $0.host.deleteEvent(event, by: stranger) }),
            ("close", { try await $0.host.setStatus(of: event, to: .closed, by: stranger) }),
            ("guests", { _ = try await $0.host.guests(of: event, by: stranger) }),
            ("add", { _ = try await $0.host.addGuest(guestDraft, to: event, by: stranger) }),
            (
                "import",
                { _ = try await $0.host.importGuests(csv: "name", to: event, by: stranger) }
            ),
            ("change", { try await $0.host.updateGuest(guest, by: stranger) }),
            ("remove", { try await $0.host.removeGuest(guest.id, from: event, by: stranger) }),
            ("send", { _ = try await $0.host.sendInvitations(for: event, by: stranger) }),
            ("remind", { _ = try await $0.host.sendReminders(for: event, by: stranger) }),
            ("revoke", { try await $0.host.revokeInvitation(of: guest.id, by: stranger) }),
            ("reissue", { try await $0.host.reissueInvitation(to: guest.id, by: stranger) }),
        ]
        rehearsal.outlet.clear()
        for (name, wish) in wishes {
            #expect(throws: HostRequestError.notYourEvent, "\(name)") { try rehearsal.ask(wish) }
        }
        #expect(rehearsal.outlet.words == [])
        #expect(rehearsal.outlet.messages.isEmpty)
        #expect(try rehearsal.stored(event) == invited.event)
        #expect(try rehearsal.guests(of: invited.event) == [guest])
    }

    @Test func `an event that nobody has made is unknown`() throws {
        let rehearsal = try APIRehearsal()
        let nowhere = EventID(high: 9, low: 9)
        let draft = rehearsal.draft()
        let host = rehearsal.host
        let wishes: [@Sendable (CoreAPI) async throws -> Void] = [
            { _ = try await $0.host.updateEvent(nowhere, to: draft, by: host) },
            { try await $0.host.deleteEvent(nowhere, by: host) },
            { try await $0.host.setStatus(of: nowhere, to: .closed, by: host) },
            { _ = try await $0.host.sendInvitations(for: nowhere, by: host) },
        ]
        for wish in wishes {
            #expect(throws: HostRequestError.unknownEvent) { try rehearsal.ask(wish) }
        }
    }
}
