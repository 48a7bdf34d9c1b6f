import CoreAPI
import Domain
import Storage
import TestSupport
import Testing
import VirtualTime

/// The way back for a guest whose link somebody else has used.
@Suite struct DisputeTests {
    @Test func `a link that has run out takes nothing back`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: 10).inShort == "recorded")
        rehearsal.run(for: .days(29))
        #expect(try rehearsal.reopen(invited.text).prompt != nil)
        rehearsal.run(for: .days(2))
        let late = try rehearsal.reopen(invited.text)
        #expect(late.prompt == nil && late.inShort == "refused: used")
    }

    @Test func `a guest takes a stolen reply back with a code to their own phone`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 4)
        let invited = try rehearsal.invited(to: event, plusOnes: 3)
        let stolen = Reply(response: .attending, plusOnes: 3)
        #expect(try rehearsal.knock(with: invited.text, scored: 10, stolen).inShort == "recorded")
        let first = try #require(try rehearsal.rsvp(of: invited.guest))
        #expect(try rehearsal.open(invited.text).rejection == .used)

        let own = Reply(response: .attending)
        let prompt = try #require(try rehearsal.reopen(invited.text, with: own).prompt)
        #expect(prompt.kind == .code)
        // Until the code is there, the first reply stands.
        #expect(try rehearsal.rsvp(of: invited.guest) == first)
        let code = try rehearsal.code(for: prompt)
        let answer = try rehearsal.answer(prompt, with: code, token: invited.text)
        #expect(answer.inShort == "recorded")

        let second = try #require(try rehearsal.rsvp(of: invited.guest))
        #expect(second.reply == own && second.id != first.id)
        #expect(try rehearsal.seatsTaken(of: event) == 1)
        #expect(try rehearsal.token(of: invited.guest)?.status == .used)
        let kept = try rehearsal.store.read { try $0.replacedRSVPs(of: invited.guest.id) }
        #expect(kept.map(\.rsvp) == [first])
        #expect(kept.map(\.replacement) == [.disputed])
        let told = rehearsal.outlet.messages.compactMap {
            if case .replyDisputed(let disputed) = $0 { disputed } else { nil }
        }
        #expect(told.map(\.rsvpID) == [first.id])
        #expect(told.map(\.hostID) == [rehearsal.host])
        #expect(rehearsal.outlet.words.contains("rsvpReplaced"))
        // The same code does not do it twice.
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "over"
        )
    }

    @Test func `changing one's own reply, and cancelling it, work the same and tell no host`()
        throws
    {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: 10).inShort == "recorded")
        let no = Reply(response: .declined)
        let prompt = try #require(
            try rehearsal.reopen(invited.text, because: .changed, with: no).prompt
        )
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
        #expect(try rehearsal.rsvp(of: invited.guest)?.reply == no)
        #expect(try rehearsal.seatsTaken(of: invited.event) == 0)
        let isTold = rehearsal.outlet.messages.contains {
            if case .replyDisputed = $0 { true } else { false }
        }
        #expect(!isTold)
    }

    @Test func `whoever cannot read the guest's phone changes nothing`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: 10).inShort == "recorded")
        let first = try rehearsal.rsvp(of: invited.guest)
        let prompt = try #require(try rehearsal.reopen(invited.text).prompt)
        let code = try rehearsal.code(for: prompt)
        let wrong = code == "000000" ? "000001" : "000000"
        for _ in 0..<5 { _ = try rehearsal.answer(prompt, with: wrong, token: invited.text) }
        #expect(try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "over")
        #expect(try rehearsal.rsvp(of: invited.guest) == first)
        // Nor does anybody send codes without end this way.
        for _ in 0..<2 {
            #expect(try rehearsal.reopen(invited.text).inShort == "challenge: code")
        }
        #expect(try rehearsal.reopen(invited.text).inShort == "refused: rateLimited")
    }

    @Test func `only a used link is reopened, by an access of its own, while its event is open`()
        throws
    {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        // Not used yet.
        #expect(try rehearsal.reopen(invited.text).inShort == "refused: unknown")
        let form = try rehearsal.open(invited.text).accessID
        #expect(try rehearsal.submit(with: invited.text, as: form).inShort == "recorded")
        let other = try rehearsal.invited(to: invited.event)
        let foreign = try rehearsal.open(other.text).accessID
        for access in [form, foreign] {
            #expect(try rehearsal.reopen(invited.text, as: access).inShort == "open again")
        }
        let prompt = try #require(try rehearsal.reopen(invited.text).prompt)
        let code = try rehearsal.code(for: prompt)
        try rehearsal.setStatus(of: invited.event, to: .closed)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort
                == "refused: eventClosed"
        )
        try rehearsal.revoke(invited.guest)
        #expect(try rehearsal.reopen(invited.text).inShort == "refused: revoked")
    }
}
