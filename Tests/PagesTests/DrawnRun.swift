import Domain
import Evidence
import Figures
import FraudEngine
import Reports
import Truth

/// Ten days at six events, made up so that nothing in it is symmetrical, told as a run tells itself; and
/// what is drawn of it, reckoned by hand from what was made up.
///
/// Bins are two hours long: 120 of them make the ten days.
struct DrawnRun {
    /// One access, and all that became of it.
    struct Case {
        let number: UInt64
        /// Since the start.
        let minute: Int64
        let event: UInt64
        /// Whose link it was.
        let guest: UInt64
        let label: Label
        let isForm: Bool
        /// `nil` where the door refused it.
        let score: Int?
        let decision: Decision
        let isRecorded: Bool
        let point: GeoPoint

        var isFraud: Bool { label.isFraud }
        var cluster: String { label.campaign ?? "event \(event)" }
        var day: Double { Double(minute) / 1_440 }
        var bin: Int { Int(minute / 120) }
    }

    static let start = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z
    static let days = 10.0
    static let personas = ["prompt", "traveller"]
    /// Ten guests an event, the last four of them travellers.
    static let guestsPerEvent: UInt64 = 10
    static let events: ClosedRange<UInt64> = 1...6

    let cases: [Case]
    let summary: Summary
    let runSeries: RunSeries
    let rules = InvariantRules()

    static func persona(of guest: UInt64) -> String {
        (guest - 1) % guestsPerEvent < 6 ? "prompt" : "traveller"
    }

    /// Of each guest a look, and of most a form; scores are low, and higher for travellers.
    private static let honest: [Case] = events.flatMap { event in
        (1...guestsPerEvent).flatMap { place -> [Case] in
            let guest = (event - 1) * guestsPerEvent + place
            let persona = persona(of: guest)
            let score = Int((guest * 7) % 23) + (persona == "traveller" ? 20 : 0)
            let label = Label(actor: .guest, persona: persona, isFraud: false)
            // From Lisbon and Oslo.
            let point =
                persona == "prompt"
                ? GeoPoint(latitude: 38.6, longitude: -9.2)
                : GeoPoint(latitude: 60.1, longitude: 10.7)
            let minute = Int64(event) * 700 + Int64(place) * 61
            func form(_ isForm: Bool) -> Case {
                let band = BandEdges.documented.band(of: RiskScore(isForm ? score + 6 : score))
                return Case(
                    number: guest * 10 + (isForm ? 1 : 0),
                    minute: isForm ? minute + 2_000 : minute,
                    event: event,
                    guest: guest,
                    label: label,
                    isForm: isForm,
                    score: isForm ? score + 6 : score,
                    decision: band,
                    isRecorded: isForm && place != 7,
                    point: point
                )
            }
            return place % 4 == 0 ? [form(false)] : [form(false), form(true)]
        }
    }

    /// Campaigns of two kinds, each against one guest of each event, with more and more forms.
    private static func outsiders(more: Int) -> [Case] {
        events.flatMap { event in
            ["casual-forward", "bot-farm"].enumerated().flatMap { kind, attack in
                campaign(of: attack, kind, at: event, more: more)
            }
        }
    }

    private static func campaign(
        of attack: String,
        _ kind: Int,
        at event: UInt64,
        more: Int
    ) -> [Case] {
        let count = kind == 0 ? event : event + 2
        return (1...count).map { number -> Case in
            let score = min(100, Int(30 + (number * 17 + event * 11) % 70) + more)
            let isForm = kind == 0 || number % 2 == 0
            return Case(
                number: 10_000 + UInt64(kind) * 5_000 + event * 100 + number,
                minute: 4_000 + Int64(event) * 900 + Int64(number) * 200 + Int64(kind) * 50,
                event: event,
                guest: (event - 1) * guestsPerEvent + UInt64(kind) + 1,
                label: Label(
                    actor: .outsider,
                    persona: attack,
                    attack: attack,
                    campaign: "\(attack)/0/\(event)",
                    isFraud: true
                ),
                isForm: isForm,
                score: score,
                decision: BandEdges.documented.band(of: RiskScore(score)),
                isRecorded: isForm && score <= 60,
                // São Paulo: south, west, and alone there.
                point: GeoPoint(latitude: -23.5, longitude: -46.6)
            )
        }
    }

    // MARK: What was waited, and sent

    /// Minutes with one visitor, and later with forty: openings, then submissions.
    static let waits: [Wait] = openings + submissions + checks

    struct Wait {
        let operation: Truth.Operation
        let minute: Int64
        let milliseconds: Int64
    }

