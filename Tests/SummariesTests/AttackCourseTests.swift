import Domain
import FraudEngine
import TestSupport
import Testing
import Truth

@testable import Evidence
@testable import Reports

/// Three resellers: one looks, is asked for a code after 100 s and blocked after 200; one is let in at
/// once; one looks and is blocked after 300 s.
private final class Resellers {
    let tally = Tally()
    private let ledger: AccessLedger
    private var accesses: UInt64 = 0

    init() {
        ledger = AccessLedger(readers: [tally])
        come(1, after: 0, nil)
        come(1, after: 100, .smsVerify, codeMicros: 7_900)
        come(1, after: 200, .block)
        come(2, after: 210, .allow)
        come(3, after: 220, nil)
        come(3, after: 520, .block)
        ledger.ended(at: at(90_000))
    }

    private func at(_ seconds: Int64) -> Instant {
        Instant(microseconds: 1_780_315_200_000_000).advanced(by: .seconds(seconds))
    }

    private func observe(_ systemEvent: SystemEvent) {
        ledger.observe(systemEvent, at: at(0), sequence: 0)
    }

    /// - `decision`: On the form; `nil` for a look.
    private func come(
        _ campaign: Int,
        after seconds: Int64,
        _ decision: Decision?,
        codeMicros: Int? = nil
    ) {
        accesses += 1
        let id = AccessID(high: 6, low: accesses)
        observe(
            .accessOpened(
                Access(
                    id: id,
                    tokenID: nil,
                    guestID: nil,
                    eventID: nil,
                    openedAt: at(seconds),
                    visit: Visit(
                        address: IPAddress(v4: 0xF000_0001),
                        fingerprint: Fingerprint(),
                        referrer: ""
                    ),
                    earlierAccesses: 0,
                    rejection: nil
                )
            )
        )
        let label = Label(
            actor: .outsider,
            persona: "reseller",
            attack: "reseller",
            campaign: "reseller/\(campaign)",
            isFraud: true
        )
        ledger.observe(.accessLabelled(id, label), at: at(0), sequence: 0)
        observe(
            .submissionScored(
                Assessment(
                    accessID: id,
                    score: RiskScore(50),
                    signals: [],
                    features: FeatureVector(),
                    geo: GeoRecord(),
                    scoredAt: at(seconds),
                    scorer: "heuristic/2"
                )
            )
        )
        observe(
            .accessDecided(
                DecisionRecord(
                    accessID: id,
                    tokenID: TokenID(high: 4, low: 1),
                    moment: decision == nil ? .opened : .submitted,
                    score: nil,
                    band: .allow,
                    tokenWasFlagged: false,
                    decision: decision ?? .allow
                )
            )
        )
        if let codeMicros { text(codeMicros, for: id) }
    }

    /// A code that is texted, arrives, and is paid for once however often that is reported.
    private func text(_ micros: Int, for access: AccessID) {
        let challenge = ChallengeID(high: 7, low: accesses)
        observe(
            .challengeIssued(
                Challenge(
                    id: challenge,
                    accessID: access,
                    tokenID: TokenID(high: 4, low: 1),
                    guestID: GuestID(high: 3, low: 1),
                    eventID: EventID(high: 2, low: 1),
                    kind: .code,
                    reply: Reply(response: .attending),
                    asker: Asker(TestVisit.phone),
                    answerHash: "",
                    issuedAt: at(0),
                    expiresAt: at(600),
                    score: nil,
                    status: .open
                )
            )
        )
        var code = Notification(
            id: NotificationID(high: 8, low: accesses),
            recipient: .guest(GuestID(high: 3, low: 1)),
            eventID: EventID(high: 2, low: 1),
            channel: .sms,
            kind: .verification,
            cause: "verification/\(challenge)",
            createdAt: at(0)
        )
        observe(.notificationQueued(code))
        code.costMicros = micros
        for status in [Notification.Status.sent, .delivered, .delivered] {
            code.status = status
            observe(.notificationChanged(code))
        }
    }
}

@Suite struct AttackCourseTests {
    @Test func `an attack's forms are counted by campaign, with what they met`() throws {
        let metrics = Metric.table(of: RunFigures(tally: Resellers().tally, consumers: []))
        for (name, share) in [
            ("challenged_share", 0.25), ("refused_share", 0.5), ("admitted_share", 0),
        ] {
            let value = try #require(metrics["fraud.by_attack.reseller.\(name)"])
            #expect(value.value == share && value.n == 4 && value.clusters == 3, "\(name)")
        }
        // 100 and 300 s; nobody stopped the second.
        #expect(metrics["fraud.by_attack.reseller.first_challenge_s"]?.value == 100)
        #expect(metrics["fraud.by_attack.reseller.sms_cost_per_campaign"]?.value == 0.0079 / 3)
    }

    @Test func `courses of several seeds are put together`() {
        var pool = Resellers().tally.pool
        pool.merge(Resellers().tally.pool)
        let metrics = Metric.table(of: RunFigures(tally: Tally(pool), consumers: []))
        #expect(metrics["fraud.by_attack.reseller.first_challenge_s"]?.value == 100)
        #expect(metrics["fraud.by_attack.reseller.sms_cost_per_campaign"]?.value == 0.0079 / 3)
        #expect(pool.attacks["reseller"]?.campaigns == 6)
    }

    @Test func `an attack that nobody stopped has no time until then`() {
        #expect(AttackCourse().medianUntilChallenged == nil)
        #expect(AttackCourse().codesCostPerCampaign == nil)
        let metrics = Metric.table(
            of: RunFigures(tally: Tally(attacks: ["reseller"]), consumers: [])
        )
        #expect(metrics["fraud.by_attack.reseller.challenged_share"]?.n == 0)
        let ladder = Summary.ladderTable(of: ["reseller"], in: metrics)
        #expect(ladder.isEmpty)
    }

    @Test func `the ladder says what each attack knows, met and cost`() {
        let metrics = Metric.table(of: RunFigures(tally: Resellers().tally, consumers: []))
        let lines = Summary.ladderTable(of: ["reseller"], in: metrics).markdown
        #expect(
            lines.last
                == "| reseller | the guest's country | 4 | 25% | too few | 50% | too few | 0% "
                + "| too few | 1.7 min | $0.0026 |"
        )
    }
}
