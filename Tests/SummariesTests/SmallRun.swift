import Domain
import Evidence
import FraudEngine
import Reports
import Truth

/// Twelve accesses, five guests and five notifications, told to a tally as a run would.
///
/// | access | who | known | score | decision | came to | outcome |
/// | --- | --- | ---: | ---: | --- | --- | --- |
/// | 1 | prompt | 0 | 10 | allow, form | allow | submitted, attending |
/// | 2 | prompt | 1 | 40 | soft verify, look | allow: met nothing | opened |
/// | 3 | traveller | 2 | 45 | soft verify, form | soft verify | verified, declined |
/// | 4 | new-phone | 5 | 20 | SMS verify for a flag, form | SMS verify by flag | verified, maybe |
/// | 5 | casual-forward, fraud | 0 | 95 | block, form | block | blocked |
/// | 6 | casual-forward, fraud | 0 | 70 | SMS verify, look | SMS verify: flagged | opened |
/// | 7 | casual-forward, fraud | 3 | 25 | allow, form | allow | submitted, attending |
/// | 8 | guessed-token, fraud | | none | nobody's link | door | rejected |
/// | 9 | mail-scanner | 0 | 5 | allow, look | machine | opened |
/// | 10 | nobody knows | | none | none | door | rejected |
/// | 11 | casual-forward, fraud | 3 | 25 | SMS verify for a flag, look | allow: met nothing | opened |
/// | 12 | casual-forward, fraud | | unscored | allow, form | attempt only | submitted, attending |
final class SmallRun {
    static let start = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z
    static let frame = frame(seed: 7)

    static func frame(seed: UInt64) -> RunFrame {
        RunFrame(
            scenarioName: "dinner",
            scenarioHash: String(repeating: "5c", count: 32),
            seed: seed,
            startsAt: start,
            endsAt: start.advanced(by: .days(1)),
            build: "1.2.3"
        )
    }

    static let consumers = [
        ConsumerFigures(
            name: "fraud-engine",
            delivered: 12,
            redelivered: 2,
            deadLettered: 0,
            maxPending: 3,
            failed: 0
        )
    ]

    let tally = Tally(attacks: ["casual-forward", "guessed-token"])
    private let ledger: AccessLedger
    private let seed: UInt64

    init(seed: UInt64 = 7) {
        self.seed = seed
        ledger = AccessLedger(readers: [tally])
        playGuests()
        playAccesses()
        playNotifications()
        playOutage()
        tally.ended(at: at(90_000))
        ledger.ended(at: at(90_000))
    }

    /// The metrics of any run, and one that is none.
    private static let names: MetricNames = {
        let known = Metric.names(attacks: [], personas: [], consumers: ["fraud-engine"])
        return MetricNames(
            known.names.map { ($0, known[$0] ?? .plain) } + [("fraud.recal.block", .plain)]
        )
    }()

    static func expressions(_ gates: [String]) throws -> [GateExpression] {
        try gates.map { try GateExpression.parse($0, among: names) }
    }

    func summary(
        checks: [Check] = [],
        gates: [String] = [],
        deadLetters: [DeadLetter] = []
    ) throws -> Summary {
        Summary(
            frame: Self.frame(seed: seed),
            digest: String(repeating: "d1", count: 32),
            dataDigest: "da7a",
            tally: tally,
            checks: checks,
            gates: try Self.expressions(gates),
            consumers: Self.consumers,
            deadLetters: deadLetters
        )
    }

    /// A message that a consumer gave up so long after the start.
    static func deadLetter(
        _ number: UInt64,
        _ consumer: String,
        reason: String,
        after seconds: Int64
    ) -> DeadLetter {
        DeadLetter(
            id: MessageID(high: 9, low: number),
            consumer: consumer,
            subject: "notification.send.sms",
            payload: "{}",
            reason: reason,
            deliveries: 3,
            publishedAt: start,
            diedAt: start.advanced(by: .seconds(seconds))
        )
    }

