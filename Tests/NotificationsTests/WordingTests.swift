import Domain
import Testing

@testable import Notifications

private let link = InvitationLink(
    token: "tk_eyJhbGciOiJIUzI1NiJ9.eyJnaWQiOiIxIn0.c2lnbmF0dXJl",
    handle: "tk_AbCdEfGhIjKlMnOpQrSt"
)
private let startsAt = CivilTime(year: 2027, month: 6, day: 12, hour: 17).instant
private let plain = MessageFacts(
    recipientName: "Jo Park",
    eventName: "Ann and Bo's wedding",
    venue: "Old Mill",
    startsAt: startsAt,
    guestName: "Sam Lee"
)
private func alert(wasReply: Bool, wasRecorded: Bool = false) -> FraudAlert {
    FraudAlert(
        tokenID: TokenID(high: 4, low: 1),
        guestID: GuestID(high: 1, low: 2),
        eventID: EventID(high: 1, low: 3),
        hostID: HostID(high: 1, low: 4),
        flag: LinkFlag(
            accessID: AccessID(high: 1, low: 1),
            score: RiskScore(91),
            wasReply: wasReply,
            wasRecorded: wasRecorded,
            raisedAt: startsAt,
            suspicion: nil
        )
    )
}

private func spent(_ scope: CodesSpent.Scope) -> NotificationSend.Content {
    .codesSpent(
        CodesSpent(
            scope: scope,
            guestID: GuestID(high: 1, low: 2),
            tokenID: TokenID(high: 4, low: 1),
            eventID: EventID(high: 1, low: 3),
            hostID: HostID(high: 1, low: 4),
            at: startsAt
        )
    )
}

private let disputed = NotificationSend.Content.replyDisputed(
    ReplyDisputed(
        rsvpID: RSVPID(high: 7, low: 1),
        accessID: AccessID(high: 1, low: 1),
        guestID: GuestID(high: 1, low: 2),
        eventID: EventID(high: 1, low: 3),
        hostID: HostID(high: 1, low: 4)
    )
)

private let everything: [NotificationSend.Content] = [
    .invitation(link), .reminder(link),
    .verification(
        SecretCode("042917"),
        of: ChallengeID(high: 5, low: 1),
        expiresAt: startsAt
    ),
    .confirmation(Reply(response: .attending, plusOnes: 12), link),
    .confirmation(Reply(response: .declined), link),
    .confirmation(Reply(response: .maybe), link),
    .confirmation(Reply(response: .attending), nil),
    .hostAlert(alert(wasReply: true)), .hostAlert(alert(wasReply: false)),
    .hostAlert(alert(wasReply: false, wasRecorded: true)), spent(.token),
    spent(.phone), spent(.event), disputed, .digest(alerts: 12, since: startsAt),
]

private func account(_ content: AccountMail.Content) -> NotificationSend.Content {
    .account(
        AccountMail(
            requestID: AccountRequestID(high: 8, low: 1),
            hostID: HostID(high: 1, low: 1),
            content: content,
            expiresAt: startsAt
        )
    )
}

