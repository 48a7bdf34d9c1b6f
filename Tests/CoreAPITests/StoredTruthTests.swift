import CoreAPI
import Domain
import Messaging
import Storage
import TestSupport
import Testing

/// What was told is what was stored: answers, pages and caches are copies, and rows are read here.
@Suite struct StoredTruthTests {
    private func outcome(of access: AccessID, in rehearsal: APIRehearsal) throws -> Outcome? {
        try rehearsal.store.step { try $0.access(access)?.outcome }
    }

    /// Each way that a form can go, to its end.
    @Test(arguments: [
        (10, "", "recorded", Outcome.submitted), (45, "Guest 1", "recorded", .verified),
        (45, "Nobody", "wrong: 2 tries left", .abandoned), (70, "code", "recorded", .verified),
        (70, "999999", "over", .failedVerification), (95, "", "blocked", .blocked),
    ])
    func `an access ends in the store as it ended at the door`(
        score: Int,
        answer: String,
        end: String,
        outcome: Outcome
    ) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        #expect(try self.outcome(of: access, in: rehearsal) == .opened)
        rehearsal.check.score = score
        var submission = try rehearsal.submit(with: invited.text, as: access)
        if let prompt = submission.prompt {
            #expect(try self.outcome(of: access, in: rehearsal) == .abandoned)
            let code = prompt.kind == .code ? try rehearsal.code(for: prompt) : ""
            for number in 1...5 {
                let given = answer == "code" ? code : answer
                submission = try rehearsal.answer(prompt, with: given, token: invited.text)
                let stored = try #require(try rehearsal.stored(prompt.id))
                #expect(stored.tries == number)
                #expect(
                    stored.status
                        == (end == "recorded"
                            ? .passed : end == "over" && number == 5 ? .failed : .open)
                )
                if submission.inShort == end { break }
            }
        }
        #expect(submission.inShort == end)
        #expect(try self.outcome(of: access, in: rehearsal) == outcome)
        #expect(rehearsal.outlet.outcome(of: access) == outcome || outcome == .opened)
        let isRecorded = end == "recorded"
        #expect(try rehearsal.rsvp(of: invited.guest)?.accessID == (isRecorded ? access : nil))
        #expect(try rehearsal.token(of: invited.guest)?.status == (isRecorded ? .used : .active))
    }

    @Test func `a flag that the store refuses is not told`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let look = try rehearsal.open(invited.text).accessID
        #expect(try rehearsal.knock(with: invited.text, scored: 5).inShort == "recorded")
        // The link is used: there is nothing left that a flag could guard.
        try rehearsal.heed(99, of: look)
        #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil == nil)
        #expect(!rehearsal.outlet.words.contains("tokenFlagged"))
        let (event, host) = (invited.event.id, rehearsal.host)
        #expect(try rehearsal.ask { try await $0.host.flags(of: event, for: host) }.isEmpty)
    }

    @Test func `what a host changes of an event is stored, all of it`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event("Party", capacity: 10)
        rehearsal.run(for: .hours(1))
        let draft = EventDraft(
            name: "Garden party",
            startsAt: APIRehearsal.start.advanced(by: .days(80)),
            venue: "Orangery",
            capacity: 12
        )
        let told = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.updateEvent(event.id, to: draft, by: host)
        }
        let stored = try #require(try rehearsal.stored(event.id))
        #expect(stored == told)
        #expect(stored.name == "Garden party" && stored.venue == "Orangery")
        #expect(stored.startsAt == draft.startsAt && stored.capacity == 12)
        for status in [Event.Status.closed, .published, .closed, .archived] {
            try rehearsal.setStatus(of: event, to: status)
            #expect(try rehearsal.stored(event.id)?.status == status)
        }
    }

    @Test func `a link that was taken back is revoked in the store, and the next one too`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        var text = invited.text
        for _ in 0..<3 {
            let old = try #require(try rehearsal.token(of: invited.guest)).id
            try rehearsal.revoke(invited.guest)
            #expect(try rehearsal.token(of: invited.guest) == nil)
            #expect(try rehearsal.store.step { try $0.status(of: old) } == .revoked)
            rehearsal.cache.flush()
            #expect(try rehearsal.open(text).rejection == .revoked)
            text = try rehearsal.reissue(to: invited.guest).unredactedToken
            #expect(try rehearsal.token(of: invited.guest)?.status == .active)
            #expect(try rehearsal.open(text).isForm)
        }
    }

    @Test func `a reply that is changed again and again leaves one that stands`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 4)
        let invited = try rehearsal.invited(to: event, plusOnes: 3)
        #expect(
            try rehearsal.knock(
                with: invited.text,
                scored: 5,
                Reply(response: .attending, plusOnes: 3)
            ).inShort == "recorded"
        )
        for (number, reply) in [
            Reply(response: .declined), Reply(response: .attending, plusOnes: 1),
            Reply(response: .maybe), Reply(response: .attending, plusOnes: 3),
        ].enumerated() {
            let opening = try rehearsal.open(invited.text)
            #expect(opening.rejection == .used)
            let asked = try rehearsal.reopen(
                invited.text,
                because: .changed,
                with: reply,
                as: opening.accessID
            )
            let prompt = try #require(asked.prompt)
            let code = try rehearsal.code(for: prompt)
            #expect(
                try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
            )
            #expect(try rehearsal.rsvp(of: invited.guest)?.reply == reply)
            #expect(try rehearsal.seatsTaken(of: event) == reply.seats)
            let replaced = try rehearsal.store.step { try $0.replacedRSVPs(of: invited.guest.id) }
            #expect(replaced.count == number + 1)
            #expect(replaced.allSatisfy { $0.replacement == .changed })
            // Codes to a phone are five an hour.
            rehearsal.run(for: .minutes(30))
        }
    }
}
