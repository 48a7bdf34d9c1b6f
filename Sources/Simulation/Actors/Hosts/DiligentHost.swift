import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// Looks at an alert after a while and confirms or dismisses it, sometimes wrongly.
package struct DiligentHost: HostScript {
    package static let kind = HostKind(
        Self.self,
        "diligent",
        "Looks at two alerts in three, by day, and calls them by what they were or wrongly.",
        settings: [
            .duration(
                "checks_alerts_after",
                \.checksAlertsAfter,
                "median time from an alert to the host's verdict, by day only (spread of 1.4)"
            ),
            .share(
                "confirms_wrongly",
                \.confirmsWrongly,
                "share of alerts about honest people that are called fraud",
                source:
                    "assumption; over two thirds of what is reviewed is accepted, CyberSource 2013"
            ),
            .share(
                "dismisses_wrongly",
                \.dismissesWrongly,
                "share of alerts about fraud that are called honest",
                source: "32% of people's reports are wrong, Lain et al. (A)"
            ),
            .share(
                "answers",
                \.answers,
                "share of alerts that are looked at",
                source: "28-45% never are, surveys of operators (B)"
            ),
        ]
    )

    package var checksAlertsAfter = Duration.hours(8)
    package var confirmsWrongly = 0.15
    package var dismissesWrongly = 0.32
    package var answers = 0.65

    package init() {}

    package func review(
        on alert: FraudAlert,
        in city: City,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws -> Observed? {
        var stream = stream
        guard stream.bool(probability: answers) else { return nil }
        try await context.wait(
            stream.duration(lognormalMedian: checksAlertsAfter, sigma: 1.4),
            by: Rhythm(in: city, zones: context.world.zones),
            from: &stream
        )
        guard let label = context.labels.label(of: alert.accessID) else { return nil }
        let isWrong = stream.bool(
            probability: label.isFraud ? dismissesWrongly : confirmsWrongly
        )
        return label.isFraud != isWrong ? .fraudulent : .genuine
    }
}
