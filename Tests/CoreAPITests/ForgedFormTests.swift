import CoreAPI
import Domain
import Messaging
import Storage
import Testing
import VirtualTime

/// A clever guest's ways around the door: forms that were never served, and who sends them.
@Suite struct ForgedFormTests {
    private static func visit(
        from address: UInt32 = 0xF000_0001,
        on fingerprint: Fingerprint = APIRehearsal.visit.fingerprint
    ) -> Visit {
        Visit(address: IPAddress(v4: address), fingerprint: fingerprint, referrer: "guestguard.app")
    }

    @Test func `a form that was never served cannot be sent`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let invented = AccessID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)
        #expect(try rehearsal.submit(with: invited.text, as: invented).inShort == "open again")
        #expect(rehearsal.check.asked.isEmpty)
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        #expect(rehearsal.outlet.confirmed.isEmpty)
    }

    @Test func `a form goes with the link it was served for`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let other = try rehearsal.invited(to: invited.event)
        let access = try rehearsal.open(other.text).accessID
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "open again")
        #expect(rehearsal.check.asked.isEmpty)
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        #expect(try rehearsal.submit(with: other.text, as: access).inShort == "recorded")
    }

    @Test func `a link that was refused has served no form`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        try rehearsal.setStatus(of: invited.event, to: .closed)
        let opening = try rehearsal.open(invited.text)
        #expect(opening.rejection == .eventClosed)
        try rehearsal.setStatus(of: invited.event, to: .published)
        #expect(
            try rehearsal.submit(with: invited.text, as: opening.accessID).inShort == "open again"
        )
    }

    @Test(arguments: [(Duration.hours(24) - .seconds(2), "recorded"), (.hours(24), "open again")])
    func `a form lives for a day`(age: Duration, end: String) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.cache.flush()
        rehearsal.run(for: age)
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == end)
        // What is too late is not even judged.
        #expect(rehearsal.check.asked.count == (end == "recorded" ? 1 : 0))
        guard end == "recorded" else { return }
        #expect(rehearsal.check.asked.first?.fill == age)
        #expect(rehearsal.check.asked.first?.access.openedAt == APIRehearsal.start)
    }

    @Test func `a form that outlives its time while the engine thinks is not recorded`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.run(for: .hours(24) - .milliseconds(20))
        rehearsal.check.answerTime = .milliseconds(50)
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "open again")
    }

    @Test func `a blocked form stays blocked, on whatever device it is sent again`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.check.score = 95
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "blocked")
        rehearsal.check.score = 5
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "open again")
    }

    @Test func `whoever sends the form is judged, not whoever opened it`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let opening = try rehearsal.open(invited.text)
        let theirs = APIRehearsal.visit.fingerprint.with(timeZone: "Asia/Tokyo", language: "ja-JP")
        let stranger = Self.visit(from: 0x0102_0304, on: theirs)
        _ = try rehearsal.submit(with: invited.text, as: opening.accessID, from: stranger)
        let form = try #require(rehearsal.check.asked.first).form
        #expect(form.access.id == opening.accessID)
        #expect(form.access.visit.address == stranger.address)
        #expect(form.access.visit.fingerprint == theirs)
        // Where the link was tapped is known from its opening.
        #expect(form.access.visit.referrer == APIRehearsal.visit.referrer)
        #expect(form.openedFrom == APIRehearsal.visit)
    }

    @Test func `forms and answers count against their address as links do`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.check.score = 70
        rehearsal.check.answerTime = .zero
        let submission = try rehearsal.ask { [text = invited.text] in
            try await $0.guest.submit(
                Reply(response: .attending),
                with: text,
                as: access,
                from: APIRehearsal.visit
            )
        }
        let prompt = try #require(submission.prompt)
        for _ in 0..<58 { _ = try rehearsal.open("tk_nothing") }
        #expect(
            try rehearsal.answer(prompt, with: "x", token: invited.text).inShort
                == "refused: rateLimited"
        )
        #expect(try rehearsal.stored(prompt.id)?.tries == 0)
        #expect(
            try rehearsal.submit(with: invited.text, as: access).inShort == "refused: rateLimited"
        )
        rehearsal.run(for: .minutes(1))
        #expect(
            try rehearsal.answer(prompt, with: "000000", token: invited.text).inShort
                == "wrong: 4 tries left"
        )
    }

    // MARK: Answers look again

    @Test func `a name given before a flag does not open the door after it`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: "Ann Berg")
        let prompt = try rehearsal.prompt(invited.text, scored: 45)
        try rehearsal.heed(75, of: try rehearsal.open(invited.text).accessID)
        let harder = try #require(
            try rehearsal.answer(prompt, with: "Ann Berg", token: invited.text).prompt
        )
        #expect(harder.kind == .code)
        #expect(try rehearsal.stored(prompt.id)?.status == .superseded)
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        let code = try rehearsal.code(for: harder)
        #expect(
            try rehearsal.answer(harder, with: code, token: invited.text).inShort == "recorded"
        )
    }

    @Test func `an event that closed elsewhere takes no answer`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        // Another process closes the event: this one's memory does not hear of it.
        var event = invited.event
        event.status = .closed
        let isClosed = try rehearsal.store.step { [event] in
            try $0.update(event, leaving: .published)
        }
        #expect(isClosed)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort
                == "refused: eventClosed"
        )
    }

    @Test func `a link used elsewhere records nothing here`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        let token = try #require(try rehearsal.token(of: invited.guest))
        let isUsed = try rehearsal.store.step { try $0.use(token.id, at: APIRehearsal.start) }
        #expect(isUsed)
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "refused: used")
        #expect(rehearsal.outlet.confirmed.isEmpty)
    }

    // MARK: Budgets

    @Test func `a guessed code stays at one in ten thousand over a link's life`() {
        // 75 wrong codes of strangers and 25 from where the guest is expected, among a million.
        #expect(CodeBudget().chanceToGuess == 1e-4)
    }

    @Test func `a link's guesses are spent after 75, its host is told, a new link starts anew`()
        throws
    {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for asked in 0..<15 {
            let prompt = try rehearsal.prompt(invited.text, scored: 70)
            let code = try rehearsal.code(for: prompt)
            let wrong = code == "000000" ? "000001" : "000000"
            for _ in 0..<5 { _ = try rehearsal.answer(prompt, with: wrong, token: invited.text) }
            rehearsal.run(for: .hours(3))
            #expect(rehearsal.outlet.spent.isEmpty, "code \(asked)")
        }
        #expect(try rehearsal.knock(with: invited.text, scored: 70).inShort == "no more codes")
        let spent = try #require(rehearsal.outlet.spent.first)
        #expect(spent.scope == .token)
        #expect(spent.hostID == rehearsal.host)
        #expect(spent.guestID == invited.guest.id)
        // What is kept for where the guest is expected.
        rehearsal.check.isExpected = true
        #expect(try rehearsal.knock(with: invited.text, scored: 70).inShort == "challenge: code")
        rehearsal.check.isExpected = false
        let link = try rehearsal.reissue(to: invited.guest)
        #expect(
            try rehearsal.knock(with: link.unredactedToken, scored: 70).inShort
                == "challenge: code"
        )
    }

    @Test func `codes that nobody tries to answer use up no guesses`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for _ in 0..<40 {
            #expect(
                try rehearsal.knock(with: invited.text, scored: 70).inShort == "challenge: code"
            )
            rehearsal.run(for: .hours(3))
        }
        #expect(rehearsal.outlet.spent.isEmpty)
    }

    @Test func `a phone gets three codes an hour for strangers, and two more for its guest`() throws
    {
        let rehearsal = try APIRehearsal()
        let first = try rehearsal.invited()
        let event = try rehearsal.event("Another")
        let draft = GuestDraft(
            name: "The same person",
            email: "other@mail.example",
            phone: try #require(first.guest.phone).unredacted
        )
        let again = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.addGuest(draft, to: event.id, by: host)
        }
        try rehearsal.sendInvitations(for: event)
        let second = try rehearsal.link(of: again).unredactedToken
        for text in [first.text, second, first.text] {
            #expect(try rehearsal.knock(with: text, scored: 70).inShort == "challenge: code")
        }
        #expect(try rehearsal.knock(with: second, scored: 70).inShort == "refused: rateLimited")
        #expect(rehearsal.outlet.spent.map(\.scope) == [.phone])
        rehearsal.check.isExpected = true
        for text in [first.text, second] {
            #expect(try rehearsal.knock(with: text, scored: 70).inShort == "challenge: code")
        }
        #expect(try rehearsal.knock(with: second, scored: 70).inShort == "refused: rateLimited")
        rehearsal.run(for: .hours(1))
        rehearsal.check.isExpected = false
        #expect(try rehearsal.knock(with: second, scored: 70).inShort == "challenge: code")
    }

    @Test func `a phone gets nine codes a day for strangers`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for _ in 0..<9 {
            #expect(
                try rehearsal.knock(with: invited.text, scored: 70).inShort == "challenge: code"
            )
            rehearsal.run(for: .minutes(65))
        }
        #expect(
            try rehearsal.knock(with: invited.text, scored: 70).inShort == "refused: rateLimited"
        )
        rehearsal.check.isExpected = true
        #expect(try rehearsal.knock(with: invited.text, scored: 70).inShort == "challenge: code")
    }

    @Test func `an event's codes within an hour are limited`() throws {
        let rehearsal = try APIRehearsal(
            settings: CoreAPISettings(
                guest: GuestAPISettings(codes: CodeBudget(perEventAndHour: 5)),
                host: HostAPISettings(passwordRounds: 1)
            )
        )
        let event = try rehearsal.event()
        let texts = try (0..<4).map { _ in try rehearsal.invited(to: event).text }
        for text in texts.prefix(3) {
            #expect(try rehearsal.knock(with: text, scored: 70).inShort == "challenge: code")
        }
        #expect(
            try rehearsal.knock(with: texts[3], scored: 70).inShort == "refused: rateLimited"
        )
        #expect(rehearsal.outlet.spent.map(\.scope) == [.event])
        // Who needs no code is not kept waiting.
        #expect(try rehearsal.knock(with: texts[3], scored: 5).inShort == "recorded")
    }
}
