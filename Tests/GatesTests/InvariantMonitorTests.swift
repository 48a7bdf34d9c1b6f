import Domain
import Evidence
import TestSupport
import Testing
import Truth

/// Every invariant is broken on purpose, to prove that its check can fail, and that no other does.
@Suite struct InvariantMonitorTests {
    private let story = StoryParts()

    private func violated(
        by systemEvents: [SystemEvent] = [],
        notes: [WorldEvent] = [],
        leftovers: (inout RunLeftovers) -> Void = { _ in },
        rules: InvariantRules = InvariantRules()
    ) -> [String] {
        let monitor = InvariantMonitor(rules: rules)
        for (index, systemEvent) in systemEvents.enumerated() {
            monitor.observe(systemEvent, at: story.start, sequence: index)
        }
        for (index, note) in notes.enumerated() {
            monitor.observe(note, at: story.start, sequence: index)
        }
        var left = RunLeftovers(
            consumers: [],
            storedRSVPs: [],
            journalLinesScanned: 1,
            journalLinesWithPersonalData: 0,
            firstLineWithPersonalData: nil
        )
        leftovers(&left)
        return monitor.verdict(on: left).filter(\.isViolated).map(\.name)
    }

    /// A reply with the confirmation that it causes.
    private func recorded(_ rsvp: RSVP) -> [SystemEvent] {
        [
            .accessOpened(story.access(rsvp)), .rsvpRecorded(rsvp, outcome: .submitted),
            .notificationQueued(story.notification(cause: "confirmation/\(rsvp.id)")),
            .notificationChanged(
                story.notification(cause: "confirmation/\(rsvp.id)", status: .delivered)
            ),
        ]
    }

    @Test func `a clean story violates nothing`() {
        let rsvp = story.rsvp(1)
        let systemEvents =
            [SystemEvent.accessOpened(story.access(1)), .accessDecided(story.decided(20, .allow))]
            + recorded(rsvp)
        let names = violated(
            by: systemEvents,
            notes: [.receiptGiven(rsvp.accessID, rsvp.id, isFraud: false)],
            leftovers: { $0.storedRSVPs = [rsvp.id] }
        )
        #expect(names == [])
    }

    @Test func `every invariant has a name of its own, a sentence, and a check of that name`() {
        let names = Invariant.standard.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(Invariant.standard.allSatisfy { $0.meaning.hasSuffix(".") })
        let checks = InvariantMonitor(rules: InvariantRules()).verdict(
            on: RunLeftovers(
                consumers: [],
                storedRSVPs: [],
                journalLinesScanned: 0,
                journalLinesWithPersonalData: 0,
                firstLineWithPersonalData: nil
            )
        )
        #expect(checks.map(\.name) == names)
    }

