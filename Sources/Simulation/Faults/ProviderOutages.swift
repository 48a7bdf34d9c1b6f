import Catalogue
import Domain

extension FaultKind {
    /// What happens to the providers of text messages and e-mail.
    static let providerFaults: [FaultKind] = [
        FaultKind("sms-outage", "The SMS provider cannot be reached.") {
            $0.limit(.sms, to: .outage)
        },
        FaultKind("email-outage", "The e-mail provider cannot be reached.") {
            $0.limit(.email, to: .outage)
        },
        FaultKind(
            "sms-throttled",
            "The SMS provider takes fewer messages than agreed.",
            [
                .rate(
                    "to",
                    \Throttle.to,
                    per: "s",
                    "text messages that it takes",
                    source: "assumption"
                )
            ]
        ) { extent, site in site.limit(.sms, to: .throttled(to: extent.to)) },
        FaultKind(
            "email-throttled",
            "The e-mail provider takes fewer messages than agreed.",
            [.rate("to", \Throttle.to, per: "s", "e-mails that it takes", source: "assumption")]
        ) { extent, site in site.limit(.email, to: .throttled(to: extent.to)) },
    ]
}

private struct Throttle: Configurable {
    var to = 5
}
