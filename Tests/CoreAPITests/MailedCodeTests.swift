import CoreAPI
import Domain
import Storage
import TestSupport
import Testing
import VirtualTime

/// A code by e-mail, for whoever does not have their phone with them.
@Suite struct MailedCodeTests {
    private func mail(
        _ prompt: Submission.Prompt,
        _ text: String,
        from visit: Visit = APIRehearsal.visit,
        in rehearsal: APIRehearsal
    ) throws -> Submission {
        try rehearsal.ask {
            try await $0.guest.mailCode(insteadOf: prompt.id, token: text, from: visit)
        }
    }

    private func channels(in rehearsal: APIRehearsal) -> [Notification.Channel?] {
        rehearsal.outlet.messages.compactMap {
            if case .verificationRequired(let required) = $0 { required.channel } else { nil }
        }
    }

    @Test func `it takes the place of the one that went to the phone`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let first = try rehearsal.prompt(invited.text, scored: 70)
        #expect(first.canBeMailed)
        let second = try #require(try mail(first, invited.text, in: rehearsal).prompt)
        #expect(second.id != first.id && second.kind == .code && !second.canBeMailed)
        #expect(channels(in: rehearsal) == [nil, .email])
        let old = try rehearsal.code(for: first)
        #expect(try rehearsal.answer(first, with: old, token: invited.text).inShort == "over")
        let code = try rehearsal.code(for: second)
        #expect(try rehearsal.answer(second, with: code, token: invited.text).inShort == "recorded")
        // The form is the one that was judged.
        #expect(try rehearsal.rsvp(of: invited.guest)?.score == RiskScore(70))
    }

    @Test func `a name is no code, and a stranger gets none`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let name = try rehearsal.prompt(invited.text, scored: 40)
        #expect(!name.canBeMailed)
        #expect(try mail(name, invited.text, in: rehearsal) == .openAgain)
        let code = try rehearsal.prompt(invited.text, scored: 70)
        var stranger = APIRehearsal.visit
        stranger.address = IPAddress(v4: 0x0808_0808)
        #expect(try mail(code, invited.text, from: stranger, in: rehearsal) == .openAgain)
        let other = try rehearsal.invited()
        #expect(try mail(code, other.text, in: rehearsal) == .openAgain)
        #expect(rehearsal.outlet.codes.count == 1)
        // The question is still open.
        let digits = try rehearsal.code(for: code)
        #expect(try rehearsal.answer(code, with: digits, token: invited.text).inShort == "recorded")
    }

    @Test func `it costs as much as any code, and where none is left the first one holds`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        var prompt = try rehearsal.prompt(invited.text, scored: 70)
        for _ in 0..<2 {
            prompt = try #require(try mail(prompt, invited.text, in: rehearsal).prompt)
        }
        #expect(try mail(prompt, invited.text, in: rehearsal) == .refused(.rateLimited))
        let code = try rehearsal.code(for: prompt)
        #expect(try rehearsal.answer(prompt, with: code, token: invited.text).inShort == "recorded")
    }

    @Test func `a question that is over is over`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let prompt = try rehearsal.prompt(invited.text, scored: 70)
        rehearsal.run(for: .minutes(10))
        #expect(try mail(prompt, invited.text, in: rehearsal) == .challengeOver)
    }
}