    /// A check that looked so often, and found something at the last look where told to.
    static func check(_ name: String, looks: Int, finding: String? = nil) -> Check {
        var check = Check(name)
        for look in 1...looks { check.require(finding == nil || look < looks, finding ?? "") }
        return check
    }

    // MARK: Telling

    private func at(_ seconds: Int64) -> Instant { Self.start.advanced(by: .seconds(seconds)) }

    private func observe(_ systemEvent: SystemEvent, at seconds: Int64 = 0) {
        tally.observe(systemEvent, at: at(seconds), sequence: 0)
        ledger.observe(systemEvent, at: at(seconds), sequence: 0)
    }

    private func observe(_ note: WorldEvent, at seconds: Int64 = 0) {
        tally.observe(note, at: at(seconds), sequence: 0)
        ledger.observe(note, at: at(seconds), sequence: 0)
    }

    private func id(_ number: UInt64) -> AccessID { AccessID(high: 6, low: number) }

    private func guest(_ number: UInt64) -> GuestID { GuestID(high: 3, low: number) }

    // MARK: The run

    private func playGuests() {
        let event = EventID(high: 2, low: 1)
        observe(.eventPublished(event, guests: 5, capacity: nil))
        for number in UInt64(1)...5 {
            observe(
                .guestCast(
                    guest(number),
                    event: event,
                    persona: [3: "traveller", 4: "new-phone"][number] ?? "prompt",
                    lives: Residence(city: "Lisbon", country: "PT"),
                    listed: Residence(city: "Lisbon", country: "PT")
                )
            )
        }
        for number in UInt64(1)...4 {
            observe(.guestSetOut(guest(number)))
            observe(.guestSetOut(guest(number)))
        }
        observe(.guestChallenged(guest(3), .softVerify))
        observe(.guestChallenged(guest(3), .smsVerify))
        observe(.guestChallenged(guest(4), .block))
        // Did not set out to answer, so that it is no friction.
        observe(.guestChallenged(guest(5), .softVerify))
        observe(.guestRefused(guest(4)))
    }

    private func playAccesses() {
        let genuine = ["prompt", "prompt", "traveller", "new-phone"]
        for (index, persona) in genuine.enumerated() {
            open(
                UInt64(index + 1),
                Label(actor: .guest, persona: persona, isFraud: false)
            )
        }
        for number in UInt64(5)...7 { open(number, fraud("casual-forward")) }
        open(8, fraud("guessed-token"), rejection: .unknown)
        open(9, Label(actor: .machine, persona: "mail-scanner", isFraud: false))
        open(10, nil, rejection: .rateLimited)
        for number in UInt64(11)...12 { open(number, fraud("casual-forward")) }

        let far = Signal(name: "geo_distance", score: 90, weight: 0.2)
        let strange = Signal(name: "fingerprint_match", score: 80, weight: 0.3)
        let other = Signal(name: "browser_consistency", score: 50, weight: 0.1)
        // Moved nothing, and is no reason.
        let idle = Signal(name: "referrer", score: 0, weight: 0.1)
        decide(1, .allow, score: 10, known: 0, signals: [far])
        decide(2, .softVerify, score: 40, known: 1, signals: [far], moment: .opened)
        decide(3, .softVerify, score: 45, known: 2)
        decide(4, .smsVerify, score: 20, known: 5, signals: [other, idle], isFlagged: true)
        decide(5, .block, score: 95, known: 0, signals: [strange, far, idle])
        decide(6, .smsVerify, score: 70, known: 0, signals: [far], moment: .opened)
        decide(7, .allow, score: 25, known: 3)
        decide(9, .allow, score: 5, known: 0, moment: .opened)
        decide(11, .smsVerify, score: 25, known: 3, isFlagged: true, moment: .opened)
        observe(.accessUnscored(id(12)))
        observe(.accessDecided(decided(12, .allow, band: nil, isFlagged: false, .submitted)))
        for (number, outcome) in [
            (UInt64(1), Outcome.submitted), (3, .verified), (4, .verified), (5, .blocked),
            (7, .submitted), (12, .submitted),
        ] {
            observe(.accessEnded(id(number), outcome))
        }
        answer(1, .attending)
        answer(3, .declined)
        answer(4, .maybe)
        answer(7, .attending)
        answer(12, .attending)
        // One changes their mind, and once more, back again: one reply stands.
        change(1, from: .attending, to: .maybe)
        change(1, from: .maybe, to: .attending)
        for microseconds in [1_000, 1_500, 2_000] {
            observe(
                .waited(
                    .open,
                    .microseconds(microseconds),
                    by: microseconds < 2_000 ? .guest : .machine
                )
            )
        }
    }

