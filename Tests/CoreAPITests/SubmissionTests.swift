import CoreAPI
import Domain
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing
import VirtualTime

@Suite struct SubmissionTests {
    // MARK: Bands

    /// The document's edges: 30, 60 and 85; a flagged link asks for a code at least.
    @Test(arguments: [
        (0, "recorded", "challenge: code"), (30, "recorded", "challenge: code"),
        (31, "challenge: name", "challenge: code"), (60, "challenge: name", "challenge: code"),
        (61, "challenge: code", "challenge: code"), (85, "challenge: code", "challenge: code"),
        (86, "blocked", "blocked"), (100, "blocked", "blocked"),
    ])
    func `the score's band decides, and a flagged link asks for a code`(
        score: Int,
        plain: String,
        flagged: String
    ) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: score).inShort == plain)
        let suspect = try rehearsal.invited(to: invited.event)
        try rehearsal.heed(61, of: try rehearsal.open(suspect.text).accessID)
        #expect(try rehearsal.knock(with: suspect.text, scored: score).inShort == flagged)
        for guest in [suspect.guest, invited.guest] {
            let isIn = guest == invited.guest && plain == "recorded"
            #expect(try (rehearsal.rsvp(of: guest) != nil) == isIn)
        }
    }

    @Test func `a reply that is let in is recorded once, confirmed, and uses the link up`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(plusOnes: 2)
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.run(for: .seconds(42))
        rehearsal.outlet.clear()
        rehearsal.check.score = 30
        let reply = Reply(response: .attending, plusOnes: 2, dietaryNotes: "vegan")
        let submission = try rehearsal.submit(reply, with: invited.text, as: access)
        let question = try #require(rehearsal.check.asked.first)
        #expect(question.access.id == access)
        #expect(question.fill == .seconds(42))
        #expect(question.limit == .milliseconds(100))
        let rsvp = try #require(try rehearsal.rsvp(of: invited.guest))
        guard case .recorded(let receipt) = submission else {
            Issue.record("\(submission.inShort)")
            return
        }
        #expect(receipt.rsvpID == rsvp.id)
        #expect(receipt.reply == reply)
        #expect(rsvp.reply == reply)
        #expect(rsvp.accessID == access)
        #expect(rsvp.score == RiskScore(30))
        let answered = APIRehearsal.start.advanced(by: .seconds(42) + .milliseconds(3))
        #expect(rsvp.submittedAt == answered)
        #expect(rehearsal.outlet.confirmed == [rsvp])
        #expect(
            rehearsal.outlet.words == [
                "submissionScored", "accessDecided", "rsvpRecorded", "accessEnded",
            ]
        )
        #expect(rehearsal.outlet.outcome(of: access) == .submitted)
        let token = try #require(try rehearsal.token(of: invited.guest))
        #expect(token.status == .used)
        #expect(token.usedAt == answered)
    }

    // MARK: Blocked

    @Test func `a block tells the host, sends no code, and leaves the link to its guest`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.check.score = 93
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "blocked")
        let alert = try #require(rehearsal.outlet.alerts.first)
        #expect(rehearsal.outlet.alerts.count == 1)
        #expect(alert.accessID == access)
        #expect(alert.guestID == invited.guest.id)
        #expect(alert.eventID == invited.event.id)
        #expect(alert.hostID == rehearsal.host)
        #expect(alert.score == RiskScore(93))
        #expect(rehearsal.outlet.codes.isEmpty)
        #expect(rehearsal.outlet.outcome(of: access) == .blocked)
        #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil != nil)
        #expect(try rehearsal.open(invited.text).asksForCode == true)
        let prompt = try rehearsal.prompt(invited.text, scored: 5)
        let code = try rehearsal.code(for: prompt)
        let answer = try rehearsal.answer(prompt, with: code, token: invited.text)
        #expect(answer.inShort == "recorded")
        // Whoever has the guest's phone is the guest, as far as a door can know.
        #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil == nil)
        #expect(rehearsal.outlet.words.contains("tokenCleared"))
    }

    // MARK: The silent engine

    @Test func `a reply without an answer in time is let in and flagged for review`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.check.score = nil
        rehearsal.outlet.clear()
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "recorded")
        let rsvp = try #require(try rehearsal.rsvp(of: invited.guest))
        #expect(rsvp.score == nil)
        #expect(rsvp.submittedAt == APIRehearsal.start.advanced(by: .milliseconds(100)))
        #expect(
            rehearsal.outlet.words == [
                "accessUnscored", "accessDecided", "rsvpRecorded", "accessEnded",
            ]
        )
        let reviews = rehearsal.outlet.messages.compactMap {
            if case .reviewRequested(let unscored) = $0 { unscored.form.access.id } else { nil }
        }
        #expect(reviews == [access])
    }

    @Test(arguments: [(99, "blocked"), (101, "recorded")])
    func `an answer counts within 100 ms and not after`(milliseconds: Int, end: String) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.check.answerTime = .milliseconds(milliseconds)
        #expect(try rehearsal.knock(with: invited.text, scored: 100).inShort == end)
        #expect(rehearsal.outlet.words.contains("accessUnscored") == (end == "recorded"))
    }

    @Test func `a flagged link asks for a code though the engine is silent`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        try rehearsal.heed(70, of: try rehearsal.open(invited.text).accessID)
        let submission = try rehearsal.knock(with: invited.text, scored: nil)
        let prompt = try #require(submission.prompt)
        #expect(prompt.kind == .code)
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
        #expect(try rehearsal.rsvp(of: invited.guest)?.score == nil)
    }

    // MARK: Seats

    @Test func `seats are given until there are none`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 3)
        let guests = try (0..<4).map { _ in try rehearsal.invited(to: event, plusOnes: 2) }
        func knock(_ index: Int, plusOnes: Int) throws -> String {
            let reply = Reply(response: .attending, plusOnes: plusOnes)
            return try rehearsal.knock(with: guests[index].text, scored: 0, reply).inShort
        }
        #expect(try knock(0, plusOnes: 1) == "recorded")
        #expect(try knock(1, plusOnes: 1) == "full: 1 left")
        #expect(rehearsal.outlet.words.last == "capacityRefused")
        #expect(try rehearsal.token(of: guests[1].guest)?.status == .active)
        #expect(try knock(1, plusOnes: 0) == "recorded")
        #expect(try knock(2, plusOnes: 0) == "full: 0 left")
        // Who does not come, or does not know, takes no seat.
        for (index, response) in [(2, Reply.Response.declined), (3, .maybe)] {
            let reply = Reply(response: response, plusOnes: 2)
            let submission = try rehearsal.knock(with: guests[index].text, scored: 0, reply)
            #expect(submission.inShort == "recorded")
        }
        #expect(try rehearsal.seatsTaken(of: event) == 3)
    }

    @Test func `an event without a limit has room for everybody`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        for _ in 0..<5 {
            let invited = try rehearsal.invited(to: event, plusOnes: 20)
            let reply = Reply(response: .attending, plusOnes: 20)
            #expect(try rehearsal.knock(with: invited.text, scored: 0, reply).inShort == "recorded")
        }
        #expect(try rehearsal.seatsTaken(of: event) == 105)
    }

    @Test func `a capacity below what is taken leaves no seats, not fewer than none`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 5)
        let first = try rehearsal.invited(to: event, plusOnes: 2)
        let second = try rehearsal.invited(to: event)
        let three = Reply(response: .attending, plusOnes: 2)
        #expect(try rehearsal.knock(with: first.text, scored: 0, three).inShort == "recorded")
        let smaller = rehearsal.draft(capacity: 1)
        try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.updateEvent(event.id, to: smaller, by: host)
        }
        #expect(try rehearsal.knock(with: second.text, scored: 0).inShort == "full: 0 left")
    }

    @Test(arguments: [-1, 3, 1_000])
    func `a guest brings as many as the host allowed, and no negative number`(plusOnes: Int) throws
    {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(plusOnes: 2)
        let reply = Reply(response: .attending, plusOnes: plusOnes)
        #expect(
            try rehearsal.knock(with: invited.text, scored: 0, reply).inShort
                == "too many companions: 2 allowed"
        )
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        let two = Reply(response: .attending, plusOnes: 2)
        #expect(try rehearsal.knock(with: invited.text, scored: 0, two).inShort == "recorded")
    }

    /// Only an attending reply's companions were checked, and the store refused the number.
    @Test(arguments: [Reply.Response.declined, .maybe])
    func `who does not come brings no negative number either`(response: Reply.Response) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(plusOnes: 2)
        let reply = Reply(response: response, plusOnes: -1)
        #expect(
            try rehearsal.knock(with: invited.text, scored: 0, reply).inShort
                == "too many companions: 2 allowed"
        )
    }

    @Test func `a reply by a new link replaces the first and its seats`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 2)
        let invited = try rehearsal.invited(to: event, plusOnes: 1)
        let two = Reply(response: .attending, plusOnes: 1)
        #expect(try rehearsal.knock(with: invited.text, scored: 0, two).inShort == "recorded")
        let link = try rehearsal.reissue(to: invited.guest)
        let again = try rehearsal.knock(with: link.unredactedToken, scored: 0, two)
        #expect(again.inShort == "recorded")
        #expect(try rehearsal.seatsTaken(of: event) == 2)
        let last = try rehearsal.reissue(to: invited.guest)
        let no = Reply(response: .declined)
        #expect(
            try rehearsal.knock(with: last.unredactedHandle, scored: 0, no).inShort == "recorded"
        )
        #expect(try rehearsal.seatsTaken(of: event) == 0)
        let replies = try rehearsal.rsvps(of: event)
        #expect(replies.map(\.reply) == [no])
    }

    // MARK: Twice, and meanwhile

    /// Submits and lets something happen before the engine has answered.
    private func submit(
        _ invited: APIRehearsal.Invited,
        in rehearsal: APIRehearsal,
        times: Int = 1,
        meanwhile: () throws -> Void
    ) throws -> [String] {
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.check.answerTime = .milliseconds(50)
        let answers = Mutex<[Submission]>([])
        for _ in 0..<times {
            rehearsal.runtime.spawn("submit") { [api = rehearsal.api, text = invited.text] in
                let submission = try await api.guest.submit(
                    Reply(response: .attending),
                    with: text,
                    as: access,
                    from: APIRehearsal.visit
                )
                answers.withLock { $0.append(submission) }
            }
        }
        rehearsal.run(for: .milliseconds(10))
        #expect(rehearsal.check.asked.count == times)
        try meanwhile()
        rehearsal.run(for: .seconds(1))
        #expect(rehearsal.runtime.errors.isEmpty)
        return answers.withLock { $0 }.map(\.inShort)
    }

    @Test func `a form that is sent twice at once makes one reply`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 5)
        let invited = try rehearsal.invited(to: event)
        let answers = try submit(invited, in: rehearsal, times: 3) {}
        #expect(answers == ["recorded", "refused: used", "refused: used"])
        #expect(rehearsal.outlet.confirmed.count == 1)
        #expect(rehearsal.outlet.words.count { $0 == "rsvpRecorded" } == 1)
        #expect(try rehearsal.rsvps(of: event).count == 1)
        #expect(try rehearsal.seatsTaken(of: event) == 1)
    }

    @Test func `a form that is sent again later is refused`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        #expect(try rehearsal.submit(with: invited.text, as: access).inShort == "recorded")
        let first = try rehearsal.rsvp(of: invited.guest)
        let no = Reply(response: .declined)
        #expect(try rehearsal.submit(no, with: invited.text, as: access).inShort == "refused: used")
        #expect(try rehearsal.rsvp(of: invited.guest) == first)
    }

    @Test func `a link that is revoked while the engine thinks lets nobody in`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let answers = try submit(invited, in: rehearsal) { try rehearsal.revoke(invited.guest) }
        #expect(answers == ["refused: revoked"])
        #expect(rehearsal.outlet.confirmed.isEmpty)
    }

    @Test func `an event that closes while the engine thinks lets nobody in`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let answers = try submit(invited, in: rehearsal) {
            try rehearsal.setStatus(of: invited.event, to: .closed)
        }
        #expect(answers == ["refused: eventClosed"])
        #expect(rehearsal.outlet.confirmed.isEmpty)
    }

    @Test func `a guest who is removed while the engine thinks leaves no reply`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let answers = try submit(invited, in: rehearsal) {
            try rehearsal.ask { [host = rehearsal.host] in
                try await $0.host.removeGuest(invited.guest.id, from: invited.event.id, by: host)
            }
        }
        #expect(answers == ["refused: unknown"])
        #expect(try rehearsal.rsvps(of: invited.event) == [])
    }
}
