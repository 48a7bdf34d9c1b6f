import Domain
import Messaging
import Storage
import Testing
import VirtualTime

@testable import Notifications

@Suite struct NotificationWorkerTests {
    @Test func `500 invitations leave at 100 a second and all arrive`() throws {
        let rehearsal = try Rehearsal()
        try rehearsal.inviteMany(500)
        rehearsal.run(for: .milliseconds(2_500))
        let halfway = try rehearsal.progress()
        #expect(halfway.total == 500)
        #expect((200...250).contains(halfway.sent))
        rehearsal.run(for: .seconds(10))
        #expect(try rehearsal.progress() == InvitationProgress(delivered: 500))
        #expect(mostInOneSecond(rehearsal.sms.calls.map(\.at)) == 100)
        #expect(rehearsal.sms.mostUnderWay > 15)
        #expect(Set(rehearsal.sms.texts.map(\.to)).count == 500)
        #expect(rehearsal.sms.calls.count == 500)
        #expect(try rehearsal.notifications().allSatisfy { $0.costMicros == 7_900 })
    }

    @Test func `the channel follows from how the guest can be reached`() throws {
        let rehearsal = try Rehearsal()
        let both = try rehearsal.guest(phone: true, email: true)
        let mailOnly = try rehearsal.guest(phone: false, email: true)
        let nowhere = try rehearsal.guest(phone: false, email: false)
        for guest in [both, mailOnly, nowhere] {
            rehearsal.invite(guest)
            try rehearsal.requireCode(guest)
            rehearsal.confirm(guest, Reply(response: .attending))
        }
        rehearsal.run(for: .minutes(1))
        let sent = try rehearsal.notifications().map {
            "\($0.recipient == .guest(both.id) ? "both" : "mail") \($0.kind) \($0.channel)"
        }
        #expect(
            sent.sorted() == [
                "both confirmation email", "both confirmation sms", "both invitation sms",
                "both verification sms", "mail confirmation email", "mail invitation email",
                "mail verification email",
            ]
        )
        #expect(rehearsal.bus.accounts.allSatisfy { $0.pending + $0.inFlight == 0 })
    }

    @Test func `only a guest who comes gets a calendar entry`() throws {
        let rehearsal = try Rehearsal()
        for response in Reply.Response.allCases {
            let guest = try rehearsal.guest(phone: false, email: true)
            rehearsal.confirm(guest, Reply(response: response))
        }
        rehearsal.run(for: .minutes(1))
        #expect(
            rehearsal.email.letters.map { $0.attachments.map(\.name) } == [["invite.ics"], [], []]
        )
    }

    @Test func `a calendar entry begins when its event does`() throws {
        let rehearsal = try Rehearsal()
        let guest = try rehearsal.guest(phone: false, email: true)
        rehearsal.confirm(guest, Reply(response: .attending))
        rehearsal.run(for: .minutes(1))
        let invite = try #require(rehearsal.email.letters.first?.attachments.first?.text)
        // 2026-05-28T20:26:40Z and sixty days: `date -u -d @1785184000`.
        #expect(invite.contains("DTSTART:20260727T202640Z\r\n"))
    }

    @Test func `one cause makes one message, however often it is told`() throws {
        let rehearsal = try Rehearsal()
        let guest = try rehearsal.guest()
        for _ in 0..<3 {
            rehearsal.invite(guest)
            try rehearsal.requireCode(guest)
            rehearsal.confirm(guest, Reply(response: .maybe))
            rehearsal.raiseAlert(1, about: guest)
        }
        rehearsal.run(for: .minutes(2))
        #expect(rehearsal.sms.texts.count == 3)
        #expect(rehearsal.email.letters.count == 1)
        #expect(rehearsal.outlet.alertsSeen.count == 1)
    }

    @Test func `a reminder goes out once a day at most`() throws {
        let rehearsal = try Rehearsal()
        let guest = try rehearsal.guest()
        for _ in 0..<3 {
            rehearsal.invite(guest, kind: .reminder)
            rehearsal.invite(guest, kind: .reminder)
            rehearsal.run(for: .days(1))
        }
        #expect(rehearsal.sms.texts.count == 3)
    }

    @Test func `two reminders of one day are one, hours apart or not`() throws {
        let rehearsal = try Rehearsal()
        // 20:26 UTC: midnight is three and a half hours away.
        let guest = try rehearsal.guest()
        for _ in 0..<3 {
            rehearsal.invite(guest, kind: .reminder)
            rehearsal.run(for: .hours(1))
        }
        #expect(rehearsal.sms.texts.count == 1)
        rehearsal.run(for: .hours(1))
        rehearsal.invite(guest, kind: .reminder)
        rehearsal.run(for: .hours(1))
        #expect(rehearsal.sms.texts.count == 2)
    }

    @Test func `what a host changes is in the next message a minute later`() throws {
        let rehearsal = try Rehearsal()
        var guest = try rehearsal.guest(phone: false, email: true)
        rehearsal.invite(guest)
        rehearsal.run(for: .minutes(2))
        guest.name = "Renamed Guest"
        var event = rehearsal.event
        event.venue = "New Hall"
        try rehearsal.store.step { [guest, event] in
            try $0.update(guest)
            #expect(try $0.update(event, leaving: event.status))
        }
        rehearsal.invite(guest, kind: .reminder)
        rehearsal.confirm(guest, Reply(response: .attending))
        rehearsal.run(for: .minutes(2))
        let bodies = rehearsal.email.letters.map(\.body)
        #expect(bodies.count == 3)
        #expect(bodies[0].contains("Old Mill") && !bodies[0].contains("New Hall"))
        #expect(bodies[1].contains("New Hall") && bodies[2].contains("New Hall"))
        #expect(bodies[1].contains("Renamed") && bodies[2].contains("Renamed"))
    }

    // MARK: Who waits

    @Test func `codes go ahead of thousands of invitations, at one rate with them`() throws {
        let rehearsal = try Rehearsal()
        for _ in 0..<3_000 { rehearsal.invite(try rehearsal.guest(phone: false, email: true)) }
        rehearsal.run(for: .seconds(30))
        let asker = try rehearsal.guest(phone: false, email: true)
        let asked = rehearsal.runtime.now
        try rehearsal.requireCode(asker)
        rehearsal.run(for: .seconds(5))
        let code = try #require(rehearsal.email.letters.first { $0.subject.contains("code") })
        let sent = try #require(rehearsal.email.calls.first { $0.reference == code.reference }).at
        #expect(sent - asked < .seconds(2))
        // Both together keep to what the provider allows.
        let calls = rehearsal.email.calls.map(\.at)
        for (first, last) in zip(calls, calls.dropFirst(14)) {
            #expect(last - first >= .seconds(1))
        }
    }

    @Test func `a code that no phone takes goes by e-mail, and whoever has none is told`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .rejected(.unreachableHandset) }
        let both = try rehearsal.guest(phone: true, email: true)
        let phoneOnly = try rehearsal.guest()
        try rehearsal.requireCode(both)
        try rehearsal.requireCode(phoneOnly)
        rehearsal.run(for: .seconds(10))
        #expect(rehearsal.email.letters.map(\.to) == [both.email])
        #expect(rehearsal.email.letters.first?.body.contains("042917") == true)
        #expect(try rehearsal.challenge(of: both) == .open)
        #expect(try rehearsal.challenge(of: phoneOnly) == .undeliverable)
        #expect(rehearsal.outlet.undeliverable == [ChallengeID(high: 5, low: phoneOnly.id.low)])
    }

    @Test func `a phone that turns out to be off sends its code by e-mail`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.outcome = { _ in .failed(.unreachableHandset) }
        let guest = try rehearsal.guest(phone: true, email: true)
        try rehearsal.requireCode(guest)
        rehearsal.run(for: .seconds(30))
        #expect(rehearsal.sms.texts.count == 1)
        #expect(rehearsal.email.letters.count == 1)
        #expect(try rehearsal.challenge(of: guest) == .open)
    }

    @Test func `while text messages are down, codes go by e-mail at once`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .unavailable }
        for _ in 0..<20 { rehearsal.invite(try rehearsal.guest()) }
        rehearsal.run(for: .minutes(1))
        let guest = try rehearsal.guest(phone: true, email: true)
        try rehearsal.requireCode(guest)
        rehearsal.run(for: .seconds(5))
        #expect(rehearsal.email.letters.map(\.to) == [guest.email])
    }

    @Test func `whoever asks for a code by e-mail gets it there, who has no mailbox by phone`()
        throws
    {
        let rehearsal = try Rehearsal()
        let both = try rehearsal.guest(phone: true, email: true)
        let phoneOnly = try rehearsal.guest()
        try rehearsal.requireCode(both, by: .email)
        try rehearsal.requireCode(phoneOnly, by: .email)
        rehearsal.run(for: .seconds(10))
        #expect(rehearsal.email.letters.map(\.to) == [both.email])
        #expect(rehearsal.sms.texts.map(\.to) == [phoneOnly.phone])
    }

    @Test func `a mail about an account goes to the address of its request, while there is one`()
        throws
    {
        let rehearsal = try Rehearsal()
        let now = rehearsal.runtime.now
        func ask(_ number: UInt64, isStored: Bool) throws {
            let request = AccountRequest(
                id: AccountRequestID(high: 8, low: number),
                kind: .registration,
                email: EmailAddress(stored: "carol\(number)@mail.example"),
                hostID: HostID(high: 9, low: number),
                codeHash: "",
                expiresAt: now.advanced(by: .minutes(30))
            )
            if isStored { try rehearsal.store.step { try $0.insert(request) } }
            rehearsal.bus.publish(
                .accountMail(
                    AccountMail(
                        requestID: request.id,
                        hostID: HostID(high: 9, low: number),
                        content: .confirmation(SecretCode("042917")),
                        expiresAt: request.expiresAt
                    )
                )
            )
        }
        try ask(1, isStored: true)
        try ask(2, isStored: false)
        rehearsal.run(for: .minutes(1))
        #expect(rehearsal.email.letters.map(\.to.unredacted) == ["carol1@mail.example"])
        #expect(rehearsal.email.letters.first?.body.contains("042917") == true)
        #expect(rehearsal.email.letters.first?.attachments.isEmpty == true)
    }

    @Test(arguments: [false, true])
    func `a code that cannot leave in time is given up when it expires, restart or not`(
        restarts: Bool
    ) throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .unavailable }
        let guest = try rehearsal.guest()
        try rehearsal.requireCode(guest)
        if restarts {
            rehearsal.run(for: .minutes(2))
            rehearsal.crash()
            rehearsal.run(for: .minutes(1))
            rehearsal.restart()
            rehearsal.run(for: .minutes(7) - .seconds(1))
        } else {
            rehearsal.run(for: .minutes(10) - .seconds(1))
        }
        // After a restart the calls in vain are the message's own, and it is given up earlier.
        if !restarts { #expect(try rehearsal.challenge(of: guest) == .open) }
        rehearsal.run(for: .seconds(35))
        #expect(try rehearsal.challenge(of: guest) == .undeliverable)
        rehearsal.sms.refusal = { _ in nil }
        rehearsal.run(for: .hours(1))
        #expect(rehearsal.sms.texts.isEmpty)
        #expect(rehearsal.outlet.undeliverable.count == 1)
    }

    @Test func `an invitation whose link was revoked does not go out`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .unavailable }
        let (revoked, kept) = (try rehearsal.guest(), try rehearsal.guest())
        rehearsal.invite(revoked)
        rehearsal.invite(kept)
        rehearsal.run(for: .minutes(1))
        try rehearsal.revokeLink(of: revoked)
        rehearsal.sms.refusal = { _ in nil }
        rehearsal.run(for: .hours(1))
        #expect(rehearsal.sms.texts.map(\.to) == [kept.phone])
        #expect(try rehearsal.notifications().map(\.error) == ["revoked", nil])
    }

    // MARK: Crashes

    /// - `isReported`: Reports say what became of calls whose answers nobody noted.
    @Test(arguments: stride(from: 0, through: 700, by: 14).map { $0 }, [true, false])
    func `a crash at any moment loses nothing, and only calls under way send twice`(
        milliseconds: Int,
        isReported: Bool
    ) throws {
        let rehearsal = try Rehearsal()
        if !isReported { rehearsal.sms.outcome = { _ in nil } }
        try rehearsal.inviteMany(40)
        rehearsal.run(for: .milliseconds(milliseconds))
        let noted = try rehearsal.notifications().count { $0.status == .sent }
        let underWay = rehearsal.sms.calls.count - noted
        rehearsal.crash()
        rehearsal.run(for: .seconds(1))
        rehearsal.restart()
        rehearsal.run(for: .minutes(10))
        #expect(rehearsal.sms.texts.count == 40 + (isReported ? 0 : underWay))
        #expect(Set(rehearsal.sms.texts.map(\.reference)).count == 40)
        let known = try rehearsal.notifications()
        #expect(known.allSatisfy { $0.status == (isReported ? .delivered : .sent) })
        #expect(known.allSatisfy { $0.providerID != nil })
        #expect(mostInOneSecond(rehearsal.sms.calls.map(\.at)) <= 100)
        #expect(rehearsal.bus.accounts.allSatisfy { $0.pending + $0.inFlight == 0 })
        #expect(rehearsal.runtime.errors.isEmpty)
    }

    @Test func `an invitation whose call a crash cut short goes out once more`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.outcome = { _ in nil }
        try rehearsal.inviteMany(1)
        rehearsal.run(for: .milliseconds(100))
        #expect(rehearsal.sms.calls.count == 1)
        rehearsal.crash()
        rehearsal.restart()
        rehearsal.run(for: .seconds(2))
        #expect(try rehearsal.notifications()[0].status == .queued)
        rehearsal.run(for: .minutes(5))
        #expect(rehearsal.sms.texts.count == 2)
        #expect(try rehearsal.notifications()[0].providerID == "SM1")
    }

    /// At any moment of its call, whether the provider has it by then or not.
    @Test(arguments: stride(from: 0, through: 260, by: 20).map { $0 })
    func `a code whose call a crash cut short does not go out again`(milliseconds: Int) throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.outcome = { _ in nil }
        let guest = try rehearsal.guest(phone: true, email: true)
        try rehearsal.requireCode(guest)
        rehearsal.run(for: .milliseconds(milliseconds))
        rehearsal.crash()
        rehearsal.restart()
        rehearsal.run(for: .minutes(15))
        #expect(rehearsal.sms.texts.count == 1 && rehearsal.sms.calls.count == 1)
        #expect(rehearsal.email.letters.isEmpty)
        let row = try rehearsal.notifications()[0]
        #expect(row.status == .sent && row.attempts == 1)
        #expect(row.error == ((1...200).contains(milliseconds) ? "unanswered" : nil))
        #expect(try rehearsal.challenge(of: guest) == .open)
        #expect(rehearsal.bus.accounts.allSatisfy { $0.pending + $0.inFlight == 0 })
    }

    /// - `isReported`: A report that comes after all says that it has been taken.
    @Test(arguments: [true, false])
    func `after a lost answer an invitation goes out again, and a code does not`(
        isReported: Bool
    ) throws {
        let rehearsal = try Rehearsal()
        if !isReported { rehearsal.sms.outcome = { _ in nil } }
        rehearsal.sms.losesAnswer = { $0.at < Rehearsal.start.advanced(by: .seconds(1)) }
        try rehearsal.inviteMany(1)
        try rehearsal.requireCode(try rehearsal.guest())
        rehearsal.run(for: .minutes(5))
        let rows = try rehearsal.notifications()
        #expect(rehearsal.sms.texts.count { $0.text.contains("042917") } == 1)
        #expect(rehearsal.sms.texts.count == (isReported ? 2 : 3))
        #expect(rows.allSatisfy { $0.status == (isReported ? .delivered : .sent) })
        #expect(rows.first { $0.kind == .verification }?.attempts == 1)
    }

    @Test func `two workers in turn never exceed the rate`() throws {
        let rehearsal = try Rehearsal()
        try rehearsal.inviteMany(300)
        for _ in 0..<5 {
            rehearsal.run(for: .milliseconds(333))
            rehearsal.crash()
            rehearsal.restart()
        }
        rehearsal.run(for: .minutes(10))
        #expect(mostInOneSecond(rehearsal.sms.calls.map(\.at)) <= 100)
        #expect(Set(rehearsal.sms.texts.map(\.reference)).count == 300)
    }

    // MARK: Trouble with the provider

    @Test func `with SMS down nothing is lost and the backlog drains at the rate`() throws {
        let rehearsal = try Rehearsal()
        let back = Rehearsal.start.advanced(by: .hours(3))
        rehearsal.sms.refusal = { $0.at < back ? .unavailable : nil }
        try rehearsal.inviteMany(600)
        rehearsal.run(for: .hours(3))
        #expect(rehearsal.sms.texts.isEmpty)
        // Forty under way when it went down, then a probe every half minute.
        #expect(rehearsal.sms.calls.count < 420)
        rehearsal.run(for: .minutes(2))
        #expect(rehearsal.sms.texts.count == 600)
        #expect(rehearsal.outlet.deadLetters.isEmpty)
        #expect(mostInOneSecond(rehearsal.sms.calls.map(\.at)) == 100)
        #expect(try rehearsal.progress() == InvitationProgress(delivered: 600))
    }

    @Test func `an outage of one channel does not hold up the other`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .unavailable }
        try rehearsal.inviteMany(100)
        rehearsal.invite(try rehearsal.guest(phone: false, email: true))
        rehearsal.run(for: .seconds(2))
        #expect(rehearsal.email.letters.count == 1)
    }

    @Test func `a code that expired in the outage is not sent`() throws {
        let rehearsal = try Rehearsal()
        let back = Rehearsal.start.advanced(by: .minutes(20))
        rehearsal.sms.refusal = { $0.at < back ? .unavailable : nil }
        try rehearsal.requireCode(try rehearsal.guest())
        rehearsal.run(for: .hours(1))
        let code = try rehearsal.notifications()[0]
        #expect(code.status == .failed)
        #expect(code.error == "expired")
        #expect(rehearsal.sms.texts.isEmpty)
        #expect(rehearsal.outlet.deadLetters.isEmpty)
    }

    @Test func `a throttling provider is called about as often as it allows`() throws {
        let rehearsal = try Rehearsal()
        var allowed: [Instant] = []
        rehearsal.sms.answerTime = .zero
        // Ten a second, then 100 again.
        rehearsal.sms.refusal = { call in
            guard call.at - Rehearsal.start < .seconds(60) else { return nil }
            allowed.removeAll { call.at - $0 >= .seconds(1) }
            guard allowed.count < 10 else { return .throttled(retryAfter: nil) }
            allowed.append(call.at)
            return nil
        }
        try rehearsal.inviteMany(500)
        rehearsal.run(for: .seconds(55))
        #expect((350...500).contains(rehearsal.sms.texts.count))
        #expect(rehearsal.sms.calls.count < 2 * rehearsal.sms.texts.count)
        rehearsal.run(for: .minutes(10))
        #expect(rehearsal.sms.texts.count == 500)
        #expect(rehearsal.outlet.deadLetters.isEmpty)
        #expect(try rehearsal.notifications().allSatisfy { $0.attempts == 1 })
    }

    @Test func `nothing is sent before the provider's retry-after`() throws {
        let rehearsal = try Rehearsal()
        var isFirst = true
        rehearsal.sms.refusal = { _ in
            defer { isFirst = false }
            return isFirst ? .throttled(retryAfter: .seconds(30)) : nil
        }
        try rehearsal.inviteMany(100)
        rehearsal.run(for: .minutes(2))
        let calls = rehearsal.sms.calls.map { $0.at - Rehearsal.start }
        // The answer came after 0.21 s; what was under way by then could not be called back.
        #expect(!calls.contains { $0 > .milliseconds(210) && $0 < .milliseconds(30_210) })
        #expect(rehearsal.sms.texts.count == 100)
    }

    @Test func `a message that alone fails becomes a dead letter after six attempts`() throws {
        let rehearsal = try Rehearsal()
        let unlucky = try rehearsal.guest()
        rehearsal.invite(unlucky)
        rehearsal.run(for: .zero)
        let reference = rehearsal.outlet.queued[0]
        rehearsal.sms.refusal = { $0.reference == reference ? .unavailable : nil }
        for _ in 0..<600 {
            try rehearsal.inviteMany(1)
            rehearsal.run(for: .seconds(1))
        }
        #expect(rehearsal.outlet.deadLetters == [reference])
        let row = try rehearsal.notifications()[0]
        #expect(row.status == .failed)
        #expect(row.attempts == 6)
        #expect(row.error == "unavailable")
        #expect(rehearsal.sms.texts.count == 600)
        let account = rehearsal.bus.accounts.first { $0.name == "notifications-sms" }
        #expect(account?.terminated == 1)
    }

    @Test func `what nobody takes for days is given up`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .unavailable }
        try rehearsal.inviteMany(1)
        rehearsal.run(for: .days(4))
        #expect(rehearsal.outlet.deadLetters.count == 1)
        #expect(try rehearsal.notifications()[0].status == .failed)
    }

    @Test(arguments: [
        PermanentFailure.invalidNumber, .landline, .carrierFilter, .unreachableHandset,
    ])
    func `a rejected message fails at once and is no dead letter`(failure: PermanentFailure) throws
    {
        let rehearsal = try Rehearsal()
        rehearsal.sms.refusal = { _ in .rejected(failure) }
        try rehearsal.inviteMany(1)
        rehearsal.run(for: .hours(1))
        let row = try rehearsal.notifications()[0]
        #expect(row.status == .failed)
        #expect(row.error == failure.rawValue)
        #expect(row.attempts == 1)
        #expect(rehearsal.sms.calls.count == 1)
        #expect(rehearsal.outlet.deadLetters.isEmpty)
        #expect(try rehearsal.progress() == InvitationProgress(failed: 1))
    }

    // MARK: Delivery reports

    @Test func `a hard bounce ends it`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.email.outcome = { _ in .bouncedHard }
        rehearsal.invite(try rehearsal.guest(phone: false, email: true))
        rehearsal.run(for: .hours(1))
        #expect(try rehearsal.notifications()[0].status == .bounced)
        #expect(rehearsal.email.calls.count == 1)
    }

    @Test func `a soft bounce is sent again, as a new message`() throws {
        let rehearsal = try Rehearsal()
        var tries = 0
        rehearsal.email.outcome = { _ in
            tries += 1
            return tries < 3 ? .bouncedSoft : .delivered
        }
        rehearsal.invite(try rehearsal.guest(phone: false, email: true))
        rehearsal.run(for: .hours(2))
        let row = try rehearsal.notifications()[0]
        #expect(row.status == .delivered)
        #expect(row.attempts == 3)
        #expect(row.error == nil)
        #expect(rehearsal.email.letters.map(\.supersedes) == [nil, "EM0", "EM1"])
        #expect(rehearsal.email.calls[1].at - rehearsal.email.calls[0].at >= .minutes(15))
    }

    @Test func `the third soft bounce is the last`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.email.outcome = { _ in .bouncedSoft }
        rehearsal.invite(try rehearsal.guest(phone: false, email: true))
        rehearsal.run(for: .days(1))
        #expect(try rehearsal.notifications()[0].status == .bounced)
        #expect(rehearsal.email.letters.count == 3)
    }

    @Test func `a report that comes before the answer is kept for after it`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.answerTime = .seconds(1)
        try rehearsal.inviteMany(1)
        rehearsal.run(for: .milliseconds(500))
        rehearsal.sms.report(
            DeliveryReport(
                reference: rehearsal.outlet.queued[0],
                providerID: "SM0",
                result: .delivered,
                at: rehearsal.runtime.now
            )
        )
        rehearsal.run(for: .seconds(1))
        let row = try rehearsal.notifications()[0]
        #expect(row.status == .delivered)
        #expect(row.attempts == 1)
        #expect(row.costMicros == 7_900)
        #expect(row.deliveredAt == Rehearsal.start.advanced(by: .milliseconds(500)))
    }

    @Test func `a report told twice changes nothing the second time`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.outcome = { _ in nil }
        try rehearsal.inviteMany(1)
        rehearsal.run(for: .seconds(1))
        let report = DeliveryReport(
            reference: rehearsal.outlet.queued[0],
            providerID: "SM0",
            result: .delivered,
            at: rehearsal.runtime.now,
            costMicros: 9_000
        )
        rehearsal.sms.report(report)
        rehearsal.run(for: .seconds(1))
        let changes = rehearsal.outlet.changes.count
        rehearsal.sms.report(report)
        rehearsal.run(for: .seconds(1))
        #expect(rehearsal.outlet.changes.count == changes)
        #expect(try rehearsal.notifications()[0].costMicros == 9_000)
        #expect(try rehearsal.progress() == InvitationProgress(delivered: 1))
    }

    @Test func `a failure reported late does not undo a delivery`() throws {
        let rehearsal = try Rehearsal()
        try rehearsal.inviteMany(1)
        rehearsal.run(for: .minutes(1))
        for result in [DeliveryReport.Result.failed(.carrierFilter), .bouncedHard, .bouncedSoft] {
            rehearsal.sms.report(
                DeliveryReport(
                    reference: rehearsal.outlet.queued[0],
                    providerID: "SM0",
                    result: result,
                    at: rehearsal.runtime.now
                )
            )
        }
        rehearsal.run(for: .hours(1))
        #expect(try rehearsal.notifications()[0].status == .delivered)
        #expect(rehearsal.sms.calls.count == 1)
    }

    @Test func `a complaint is noted on a message that stays delivered`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.email.outcome = { _ in .complained }
        rehearsal.invite(try rehearsal.guest(phone: false, email: true))
        rehearsal.run(for: .minutes(1))
        let row = try rehearsal.notifications()[0]
        #expect(row.status == .delivered)
        #expect(row.error == "complained")
    }

    @Test func `a report of something unknown is ignored`() throws {
        let rehearsal = try Rehearsal()
        rehearsal.sms.report(
            DeliveryReport(
                reference: NotificationID(high: 9, low: 9),
                providerID: "SM9",
                result: .delivered,
                at: rehearsal.runtime.now
            )
        )
        rehearsal.run(for: .hours(1))
        #expect(rehearsal.outlet.changes.isEmpty)
        #expect(rehearsal.runtime.errors.isEmpty)
    }

    // MARK: Hosts

    @Test func `every alert reaches its host at once, and an hourly digest counts them`() throws {
        let rehearsal = try Rehearsal()
        for number in 1...30 {
            rehearsal.raiseAlert(UInt64(number), about: try rehearsal.guest())
        }
        rehearsal.run(for: .seconds(10))
        #expect(rehearsal.outlet.alertsSeen.count == 30)
        #expect(rehearsal.dashboards.shown == rehearsal.outlet.alertsSeen)
        #expect(rehearsal.email.letters.count == 20)
        #expect(
            rehearsal.email.letters[0].subject == "Blocked: someone on Guest 1's link to Wedding"
        )
        rehearsal.run(for: .hours(1))
        #expect(rehearsal.email.letters.count == 21)
        #expect(rehearsal.email.letters[20].subject == "30 alerts at your events")
        // The alerts came at 20:26:40; the digest leaves at the end of their hour, not before.
        let hour = Rehearsal.start.advanced(by: .seconds(2_000))
        let digest = try #require(rehearsal.email.calls.last)
        #expect(digest.at >= hour && digest.at < hour.advanced(by: .seconds(5)))
        rehearsal.run(for: .hours(5))
        #expect(rehearsal.email.letters.count == 21)
        #expect(rehearsal.bus.accounts.allSatisfy { $0.pending + $0.inFlight == 0 })
    }

    @Test func `each hour has its own twenty mails, and its own digest`() throws {
        let rehearsal = try Rehearsal()
        var number: UInt64 = 0
        // Twenty-two in the first hour, twenty-one in the second, one in the third.
        for (alerts, mails, digest) in [
            (22, 20, "22 alerts"), (21, 20, "21 alerts"), (1, 1, "1 alert"),
        ] {
            let before = rehearsal.email.letters.count
            for _ in 0..<alerts {
                number += 1
                rehearsal.raiseAlert(number, about: try rehearsal.guest())
            }
            rehearsal.run(for: .seconds(10))
            #expect(rehearsal.email.letters.count == before + mails)
            rehearsal.run(for: .hours(1))
            #expect(rehearsal.email.letters.count == before + mails + 1)
            #expect(rehearsal.email.letters.last?.subject == "\(digest) at your events")
        }
        #expect(rehearsal.outlet.alertsSeen.count == 44)
    }

    @Test func `twenty mails an hour are one host's, however they come`() throws {
        let rehearsal = try Rehearsal()
        let other = Host(
            id: HostID(high: 1, low: 2),
            name: "Ben",
            email: EmailAddress(stored: "ben@example.com")
        )
        try rehearsal.store.step {
            try $0.insert(other, passwordHash: nil, at: Rehearsal.start)
        }
        for number in 1...18 as ClosedRange<UInt64> {
            rehearsal.raiseAlert(number, about: try rehearsal.guest())
        }
        for number in 101...115 as ClosedRange<UInt64> {
            rehearsal.raiseAlert(number, about: try rehearsal.guest(), to: other.id)
        }
        rehearsal.run(for: .seconds(10))
        for number in 19...25 as ClosedRange<UInt64> {
            rehearsal.raiseAlert(number, about: try rehearsal.guest())
        }
        rehearsal.run(for: .seconds(10))
        let mails = Dictionary(grouping: rehearsal.email.letters, by: \.to)
        #expect(mails[rehearsal.host.email]?.count == 20)
        #expect(mails[other.email]?.count == 15)
    }

    @Test func `a crash delays a digest and loses no alert`() throws {
        let rehearsal = try Rehearsal()
        let guest = try rehearsal.guest()
        for number in 1...3 { rehearsal.raiseAlert(UInt64(number), about: guest) }
        rehearsal.run(for: .seconds(10))
        rehearsal.crash()
        rehearsal.restart()
        rehearsal.run(for: .hours(4))
        #expect(rehearsal.outlet.alertsSeen.count == 3)
        #expect(rehearsal.dashboards.shown == rehearsal.outlet.alertsSeen)
        #expect(rehearsal.email.letters.map(\.subject).last == "3 alerts at your events")
        #expect(rehearsal.email.letters.count == 2)
    }

    @Test func `alerts about one link within an hour make one mail, and each is on the screen`()
        throws
    {
        let rehearsal = try Rehearsal()
        let (viral, other) = (try rehearsal.guest(), try rehearsal.guest())
        for number in 1...5 { rehearsal.raiseAlert(UInt64(number), about: viral) }
        rehearsal.raiseAlert(6, about: other)
        rehearsal.run(for: .seconds(10))
        #expect(rehearsal.outlet.alertsSeen.count == 6)
        #expect(rehearsal.dashboards.shown == rehearsal.outlet.alertsSeen)
        #expect(rehearsal.email.letters.count == 2)
        rehearsal.run(for: .hours(1))
        #expect(rehearsal.email.letters.last?.subject == "6 alerts at your events")
        rehearsal.raiseAlert(7, about: viral)
        rehearsal.run(for: .seconds(10))
        #expect(rehearsal.email.letters.count == 4)
    }

    @Test func `a code goes to the number the guest has now`() throws {
        let rehearsal = try Rehearsal()
        var guest = try rehearsal.guest()
        rehearsal.invite(guest)
        rehearsal.run(for: .seconds(5))
        let number = try #require(PhoneNumber("+15559999999"))
        guest.phone = number
        try rehearsal.store.step { [guest] in try $0.update(guest) }
        try rehearsal.requireCode(guest)
        rehearsal.run(for: .seconds(5))
        #expect(rehearsal.sms.texts.last?.to == number)
    }
}
