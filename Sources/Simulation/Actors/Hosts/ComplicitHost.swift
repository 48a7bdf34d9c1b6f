import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// Is in league with an insider: calls the alarms about them false, and deals with the rest.
package struct ComplicitHost: HostScript {
    package static let kind = HostKind(
        Self.self,
        "complicit",
        "Calls every alarm about an insider-host false within the hour; else as diligent.",
        settings: [
            .duration("covers_after", \.coversAfter, "median time from an alarm to its dismissal")
        ]
    )

    package var coversAfter = Duration.minutes(40)

    package init() {}

    package func review(
        on alert: FraudAlert,
        in city: City,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws -> Observed? {
        var own = stream.child("cover")
        // An alarm comes before anybody could tell whom it is about.
        try await context.wait(own.duration(lognormalMedian: coversAfter, sigma: 0.6))
        guard context.labels.label(of: alert.accessID)?.attack == InsiderHost.kind.name else {
            return try await DiligentHost().review(on: alert, in: city, from: stream, on: context)
        }
        return .genuine
    }
}
