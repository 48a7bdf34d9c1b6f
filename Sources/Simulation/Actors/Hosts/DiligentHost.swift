import Catalogue
import Domain
import Truth
import VirtualTime

/// Looks at an alert after a while and confirms or dismisses it, sometimes wrongly.
package struct DiligentHost: HostScript {
    package static let kind = HostKind(
        Self.self,
        "diligent",
        "Looks at most alerts after a while and calls them by what they were, sometimes wrongly.",
        settings: [
            .duration(
                "checks_alerts_after",
                \.checksAlertsAfter,
                "median time from an alert to the host's verdict"
            ),
            .share("confirms_wrongly", \.confirmsWrongly, "share of verdicts that are wrong"),
            .share("answers", \.answers, "share of alerts that are looked at"),
        ]
    )

    package var checksAlertsAfter = Duration.hours(3)
    package var confirmsWrongly = 0.03
    package var answers = 0.9

    package init() {}

    package func verdict(
        on alert: FraudAlert,
        from stream: RandomStream,
        on stage: Stage
    ) async throws -> Observed? {
        var stream = stream
        guard stream.bool(probability: answers) else { return nil }
        try await stage.wait(stream.duration(lognormalMedian: checksAlertsAfter, sigma: 0.9))
        guard let label = stage.labels.label(of: alert.accessID) else { return nil }
        let isWrong = stream.bool(probability: confirmsWrongly)
        return label.isFraud != isWrong ? .fraudulent : .genuine
    }
}