    private func fraud(_ attack: String) -> Label {
        Label(
            actor: .outsider,
            persona: attack,
            attack: attack,
            campaign: "\(attack)/1",
            isFraud: true
        )
    }

    private func open(_ number: UInt64, _ label: Label?, rejection: Rejection? = nil) {
        observe(.accessOpened(access(number, rejection: rejection)))
        if let label { observe(.accessLabelled(id(number), label)) }
    }

    private func access(_ number: UInt64, rejection: Rejection? = nil) -> Access {
        Access(
            id: id(number),
            tokenID: nil,
            guestID: nil,
            eventID: nil,
            openedAt: at(0),
            visit: Visit(
                address: IPAddress(v4: 0xF0000001),
                fingerprint: Fingerprint(),
                referrer: ""
            ),
            earlierAccesses: 0,
            rejection: rejection
        )
    }

    private func assessment(
        _ number: UInt64,
        score: Int,
        known: Double = .nan,
        _ signals: [Signal] = []
    ) -> Assessment {
        var features = FeatureVector()
        features[.baselineAccesses] = known
        return Assessment(
            accessID: id(number),
            score: RiskScore(score),
            signals: signals,
            features: features,
            geo: GeoRecord(),
            scoredAt: at(1),
            scorer: "heuristic/1"
        )
    }

    private func decide(
        _ number: UInt64,
        _ decision: Decision,
        score: Int,
        known: Double,
        signals: [Signal] = [],
        isFlagged: Bool = false,
        moment: DecisionRecord.Moment = .submitted
    ) {
        observe(.submissionScored(assessment(number, score: score, known: known, signals)))
        let band = BandEdges.documented.band(of: RiskScore(score))
        observe(.accessDecided(decided(number, decision, band: band, isFlagged: isFlagged, moment)))
    }

    private func decided(
        _ number: UInt64,
        _ decision: Decision,
        band: Decision?,
        isFlagged: Bool,
        _ moment: DecisionRecord.Moment
    ) -> DecisionRecord {
        DecisionRecord(
            accessID: id(number),
            tokenID: TokenID(high: 4, low: 1),
            moment: moment,
            score: nil,
            band: band,
            tokenWasFlagged: isFlagged,
            decision: decision
        )
    }

    private func answer(_ number: UInt64, _ response: Reply.Response) {
        observe(.rsvpRecorded(rsvp(number, response), outcome: .submitted))
    }

    /// Another reply takes the place of the one that stands.
    private func change(
        _ number: UInt64,
        from standing: Reply.Response,
        to response: Reply.Response
    ) {
        observe(.rsvpReplaced(rsvp(number, standing), .changed))
        answer(number, response)
    }

    private func rsvp(_ number: UInt64, _ response: Reply.Response) -> RSVP {
        RSVP(
            id: RSVPID(high: 7, low: number),
            guestID: guest(number),
            eventID: EventID(high: 2, low: 1),
            tokenID: TokenID(high: 4, low: 1),
            accessID: id(number),
            reply: Reply(response: response),
            score: nil,
            submittedAt: at(2)
        )
    }

