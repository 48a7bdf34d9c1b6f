import Domain
import Foundation
import Storage
import TestSupport
import Testing

/// What a process leaves behind when it dies between a step and its messages' end.
@Suite struct OutboxTests {
    private let now = Instant(microseconds: 1_780_300_800_000_000)
    private let token = "tk_header.payload.signature"
    private let code = "271828"

    private var invitation: Message.Payload {
        .invitationSend(
            InvitationSend(
                guestID: GuestID(high: 3, low: 1),
                eventID: EventID(high: 2, low: 1),
                tokenID: TokenID(high: 4, low: 1),
                link: InvitationLink(token: token, handle: "tk_shortshortshort"),
                kind: .invitation
            )
        )
    }

    private var verification: Message.Payload {
        .verificationRequired(
            VerificationRequired(
                challengeID: ChallengeID(high: 5, low: 1),
                accessID: AccessID(high: 6, low: 1),
                guestID: GuestID(high: 3, low: 1),
                eventID: EventID(high: 2, low: 1),
                code: SecretCode(code),
                expiresAt: now
            )
        )
    }

    private var attempted: Message.Payload {
        .accessAttempted(
            Access(
                id: AccessID(high: 6, low: 2),
                tokenID: TokenID(high: 4, low: 1),
                guestID: GuestID(high: 3, low: 1),
                eventID: EventID(high: 2, low: 1),
                openedAt: now,
                visit: Visit(
                    address: IPAddress(v6High: 0x2001_0DB8_0000_0000, low: 1),
                    fingerprint: TestVisit.fingerprint,
                    referrer: ""
                ),
                earlierAccesses: 2,
                rejection: nil
            )
        )
    }

    private func store(
        _ path: String,
        _ outlet: TestOutlet = TestOutlet(),
        commits: Store.Commits = .everyStep
    ) throws -> Store {
        try Store(path: path, commits: commits, outlet: outlet, sealer: TestSealer())
    }

    @Test(arguments: [Store.Commits.everyStep, .grouped(steps: 100)])
    func `what was published and never settled is there after a restart, word for word`(
        commits: Store.Commits
    ) throws {
        let scratch = try Scratch()
        let path = scratch.file("outbox.sqlite").path
        let payloads = [invitation, verification, attempted]
        let before = try store(path, commits: commits)
        try before.step { step in for payload in payloads { step.publish(payload) } }
        try before.close()
        let left = try store(path).outgoing(at: now).messages
        #expect(left.map(\.id.low) == [1, 2, 3])
        #expect(left.map { "\($0.payload)" } == payloads.map { "\($0)" })
        guard case .invitationSend(let send) = left[0].payload,
            case .verificationRequired(let required) = left[1].payload
        else {
            Issue.record("\(left)")
            return
        }
        #expect(send.link.unredactedToken == token)
        #expect(required.code.unredacted == code)
    }

    @Test(arguments: [Store.Commits.everyStep, .grouped(steps: 100)])
    func `what is settled is erased`(commits: Store.Commits) throws {
        let scratch = try Scratch()
        let path = scratch.file("outbox.sqlite").path
        let before = try store(path, commits: commits)
        try before.step { step in
            step.publish(invitation)
            step.publish(attempted)
        }
        before.settle(MessageID(high: 0, low: 1))
        try before.close()
        #expect(try store(path).outgoing(at: now).messages.map(\.id.low) == [2])
    }

    /// As a process that dies leaves it: settlements are noted with the next step that may write.
    @Test(arguments: [Store.Commits.everyStep, .grouped(steps: 100), .together])
    func `what was settled after the last step comes again after a stop`(
        commits: Store.Commits
    ) throws {
        let scratch = try Scratch()
        let path = scratch.file("outbox.sqlite").path
        let before = try store(path, commits: commits)
        for payload in [invitation, verification, attempted] {
            try before.step { $0.publish(payload) }
        }
        before.settle(MessageID(high: 0, low: 1))
        try before.step { $0.emit(.componentStarted("x")) }
        before.settle(MessageID(high: 0, low: 2))
        _ = try before.read { try $0.allRSVPs() }
        try before.abandon()
        #expect(try store(path).outgoing(at: now).messages.map(\.id.low) == [2, 3])
    }