@Suite struct WordingTests {
    @Test func `the text messages, word for word`() {
        #expect(
            everything.map { Wording($0, plain).sms.text } == [
                "Hi Jo Park, you're invited to Ann and Bo's wedding on Sat 12 Jun. Please RSVP: https://guestguard.app/rsvp/tk_AbCdEfGhIjKlMnOpQrSt",
                "Hi Jo Park, will you come to Ann and Bo's wedding on Sat 12 Jun? Please RSVP: https://guestguard.app/rsvp/tk_AbCdEfGhIjKlMnOpQrSt",
                "042917 is your code for Ann and Bo's wedding. It works until 17:00 UTC. Please don't share it.",
                "Thank you, Jo Park! See you at Ann and Bo's wedding on Sat 12 Jun (+12). Not you? https://guestguard.app/rsvp/tk_AbCdEfGhIjKlMnOpQrSt",
                "Thank you, Jo Park. You'll be missed at Ann and Bo's wedding. Not you? https://guestguard.app/rsvp/tk_AbCdEfGhIjKlMnOpQrSt",
                "Thank you, Jo Park: a maybe for Ann and Bo's wedding on Sat 12 Jun. Not you? https://guestguard.app/rsvp/tk_AbCdEfGhIjKlMnOpQrSt",
                "Thank you, Jo Park! See you at Ann and Bo's wedding on Sat 12 Jun.",
                "GuestGuard blocked someone on Sam Lee's link to Ann and Bo's wedding, risk 91/100.",
                "GuestGuard noticed someone on Sam Lee's link to Ann and Bo's wedding, risk 91/100.",
                "GuestGuard let in someone on Sam Lee's link to Ann and Bo's wedding, risk 91/100.",
                "Sam Lee's link to Ann and Bo's wedding has asked for too many codes. We send no more.",
                "Sam Lee's link to Ann and Bo's wedding has asked for too many codes. We send none for an hour.",
                "Too many codes were asked for at Ann and Bo's wedding. We send none for an hour.",
                "Sam Lee's reply to Ann and Bo's wedding was not theirs, they say. They have replied anew.",
                "GuestGuard: 12 alerts since 17:00 UTC, latest at Ann and Bo's wedding.",
            ]
        )
    }

    @Test(arguments: everything)
    func `an ordinary text message takes one segment`(content: NotificationSend.Content) {
        #expect(
            Wording(content, plain).sms.segments == SMSSegments(Wording(content, plain).sms.text)
        )
        #expect(Wording(content, plain).sms.segments.count == 1)
    }

    @Test(arguments: everything)
    func `no name makes a text message longer than two segments`(content: NotificationSend.Content)
    {
        for letter in ["w", "€", "Ł", "🎉", "👩‍👩‍👧‍👦"] {
            let name = String(repeating: letter, count: 300)
            let facts = MessageFacts(
                recipientName: name,
                eventName: name,
                venue: name,
                startsAt: startsAt,
                guestName: name
            )
            #expect(Wording(content, facts).sms.segments.count <= 2, "\(letter)")
        }
    }

    @Test func `the short link goes by text message, the whole one by e-mail`() {
        let wording = Wording(.invitation(link), plain)
        #expect(wording.sms.text.hasSuffix(Wording.linkBase + link.unredactedHandle))
        #expect(wording.body.contains(Wording.linkBase + link.unredactedToken + "\n"))
        #expect(!wording.subject.contains("tk_"))
    }

    @Test func `the invitation's e-mail, word for word`() {
        #expect(
            Wording(.invitation(link), plain).subject == "You're invited to Ann and Bo's wedding"
        )
        #expect(
            Wording(.invitation(link), plain).body == """
                Hello Jo Park,

                You're invited to Ann and Bo's wedding.

                When: Sat 12 Jun 2027 at 17:00 UTC
                Where: Old Mill

                Please tell us whether you can come:
                https://guestguard.app/rsvp/\(link.unredactedToken)

                This link is yours alone, so please don't pass it on.

                GuestGuard

                """
        )
    }

    @Test func `the confirmation's e-mail, word for word, says how to take it back`() {
        let wording = Wording(.confirmation(Reply(response: .declined), link), plain)
        #expect(
            wording.body == """
                Hello Jo Park,

                Thank you for letting us know that you can't come to Ann and Bo's wedding.

                If this was not you, or your plans have changed, please tell us here:
                https://guestguard.app/rsvp/\(link.unredactedToken)

                This link changes your reply, so please don't pass it on.

                GuestGuard

                """
        )
    }

    @Test func `mails about an account say what to do, and repeat nothing that was typed`() {
        let code = SecretCode("042917")
        let mails = [account(.confirmation(code)), account(.addressTaken), account(.reset(code))]
        let facts = MessageFacts(recipientName: "", eventName: "", venue: "", startsAt: startsAt)
        #expect(
            mails.map { Wording($0, facts).subject } == [
                "Your code for GuestGuard", "You have a GuestGuard account already",
                "Your code for a new password",
            ]
        )
        #expect(
            Wording(mails[0], facts).body == """
                Hello,

                042917 is your code for a GuestGuard account. It works until 17:00 UTC.

                If you did not just register, you need not do anything: without this code there will be no account.

                GuestGuard

                """
        )
        #expect(
            Wording(mails[1], facts).body == """
                Hello,

                Somebody, perhaps you, has just registered with this address, which has an account already. If it was you, please log in; you can set a new password there.

                If it was not you, you need not do anything: your account is as it was.

                GuestGuard

                """
        )
        #expect(
            Wording(mails[2], facts).body == """
                Hello,

                042917 is your code for a new password. It works until 17:00 UTC.

                Please don't share it. If you did not ask for it, you need not do anything: your password is as it was.

                GuestGuard

                """
        )
    }

    @Test func `an alert says whether somebody tried to reply`() {
        let looked = Wording(.hostAlert(alert(wasReply: false)), plain)
        #expect(looked.subject == "Noticed: someone on Sam Lee's link to Ann and Bo's wedding")
        #expect(looked.body.contains("They have not replied."))
        #expect(!looked.body.contains("tried to reply"))
        let blocked = Wording(.hostAlert(alert(wasReply: true)), plain)
        #expect(blocked.subject == "Blocked: someone on Sam Lee's link to Ann and Bo's wedding")
        #expect(blocked.body.contains("tried to reply"))
        let letIn = Wording(.hostAlert(alert(wasReply: false, wasRecorded: true)), plain)
        #expect(letIn.subject == "Let in: someone on Sam Lee's link to Ann and Bo's wedding")
        #expect(letIn.body.contains("has replied"))
        #expect(letIn.body.contains("let this one stand, or undo it"))
        #expect(!letIn.body.contains("have not replied"))
    }

    @Test func `an alert says who was there and why, as far as that is known`() {
        func body(_ suspicion: Suspicion?) -> String {
            let known = alert(wasReply: false)
            let told = FraudAlert(
                tokenID: known.tokenID,
                guestID: known.guestID,
                eventID: known.eventID,
                hostID: known.hostID,
                flag: LinkFlag(
                    accessID: known.accessID,
                    score: known.score,
                    wasReply: false,
                    raisedAt: known.raisedAt,
                    suspicion: suspicion
                )
            )
            return Wording(.hostAlert(told), plain).body
        }
        let known = body(
            Suspicion(place: "Lagos, NG", device: "Pixel 8", reasons: ["one thing", "another"])
        )
        #expect(known.contains("\n\nWho: on Pixel 8, from Lagos, NG\nWhy: one thing; another\n\n"))
        let unknown = body(Suspicion(place: "", device: "", reasons: []))
        #expect(unknown.contains("Who: on an unknown device, from an unknown place\n\n"))
        #expect(!body(nil).contains("Who:"))
    }

    @Test func `a guest without a first name is greeted without one`() {
        let nobody = MessageFacts(
            recipientName: "",
            eventName: "Party",
            venue: "Here",
            startsAt: startsAt
        )
        #expect(
            Wording(.invitation(link), nobody).sms.text.hasPrefix("Hi, you're invited to Party")
        )
        #expect(Wording(.invitation(link), nobody).body.hasPrefix("Hello,\n"))
        #expect(
            Wording(.confirmation(Reply(response: .maybe), nil), nobody).sms.text
                .hasPrefix("Thank you: a maybe for Party")
        )
    }

    @Test(arguments: everything)
    func `a name cannot start a line or a header`(content: NotificationSend.Content) {
        let facts = MessageFacts(
            recipientName: "Jo\r\nBcc: all@example.com",
            eventName: "Party\nBcc: x@example.com",
            venue: "Here\u{2028}Bcc: y@example.com",
            startsAt: startsAt,
            guestName: "Sam\r\nBcc: z@example.com"
        )
        let wording = Wording(content, facts)
        for text in [wording.sms.text, wording.subject, wording.body] {
            #expect(!text.split { $0.isNewline }.contains { $0.hasPrefix("Bcc:") })
        }
        #expect(!wording.subject.contains { $0.isNewline })
    }

    @Test(arguments: everything)
    func `descriptions show no secret`(content: NotificationSend.Content) throws {
        let wording = Wording(content, plain)
        let id = NotificationID(high: 1, low: 5)
        let phone = try #require(PhoneNumber("+15550001234"))
        let address = try #require(EmailAddress("jo@example.com"))
        let sms = OutgoingSMS(reference: id, to: phone, text: wording.sms.text)
        let email = OutgoingEmail(
            reference: id,
            to: address,
            subject: wording.subject,
            body: wording.body
        )
        for text in ["\(sms)", "\(email)", String(reflecting: sms), String(reflecting: email)] {
            #expect(!text.contains("tk_"))
            #expect(!text.contains("042917"))
            #expect(!text.contains("5550001"))
            #expect(!text.contains("jo@"))
        }
    }

    @Test func `shortened text stays within its limit`() {
        #expect(shortened("Ann", to: 20) == "Ann")
        #expect(shortened("Bartholomew Featherstonehaugh", to: 20) == "Bartholomew Feath...")
        #expect(shortened("🎉🎉🎉🎉", to: 8) == "🎉🎉🎉🎉")
        #expect(shortened("🎉🎉🎉🎉🎉", to: 8) == "🎉🎉...")
    }
}