    /// Three text messages: delivered, failed at the second try, given up; two e-mails: one
    /// bounced.
    private func playNotifications() {
        let sms = (UInt64(1)...3).map { notification($0, .sms) }
        let emails = (UInt64(4)...5).map { notification($0, .email) }
        for notification in sms + emails { observe(.notificationQueued(notification)) }
        for (number, channel, attempt) in [
            (UInt64(1), Domain.Notification.Channel.sms, 1), (2, .sms, 1), (2, .sms, 2),
            (3, .sms, 1), (4, .email, 1), (5, .email, 1),
        ] {
            let id = NotificationID(high: 8, low: number)
            observe(.notificationAttempted(id, channel: channel, attempt: attempt))
        }
        for (number, channel) in [
            (UInt64(1), Domain.Notification.Channel.sms), (4, .email), (5, .email),
        ] {
            let id = NotificationID(high: 8, low: number)
            observe(.providerAccepted(id, channel: channel))
        }
        // An answer was lost, and the message is sent once more.
        observe(
            .providerAccepted(NotificationID(high: 8, low: 4), channel: .email, copy: 1)
        )
        change(sms[0], to: .sent, costMicros: 7_900, at: 1)
        change(sms[0], to: .delivered, costMicros: 7_900, at: 4)
        // A provider may report twice.
        change(sms[0], to: .delivered, costMicros: 7_900, at: 5)
        change(sms[1], to: .failed, costMicros: 0, at: 6)
        observe(.notificationDeadLettered(sms[2].id, channel: .sms))
        change(emails[0], to: .bounced, costMicros: 100, at: 7)
        change(emails[1], to: .delivered, costMicros: 100, at: 10)
    }

    private func notification(
        _ number: UInt64,
        _ channel: Domain.Notification.Channel
    ) -> Domain.Notification {
        Domain.Notification(
            id: NotificationID(high: 8, low: number),
            recipient: .guest(guest(1)),
            eventID: EventID(high: 2, low: 1),
            channel: channel,
            kind: .invitation,
            cause: "invitation/\(number)",
            createdAt: at(0)
        )
    }

    private func change(
        _ notification: Domain.Notification,
        to status: Domain.Notification.Status,
        costMicros: Int,
        at seconds: Int64
    ) {
        var changed = notification
        changed.status = status
        changed.costMicros = costMicros
        observe(.notificationChanged(changed), at: seconds)
    }

    /// Two replies that nobody scored in time: one 60 s after the engine's return, one 30 s after
    /// it was let in.
    ///
    /// Three flags: a guest's and two outsiders'. Two alerts.
    private func playOutage() {
        observe(.accessUnscored(id(21)), at: 100)
        observe(.componentStarted("notifications"), at: 200)
        observe(.componentStarted("fraud-engine"), at: 400)
        observe(.accessScored(access(21), assessment(21, score: 1)), at: 460)
        observe(.accessUnscored(id(22)), at: 500)
        observe(.accessScored(access(22), assessment(22, score: 1)), at: 530)
        observe(.accessScored(access(22), assessment(22, score: 1)), at: 900)
        for number in UInt64(4)...6 {
            observe(
                .tokenFlagged(
                    TokenID(high: 4, low: number),
                    by: id(number),
                    score: RiskScore(90)
                )
            )
        }
        for number in UInt64(4)...5 {
            observe(
                .alertRaised(
                    FraudAlert(
                        tokenID: TokenID(high: 4, low: 1),
                        guestID: guest(1),
                        eventID: EventID(high: 2, low: 1),
                        hostID: HostID(high: 1, low: 1),
                        flag: LinkFlag(
                            accessID: id(number),
                            score: RiskScore(90),
                            wasReply: true,
                            raisedAt: at(3),
                            suspicion: nil
                        )
                    )
                ),
                at: 600
            )
        }
    }
}
