import Domain
import Evidence
import FraudEngine
import Truth

/// Accesses and what became of them, made by hand.
enum Sample {
    static let start = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z

    static func at(_ seconds: Int64) -> Instant { start.advanced(by: .seconds(seconds)) }

    static func id(_ number: UInt64) -> AccessID { AccessID(high: 6, low: number) }

    static func fingerprint(
        userAgent: String = "Mozilla/5.0",
        language: String = "en-GB"
    ) -> Fingerprint {
        Fingerprint(
            userAgent: userAgent,
            browser: "Safari",
            browserMajor: 17,
            os: "iOS 17",
            device: "iPhone 15",
            screen: "393x852",
            timeZone: "Europe/London",
            language: language,
            webglHash: "apple",
            isTouch: true,
            hasJavaScript: true
        )
    }

    static func access(
        _ number: UInt64,
        event: UInt64? = 1,
        at instant: Instant? = nil,
        fingerprint: Fingerprint = fingerprint(),
        referrer: String = "",
        rejection: Rejection? = nil
    ) -> Access {
        Access(
            id: id(number),
            tokenID: event.map { TokenID(high: 4, low: $0) },
            guestID: event.map { GuestID(high: 3, low: $0) },
            eventID: event.map { EventID(high: 2, low: $0) },
            openedAt: instant ?? at(Int64(number)),
            visit: Visit(
                address: IPAddress(v4: 0xF0000001),
                fingerprint: fingerprint,
                referrer: referrer
            ),
            earlierAccesses: 0,
            rejection: rejection
        )
    }

    static func assessment(
        _ number: UInt64,
        score: Int,
        features: [Feature: Double] = [:],
        geo: GeoRecord = GeoRecord(),
        signals: [Signal] = [],
        at instant: Instant? = nil
    ) -> Assessment {
        var vector = FeatureVector()
        for (feature, value) in features { vector[feature] = value }
        return Assessment(
            accessID: id(number),
            score: RiskScore(score),
            signals: signals,
            features: vector,
            geo: geo,
            scoredAt: instant ?? at(Int64(number) + 1),
            scorer: "heuristic/1"
        )
    }

    static func decided(
        _ number: UInt64,
        _ decision: Decision,
        band: Decision? = nil,
        _ moment: DecisionRecord.Moment = .submitted
    ) -> DecisionRecord {
        DecisionRecord(
            accessID: id(number),
            tokenID: TokenID(high: 4, low: 1),
            moment: moment,
            score: nil,
            band: band ?? decision,
            tokenWasFlagged: false,
            decision: decision
        )
    }

    static func rsvp(_ number: UInt64, _ response: Reply.Response = .attending) -> RSVP {
        RSVP(
            id: RSVPID(high: 7, low: number),
            guestID: GuestID(high: 3, low: 1),
            eventID: EventID(high: 2, low: 1),
            tokenID: TokenID(high: 4, low: 1),
            accessID: id(number),
            reply: Reply(response: response),
            score: nil,
            submittedAt: at(Int64(number) + 2)
        )
    }

    static func invitation(
        _ number: UInt64,
        by channel: Domain.Notification.Channel
    ) -> Domain.Notification {
        Domain.Notification(
            id: NotificationID(high: 8, low: number),
            recipient: .guest(GuestID(high: 3, low: number)),
            eventID: EventID(high: 2, low: number),
            channel: channel,
            kind: .invitation,
            cause: "invitation/\(number)",
            createdAt: start
        )
    }

    static func alert(_ number: UInt64) -> FraudAlert {
        FraudAlert(
            tokenID: TokenID(high: 4, low: 1),
            guestID: GuestID(high: 3, low: 1),
            eventID: EventID(high: 2, low: 1),
            hostID: HostID(high: 1, low: 1),
            flag: LinkFlag(
                accessID: id(number),
                score: RiskScore(90),
                wasReply: true,
                raisedAt: at(Int64(number)),
                suspicion: nil
            )
        )
    }

    static let guest = Label(actor: .guest, persona: "prompt", isFraud: false)
    static let thief = Label(
        actor: .outsider,
        persona: "casual-forward",
        attack: "casual-forward",
        campaign: "casual-forward/1",
        isFraud: true
    )
}

/// Keeps what a ledger hands on.
final class Listener: AccessReader {
    private(set) var rows: [AccessRow] = []
    private(set) var observations: [(ordinal: Int, observed: Observed, at: Instant)] = []

    func read(_ row: AccessRow) { rows.append(row) }

    func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant) {
        observations.append((ordinal, observed, instant))
    }
}

/// A ledger with a listener, told one thing after another.
struct LedgerRehearsal {
    let listener = Listener()
    let ledger: AccessLedger

    init(_ readers: any AccessReader...) { ledger = AccessLedger(readers: [listener] + readers) }

    func observe(_ systemEvent: SystemEvent, at instant: Instant = Sample.start) {
        ledger.observe(systemEvent, at: instant, sequence: 0)
    }

    func observe(_ note: WorldEvent, at instant: Instant = Sample.start) {
        ledger.observe(note, at: instant, sequence: 0)
    }

    func open(_ access: Access) { observe(.accessOpened(access), at: access.openedAt) }

    /// The rows, once the run has ended.
    func rows() -> [AccessRow] {
        ledger.ended(at: Sample.at(1_000_000))
        return listener.rows
    }
}
