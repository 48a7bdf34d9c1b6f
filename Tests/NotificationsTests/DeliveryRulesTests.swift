import Domain
import Testing

@testable import Notifications

/// What next with a notification, decided without a worker, a store or a clock.
@Suite struct DeliveryRulesTests {
    private let rules = DeliveryRules(settings: .documented)
    private let now = Instant(microseconds: 1_780_315_200_000_000)

    private func row(
        _ kind: Notification.Kind = .invitation,
        on channel: Notification.Channel = .email,
        status: Notification.Status = .queued,
        providerID: String? = nil,
        attempts: Int = 0,
        lastAttemptAt: Instant? = nil,
        error: String? = nil,
        age: Duration = .minutes(1)
    ) -> Notification {
        Notification(
            id: NotificationID(high: 1, low: 1),
            recipient: .guest(GuestID(high: 2, low: 1)),
            eventID: EventID(high: 3, low: 1),
            channel: channel,
            kind: kind,
            cause: "cause",
            status: status,
            providerID: providerID,
            attempts: attempts,
            lastAttemptAt: lastAttemptAt,
            error: error,
            createdAt: now.advanced(by: .zero - age)
        )
    }

    private func order(
        _ kind: Notification.Kind = .invitation,
        on channel: Notification.Channel = .email,
        codeExpiresIn left: Duration = .minutes(10),
        token: TokenID? = nil
    ) -> NotificationSend {
        let content: NotificationSend.Content =
            switch kind {
            case .verification:
                .verification(
                    SecretCode("042917"),
                    of: ChallengeID(high: 4, low: 1),
                    expiresAt: now.advanced(by: left)
                )
            case .confirmation: .confirmation(Reply(response: .attending), nil)
            case .account:
                .account(
                    AccountMail(
                        requestID: AccountRequestID(high: 8, low: 1),
                        hostID: HostID(high: 1, low: 1),
                        content: .addressTaken,
                        expiresAt: now.advanced(by: left)
                    )
                )
            default: .invitation(InvitationLink(token: "tk_a", handle: "tk_b"))
            }
        return NotificationSend(

            notificationID: NotificationID(high: 1, low: 1),
            channel: channel,
            recipient: .guest(GuestID(high: 2, low: 1)),
            eventID: EventID(high: 3, low: 1),
            tokenID: token,
            content: content
        )
    }

    private func next(
        after answer: Result<ProviderReceipt, ProviderError>,
        _ row: Notification,
        channelIsUp: Bool = true,
        random: UInt64 = .max
    ) -> (DeliveryRules.Next, DeliveryRules.Settlement) {
        rules.next(
            after: answer,
            to: order(row.kind, on: row.channel),
            row,
            cost: 100,
            channelIsUp: channelIsUp,
            at: now,
            random: { random }
        )
    }

    private func next(
        after result: DeliveryReport.Result,
        about id: String = "p1",
        on row: Notification,
        orderIsKnown: Bool = true
    ) -> DeliveryRules.Next? {
        rules.next(
            after: DeliveryReport(reference: row.id, providerID: id, result: result, at: now),
            on: row,
            order: orderIsKnown ? order(row.kind, on: row.channel) : nil
        )
    }

    // MARK: Before

    @Test func `only what is queued is sent, and only once its pause is over`() {
        func readiness(_ row: Notification?) -> DeliveryRules.Readiness {
            rules.readiness(of: row, for: order(), at: now)
        }
        #expect(readiness(nil) == .settled)
        for status in Notification.Status.allCases where status != .queued {
            #expect(readiness(row(status: status)) == .settled)
        }
        #expect(readiness(row()) == .send)
        func bounced(_ ago: Duration) -> Notification {
            row(providerID: "p1", lastAttemptAt: now.advanced(by: .zero - ago))
        }
        #expect(readiness(bounced(.minutes(4))) == .later(.minutes(11)))
        #expect(readiness(bounced(.minutes(15))) == .send)
    }

    @Test func `a code of no use is not sent, to the microsecond`() {
        for (left, expected) in [
            (Duration.microseconds(1), DeliveryRules.Readiness.send),
            (.zero, .never(.expired)), (.seconds(-1), .never(.expired)),
        ] {
            let order = order(.verification, codeExpiresIn: left)
            #expect(rules.readiness(of: row(.verification), for: order, at: now) == expected)
            let obstacle = rules.obstacle(to: order, token: nil, at: now)
            #expect((obstacle == .expired) == (expected != .send))
        }
    }

