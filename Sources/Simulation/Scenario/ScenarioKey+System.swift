import Catalogue
import Domain
import Simulation
import World

// The keys of what is rehearsed and what surrounds it: deployment, population and the product's settings.

extension Scenario.Deployment.Component {
    static let keys: [ScenarioKey<Scenario.Deployment.Component>] = [
        .one(.count("workers", \.workers, in: 1...100_000, "how many work at one time")),
        .one(.duration("service", \.service, "median time of one piece of work")),
    ]
}

extension RoundTrip {
    static let keys: [ScenarioKey<RoundTrip>] = [
        .one(.duration("mobile", \.mobile, "median there and back, from a mobile network")),
        .one(.duration("home", \.home, "median there and back, from a line at home")),
        .one(.duration("office", \.office, "median there and back, from an office")),
        .one(.duration("hosting", \.hosting, "median there and back, from a data centre")),
        .one(.duration("vpn", \.vpn, "median there and back, through a VPN")),
    ]
}

extension PopulationFigures {
    static let keys = settings.map { ScenarioKey.one($0) }
}

extension Scenario.Fraud {
    static let keys: [ScenarioKey<Scenario.Fraud>] = [
        .shaped(
            "edges",
            "{ soft_verify, sms_verify, block }, each 0 to 100, none above the next",
            "scores above an edge fall in its band",
            otherwise: "30, 60, 85",
            read: { $1.edges = $0.edges(instead: $1.edges) ?? $1.edges },
            text: {
                "{ soft_verify: \($0.edges.softVerify), sms_verify: \($0.edges.smsVerify), "
                    + "block: \($0.edges.block) }"
            }
        ),
        .shaped(
            "decide",
            "enforce, observe, or observe and a share of links such as observe 5%",
            "whether decisions are acted on, or only written down",
            otherwise: "enforce",
            read: { $1.observedShare = $0.observedShare() ?? $1.observedShare },
            text: {
                switch $0.observedShare {
                case 0: "enforce"
                case 1: "observe"
                default: "observe \(Quantities.text(share: $0.observedShare))"
                }
            }
        ),
        .shaped(
            "on_silence",
            "allow or code",
            "what a form meets that is not scored in time: let in and reviewed later, or a code",
            otherwise: "allow",
            read: {
                $1.onSilence = $0.word(among: AccessPolicy.OnSilence.allCases) ?? $1.onSilence
            },
            text: { $0.onSilence.rawValue }
        ),
        .shaped(
            "on_expected",
            "code or block",
            "what a form in the highest band meets where its guest is expected",
            otherwise: "code",
            read: {
                $1.onExpected = $0.word(among: AccessPolicy.OnExpected.allCases) ?? $1.onExpected
            },
            text: { $0.onExpected.rawValue }
        ),
        .one(
            .duration(
                "gate_timeout",
                \.checkTimeout,
                "how long a reply waits for its score",
                source: "architecture document"
            )
        ),
        .one(
            .rate(
                "rate_limit",
                \.rateLimit,
                per: "min",
                "accesses that one address may make",
                source: "architecture document"
            )
        ),
        .one(
            .duration(
                "flag_lasts",
                \.flagLasts,
                "how long a flagged link asks for a code, where nobody takes the flag off before"
            )
        ),
    ]
}

extension Scenario.System {
    static let keys: [ScenarioKey<Scenario.System>] = [
        .one(
            .duration(
                "links_live",
                \.linksLive,
                "how long a link lives at least; until its event is over where that is later",
                source: "architecture document"
            )
        ),
        .one(
            .duration(
                "form_lifetime",
                \.formLifetime,
                "how long a form may stay open before it is sent"
            )
        ),
        .one(
            .duration(
                "code_lifetime",
                \.codeLifetime,
                "how long a code is good",
                source: "architecture document"
            )
        ),
        .one(
            .count(
                "tries_per_code",
                \.triesPerCode,
                in: 1...100,
                "wrong codes that end a challenge",
                source: "architecture document"
            )
        ),
        .one(
            .count(
                "tries_per_name",
                \.triesPerName,
                in: 1...100,
                "names tried after which a link asks for a code instead"
            )
        ),
        .one(
            .count(
                "log_ins_per_account",
                \.logInsPerAccount,
                in: 1...10_000,
                "log-ins to one account that one network may try within a quarter of an hour"
            )
        ),
        .one(
            .count(
                "log_ins_per_address",
                \.logInsPerAddress,
                in: 1...10_000,
                "log-ins that an address may try within a quarter of an hour"
            )
        ),
        .one(
            .rate(
                "sms_rate",
                \.smsPerSecond,
                per: "s",
                "text messages that leave at most",
                source: "architecture document"
            )
        ),
        .one(
            .rate(
                "email_rate",
                \.emailPerSecond,
                per: "s",
                "e-mails that leave at most",
                source: "architecture document"
            )
        ),
        .one(
            .duration(
                "notification_patience",
                \.patience,
                "after how long a notification that no provider takes is given up"
            )
        ),
        .one(
            .moment(
                "rotates_keys_at",
                \.rotatesKeysAt,
                "when new keys sign and seal; what the old ones made stays good",
                after: "the start",
                otherwise: "never"
            )
        ),
        .one(
            .truth(
                "providers_remember",
                \.providersRemember,
                "whether providers recognise repeated calls, and send nothing for them"
            )
        ),
        .one(
            .duration(
                "digest_window",
                \.digestWindow,
                "how long alerts are gathered for a host's digest",
                source: "architecture document"
            )
        ),
        .one(
            .count(
                "alert_emails_per_window",
                \.alertEmailsPerWindow,
                in: 0...10_000,
                "single e-mails about alerts that a host gets within such a window"
            )
        ),
    ]
}
