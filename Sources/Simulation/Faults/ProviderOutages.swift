import Catalogue
import Domain

extension FaultKind {
    /// What happens to the providers of text messages and e-mail.
    static let providerFaults: [FaultKind] = [
        FaultKind(
            "sms-outage",
            "The SMS provider cannot be reached.",
            counts: refused,
            limit: ProviderLimit(channel: .sms, perSecond: 0)
        ) {
            $0.limit(.sms, to: .outage)
        },
        FaultKind(
            "email-outage",
            "The e-mail provider cannot be reached.",
            counts: refused,
            limit: ProviderLimit(channel: .email, perSecond: 0)
        ) {
            $0.limit(.email, to: .outage)
        },
        FaultKind(
            "sms-throttled",
            "The SMS provider takes fewer messages than the \(ProviderTraits.sms.agreed.text) agreed.",
            [
                .pace(
                    "to",
                    \Throttle.to,
                    below: ProviderTraits.sms.agreed,
                    "text messages that it takes"
                )
            ],
            counts: refused,
            limit: { ProviderLimit(channel: .sms, perSecond: $0.to.perSecond) }
        ) { extent, site in site.limit(.sms, to: .throttled(to: extent.to)) },
        FaultKind(
            "email-throttled",
            "The e-mail provider takes fewer messages than the \(ProviderTraits.email.agreed.text) agreed.",
            [
                .pace(
                    "to",
                    \Throttle.to,
                    below: ProviderTraits.email.agreed,
                    "e-mails that it takes"
                )
            ],
            counts: refused,
            limit: { ProviderLimit(channel: .email, perSecond: $0.to.perSecond) }
        ) { extent, site in site.limit(.email, to: .throttled(to: extent.to)) },
        FaultKind(
            "sms-answers-lost",
            "The SMS provider takes messages and its answers do not arrive.",
            [.share("share", \LostAnswers.share, "of answers")],
            counts: answersLost
        ) { extent, site in site.loseAnswers(.sms, share: extent.share) },
        FaultKind(
            "email-answers-lost",
            "The e-mail provider takes messages and its answers do not arrive.",
            [.share("share", \LostAnswers.share, "of answers")],
            counts: answersLost
        ) { extent, site in site.loseAnswers(.email, share: extent.share) },
    ]

    private static let answersLost = "answers lost"
    private static let refused = "calls refused"
}

private struct LostAnswers: Configurable {
    var share = 0.05
}

private struct Throttle: Configurable {
    var to = Rate(5, per: .second)
}