    private static let openings = (0..<60 as Range<Int64>).map {
        Wait(operation: .open, minute: $0 * 30, milliseconds: 100 + $0)
    }
    private static let submissions = (0..<80 as Range<Int64>).map {
        Wait(operation: .submit, minute: 6_000 + $0 / 40, milliseconds: 300 + ($0 % 40) * 10)
    }
    private static let checks = (0..<10 as Range<Int64>).map {
        Wait(operation: .score, minute: 7_000 + $0 * 7, milliseconds: 3 + $0)
    }

    struct Sent {
        let number: UInt64
        let channel: Notification.Channel
        let queuedAt: Int64
        /// `nil` where it never left.
        let takenAt: Int64?
        let isDelivered: Bool
    }

    /// Forty text messages within a minute and thirty e-mails a day later, in seconds since the start.
    static let sent: [Sent] = texts + mails

    private static let texts = (0..<40 as Range<Int64>).map { number in
        Sent(
            number: UInt64(1 + number),
            channel: .sms,
            queuedAt: 86_400,
            takenAt: number < 30 ? 86_400 + number / 5 : nil,
            isDelivered: number < 24
        )
    }
    private static let mails = (0..<30 as Range<Int64>).map { number in
        Sent(
            number: UInt64(101 + number),
            channel: .email,
            queuedAt: 172_800,
            takenAt: number < 27 ? 181_800 + number / 3 : nil,
            isDelivered: number < 9
        )
    }

    // MARK: Telling it

    /// - `seed`: In 1...30; the outsiders' scores rise with it, and the messages' waits do not.
    /// - `gates`: That it is judged by.
    init(seed: UInt64 = 1, gates: [GateExpression] = []) {
        cases = Self.honest + Self.outsiders(more: Int(seed) - 1)
        let frame = RunFrame(
            scenarioName: "made-up",
            scenarioHash: String(repeating: "5c", count: 32),
            seed: seed,
            startsAt: Self.start,
            endsAt: Self.start.advanced(by: .days(10)),
            build: "1.2.3"
        )
        let tally = Tally(attacks: [], personas: Self.personas)
        let runSeries = RunSeries(frame)
        let ledger = AccessLedger(readers: [tally, runSeries])
        let story = Story([tally, runSeries, ledger])
        story.cast()
        for entry in cases.sorted(by: { ($0.minute, $0.number) < ($1.minute, $1.number) }) {
            story.tell(entry)
        }
        story.wait()
        story.send()
        story.fault()
        story.end(at: frame.endsAt)
        self.runSeries = runSeries
        summary = Summary(
            frame: frame,
            digest: String(repeating: "d1", count: 32),
            dataDigest: "da7a",
            tally: tally,
            checks: [],
            gates: gates,
            consumers: [],
            faults: [
                FaultFigures(
                    kind: "sms-outage",
                    settings: "",
                    begins: Self.start.advanced(by: .days(3)),
                    lasts: .days(2),
                    limit: FaultFigures.Limit(channel: .sms, perSecond: 0),
                    met: 17,
                    counts: "calls refused"
                )
            ]
        )
    }

    func text() throws -> String {
        try HTMLReport(summary, runSeries, rules: rules, scorer: HeuristicScorer())
            .text(description: "Made up.", rerun: "again", folder: "Reports/made-up-1")
    }

    func page() throws -> [String: DrawnChart] { try DrawnChart.charts(of: text()) }
}

/// Tells observers what happens.
private struct Story {
    private let observers: [any RunObserver]

    init(_ observers: [any RunObserver]) { self.observers = observers }

    private func instant(_ minutes: Int64, seconds: Int64 = 0) -> Instant {
        DrawnRun.start.advanced(by: .seconds(minutes * 60 + seconds))
    }

