import Domain
import Foundation
import Testing
import Tokens

@testable import CoreAPI

/// What a page or a program is answered over a wire.
@Suite struct PagesTests {
    private func sent<Value: Codable & Sendable>(
        _ value: Value
    ) throws -> (text: String, read: Value) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(Envelope(value))
        let read = try JSONDecoder().decode(Envelope<Value>.self, from: data).content
        return (String(decoding: data, as: UTF8.self), read)
    }

    private static let prompt = Submission.Prompt(
        id: ChallengeID(high: 5, low: 1),
        kind: .code,
        expiresAt: Instant(microseconds: 1_780_315_200_000_000),
        isInsteadOfBlock: true,
        canBeMailed: true
    )

    private static let standing = StandingReply(
        reply: Reply(response: .attending, plusOnes: 1, dietaryNotes: "no nuts"),
        answeredAt: Instant(microseconds: 1_780_315_200_000_000),
        eventName: "Wedding",
        startsAt: Instant(microseconds: 1_790_315_200_000_000),
        venue: "Old Mill"
    )

    @Test(
        arguments: [
            .challenge(prompt), .blocked, .refused(.rateLimited), .tooManyCompanions(allowed: 1),
            .full(seatsLeft: 0), .wrongAnswer(triesLeft: 4), .challengeOver, .openAgain,
            .codeNotDelivered, .noMoreCodes, .shown(standing),
        ] as [Submission]
    )
    func `an answer is read as it was meant`(submission: Submission) throws {
        #expect(try sent(submission).read == submission)
    }

    @Test func `a page that shows a reply is read as it was meant`() throws {
        let opening = Opening(accessID: AccessID(high: 6, low: 1), page: .answered(Self.standing))
        #expect(try sent(opening).read.page == opening.page)
    }

    @Test func `a served page carries no cookie in its body`() throws {
        let cookie = BrowserCookie(random: Array(1...16))
        let opening = Opening(
            accessID: AccessID(high: 6, low: 1),
            page: .form(asksForCode: true),
            newCookie: cookie
        )
        let (text, read) = try sent(opening)
        #expect(!text.contains(cookie.unredactedText))
        #expect(read.accessID == opening.accessID && read.page == opening.page)
        #expect(read.newCookie == nil)
    }
}
