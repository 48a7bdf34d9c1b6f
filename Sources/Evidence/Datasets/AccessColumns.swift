import Domain
import FraudEngine
import Truth

/// The columns of `accesses.csv`, in order, each with what it means.
package enum AccessColumns {
    /// Everything that is known by the time an access's story is over.
    package static let settled: [(name: String, meaning: String)] =
        [
            ("access_id", "identifier of the access"),
            ("event_id", "event; empty where the token was none of ours"),
            ("guest_id", "guest whose link it was; empty where the token was none of ours"),
            ("token_id", "token; empty where it was none of ours"),
            ("at", "when the link was opened"),
            ("ip", "address it came from"),
            ("country", "ISO 3166-1 country of the address, as the system looked it up"),
            ("city", "city of the address"),
            ("latitude", "degrees"),
            ("longitude", "degrees"),
            ("asn", "autonomous system of the address"),
            ("network", "mobile, home, office, hosting, vpn or unknown"),
            ("user_agent", "as the browser sent it"),
            ("browser", "browser family"),
            ("os", "operating system"),
            ("device", "device model"),
            ("screen", "width x height in CSS pixels"),
            ("timezone", "IANA name, as the browser's clock says"),
            ("language", "BCP 47 tag"),
            ("webgl_hash", "hash of the rendered test picture"),
            ("referrer", "host name of the referring page"),
        ]
        + Feature.entries.map { ($0.column, $0.meaning) }
        + [
            ("risk_score", "0-100, the score that decided"),
            ("decision", "allow, soft_verify, sms_verify or block"),
            (
                "outcome",
                "opened, submitted, verified, failed_verification, blocked, abandoned, rejected"
            ),
            ("rejection", "why the door refused the link; empty where it did not"),
            ("scored_at", "when the score that decided was made"),
            ("scorer", "what made it"),
            ("persona", "truth: the script that acted"),
            ("actor", "truth: guest, companion, machine or outsider"),
            ("attack", "truth: kind of attack; empty where there is none"),
            ("campaign_id", "truth: accesses of one attack share it"),
            ("is_fraud", "truth: 1 where the access is an outsider's or an attack's"),
        ]

    /// What may come later, or depends on the whole run.
    package static let late: [(name: String, meaning: String)] = [
        ("observed_label", "what operators came to know: 1 fraud, 0 genuine, empty unknown"),
        ("observed_at", "since when"),
        ("split", "train, calibrate or test: by event, never by row"),
    ]

    package static var header: String {
        (settled + late).map(\.name).joined(separator: ",") + "\n"
    }
}

extension TextLine {
    /// The settled columns of an access.
    mutating func write(_ row: AccessRow) {
        let (access, visit) = (row.access, row.access.visit)
        let geo = row.assessment?.geo
        cell(access.id)
        cell(access.eventID)
        cell(access.guestID)
        cell(access.tokenID)
        cell(access.openedAt)
        cell(visit.address)
        cell(geo?.country)
        cell(geo?.city)
        cell(geo?.point?.latitude)
        cell(geo?.point?.longitude)
        cell(geo?.asn.map(Int.init))
        cell(geo?.network.rawValue)
        let fingerprint = visit.fingerprint
        cell(fingerprint.userAgent)
        cell(fingerprint.browser)
        cell(fingerprint.os)
        cell(fingerprint.device)
        cell(fingerprint.screen)
        cell(fingerprint.timeZone)
        cell(fingerprint.language)
        cell(fingerprint.webglHash)
        cell(visit.referrer)
        if let features = row.assessment?.features.values {
            for value in features { cell(value) }
        } else {
            for _ in Feature.allCases { unknown() }
        }
        cell(row.score?.value)
        cell(row.decision?.name)
        cell(row.outcome.rawValue)
        cell(access.rejection?.rawValue)
        cell(row.assessment?.scoredAt)
        cell(row.assessment?.scorer)
        cell(row.label?.persona)
        cell(row.label?.actor.rawValue)
        cell(row.label?.attack)
        cell(row.label?.campaign)
        if let label = row.label { cell(label.isFraud) } else { unknown() }
    }
}

/// Which part of the data an event belongs to.
package enum Split: String, Sendable, CaseIterable {
    case train, calibrate, test

    /// By event: 60 % train, 20 % calibrate, 20 % test, by a hash of the event's identifier.
    ///
    /// The finaliser of SplitMix64 over both halves: no access of a test event is ever seen in
    /// training, whatever the seed.
    package init(of event: EventID?) {
        guard let event else {
            self = .train
            return
        }
        var mixed = event.high ^ event.low
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        switch mixed % 10 {
        case 0..<6: self = .train
        case 6..<8: self = .calibrate
        default: self = .test
        }
    }
}
