import CoreAPI
import Domain
import Storage
import TestSupport
import Testing
import VirtualTime

/// What the link in a confirmation is good for, which went to the guest alone.
@Suite struct ConfirmationLinkTests {
    private let own = Reply(response: .attending, plusOnes: 1)

    /// An impostor has answered, and the guest has been thanked for it.
    private func thanked(
        in rehearsal: APIRehearsal,
        at event: Event? = nil
    ) throws -> (invitation: String, guest: Guest, link: String) {
        let invited = try rehearsal.invited(to: event, plusOnes: 3)
        let stolen = Reply(response: .declined)
        try #require(try rehearsal.knock(with: invited.text, scored: 40, stolen).prompt != nil)
        try #require(
            try rehearsal.knock(with: invited.text, scored: 10, stolen).inShort == "recorded"
        )
        let link = try #require(rehearsal.outlet.wayBack.last)
        return (invited.text, invited.guest, link.unredactedHandle)
    }

    @Test func `it takes a stolen reply back without a code, wherever it is opened`() throws {
        let rehearsal = try APIRehearsal()
        let (_, guest, link) = try thanked(in: rehearsal)
        let stolen = try #require(try rehearsal.rsvp(of: guest))
        rehearsal.check.score = 80
        let opening = try rehearsal.open(link)
        guard case .answered(let standing) = opening.page else {
            Issue.record("the page does not show what was answered")
            return
        }
        #expect(standing.reply == stolen.reply)
        let sent = try rehearsal.reopen(link, with: own, as: opening.accessID)
        #expect(sent.inShort == "recorded")
        #expect(rehearsal.outlet.codes.isEmpty)
        #expect(try rehearsal.rsvp(of: guest)?.reply == own)
        #expect(rehearsal.outlet.outcome(of: opening.accessID) == .verified)
        let kept = try rehearsal.store.read { try $0.replacedRSVPs(of: guest.id) }
        #expect(kept.map(\.replacement) == [.disputed])
        // Whoever has proved to be the guest is worth learning from.
        #expect(rehearsal.outlet.judged.last == true)
    }

    @Test func `it is good for the reply that it confirms, and for no later one`() throws {
        let rehearsal = try APIRehearsal()
        let (_, guest, link) = try thanked(in: rehearsal)
        #expect(try rehearsal.reopen(link, with: own).inShort == "recorded")
        // The first confirmation is spent: it is an invitation like any other.
        #expect(try rehearsal.open(link).page == .refused(.used))
        #expect(try rehearsal.reopen(link, with: Reply(response: .declined)).prompt?.kind == .code)
        #expect(try rehearsal.rsvp(of: guest)?.reply == own)
        let second = try #require(rehearsal.outlet.wayBack.last).unredactedHandle
        #expect(second != link)
        let changed = try rehearsal.reopen(second, because: .changed, with: Reply(response: .maybe))
        #expect(changed.inShort == "recorded")
    }

    @Test func `the invitation's own link still needs a code`() throws {
        let rehearsal = try APIRehearsal()
        let (invitation, _, _) = try thanked(in: rehearsal)
        #expect(try rehearsal.open(invitation).page == .refused(.used))
        #expect(try rehearsal.reopen(invitation, with: own).prompt?.kind == .code)
    }

    @Test func `from where a form would be blocked a code is asked all the same`() throws {
        let rehearsal = try APIRehearsal()
        let (_, guest, link) = try thanked(in: rehearsal)
        rehearsal.check.score = 86
        let prompt = try #require(try rehearsal.reopen(link, with: own).prompt)
        #expect(prompt.kind == .code)
        let code = try rehearsal.code(for: prompt)
        #expect(try rehearsal.answer(prompt, with: code, token: link).inShort == "recorded")
        #expect(try rehearsal.rsvp(of: guest)?.reply == own)
    }

    @Test func `it works while the engine is silent`() throws {
        let rehearsal = try APIRehearsal()
        let (_, _, link) = try thanked(in: rehearsal)
        rehearsal.check.score = nil
        let access = try rehearsal.open(link).accessID
        let sent = try rehearsal.ask(within: .seconds(1)) { [own] in
            try await $0.guest.reopen(
                link,
                because: .disputed,
                with: own,
                as: access,
                from: APIRehearsal.visit
            )
        }
        #expect(sent.inShort == "recorded")
    }

    @Test func `it shows what was answered, without a code`() throws {
        let rehearsal = try APIRehearsal()
        let (_, guest, link) = try thanked(in: rehearsal)
        let before = try rehearsal.rsvp(of: guest)
        let access = try rehearsal.open(link).accessID
        let shown = try rehearsal.ask(within: .milliseconds(100)) {
            try await $0.guest.reveal(link, as: access, from: APIRehearsal.visit)
        }
        guard case .shown(let standing) = shown else {
            Issue.record("found \(shown)")
            return
        }
        #expect(standing.reply == before?.reply)
        #expect(try rehearsal.rsvp(of: guest) == before)
    }

    @Test func `a link that was taken back takes its confirmation along`() throws {
        let rehearsal = try APIRehearsal()
        let (_, guest, link) = try thanked(in: rehearsal)
        try rehearsal.revoke(guest)
        #expect(try rehearsal.open(link).page == .refused(.revoked))
        #expect(try rehearsal.reopen(link, with: own).inShort == "refused: revoked")
    }

    @Test func `where there are no seats the stolen reply stands`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 1)
        let (_, guest, link) = try thanked(in: rehearsal, at: event)
        #expect(try rehearsal.reopen(link, with: own) == .full(seatsLeft: 1))
        #expect(try rehearsal.rsvp(of: guest)?.reply.response == .declined)
        // Nothing is spent: the same link takes fewer seats.
        #expect(try rehearsal.reopen(link, with: Reply(response: .attending)).inShort == "recorded")
    }

    @Test func `it takes a flag off, as a code does`() throws {
        let rehearsal = try APIRehearsal()
        let (_, guest, link) = try thanked(in: rehearsal)
        let access = try #require(rehearsal.outlet.opened.last?.id)
        try rehearsal.heed(90, of: access, isLate: false)
        let wasFlagged = try rehearsal.token(of: guest)?.isFlagged(at: rehearsal.runtime.now)
        #expect(try rehearsal.reopen(link, with: own).inShort == "recorded")
        #expect(try rehearsal.token(of: guest)?.isFlagged(at: rehearsal.runtime.now) == false)
        #expect(wasFlagged != nil)
    }
}
