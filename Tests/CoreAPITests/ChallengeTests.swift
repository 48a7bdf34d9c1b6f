import CoreAPI
import Domain
import Storage
import TestSupport
import Testing
import Tokens
import VirtualTime

@Suite struct ChallengeTests {
    private static func wrong(_ code: String) -> String { code == "000000" ? "000001" : "000000" }

    // MARK: Codes

    @Test func `the right code records the reply`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let reply = Reply(response: .declined, dietaryNotes: "sorry")
        let asked = try rehearsal.knock(with: invited.text, scored: 70, reply)
        let prompt = try #require(asked.prompt)
        #expect(prompt.kind == .code)
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        let access = try #require(rehearsal.outlet.opened.last).id
        #expect(rehearsal.outlet.outcome(of: access) == .abandoned)
        let code = try rehearsal.code(for: prompt)
        #expect(code.utf8.count == 6)
        #expect(code.utf8.allSatisfy { (48...57).contains($0) })
        let submission = try rehearsal.answer(prompt, with: code, token: invited.text)
        #expect(submission.inShort == "recorded")
        let rsvp = try #require(try rehearsal.rsvp(of: invited.guest))
        #expect(rsvp.reply == reply)
        #expect(rsvp.score == RiskScore(70))
        #expect(rsvp.accessID == access)
        #expect(rehearsal.outlet.outcome(of: access) == .verified)
        let challenge = try rehearsal.stored(prompt.id)
        #expect(challenge?.status == .passed)
        #expect(challenge?.tries == 1)
        #expect(challenge?.answerHash.contains(code) == false)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort
                == "refused: used"
        )
    }

    @Test func `the code goes to the guest of the link, and to nobody who looks on`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let required = try #require(
            rehearsal.outlet.messages.lazy.compactMap {
                if case .verificationRequired(let required) = $0 { required } else { nil }
            }.first
        )
        #expect(required.challengeID == prompt.id)
        #expect(required.guestID == invited.guest.id)
        #expect(required.expiresAt == prompt.expiresAt)
        #expect("\(required.code)" == "••••••")
    }

    @Test func `five wrong codes end a challenge`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        let access = try #require(rehearsal.outlet.opened.last).id
        let answers = try (0..<6).map { _ in
            try rehearsal.answer(prompt, with: Self.wrong(code), token: invited.text).inShort
        }
        #expect(
            answers == [
                "wrong: 4 tries left", "wrong: 3 tries left", "wrong: 2 tries left",
                "wrong: 1 tries left", "over", "over",
            ]
        )
        #expect(try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "over")
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
        #expect(rehearsal.outlet.outcome(of: access) == .failedVerification)
        let challenge = try rehearsal.stored(prompt.id)
        #expect(challenge?.status == .failed)
        #expect(challenge?.tries == 5)
        #expect(rehearsal.outlet.words.count { $0 == "challengeTried" } == 5)
    }

    @Test func `the right code counts at the fifth try`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        for _ in 0..<4 {
            _ = try rehearsal.answer(prompt, with: Self.wrong(code), token: invited.text)
        }
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
    }

    @Test(arguments: ["000000{code}", "{code}0", "0{code}", "x{code}", "{code}", "٠", "0"])
    func `an answer that only resembles the code is wrong`(answer: String) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        let reversed = String(code.reversed())
        let given = answer == "{code}" ? reversed : answer.replacing("{code}", with: code)
        let isTry = answer == "{code}"
        guard given != code else { return }
        #expect(
            try rehearsal.answer(prompt, with: given, token: invited.text).inShort
                == "wrong: \(isTry ? 4 : 5) tries left"
        )
    }

    // MARK: Time

    @Test func `a code is good for ten minutes, but not at that very instant`() throws {
        let rehearsal = try APIRehearsal()
        for (wait, end) in [
            (Duration.minutes(10) - .microseconds(1), "recorded"), (.minutes(10), "over"),
        ] {
            let invited = try rehearsal.invited()
            let prompt = try rehearsal.prompt(invited.text, scored: 70)
            let code = try rehearsal.code(for: prompt)
            let issued = try #require(try rehearsal.stored(prompt.id))
            #expect(prompt.expiresAt == issued.issuedAt.advanced(by: .minutes(10)))
            rehearsal.runtime.advance(to: issued.issuedAt.advanced(by: wait))
            #expect(try rehearsal.answer(prompt, with: code, token: invited.text).inShort == end)
            let status = try rehearsal.stored(prompt.id)?.status
            #expect(status == (end == "over" ? .expired : .passed))
        }
        let access = try #require(rehearsal.outlet.opened.last).id
        #expect(rehearsal.outlet.outcome(of: access) == .failedVerification)
    }

    @Test func `an asker gets five codes an hour`() throws {
        let rehearsal = try APIRehearsal()
        rehearsal.check.isExpected = true
        let invited = try rehearsal.invited()
        let other = try rehearsal.invited(to: invited.event)
        let asked = try (0..<5).map { _ in
            let prompt = try rehearsal.prompt(invited.text, scored: 70)
            rehearsal.run(for: .minutes(5))
            return try #require(try rehearsal.stored(prompt.id))
        }
        let first = try #require(asked.first)
        #expect(
            try rehearsal.knock(with: invited.text, scored: 70).inShort == "refused: rateLimited"
        )
        #expect(rehearsal.outlet.codes.count == 5)
        #expect(try rehearsal.knock(with: other.text, scored: 70).inShort == "challenge: code")
        rehearsal.check.answerTime = .zero
        rehearsal.runtime.advance(
            to: first.issuedAt.advanced(by: .hours(1) - .microseconds(1))
        )
        let access = try rehearsal.open(invited.text).accessID
        let api = rehearsal.api
        for (wait, end) in [(Duration.zero, "refused: rateLimited"), (.microseconds(1), "code")] {
            rehearsal.run(for: wait)
            let submission = try rehearsal.ask {
                [text = invited.text] _ in
                try await api.guest.submit(
                    Reply(response: .attending),
                    with: text,
                    as: access,
                    from: APIRehearsal.visit
                )
            }
            #expect(submission.inShort.hasSuffix(end))
        }
        #expect(
            try rehearsal.knock(with: invited.text, scored: 70).inShort == "refused: rateLimited"
        )
    }

    // MARK: Whose it is

    @Test func `another guest's challenge cannot be answered`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let thief = try rehearsal.invited(to: invited.event)
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        #expect(
            try rehearsal.answer(prompt, with: code, token: thief.text).inShort == "open again"
        )
        let challenge = try rehearsal.stored(prompt.id)
        #expect(challenge?.status == .open)
        #expect(challenge?.tries == 0)
        #expect(try rehearsal.rsvp(of: thief.guest) == nil)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded"
        )
    }

    @Test func `a challenge that was never issued is unknown`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let submission = try rehearsal.ask { [text = invited.text] in
            try await $0.guest.answer(
                ChallengeID(high: 9, low: 9),
                with: "000000",
                token: text,
                from: APIRehearsal.visit
            )
        }
        #expect(submission.inShort == "open again")
    }

    @Test func `one challenge's code does not answer another`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompts = try (0..<2).map { _ in try rehearsal.prompt(invited.text, scored: 70) }
        let codes = try prompts.map { try rehearsal.code(for: $0) }
        try #require(codes[0] != codes[1])
        #expect(
            try rehearsal.answer(prompts[1], with: codes[0], token: invited.text).inShort
                == "wrong: 4 tries left"
        )
        #expect(
            try rehearsal.answer(prompts[0], with: codes[0], token: invited.text).inShort
                == "recorded"
        )
    }

    @Test func `a link that was revoked meanwhile answers nothing`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        let code = try rehearsal.code(for: prompt)
        let link = try rehearsal.reissue(to: invited.guest)
        #expect(
            try rehearsal.answer(prompt, with: code, token: invited.text).inShort
                == "refused: revoked"
        )
        // The question was asked of whoever held the link that is revoked.
        #expect(
            try rehearsal.answer(prompt, with: code, token: link.unredactedToken).inShort
                == "open again"
        )
    }

    // MARK: Names

    @Test(arguments: [
        ("José Álvarez", "jose alvarez"), ("José Álvarez", "ALVAREZ, José"),
        ("Anna Maria Berg", " berg  anna maria "), ("O'Neil", "oneil"), ("李小龍", "李小龍"),
        ("Anne-Marie Weiß", "weiss anne marie"), ("Søren Łukasz", "Soren Lukasz"),
    ])
    func `a name counts without case, accents, hyphens or order`(
        name: String,
        answer: String
    ) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: name)
        let prompt = try rehearsal.prompt(invited.text, scored: 45)
        #expect(prompt.kind == .name)
        #expect(rehearsal.outlet.codes.isEmpty)
        #expect(
            try rehearsal.answer(prompt, with: answer, token: invited.text).inShort == "recorded"
        )
        #expect(try rehearsal.rsvp(of: invited.guest)?.score == RiskScore(45))
    }

    /// In what people leave out or write in another way.
    @Test(arguments: [
        ("Jörg Müller", "Joerg Mueller"), ("Jörg Müller", "Jorg Muller"),
        ("Åsa Ågård", "Asa Aagaard"),
        ("Νίκος Παππάς", "ΝΙΚΟΣ ΠΑΠΠΑΣ"), ("Ｊｏｈｎ Ｓｍｉｔｈ", "John Smith"),
        ("Seraﬁna Oﬀer", "Serafina Offer"), ("מֹשֶׁה כֹּהֵן", "משה כהן"), ("مُحَمَّد عَلِيّ", "محمد علي"),
        ("أحمد فاطمة", "احمد فاطمه"), ("Dr. Ann Berg", "Ann Berg"),
        ("Ann Berg", "Frau Prof. Ann Berg"),
        ("John F. Kennedy", "Kennedy, John"), ("Guest ١٢", "Guest 12"),
        ("Renée O’Hara", "renee ohara"),
        ("İpek Işık", "ipek isik"), ("X", "x"), ("Dr.", "dr"),
    ])
    func `a name is forgiven what is written in another way`(name: String, answer: String) throws {
        let rehearsal = try APIRehearsal()
        for (name, answer) in [(name, answer), (answer, name)] {
            let invited = try rehearsal.invited(name: name)
            let prompt = try rehearsal.prompt(invited.text, scored: 45)
            #expect(prompt.kind == .name)
            #expect(
                try rehearsal.answer(prompt, with: answer, token: invited.text).inShort
                    == "recorded"
            )
        }
    }

    @Test(arguments: [
        ("Guest 12", "Guest 13"), ("Guest 12", "Guest"), ("007", ""), ("007", "7"),
        ("かき", "がき"), ("李", "王"), ("राम", "रमा"), ("Ann Berg", "Berg"), ("John Kennedy", "J. K."),
    ])
    func `digits count, and letters that tell names apart`(name: String, answer: String) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: name)
        let prompt = try rehearsal.prompt(invited.text, scored: 45)
        #expect(prompt.kind == .name)
        #expect(
            try rehearsal.answer(prompt, with: answer, token: invited.text).inShort
                == "wrong: 2 tries left"
        )
    }

    @Test(arguments: ["🎉", "!!!", "- , -"])
    func `a name of which nothing is left is no question: a code is asked`(name: String) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: name)
        #expect(try rehearsal.prompt(invited.text, scored: 45).kind == .code)
    }

    @Test(arguments: ["", "Jose", "Álvarez", "Jose Alvares", "Jose Alvarez Jose"])
    func `another name is wrong, and the third one is answered by a code`(answer: String) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: "José Álvarez")
        let prompt = try rehearsal.prompt(invited.text, scored: 45)
        for left in [2, 1] {
            #expect(
                try rehearsal.answer(prompt, with: answer, token: invited.text).inShort
                    == "wrong: \(left) tries left"
            )
        }
        let harder = try #require(
            try rehearsal.answer(prompt, with: answer, token: invited.text).prompt
        )
        #expect(harder.kind == .code)
        #expect(try rehearsal.stored(prompt.id)?.status == .failed)
        #expect(
            try rehearsal.answer(prompt, with: "José Álvarez", token: invited.text).inShort
                == "over"
        )
        let code = try rehearsal.code(for: harder)
        #expect(
            try rehearsal.answer(harder, with: code, token: invited.text).inShort == "recorded"
        )
        #expect(try rehearsal.rsvp(of: invited.guest)?.score == RiskScore(45))
    }

    @Test func `asking anew gives no more tries at a name`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited(name: "José Álvarez")
        let prompts = try (0..<3).map { _ in try rehearsal.prompt(invited.text, scored: 45) }
        #expect(
            try rehearsal.answer(prompts[0], with: "x", token: invited.text).inShort
                == "wrong: 2 tries left"
        )
        #expect(
            try rehearsal.answer(prompts[1], with: "x", token: invited.text).inShort
                == "wrong: 1 tries left"
        )
        #expect(
            try rehearsal.answer(prompts[2], with: "x", token: invited.text).prompt?.kind == .code
        )
        #expect(try rehearsal.prompt(invited.text, scored: 45).kind == .code)
    }

    // MARK: A right answer without a seat

    /// The score was forgotten with the first right answer, though nothing was recorded.
    @Test func `a right answer that finds no seat leaves the question and its score`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event(capacity: 1)
        let invited = try rehearsal.invited(to: event, plusOnes: 1)
        rehearsal.check.score = 70
        let access = try rehearsal.open(invited.text).accessID
        let two = Reply(response: .attending, plusOnes: 1)
        let crowd = Reply(response: .attending, plusOnes: 9)
        var questions: Set<ChallengeID> = []
        for (reply, end) in [
            (crowd, "too many companions: 1 allowed"), (two, "full: 1 left"),
            (Reply(response: .attending), "recorded"),
        ] {
            // Sent off again, the form meets the question that is open, and no new code.
            let submission = try rehearsal.submit(reply, with: invited.text, as: access)
            let prompt = try #require(submission.prompt)
            questions.insert(prompt.id)
            let code = try rehearsal.code(for: prompt)
            #expect(try rehearsal.answer(prompt, with: code, token: invited.text).inShort == end)
        }
        #expect(questions.count == 1)
        #expect(try rehearsal.rsvp(of: invited.guest)?.score == RiskScore(70))
    }
}