    @Test func `a mail about an account is of no use once its code is`() {
        for (left, expected) in [
            (Duration.microseconds(1), DeliveryRules.Readiness.send), (.zero, .never(.expired)),
        ] {
            let order = order(.account, codeExpiresIn: left)
            #expect(rules.readiness(of: row(.account), for: order, at: now) == expected)
        }
    }

    @Test func `an invitation whose link was revoked, or is gone, is not sent`() {
        let token = TokenID(high: 5, low: 1)
        func obstacle(_ status: Token.Status?) -> DeliveryRules.Obstacle? {
            rules.obstacle(to: order(token: token), token: status, at: now)
        }
        #expect(obstacle(nil) == .revoked)
        #expect(obstacle(.revoked) == .revoked)
        // Whoever has replied meanwhile may still look at their link.
        for status in [Token.Status.active, .used, .expired] { #expect(obstacle(status) == nil) }
        // What carries no link asks for none.
        #expect(rules.obstacle(to: order(.confirmation), token: nil, at: now) == nil)
    }

    // MARK: After the provider's answer

    @Test func `what a provider takes is sent, and costs`() {
        let (sent, settlement) = next(
            after: .success(ProviderReceipt(id: "p1")),
            row(attempts: 2, error: "unavailable")
        )
        #expect(settlement == .ack)
        #expect(sent.row.status == .sent && sent.row.attempts == 3)
        #expect(sent.row.providerID == "p1" && sent.row.error == nil)
        #expect(sent.row.costMicros == 100)
    }

    @Test func `an order is kept where a report may bring it back`() {
        for (kind, channel, isKept) in [
            (Notification.Kind.invitation, Notification.Channel.email, true),
            (.verification, .sms, true), (.confirmation, .sms, false),
        ] {
            let (sent, _) = next(
                after: .success(ProviderReceipt(id: "p1")),
                row(kind, on: channel)
            )
            #expect((sent.sent != nil) == isKept)
        }
    }

    @Test func `a throttled message has lost nothing, and waits as the provider says`() {
        let before = row(attempts: 2)
        let (throttled, settlement) = next(
            after: .failure(.throttled(retryAfter: .seconds(30))),
            before,
            random: 0
        )
        #expect(!throttled.isChanged && throttled.row == before)
        #expect(settlement == .nak(after: .seconds(30)))
        let (_, waiting) = next(after: .failure(.throttled(retryAfter: nil)), before)
        #expect(waiting == .nak(after: .seconds(2)))
    }

    @Test func `a failure is the message's own while others get through`() {
        let (failed, settlement) = next(after: .failure(.unavailable), row(attempts: 2))
        #expect(failed.isChanged && failed.row.attempts == 3 && failed.row.status == .queued)
        #expect(failed.row.error == "unavailable")
        #expect(settlement == .nak(after: .seconds(8)))
        let (out, _) = next(after: .failure(.unavailable), row(attempts: 2), channelIsUp: false)
        #expect(!out.isChanged && out.row.attempts == 2 && out.row.status == .queued)
    }

    @Test func `a code of which nobody knows whether it was taken counts as sent`() {
        let (code, settlement) = next(after: .failure(.unanswered), row(.verification))
        #expect(settlement == .ack)
        #expect(code.row.status == .sent && code.row.attempts == 1)
        #expect(code.row.error == "unanswered" && code.row.providerID == nil)
        #expect(code.sent != nil && code.row.costMicros == 100)
        // Whatever the provider calls it, its report is heard.
        #expect(next(after: .failed(.landline), about: "p7", on: code.row)?.failed != nil)
        #expect(next(after: .delivered, about: "p7", on: code.row)?.row.status == .delivered)
        let codes = Notification.Kind.allCases.filter { $0.guarantee == .atMostOnce }
        #expect(codes == [.verification, .account])
        for kind in Notification.Kind.allCases where !codes.contains(kind) {
            let (other, settlement) = next(after: .failure(.unanswered), row(kind))
            #expect(other.row.status == .queued && other.row.error == "unanswered")
            #expect(settlement == .nak(after: .seconds(2)), "\(kind)")
        }
    }

    @Test func `a code that was being called for when its process died is in doubt`() {
        let inDoubt = row(.verification, error: "in_doubt")
        #expect(
            rules.readiness(of: inDoubt, for: order(.verification), at: now) == .inDoubt(inDoubt)
        )
        // A failure that was noted lets the next call be made.
        for error in [ProviderError.unavailable, .throttled(retryAfter: nil)] {
            let (noted, _) = next(
                after: .failure(error),
                row(.verification),
                channelIsUp: false
            )
            #expect(noted.isChanged && noted.row.error != "in_doubt")
        }
    }

