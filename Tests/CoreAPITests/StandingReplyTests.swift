import CoreAPI
import Domain
import Storage
import TestSupport
import Testing
import VirtualTime

/// What a used link shows, and to whom.
@Suite struct StandingReplyTests {
    private let reply = Reply(response: .attending, plusOnes: 1, dietaryNotes: "no nuts")

    /// A browser that has kept a cookie has answered.
    private func answered(
        in rehearsal: APIRehearsal
    ) throws -> (text: String, guest: Guest, browser: Visit) {
        let invited = try rehearsal.invited(plusOnes: 1)
        var browser = APIRehearsal.visit
        browser.browser = BrowserID(high: 7, low: 1)
        let opening = try rehearsal.ask { [browser] in
            try await $0.guest.open(invited.text, from: browser)
        }
        let sent = try rehearsal.submit(
            reply,
            with: invited.text,
            as: opening.accessID,
            from: browser
        )
        try #require(sent.inShort == "recorded")
        return (invited.text, invited.guest, browser)
    }

    private func page(
        _ text: String,
        in visit: Visit,
        _ rehearsal: APIRehearsal
    ) throws
        -> Opening.Page
    {
        try rehearsal.ask { try await $0.guest.open(text, from: visit) }.page
    }

    @Test func `the browser that answered is shown what it said, and where and when`() throws {
        let rehearsal = try APIRehearsal()
        let (text, guest, browser) = try answered(in: rehearsal)
        rehearsal.run(for: .days(2))
        let event = try rehearsal.store.read { try $0.event(guest.eventID) }
        guard case .answered(let standing) = try page(text, in: browser, rehearsal) else {
            Issue.record("the page does not show the reply")
            return
        }
        #expect(standing.reply == reply)
        #expect(standing.eventName == event?.name && standing.startsAt == event?.startsAt)
        #expect(standing.venue == event?.venue)
        #expect(try standing.answeredAt == rehearsal.rsvp(of: guest)?.submittedAt)
    }

    @Test func `any other browser hears that the link has been used, and no more`() throws {
        let rehearsal = try APIRehearsal()
        let (text, _, browser) = try answered(in: rehearsal)
        // The very device and address, in a private window, and somebody else's browser.
        #expect(try page(text, in: APIRehearsal.visit, rehearsal) == .refused(.used))
        var other = browser
        other.browser = BrowserID(high: 7, low: 2)
        #expect(try page(text, in: other, rehearsal) == .refused(.used))
    }

    @Test func `once a reply gives way, whoever sent it is shown the other's no more`() throws {
        let rehearsal = try APIRehearsal()
        let (text, _, browser) = try answered(in: rehearsal)
        let prompt = try #require(try rehearsal.reopen(text).prompt)
        let code = try rehearsal.code(for: prompt)
        #expect(try rehearsal.answer(prompt, with: code, token: text).inShort == "recorded")
        #expect(try page(text, in: browser, rehearsal) == .refused(.used))
    }

    @Test func `a code shows the reply anywhere, and changes nothing`() throws {
        let rehearsal = try APIRehearsal()
        let (text, guest, _) = try answered(in: rehearsal)
        let before = try rehearsal.rsvp(of: guest)
        let access = try rehearsal.open(text).accessID
        func reveal() throws -> Submission {
            try rehearsal.ask(within: .milliseconds(100)) {
                try await $0.guest.reveal(text, as: access, from: APIRehearsal.visit)
            }
        }
        let prompt = try #require(try reveal().prompt)
        #expect(prompt.kind == .code)
        let wrong = try rehearsal.answer(prompt, with: "000000", token: text)
        #expect(wrong == .wrongAnswer(triesLeft: 4))
        let code = try rehearsal.code(for: prompt)
        guard case .shown(let standing) = try rehearsal.answer(prompt, with: code, token: text)
        else {
            Issue.record("the code does not show the reply")
            return
        }
        #expect(standing.reply == reply)
        #expect(try rehearsal.rsvp(of: guest) == before)
        #expect(try rehearsal.answer(prompt, with: code, token: text).inShort == "over")
    }

    @Test func `only a used link has something to show`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        let asked = try rehearsal.ask(within: .milliseconds(100)) {
            try await $0.guest.reveal(invited.text, as: access, from: APIRehearsal.visit)
        }
        #expect(asked.inShort == "refused: unknown")
    }

    /// One page, three buttons: the code of one does not do what another would.
    @Test func `what a code does is what it was asked for`() throws {
        let rehearsal = try APIRehearsal()
        let (text, guest, _) = try answered(in: rehearsal)
        let access = try rehearsal.open(text).accessID
        let shown = try #require(
            try rehearsal.ask(within: .milliseconds(100)) {
                try await $0.guest.reveal(text, as: access, from: APIRehearsal.visit)
            }.prompt
        )
        let no = Reply(response: .declined)
        let changed = try #require(
            try rehearsal.reopen(text, because: .changed, with: no, as: access).prompt
        )
        #expect(changed.id != shown.id)
        let stale = try rehearsal.answer(
            shown,
            with: try rehearsal.code(for: shown),
            token: text
        )
        #expect(stale.inShort == "over")
        #expect(try rehearsal.rsvp(of: guest)?.reply == reply)
        let code = try rehearsal.code(for: changed)
        #expect(try rehearsal.answer(changed, with: code, token: text).inShort == "recorded")
        #expect(try rehearsal.rsvp(of: guest)?.reply == no)
    }
}
