import CoreAPI
import Domain
import Messaging
import Storage
import TestSupport
import Testing

/// Replies that are let in while the engine is silent, and what becomes of them.
@Suite struct SilentEngineTests {
    /// A reply that was let in unscored, and the access that sent it.
    private func letIn(
        _ rehearsal: APIRehearsal,
        _ reply: Reply = Reply(response: .attending)
    ) throws -> (invited: APIRehearsal.Invited, access: AccessID) {
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: nil, reply).inShort == "recorded")
        return (invited, try #require(try rehearsal.rsvp(of: invited.guest)).accessID)
    }

    private func toReview(_ rehearsal: APIRehearsal, _ event: Event) throws -> [AccessID] {
        let host = rehearsal.host
        return try rehearsal.ask { try await $0.host.repliesToReview(of: event.id, for: host) }
            .map(\.rsvp.accessID)
    }

    private func review(
        _ verdict: ReplyReview,
        _ rehearsal: APIRehearsal,
        _ guest: Guest,
        by host: HostID? = nil
    ) throws -> Bool {
        let host = host ?? rehearsal.host
        return try rehearsal.ask {
            try await $0.host.review(verdict, of: guest.id, by: host)
        }
    }

    @Test func `a reply teaches where a score, a code or a name let it in`() throws {
        let rehearsal = try APIRehearsal()
        _ = try letIn(rehearsal)
        let scored = try rehearsal.invited()
        _ = try rehearsal.knock(with: scored.text, scored: 10)
        let asked = try rehearsal.invited(name: "Ann Berg")
        let prompt = try rehearsal.prompt(asked.text, scored: 45)
        _ = try rehearsal.answer(prompt, with: "Ann Berg", token: asked.text)
        #expect(rehearsal.outlet.judged == [false, true, true])
    }

    @Test(arguments: [(60, false), (61, true), (85, true), (86, true)])
    func `a late score from the SMS band on flags the link and tells the host`(
        score: Int,
        isTold: Bool
    ) throws {
        let rehearsal = try APIRehearsal()
        let (invited, access) = try letIn(rehearsal)
        try rehearsal.heed(score, of: access, isLate: true)
        #expect(rehearsal.outlet.alerts.map(\.accessID) == (isTold ? [access] : []))
        #expect(rehearsal.outlet.alerts.allSatisfy { $0.wasRecorded && !$0.wasReply })
        #expect((try rehearsal.token(of: invited.guest)?.flaggedUntil != nil) == isTold)
        let (event, host) = (invited.event.id, rehearsal.host)
        let flags = try rehearsal.ask { try await $0.host.flags(of: event, for: host) }
        #expect(flags.map(\.flag.wasRecorded) == (isTold ? [true] : []))
        // It was decided on when it was sent.
        #expect(rehearsal.outlet.words.count { $0 == "accessDecided" } == 1)
    }

    @Test func `a host lets a reply stand: it teaches, and asks for no review`() throws {
        let rehearsal = try APIRehearsal()
        let (invited, access) = try letIn(rehearsal)
        try rehearsal.heed(70, of: access, isLate: true)
        #expect(try toReview(rehearsal, invited.event) == [access])
        #expect(throws: HostRequestError.self) {
            try review(.stands, rehearsal, invited.guest, by: rehearsal.otherHost)
        }
        #expect(try review(.stands, rehearsal, invited.guest))
        #expect(rehearsal.outlet.vouched == [access])
        #expect(try toReview(rehearsal, invited.event) == [])
        #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil == nil)
        #expect(try rehearsal.rsvp(of: invited.guest)?.accessID == access)
        #expect(try !review(.undone, rehearsal, invited.guest))
    }

    @Test func `a host undoes a reply: seats are free, and the guest gets a new link`() throws {
        let rehearsal = try APIRehearsal()
        let (invited, access) = try letIn(rehearsal)
        #expect(try rehearsal.seatsTaken(of: invited.event) == 1)
        #expect(try review(.undone, rehearsal, invited.guest))
        #expect(rehearsal.outlet.repudiated == [access])
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        #expect(try rehearsal.seatsTaken(of: invited.event) == 0)
        #expect(try toReview(rehearsal, invited.event) == [])
        #expect(try rehearsal.open(invited.text).rejection == .revoked)
        let link = try rehearsal.link(of: invited.guest)
        #expect(link.unredactedToken != invited.text)
        #expect(try rehearsal.knock(with: link.unredactedToken, scored: 10).inShort == "recorded")
        let kept = try rehearsal.store.step { try $0.replacedRSVPs(of: invited.guest.id) }
        #expect(kept.map(\.replacement) == [.undone])
    }

    @Test func `a dispute says that the first reply was not the guest's`() throws {
        let rehearsal = try APIRehearsal()
        let (invited, access) = try letIn(rehearsal)
        let looked = try rehearsal.open(invited.text)
        #expect(looked.rejection == .used)
        rehearsal.check.score = 10
        let asked = try rehearsal.reopen(invited.text, as: looked.accessID)
        let prompt = try #require(asked.prompt)
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
        #expect(rehearsal.outlet.repudiated == [access])
    }

    @Test func `a score that is told again changes nothing of what was said since`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        let score = try rehearsal.heed(90, of: access)
        rehearsal.run(for: .hours(2))
        // Told again in another hour, it is the same alert, which its host gets once.
        rehearsal.bus.publish(.fraudScored(score))
        rehearsal.run(for: .zero)
        #expect(Set(rehearsal.outlet.alerts.map(\.group)).count == 1)
        let told = rehearsal.outlet.alerts.count
        let (guest, host) = (invited.guest.id, rehearsal.host)
        #expect(try rehearsal.ask { try await $0.host.clearFlag(of: guest, by: host) })
        rehearsal.run(for: .hours(1))
        rehearsal.bus.publish(.fraudScored(score))
        rehearsal.run(for: .zero)
        #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil == nil)
        #expect(rehearsal.outlet.alerts.count == told)
        // What is seen from then on counts.
        try rehearsal.heed(90, of: try rehearsal.open(invited.text).accessID)
        #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil != nil)
        #expect(Set(rehearsal.outlet.alerts.map(\.group)).count == 2)
    }

    @Test func `a silent engine's forms meet a code where the host wants it so`() throws {
        let rehearsal = try APIRehearsal(
            settings: CoreAPISettings(
                guest: GuestAPISettings(policy: AccessPolicy(onSilence: .code)),
                host: HostAPISettings(passwordRounds: 1)
            )
        )
        let invited = try rehearsal.invited()
        let prompt = try #require(try rehearsal.knock(with: invited.text, scored: nil).prompt)
        #expect(prompt.kind == .code)
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
        #expect(rehearsal.outlet.judged == [true])
        #expect(try toReview(rehearsal, invited.event) == [])
        // It was not let in: a late score says nothing about it.
        let requests = rehearsal.outlet.messages.compactMap {
            if case .reviewRequested(let unscored) = $0 { unscored.wasLetIn } else { nil }
        }
        #expect(requests == [false])
    }
}
