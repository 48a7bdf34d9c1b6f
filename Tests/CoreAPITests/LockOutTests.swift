import CoreAPI
import Domain
import Messaging
import Storage
import TestSupport
import Testing
import VirtualTime

/// Whoever else holds a link cannot keep its guest out, nor answer for them.
@Suite struct LockOutTests {
    /// Another device on another network.
    private static let elsewhere = Visit(
        address: IPAddress(v4: 0xCB00_710A),
        fingerprint: Fingerprint(
            userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            browser: "Firefox",
            browserMajor: 140,
            os: "Linux",
            device: "PC",
            screen: "1920x1080",
            timeZone: "Africa/Lagos",
            language: "en-NG",
            webglHash: "b7",
            hasJavaScript: true
        ),
        referrer: ""
    )

    // MARK: What is missed counts against who missed it

    @Test func `a question counts against address, device and browser of who was asked`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        _ = try rehearsal.prompt(invited.text, scored: 70)
        let token = try #require(try rehearsal.token(of: invited.guest)).id
        func missed(_ visit: Visit) throws -> Int {
            try rehearsal.store.step {
                try $0.challengesMissed(
                    by: Asker(visit),
                    with: token,
                    since: APIRehearsal.start.advanced(by: .seconds(-1)),
                    until: rehearsal.runtime.now
                )
            }
        }
        #expect(try missed(APIRehearsal.visit) == 1)
        #expect(try missed(Self.elsewhere) == 0)
        var same = Self.elsewhere
        same.address = APIRehearsal.visit.address
        #expect(try missed(same) == 1)
        same = Visit(
            address: Self.elsewhere.address,
            fingerprint: APIRehearsal.visit.fingerprint,
            referrer: ""
        )
        #expect(try missed(same) == 1)
    }

    // MARK: A block offers a code where the guest is expected

    @Test func `a form that would be blocked meets a code where its guest is expected`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        #expect(try rehearsal.knock(with: invited.text, scored: 95).inShort == "blocked")
        #expect(rehearsal.outlet.alerts.map(\.wasReply) == [true])
        rehearsal.check.isExpected = true
        let prompt = try rehearsal.prompt(invited.text, scored: 95)
        #expect(prompt.kind == .code && prompt.isInsteadOfBlock)
        // The host hears of it all the same, and that nobody has replied.
        #expect(rehearsal.outlet.alerts.map(\.wasReply) == [true, false])
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
        let other = try rehearsal.invited()
        #expect(try !rehearsal.prompt(other.text, scored: 70).isInsteadOfBlock)
    }

    @Test func `a host may have it blocked all the same`() throws {
        let rehearsal = try APIRehearsal(
            settings: CoreAPISettings(
                guest: GuestAPISettings(policy: AccessPolicy(onExpected: .block)),
                host: HostAPISettings(passwordRounds: 1)
            )
        )
        let invited = try rehearsal.invited()
        rehearsal.check.isExpected = true
        #expect(try rehearsal.knock(with: invited.text, scored: 95).inShort == "blocked")
    }

    // MARK: The way back

    /// Somebody has used up what strangers may ask for, and the link asks for a code.
    private func pumped(_ rehearsal: APIRehearsal) throws -> APIRehearsal.Invited {
        let invited = try rehearsal.invited()
        for number in 0..<4 {
            var visit = Self.elsewhere
            visit.address = IPAddress(v4: 0xCB00_7100 + UInt32(number))
            rehearsal.check.score = 70
            let access = try rehearsal.open(invited.text).accessID
            let submission = try rehearsal.submit(with: invited.text, as: access, from: visit)
            #expect(
                submission.inShort == (number < 3 ? "challenge: code" : "refused: rateLimited")
            )
            try rehearsal.heed(70, of: access)
        }
        return invited
    }

    @Test func `a guest without a cookie comes back from where they are expected`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try pumped(rehearsal)
        rehearsal.check.isExpected = true
        let prompt = try rehearsal.prompt(invited.text, scored: 10)
        #expect(prompt.kind == .code)
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
    }

    @Test func `a guest on a new phone elsewhere comes back within the hour`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try pumped(rehearsal)
        #expect(
            try rehearsal.knock(with: invited.text, scored: 10).inShort == "refused: rateLimited"
        )
        rehearsal.run(for: .minutes(61))
        let prompt = try rehearsal.prompt(invited.text, scored: 10)
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
    }

    @Test func `a guest without a phone has a code that no phone's budget holds up`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event()
        let draft = GuestDraft(name: "Ann Berg", email: "ann.berg@mail.example")
        let guest = try rehearsal.ask { [host = rehearsal.host] in
            try await $0.host.addGuest(draft, to: event.id, by: host)
        }
        try rehearsal.sendInvitations(for: event)
        let text = try rehearsal.link(of: guest).unredactedToken
        for _ in 0..<5 {
            let prompt = try rehearsal.prompt(text, scored: 70)
            #expect(try rehearsal.code(for: prompt).utf8.count == 6)
        }
        // What one asker may have within the hour is spent; another is asked as before.
        #expect(try rehearsal.knock(with: text, scored: 70).inShort == "refused: rateLimited")
        let access = try rehearsal.open(text).accessID
        #expect(
            try rehearsal.submit(with: text, as: access, from: Self.elsewhere).inShort
                == "challenge: code"
        )
    }

    // MARK: Questions

    @Test func `one form sent three hundred times has one question`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.check.score = 70
        let access = try rehearsal.open(invited.text).accessID
        var questions: Set<ChallengeID> = []
        for _ in 0..<300 {
            let submission = try rehearsal.submit(with: invited.text, as: access)
            if let prompt = submission.prompt { questions.insert(prompt.id) }
            rehearsal.run(for: .seconds(1))
        }
        #expect(questions.count == 1)
        #expect(rehearsal.outlet.codes.count == 1)
    }

    @Test func `a link is asked thirty questions an hour, and fifteen more of its guest`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: "Ann Berg")
        func ask() throws -> String {
            rehearsal.run(for: .seconds(2))
            return try rehearsal.knock(with: invited.text, scored: 45).inShort
        }
        for _ in 0..<30 { #expect(try ask() == "challenge: name") }
        #expect(try ask() == "refused: rateLimited")
        rehearsal.check.isExpected = true
        for _ in 0..<15 { #expect(try ask() == "challenge: name") }
        #expect(try ask() == "refused: rateLimited")
    }

    @Test func `another's form takes the place of a question that was open`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.check.score = 70
        let access = try rehearsal.open(invited.text).accessID
        let mine = try #require(
            try rehearsal.submit(with: invited.text, as: access).prompt
        )
        let theirs = try #require(
            try rehearsal.submit(with: invited.text, as: access, from: Self.elsewhere).prompt
        )
        #expect(mine.id != theirs.id)
        #expect(try rehearsal.stored(mine.id)?.status == .superseded)
        let code = try rehearsal.code(for: mine)
        #expect(try rehearsal.answer(mine, with: code, token: invited.text).inShort == "over")
    }

    // MARK: What was judged is what is recorded

    @Test func `the form that was sent off is the one that is recorded`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: "Ann Berg", plusOnes: 3)
        let no = Reply(response: .declined)
        let submission = try rehearsal.knock(with: invited.text, scored: 45, no)
        let prompt = try #require(submission.prompt)
        #expect(
            try rehearsal.answer(prompt, with: "Ann Berg", token: invited.text).inShort
                == "recorded"
        )
        #expect(try rehearsal.rsvp(of: invited.guest)?.reply == no)
    }

    @Test(arguments: [
        (45, "recorded"), (61, "challenge: code"), (86, "blocked"),
        (nil as Int?, "challenge: code"),
    ])
    func `a name given from elsewhere is judged as if they had sent the form`(
        score: Int?,
        end: String
    ) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: "Ann Berg")
        let prompt = try rehearsal.prompt(invited.text, scored: 45)
        rehearsal.check.score = score
        let answer = try rehearsal.answer(
            prompt,
            with: "Ann Berg",
            token: invited.text,
            from: Self.elsewhere
        )
        #expect(answer.inShort == end)
        #expect(rehearsal.check.asked.last?.access.visit.address == Self.elsewhere.address)
        #expect((try rehearsal.rsvp(of: invited.guest) != nil) == (end == "recorded"))
        if end == "blocked" {
            let code = try rehearsal.answer(prompt, with: "Ann Berg", token: invited.text)
            #expect(code.inShort == "open again")
        }
    }

    @Test func `a code given from elsewhere is enough, but for whoever is blocked`() throws {
        let rehearsal = try APIRehearsal()
        for (score, end) in [(75, "recorded"), (86, "blocked")] {
            let invited = try rehearsal.invited()
            let prompt = try rehearsal.prompt(invited.text, scored: 70)
            let code = try rehearsal.code(for: prompt)
            rehearsal.check.score = score
            #expect(
                try rehearsal.answer(
                    prompt,
                    with: code,
                    token: invited.text,
                    from: Self.elsewhere
                ).inShort == end
            )
        }
    }

    // MARK: Codes as people type them

    @Test func `spaces and dashes are dropped, and what cannot be a code costs no try`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        for slip in ["", code + "x", String(code.dropLast()), "what code?"] {
            #expect(
                try rehearsal.answer(prompt, with: slip, token: invited.text).inShort
                    == "wrong: 5 tries left"
            )
        }
        #expect(try rehearsal.stored(prompt.id)?.tries == 0)
        let spaced = " \(code.prefix(3))-\(code.suffix(3)) "
        #expect(
            try rehearsal.answer(prompt, with: spaced, token: invited.text).inShort == "recorded"
        )
    }
}