    @Test func `it is given up after the last attempt, and in an outage after three days`() {
        let (last, settlement) = next(after: .failure(.unavailable), row(attempts: 5))
        #expect(last.row.status == .failed && last.isDeadLetter && last.failed != nil)
        #expect(settlement == .terminate(reason: "unavailable"))
        for (age, isDead) in [(Duration.days(3), false), (.days(3) + .microseconds(1), true)] {
            let (old, _) = next(after: .failure(.unavailable), row(age: age), channelIsUp: false)
            #expect(old.isDeadLetter == isDead)
            #expect(old.row.status == (isDead ? .failed : .queued))
        }
    }

    @Test(arguments: PermanentFailure.allCases)
    func `what is refused for good fails, and may go another way`(_ failure: PermanentFailure) {
        let (refused, settlement) = next(after: .failure(.rejected(failure)), row(.verification))
        #expect(settlement == .ack)
        #expect(refused.row.status == failure.status && refused.row.error == failure.rawValue)
        #expect(refused.failed != nil && !refused.isDeadLetter)
    }

    // MARK: After a report

    @Test func `what arrived has arrived, whatever was believed before`() {
        for status in Notification.Status.allCases {
            let found = next(after: .delivered, on: row(status: status, error: "soft_bounce"))
            #expect((found == nil) == (status == .delivered))
            if let found {
                #expect(found.row.status == .delivered && found.row.error == nil)
                #expect(found.row.deliveredAt == now)
            }
        }
    }

    @Test func `a failure counts for the latest try alone`() {
        for result in [
            DeliveryReport.Result.failed(.landline), .bouncedHard, .bouncedSoft,
        ] {
            #expect(
                next(after: result, about: "p0", on: row(status: .sent, providerID: "p1")) == nil
            )
            #expect(next(after: result, on: row(status: .sent, providerID: "p1")) != nil)
            // A crash swallowed the answer: the row is still queued.
            #expect(next(after: result, on: row()) != nil)
            #expect(next(after: result, on: row(providerID: "p1")) == nil)
            for status in [Notification.Status.delivered, .failed, .bounced] {
                #expect(next(after: result, on: row(status: status, providerID: "p1")) == nil)
            }
        }
    }

    @Test func `a soft bounce comes back while tries and the text are left`() {
        func bounced(attempts: Int, orderIsKnown: Bool = true) -> DeliveryRules.Next? {
            next(
                after: .bouncedSoft,
                on: row(status: .sent, providerID: "p1", attempts: attempts),
                orderIsKnown: orderIsKnown
            )
        }
        for attempts in 1...2 {
            let again = bounced(attempts: attempts)
            #expect(again?.row.status == .queued && again?.again != nil)
        }
        #expect(bounced(attempts: 3)?.row.status == .bounced)
        #expect(bounced(attempts: 1, orderIsKnown: false)?.row.status == .bounced)
        // The order of a row that is still queued is in the stream: it needs no other.
        let queued = next(after: .bouncedSoft, on: row(attempts: 1), orderIsKnown: false)
        #expect(queued?.row.status == .queued && queued?.again == nil)
        #expect(queued?.row.attempts == 2)
    }

    @Test func `a complaint is taken down once, and says that it arrived`() {
        let complained = next(after: .complained, on: row(status: .sent, providerID: "p1"))
        #expect(complained?.row.status == .delivered && complained?.row.error == "complained")
        #expect(
            next(after: .complained, on: row(status: .delivered, error: "complained")) == nil
        )
    }
}