    @Test func `a token used twice`() {
        #expect(
            violated(by: recorded(story.rsvp(1)) + recorded(story.rsvp(2, token: 1)))
                == ["token_used_once"]
        )
    }

    @Test func `an RSVP from a blocked access`() {
        #expect(
            violated(
                by: [.accessDecided(story.decided(90, .block))] + recorded(story.rsvp(1))
            )
                == ["no_rsvp_from_blocked_access"]
        )
    }

    @Test func `more seats than the capacity`() {
        #expect(
            violated(
                by: [.eventPublished(story.event, guests: 2, capacity: 1)]
                    + recorded(story.rsvp(1)) + recorded(story.rsvp(2))
            )
                == ["capacity_kept"]
        )
    }

    @Test func `a reply from a form that was never opened, or with another token's`() {
        let unopened = Array(recorded(story.rsvp(1)).dropFirst())
        #expect(violated(by: unopened) == ["recorded_form_was_opened"])
        let other = SystemEvent.accessOpened(story.access(1, token: TokenID(high: 2, low: 9)))
        #expect(violated(by: [other] + unopened) == ["recorded_form_was_opened"])
    }

    @Test func `a receipt for a reply that is not stored`() {
        let rsvp = story.rsvp(1)
        #expect(
            violated(notes: [.receiptGiven(rsvp.accessID, rsvp.id, isFraud: false)])
                == ["accepted_rsvp_kept"]
        )
    }

    @Test func `a cause that was never told`() {
        #expect(
            violated(by: Array(recorded(story.rsvp(1)).prefix(2)))
                == ["notification_not_lost"]
        )
    }

    @Test func `a cause that still waits in the stream is not lost`() {
        #expect(
            violated(
                by: Array(recorded(story.rsvp(1)).prefix(2)),
                leftovers: {
                    $0.consumers = [
                        RunLeftovers.Consumer(
                            name: "notifications-intake",
                            received: 1,
                            settled: 0,
                            waiting: 1,
                            deadLettered: 0
                        )
                    ]
                }
            ) == []
        )
    }

    @Test func `a notification that was queued and never sent`() {
        #expect(
            violated(by: [.notificationQueued(story.notification(cause: "invitation/x"))])
                == ["notification_not_lost"]
        )
    }

    @Test func `a notification that was sent, came back, and was never sent again`() {
        func notification(_ status: Notification.Status) -> Notification {
            story.notification(cause: "invitation/x", status: status)
        }
        let sent: [SystemEvent] = [
            .notificationQueued(notification(.queued)), .notificationChanged(notification(.sent)),
        ]
        #expect(violated(by: sent) == [])
        let back = sent + [.notificationChanged(notification(.queued))]
        #expect(violated(by: back) == ["notification_not_lost"])
        #expect(violated(by: back + [.notificationChanged(notification(.delivered))]) == [])
        #expect(violated(by: back + [.notificationChanged(notification(.failed))]) == [])
    }

    @Test func `a notification that a provider took twice`() {
        let id = story.notification(cause: "x").id
        #expect(
            violated(notes: [
                .providerAccepted(id, channel: .sms), .providerAccepted(id, channel: .sms),
            ]) == ["notification_sent_once"]
        )
    }

    @Test func `a notification may go out twice after a lost answer, a code may not`() {
        for (kind, isAllowed) in [(Notification.Kind.invitation, true), (.verification, false)] {
            func notification(_ status: Notification.Status) -> Notification {
                story.notification(cause: "invitation/x", kind: kind, status: status)
            }
            func took(isAnswered: Bool) -> WorldEvent {
                .providerAccepted(notification(.queued).id, channel: .sms, isAnswered: isAnswered)
            }
            let queued: [SystemEvent] = [
                .notificationQueued(notification(.queued)),
                .notificationChanged(notification(.delivered)),
            ]
            #expect(
                violated(
                    by: queued,
                    notes: [took(isAnswered: false), took(isAnswered: true)]
                ) == (isAllowed ? [] : ["notification_sent_once"])
            )
            // A third time nothing explains it.
            #expect(
                violated(
                    by: queued,
                    notes: [
                        took(isAnswered: false), took(isAnswered: true), took(isAnswered: true),
                    ]
                ) == ["notification_sent_once"]
            )
        }
    }

    @Test func `a crash explains a second call only before the first was noted`() {
        let notification = story.notification(cause: "invitation/x")
        let delivered = story.notification(cause: "invitation/x", status: .delivered)
        func violated(
            before: [SystemEvent] = [],
            _ between: [SystemEvent]
        ) -> [String] {
            let monitor = InvariantMonitor(rules: InvariantRules())
            var number = 0
            func observe(_ event: SystemEvent) {
                number += 1
                monitor.observe(event, at: story.start, sequence: number)
            }
            func take() {
                number += 1
                monitor.observe(
                    .providerAccepted(notification.id, channel: .sms),
                    at: story.start,
                    sequence: number
                )
            }
            observe(.notificationQueued(notification))
            before.forEach(observe)
            take()
            between.forEach(observe)
            take()
            observe(.notificationChanged(delivered))
            let left = RunLeftovers(
                consumers: [],
                storedRSVPs: [],
                journalLinesScanned: 1,
                journalLinesWithPersonalData: 0,
                firstLineWithPersonalData: nil
            )
            return monitor.verdict(on: left).filter(\.isViolated).map(\.name)
        }
        #expect(violated([]) == ["notification_sent_once"])
        // The process that called had died by the time the provider took it.
        let called = SystemEvent.notificationAttempted(notification.id, channel: .sms, attempt: 1)
        let stopped = SystemEvent.componentStopped("notifications")
        #expect(violated(before: [called, stopped], []) == [])
        #expect(violated(before: [called, stopped, called], []) == ["notification_sent_once"])
        #expect(violated(before: [stopped, called], []) == ["notification_sent_once"])
        #expect(violated([.componentStopped("notifications")]) == [])
        #expect(violated([.componentStopped("fraud-engine")]) == ["notification_sent_once"])
        // Noted before the crash, or by a report after it: then nothing explains a second one.
        for known in [
            [.notificationChanged(delivered), stopped], [stopped, .notificationChanged(delivered)],
        ] { #expect(violated(known) == ["notification_sent_once"]) }
    }

    @Test func `two notifications for one cause`() {
        let first = story.notification(cause: "invitation/x", status: .delivered)
        let second = story.notification(cause: "invitation/x", number: 2, status: .delivered)
        #expect(
            violated(by: [
                .notificationQueued(first), .notificationChanged(first),
                .notificationQueued(second), .notificationChanged(second),
            ]) == ["notification_sent_once"]
        )
    }

    @Test func `a message that is nowhere`() {
        #expect(
            violated(leftovers: {
                $0.consumers = [
                    RunLeftovers.Consumer(
                        name: "fraud-engine",
                        received: 3,
                        settled: 1,
                        waiting: 1,
                        deadLettered: 0
                    )
                ]
            }) == ["messages_accounted_for"]
        )
    }

    @Test func `one access too many from an address`() {
        let rules = InvariantRules(accessesPerMinute: 3)
        let accesses = (1...4).map { SystemEvent.accessOpened(story.access($0)) }
        #expect(violated(by: Array(accesses.prefix(3)), rules: rules) == [])
        #expect(violated(by: accesses, rules: rules) == ["address_rate_limit_kept"])
    }

    @Test func `one call too many to a provider within a second`() {
        let calls = (1...101).map {
            SystemEvent.notificationAttempted(
                NotificationID(high: 9, low: UInt64($0)),
                channel: .sms,
                attempt: 1
            )
        }
        #expect(violated(by: Array(calls.prefix(100))) == [])
        #expect(violated(by: calls) == ["provider_rate_limit_kept"])
    }

    @Test func `personal data in the journal`() {
        #expect(
            violated(leftovers: {
                $0.journalLinesWithPersonalData = 1
                $0.firstLineWithPersonalData = 0
            }) == ["no_personal_data"]
        )
    }

    @Test(arguments: [(5, true), (6, false)])
    func `a code at its last try and beyond`(tries: Int, isKept: Bool) {
        let challenge = story.challenge(expiresAfter: .minutes(10))
        let names = violated(by: [
            .challengeIssued(challenge),
            .notificationQueued(
                story.notification(cause: "verification/\(challenge.id)", status: .queued)
            ),
            .notificationChanged(
                story.notification(
                    cause: "verification/\(challenge.id)",
                    kind: .verification,
                    status: .sent
                )
            ),
            .challengeTried(
                challenge.id,
                accessID: challenge.accessID,
                passed: true,
                tries: tries
            ),
        ])
        #expect(names == (isKept ? [] : ["code_in_time_and_tries"]))
    }

    @Test(arguments: [(10, true), (0, false)])
    func `a code that leaves in time, and one that leaves at its expiry`(
        minutes: Int64,
        isKept: Bool
    ) {
        let challenge = story.challenge(expiresAfter: .minutes(minutes))
        let cause = "verification/\(challenge.id)"
        let names = violated(by: [
            .challengeIssued(challenge),
            .notificationQueued(story.notification(cause: cause, kind: .verification)),
            .notificationChanged(
                story.notification(cause: cause, kind: .verification, status: .sent)
            ),
        ])
        #expect(names == (isKept ? [] : ["code_leaves_in_time"]))
    }

    @Test(arguments: [true, false])
    func `nobody waits for a code whose place another has taken`(hasNext: Bool) {
        let challenge = story.challenge(expiresAfter: .minutes(10))
        var next = [SystemEvent]()
        if hasNext {
            let second = Challenge(
                id: ChallengeID(high: 77, low: 1),
                accessID: challenge.accessID,
                tokenID: challenge.tokenID,
                guestID: challenge.guestID,
                eventID: challenge.eventID,
                kind: .code,
                reply: challenge.reply,
                asker: challenge.asker,
                answerHash: challenge.answerHash,
                issuedAt: challenge.issuedAt,
                expiresAt: challenge.expiresAt,
                score: challenge.score
            )
            let cause = "verification/\(second.id)"
            next = [
                .challengeIssued(second),
                .notificationQueued(story.notification(cause: cause, kind: .verification)),
                .notificationChanged(
                    story.notification(cause: cause, kind: .verification, status: .sent)
                ),
            ]
        }
        let names = violated(
            by: [
                .challengeIssued(challenge),
                .notificationQueued(
                    story.notification(cause: "verification/\(challenge.id)", kind: .verification)
                ),
                .notificationChanged(
                    story.notification(
                        cause: "verification/\(challenge.id)",
                        kind: .verification,
                        status: .failed
                    )
                ),
            ] + next
        )
        #expect(names == (hasNext ? [] : ["code_leaves_in_time"]))
    }

    @Test(arguments: [true, false])
    func `a code that never leaves, and whether anybody was told`(isTold: Bool) {
        let challenge = story.challenge(expiresAfter: .minutes(10))
        let cause = "verification/\(challenge.id)"
        let names = violated(
            by: [
                .challengeIssued(challenge),
                .notificationQueued(story.notification(cause: cause, kind: .verification)),
                .notificationChanged(
                    story.notification(cause: cause, kind: .verification, status: .failed)
                ),
            ] + (isTold ? [.codeUndeliverable(challenge.id)] : [])
        )
        #expect(names == (isTold ? [] : ["code_leaves_in_time"]))
    }

    @Test func `a code after its time`() {
        let challenge = story.challenge(expiresAfter: .zero, kind: .name)
        #expect(
            violated(by: [
                .challengeIssued(challenge),
                .challengeTried(
                    challenge.id,
                    accessID: challenge.accessID,
                    passed: true,
                    tries: 1
                ),
            ]) == ["code_in_time_and_tries"]
        )
    }

    @Test func `an alert that never reaches its host`() {
        let alert = story.alert
        #expect(
            violated(by: [
                .alertRaised(alert),
                .notificationQueued(story.notification(cause: "alert/\(alert.accessID)")),
                .notificationChanged(
                    story.notification(cause: "alert/\(alert.accessID)", status: .delivered)
                ),
            ]) == ["block_alert_reached_host"]
        )
        #expect(violated(by: [.alertRaised(alert), .hostNotified(alert)]) == [])
    }

    @Test(arguments: [(30, Decision.softVerify), (31, .allow), (61, .softVerify), (86, .smsVerify)])
    func `a decision off by one edge`(score: Int, decision: Decision) {
        #expect(
            violated(by: [.accessDecided(story.decided(score, decision))])
                == ["decision_follows_edges"]
        )
    }

    @Test func `a flagged token that is let in`() {
        #expect(
            violated(by: [.accessDecided(story.decided(10, .allow, flagged: true))])
                == ["decision_follows_edges"]
        )
    }

    @Test func `an unscored access that nobody reviews`() {
        #expect(
            violated(by: [.accessUnscored(story.access(1).id)]) == ["unscored_access_reviewed"]
        )
    }
}

