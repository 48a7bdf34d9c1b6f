import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// Never looks at an alert.
package struct AbsentHost: HostScript {
    package static let kind = HostKind(
        Self.self,
        "absent",
        "Never looks at an alert: nothing is confirmed, and no flag is taken off.",
        settings: []
    )

    package init() {}

    package func review(
        on alert: FraudAlert,
        in city: City,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws -> Observed? { nil }
}