    @Test func `a step that fails publishes nothing later either`() throws {
        struct Refusal: Error {}
        let scratch = try Scratch()
        let path = scratch.file("outbox.sqlite").path
        let before = try store(path)
        #expect(throws: Refusal.self) {
            try before.step { step in
                step.publish(invitation)
                throw Refusal()
            }
        }
        try before.step { $0.publish(attempted) }
        try before.close()
        #expect(try store(path).outgoing(at: now).messages.map(\.id.low) == [2])
    }

    @Test func `a copied file shows neither a link nor a code that waits or was given up`() throws {
        let scratch = try Scratch()
        let file = scratch.file("outbox.sqlite")
        let outlet = TestOutlet()
        let before = try store(file.path, outlet)
        try before.step { step in
            step.publish(invitation)
            step.publish(verification)
        }
        let message = GivenUpMessage(
            message: Message(
                id: MessageID(high: 0, low: 9),
                payload: verification,
                publishedAt: now
            ),
            consumer: "notifications-sms",
            reason: "unavailable",
            deliveries: 7,
            at: now
        )
        before.giveUp(message)
        try before.close()
        let bytes = try Data(contentsOf: file)
        for secret in [token, "tk_shortshortshort", code] {
            #expect(bytes.range(of: Data(secret.utf8)) == nil)
        }
        let letters = try store(file.path).read { try $0.deadLetters() }
        let letter = try #require(letters.first)
        #expect(letters.count == 1)
        #expect(letter.consumer == "notifications-sms")
        #expect(letter.reason == "unavailable")
        #expect(letter.deliveries == 7)
        // Everything but the code.
        #expect(letter.payload.contains("00000000-0000-0005-0000-000000000001"))
        #expect(letter.payload.contains("\"code\":\"sealed\""))
    }

    @Test func `what is sealed under another key becomes a dead letter, and the rest is there`()
        throws
    {
        let scratch = try Scratch()
        let path = scratch.file("outbox.sqlite").path
        let before = try store(path)
        try before.step { step in
            step.publish(invitation)
            step.publish(attempted)
        }
        try before.close()
        let again = try Store(
            path: path,
            commits: .everyStep,
            outlet: TestOutlet(),
            sealer: LockedSealer()
        )
        let found = try again.outgoing(at: now)
        #expect(found.messages.map(\.id.low) == [2])
        #expect(found.unreadable.map(\.reason) == ["sealed under another key"])
        let letter = try #require(try again.deadLetters().first)
        #expect(letter.id.low == 1)
        #expect(letter.consumer == "outbox")
        #expect(letter.reason == "sealed under another key")
        #expect(letter.diedAt == now)
        // Once, and with what it was sealed with: another key may open it yet.
        #expect(try again.outgoing(at: now).unreadable.isEmpty)
        try again.close()
        let sealed = try Tool.run("sqlite3", [path, "SELECT length(sealed) FROM dead_letters"])
        #expect((Int(sealed.output.dropLast()) ?? 0) > token.utf8.count)
    }

    @Test(arguments: [
        ("{\"content\":{},\"version\":2}", "form 2 is unknown here, expected 1"),
        ("{\"accessAttempted\":{}}", "cannot be read"), ("", "cannot be read"),
    ])
    func `a message of another form becomes a dead letter with its reason`(
        payload: String,
        says: String
    ) throws {
        let scratch = try Scratch()
        let path = scratch.file("outbox.sqlite").path
        let before = try store(path)
        try before.step { $0.publish(attempted) }
        try before.close()
        // Another hand at the file, as another build would be.
        let rewritten = try Tool.run(
            "sqlite3",
            [path, "UPDATE outbox SET payload = '\(payload)'"]
        )
        try #require(rewritten.status == 0, "\(rewritten.errors)")
        let again = try store(path)
        let found = try again.outgoing(at: now)
        #expect(found.messages.isEmpty)
        let letters = try again.deadLetters()
        #expect(letters.map(\.id.low) == [1])
        #expect(letters.first?.payload == payload)
        #expect(letters.first?.reason.contains(says) == true, "\(letters)")
    }
}