/// The smallest parts that stories are made of.
struct StoryParts {
    let start = Instant(microseconds: 1_780_300_800_000_000)
    let event = EventID(high: 5, low: 5)

    /// The access that a reply came from.
    func access(_ rsvp: RSVP) -> Access {
        access(Int(rsvp.accessID.low), token: rsvp.tokenID)
    }

    func access(_ number: Int, token: TokenID = TokenID(high: 2, low: 1)) -> Access {
        Access(
            id: AccessID(high: 1, low: UInt64(number)),
            tokenID: token,
            guestID: GuestID(high: 3, low: 1),
            eventID: event,
            openedAt: start,
            visit: Visit(
                address: IPAddress(v4: 0xF000_0001),
                fingerprint: Fingerprint(hasJavaScript: true),
                referrer: ""
            ),
            earlierAccesses: 0,
            rejection: nil
        )
    }

    func decided(_ score: Int, _ decision: Decision, flagged: Bool = false) -> DecisionRecord {
        DecisionRecord(
            accessID: access(1).id,
            tokenID: TokenID(high: 2, low: 1),
            moment: .submitted,
            score: RiskScore(score),
            band: decision,
            tokenWasFlagged: flagged,
            decision: decision
        )
    }

    func rsvp(_ number: Int, token: Int? = nil) -> RSVP {
        RSVP(
            id: RSVPID(high: 4, low: UInt64(number)),
            guestID: GuestID(high: 3, low: UInt64(number)),
            eventID: event,
            tokenID: TokenID(high: 2, low: UInt64(token ?? number)),
            accessID: access(number).id,
            reply: Reply(response: .attending),
            score: RiskScore(20),
            submittedAt: start
        )
    }

