import CoreAPI
import Domain
import Messaging
import Storage
import TestSupport
import Testing

/// Links live until their event is over, thirty days at least; the store's date decides.
@Suite struct LinkLifetimeTests {
    private let rehearsal: APIRehearsal

    init() throws { rehearsal = try APIRehearsal() }

    private func moved(_ event: Event, toDay day: Int64) throws {
        var draft = rehearsal.draft()
        draft.startsAt = APIRehearsal.start.advanced(by: .days(day))
        try rehearsal.ask { [draft, host = rehearsal.host] in
            try await $0.host.updateEvent(event.id, to: draft, by: host)
        }
    }

    private func expiry(of guest: Guest) throws -> Instant? {
        try rehearsal.token(of: guest)?.expiresAt
    }

    private func day(_ day: Int64) -> Instant { APIRehearsal.start.advanced(by: .days(day)) }

    @Test func `a link to an event that is far off lives until a day after its start`() throws {
        let event = try rehearsal.event()
        try moved(event, toDay: 90)
        let invited = try rehearsal.invited(to: event)
        #expect(try expiry(of: invited.guest) == day(91))
        rehearsal.run(for: .days(91) - .microseconds(1))
        #expect(try rehearsal.open(invited.text).isForm)
        #expect(try rehearsal.open(invited.link.unredactedHandle).isForm)
        rehearsal.run(for: .microseconds(1))
        #expect(try rehearsal.open(invited.text).rejection == .expired)
        #expect(try rehearsal.open(invited.link.unredactedHandle).rejection == .expired)
    }

    @Test func `reminders and new links go out after thirty days too, until the event is over`()
        throws
    {
        let event = try rehearsal.event()
        try moved(event, toDay: 90)
        let invited = try rehearsal.invited(to: event)
        rehearsal.run(for: .days(60))
        rehearsal.outlet.clear()
        let reminded = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.sendReminders(for: event.id, by: host)
        }
        #expect(reminded == 1)
        let reminder = try #require(rehearsal.outlet.sends.first)
        #expect(try rehearsal.open(reminder.link.unredactedHandle).isForm)
        try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.reissueInvitation(to: invited.guest.id, by: host)
        }
        // Issued late, it has its thirty days, though the event is over a day before.
        #expect(try expiry(of: invited.guest) == day(91))
        rehearsal.run(for: .days(2))
        try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.reissueInvitation(to: invited.guest.id, by: host)
        }
        #expect(try expiry(of: invited.guest) == day(92))
    }

    @Test func `links follow an event that is moved, and keep their thirty days`() throws {
        let event = try rehearsal.event()
        let (asked, answered) = (
            try rehearsal.invited(to: event), try rehearsal.invited(to: event)
        )
        #expect(try rehearsal.knock(with: answered.text, scored: 0).inShort == "recorded")
        #expect(try expiry(of: asked.guest) == day(30))
        try moved(event, toDay: 60)
        #expect(try expiry(of: asked.guest) == day(61))
        // A reply can be taken back for as long.
        #expect(try expiry(of: answered.guest) == day(61))
        try moved(event, toDay: 10)
        #expect(try expiry(of: asked.guest) == day(30))
        try moved(event, toDay: 60)
        rehearsal.cache.flush()
        rehearsal.run(for: .days(45))
        #expect(try rehearsal.open(asked.text).isForm)
    }

    /// What is at hand of a link may be minutes old; the store is asked before it is given up.
    @Test func `a link that was given more time is not given up for what is remembered of it`()
        throws
    {
        let event = try rehearsal.event()
        let invited = try rehearsal.invited(to: event)
        rehearsal.run(for: .days(30) - .minutes(1))
        #expect(try rehearsal.open(invited.text).isForm)
        // By another process, whose word does not reach this one's memory.
        try rehearsal.store.step {
            try $0.moveExpiry(ofLinksTo: event.id, lifetime: .days(30), eventOver: day(61))
        }
        rehearsal.run(for: .minutes(2))
        _ = try rehearsal.open(invited.text)
        #expect(try rehearsal.token(of: invited.guest)?.status == .active)
        rehearsal.run(for: .minutes(10))
        #expect(try rehearsal.open(invited.text).isForm)
    }

    @Test func `a signature outlives its link by a year, and no further`() throws {
        let event = try rehearsal.event()
        let invited = try rehearsal.invited(to: event)
        try moved(event, toDay: 800)
        rehearsal.cache.flush()
        rehearsal.run(for: .days(30 + 365) - .seconds(1))
        #expect(try rehearsal.open(invited.text).isForm)
        rehearsal.run(for: .seconds(1))
        #expect(try rehearsal.open(invited.text).rejection == .expired)
        // The short form has no signature: the store's date decides alone.
        #expect(try rehearsal.open(invited.link.unredactedHandle).isForm)
        #expect(try rehearsal.token(of: invited.guest)?.status == .active)
    }
}