    private func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        for observer in observers { observer.observe(systemEvent, at: instant, sequence: 0) }
    }

    private func note(_ note: WorldEvent, at instant: Instant) {
        for observer in observers { observer.observe(note, at: instant, sequence: 0) }
    }

    func end(at instant: Instant) {
        // What the ledger hands on at the end comes before what its readers make of it.
        for observer in observers.reversed() { observer.ended(at: instant) }
    }

    /// Guests; of each persona so many of an event set out and met something.
    func cast() {
        let lisbon = Residence(city: "Lisbon", country: "PT")
        for event in DrawnRun.events {
            for place in 1...DrawnRun.guestsPerEvent {
                let number = (event - 1) * DrawnRun.guestsPerEvent + place
                let guest = GuestID(high: 3, low: number)
                note(
                    .guestCast(
                        guest,
                        event: EventID(high: 2, low: event),
                        persona: DrawnRun.persona(of: number),
                        lives: lisbon,
                        listed: lisbon
                    ),
                    at: DrawnRun.start
                )
                if DrawnRun.setsOut(place) { note(.guestSetOut(guest), at: DrawnRun.start) }
                if DrawnRun.isChallenged(place, at: event) {
                    note(.guestChallenged(guest, .softVerify), at: DrawnRun.start)
                }
            }
        }
    }

    func tell(_ entry: DrawnRun.Case) {
        let id = AccessID(high: 6, low: entry.number)
        let at = instant(entry.minute)
        let access = Access(
            id: id,
            tokenID: TokenID(high: 4, low: entry.guest),
            guestID: GuestID(high: 3, low: entry.guest),
            eventID: EventID(high: 2, low: entry.event),
            openedAt: at,
            visit: Visit(
                address: IPAddress(v4: 0xF000_0000 + UInt32(entry.number)),
                fingerprint: Fingerprint(),
                referrer: ""
            ),
            earlierAccesses: 0,
            rejection: nil
        )
        observe(.accessOpened(access), at: at)
        note(.accessLabelled(id, entry.label), at: at)
        guard let score = entry.score else { return }
        let assessment = Assessment(
            accessID: id,
            score: RiskScore(score),
            signals: [],
            features: FeatureVector(),
            geo: GeoRecord(point: entry.point),
            scoredAt: at,
            scorer: "heuristic/2"
        )
        let scoredAt = instant(entry.minute, seconds: Int64(entry.number % 50) + 1)
        observe(
            entry.isForm ? .submissionScored(assessment) : .accessScored(access, assessment),
            at: scoredAt
        )
        let band = BandEdges.documented.band(of: RiskScore(score))
        observe(
            .accessDecided(
                DecisionRecord(
                    accessID: id,
                    tokenID: TokenID(high: 4, low: entry.guest),
                    moment: entry.isForm ? .submitted : .opened,
                    score: RiskScore(score),
                    band: band,
                    tokenWasFlagged: false,
                    decision: entry.decision
                )
            ),
            at: scoredAt
        )
        guard entry.isRecorded else { return }
        let rsvp = RSVP(
            id: RSVPID(high: 7, low: entry.number),
            guestID: GuestID(high: 3, low: entry.guest),
            eventID: EventID(high: 2, low: entry.event),
            tokenID: TokenID(high: 4, low: entry.guest),
            accessID: id,
            reply: Reply(response: .attending),
            score: RiskScore(score),
            submittedAt: scoredAt
        )
        observe(.rsvpRecorded(rsvp, outcome: .submitted), at: scoredAt)
    }

    func wait() {
        for wait in DrawnRun.waits.sorted(by: { $0.minute < $1.minute }) {
            note(
                .waited(wait.operation, .milliseconds(wait.milliseconds)),
                at: instant(wait.minute)
            )
        }
    }

    func send() {
        let notifications = DrawnRun.sent.map { sent in
            Notification(
                id: NotificationID(high: 8, low: sent.number),
                recipient: .guest(GuestID(high: 3, low: 1)),
                eventID: EventID(high: 2, low: 1),
                channel: sent.channel,
                kind: .invitation,
                cause: "invitation/\(sent.number)",
                createdAt: instant(0, seconds: sent.queuedAt)
            )
        }
        var told: [(at: Int64, order: Int, tell: (Instant) -> Void)] = []
        for (sent, notification) in zip(DrawnRun.sent, notifications) {
            told.append((sent.queuedAt, 0, { observe(.notificationQueued(notification), at: $0) }))
            guard let takenAt = sent.takenAt else { continue }
            told.append(
                (
                    takenAt, 1,
                    {
                        let channel = sent.channel
                        observe(
                            .notificationAttempted(notification.id, channel: channel, attempt: 1),
                            at: $0
                        )
                        note(.providerAccepted(notification.id, channel: channel), at: $0)
                    }
                )
            )
            var ended = notification
            ended.status = sent.isDelivered ? .delivered : .failed
            told.append((takenAt + 60, 2, { observe(.notificationChanged(ended), at: $0) }))
        }
        for (at, _, tell) in told.sorted(by: { ($0.at, $0.order) < ($1.at, $1.order) }) {
            tell(instant(0, seconds: at))
        }
    }

    /// One fault, from the third day to the fifth.
    func fault() {
        note(.faultBegan("sms-outage"), at: instant(3 * 1_440))
        note(.faultEnded("sms-outage"), at: instant(5 * 1_440))
    }
}

extension DrawnRun {
    /// Of ten guests the first nine.
    static func setsOut(_ place: UInt64) -> Bool { place <= 9 }

    /// The last travellers who set out, and at some events the first guest.
    static func isChallenged(_ place: UInt64, at event: UInt64) -> Bool {
        place >= 8 || place == 1 && event <= 2
    }
}
