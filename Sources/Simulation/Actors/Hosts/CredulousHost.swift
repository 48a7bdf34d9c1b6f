import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// Believes every alert.
package struct CredulousHost: HostScript {
    package static let kind = HostKind(
        Self.self,
        "credulous",
        "Calls whatever it is alarmed about fraud: honest guests too.",
        settings: [
            .duration(
                "checks_alerts_after",
                \.checksAlertsAfter,
                "median time from an alert to the host's verdict, by day only (spread of 1.4)"
            )
        ]
    )

    package var checksAlertsAfter = Duration.hours(8)

    package init() {}

    package func review(
        on alert: FraudAlert,
        in city: City,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws -> Observed? {
        var stream = stream
        try await context.wait(
            stream.duration(lognormalMedian: checksAlertsAfter, sigma: 1.4),
            by: Rhythm(in: city, zones: context.world.zones),
            from: &stream
        )
        return .fraudulent
    }
}
