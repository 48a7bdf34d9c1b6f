import Domain
import FraudEngine
import Truth

/// The columns of `accesses.csv`, in order.
package enum AccessColumns {
    /// What may come later, or depends on the whole run.
    package struct Later {
        let split: Split
        let observed: Observed?
        let observedAt: Instant
        /// Why nobody came to know, where nobody did.
        let censoring: AccessRow.Censoring
    }

    /// Everything that is known by the time an access's story is over.
    package static let settled: [Column<AccessRow>] =
        identifiers + invitation + place + browser + features + verdict + truth

    private static let notOurs = "the token was none of ours"
    private static let notScored = "the access was never scored"
    private static let noPlace = "never scored, or the address is on no map"
    private static let notRevealed = "the browser did not reveal it"

    private static let identifiers: [Column<AccessRow>] = [
        Column("access_id", .seen, "identifier of the access") { $1.cell($0.access.id) },
        Column(
            "event_id",
            .seen,
            "event; empty where the token was none of ours",
            empty: notOurs
        ) { $1.cell($0.access.eventID) },
        Column(
            "guest_id",
            .seen,
            "guest whose link it was; empty where the token was none of ours",
            empty: notOurs
        ) { $1.cell($0.access.guestID) },
        Column(
            "token_id",
            .seen,
            "token; empty where it was none of ours",
            empty: notOurs
        ) { $1.cell($0.access.tokenID) },
        Column("at", .seen, "when the link was opened", type: "time") {
            $1.cell($0.access.openedAt)
        },
    ]

    private static let notInvited = "the token was none of ours, or nothing was sent yet"

    private static let invitation: [Column<AccessRow>] = [
        Column(
            "channel",
            .seen,
            "sms or email: what the guest was invited by",
            empty: notInvited
        ) { $1.cell($0.invited?.channel?.rawValue) },
        Column(
            "invited_at",
            .seen,
            "when the guest's first message was made",
            type: "time",
            empty: notInvited
        ) { $1.cell($0.invited?.at) },
        Column(
            "home_country",
            .seen,
            "ISO 3166-1 country in which the guest lives, as the host's list says",
            empty: notOurs
        ) { $1.cell($0.invited?.home?.country) },
        Column(
            "home_city",
            .seen,
            "city in which the guest lives, as the host's list says",
            empty: notOurs
        ) { $1.cell($0.invited?.home?.city) },
    ]

    private static let place: [Column<AccessRow>] = [
        Column("ip", .seen, "address it came from") { $1.cell($0.access.visit.address) },
        Column(
            "country",
            .seen,
            "ISO 3166-1 country of the address, as the system looked it up",
            empty: noPlace
        ) { $1.cell($0.assessment?.geo.country) },
        Column("city", .seen, "city of the address", empty: noPlace) {
            $1.cell($0.assessment?.geo.city)
        },
        Column("latitude", .seen, "degrees", type: "number", unit: "°", empty: noPlace) {
            $1.cell($0.assessment?.geo.point?.latitude)
        },
        Column("longitude", .seen, "degrees", type: "number", unit: "°", empty: noPlace) {
            $1.cell($0.assessment?.geo.point?.longitude)
        },
        Column(
            "asn",
            .seen,
            "autonomous system of the address",
            type: "whole number",
            empty: noPlace
        ) { $1.cell($0.assessment?.geo.asn.map(Int.init)) },
        Column(
            "network",
            .seen,
            "mobile, home, office, hosting, vpn or unknown",
            empty: notScored
        ) { $1.cell($0.assessment?.geo.network.rawValue) },
    ]

    private static let browser: [Column<AccessRow>] = [
        Column("user_agent", .seen, "as the browser sent it", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.userAgent)
        },
        Column("browser", .seen, "browser family", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.browser)
        },
        Column("os", .seen, "operating system", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.os)
        },
        Column("device", .seen, "device model", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.device)
        },
        Column("screen", .seen, "width x height in CSS pixels", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.screen)
        },
        Column("timezone", .seen, "IANA name, as the browser's clock says", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.timeZone)
        },
        Column("language", .seen, "BCP 47 tag", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.language)
        },
        Column("webgl_hash", .seen, "hash of the rendered test picture", empty: notRevealed) {
            $1.cell($0.access.visit.fingerprint.webglHash)
        },
        Column("referrer", .seen, "host name of the referring page", empty: "there was none") {
            $1.cell($0.access.visit.referrer)
        },
    ]

    private static let features: [Column<AccessRow>] = Feature.entries.enumerated().map {
        index,
        entry in
        Column(
            entry.column,
            .feature,
            entry.meaning,
            type: "number",
            unit: entry.unit,
            empty: entry.unknown == "never" ? notScored : "\(notScored), or \(entry.unknown)"
        ) { $1.cell($0.assessment?.features[index]) }
    }

    private static let verdict: [Column<AccessRow>] = [
        Column(
            "risk_score",
            .seen,
            "0-100, the score that decided",
            type: "whole number",
            empty: notScored
        ) { $1.cell($0.score?.value) },
        Column(
            "decision",
            .seen,
            """
            what the access came to: allow, soft_verify, sms_verify or block; a look, which meets \
            nothing, came to sms_verify or block where its own score flagged the link
            """,
            empty: "the door refused the link, or nothing was decided"
        ) { $1.cell($0.decision?.name) },
        Column(
            "cause",
            .seen,
            "what a decision above allow came from: the access's own score, or a flag on the link",
            empty: "nothing above allow was decided"
        ) { $1.cell($0.cause?.rawValue) },
        Column(
            "outcome",
            .seen,
            "opened, submitted, verified, failed_verification, blocked, abandoned, rejected"
        ) { $1.cell($0.outcome.rawValue) },
        Column(
            "rejection",
            .seen,
            "why the door refused the link; empty where it did not",
            empty: "the door did not refuse it"
        ) { $1.cell($0.access.rejection?.rawValue) },
        Column(
            "scored_at",
            .seen,
            "when the score that decided was made",
            type: "time",
            empty: notScored
        ) { $1.cell($0.assessment?.scoredAt) },
        Column("scorer", .seen, "what made it", empty: notScored) {
            $1.cell($0.assessment?.scorer)
        },
        Column(
            "moment",
            .seen,
            "open or submit: what was decided on, and the features were known at",
            empty: "the door refused the link, or nothing was decided"
        ) { $1.cell($0.decision == nil ? nil : $0.isAttempt ? "submit" : "open") },
        Column(
            "enforced",
            .seen,
            "0 where the decision was only written down (fraud: decide: observe)",
            type: "0/1"
        ) { $1.cell($0.isEnforced) },
        Column(
            "recorded",
            .seen,
            "1 where the reply that it sent was recorded",
            type: "0/1"
        ) { $1.cell($0.answered) },
        Column("flagged_link", .seen, "1 where its score flagged the link", type: "0/1") {
            $1.cell($0.raisedFlag)
        },
        Column("alerts", .seen, "alerts that it raised to the host", type: "whole number") {
            $1.cell($0.alerts)
        },
    ]

    private static let truth: [Column<AccessRow>] = [
        Column("persona", .truth, "truth: the script that acted") { $1.cell($0.label?.persona) },
        Column("actor", .truth, "truth: guest, companion, machine or outsider") {
            $1.cell($0.label?.actor.rawValue)
        },
        Column(
            "attack",
            .truth,
            "truth: kind of attack; empty where there is none",
            empty: "there was no attack"
        ) { $1.cell($0.label?.attack) },
        Column(
            "campaign_id",
            .truth,
            "truth: accesses of one attack share it",
            empty: "there was no attack"
        ) { $1.cell($0.label?.campaign) },
        Column(
            "is_fraud",
            .truth,
            "truth: 1 where the access is an outsider's or an attack's",
            type: "0/1"
        ) { $1.cell($0.label?.isFraud) },
    ]

    /// What may come later, or depends on the whole run.
    package static let late: [Column<Later>] = [
        Column(
            "observed_label",
            .late,
            "what operators came to know: 1 fraud, 0 genuine, empty unknown",
            type: "0/1",
            empty: "nobody came to know"
        ) { $1.cell($0.observed?.rawValue) },
        Column("observed_at", .late, "since when", type: "time", empty: "nobody came to know") {
            $1.cell($0.observed == nil ? nil : $0.observedAt)
        },
        Column(
            "censored_reason",
            .late,
            """
            why nobody came to know: blocked, event_not_over, or never_reported where nobody had a \
            reason to look
            """,
            empty: "somebody came to know"
        ) { $1.cell($0.observed == nil ? $0.censoring.rawValue : nil) },
        Column(
            "split",
            .late,
            "train, calibrate or test: by groups of events and campaigns, never by row"
        ) {
            $1.cell($0.split.rawValue)
        },
    ]

    package static var header: String { headerLine(settled.map(\.name) + late.map(\.name)) }
}