    func notification(
        cause: String,
        number: Int = 1,
        kind: Notification.Kind = .invitation,
        status: Notification.Status = .queued
    ) -> Notification {
        Notification(
            id: NotificationID(high: UInt64(number), low: UInt64(cause.utf8.count)),
            recipient: .guest(GuestID(high: 3, low: 1)),
            eventID: event,
            channel: .sms,
            kind: kind,
            cause: cause,
            status: status,
            createdAt: start
        )
    }

    func challenge(expiresAfter lifetime: Duration, kind: Challenge.Kind = .code) -> Challenge {
        Challenge(
            id: ChallengeID(high: 6, low: 1),
            accessID: access(1).id,
            tokenID: TokenID(high: 4, low: 1),
            guestID: GuestID(high: 3, low: 1),
            eventID: event,
            kind: kind,
            reply: Reply(response: .attending),
            asker: Asker(TestVisit.phone),
            answerHash: "",
            issuedAt: start,
            expiresAt: start.advanced(by: lifetime),
            score: RiskScore(70)
        )
    }

    var alert: FraudAlert {
        FraudAlert(
            tokenID: TokenID(high: 4, low: 1),
            guestID: GuestID(high: 3, low: 1),
            eventID: event,
            hostID: HostID(high: 7, low: 1),
            flag: LinkFlag(
                accessID: access(1).id,
                score: RiskScore(90),
                wasReply: true,
                raisedAt: start,
                suspicion: nil
            )
        )
    }
}
