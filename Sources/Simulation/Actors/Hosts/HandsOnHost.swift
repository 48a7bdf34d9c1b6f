import Catalogue
import Domain
import Truth
import VirtualTime
import World

/// Works with the dashboard, and deals with alerts as a diligent host does.
package struct HandsOnHost: HostScript {
    package static let kind = HostKind(
        Self.self,
        "hands-on",
        """
        Logs in, imports the guest list, follows the sending, sends one silent guest a new link, takes \
        another's back, exports the replies and logs out; deals with alerts as diligent does.
        """,
        settings: []
    )

    package init() {}

    package var usesDashboard: Bool { true }

    package func review(
        on alert: FraudAlert,
        in city: City,
        from stream: RandomStream,
        on context: ActorContext
    ) async throws -> Observed? {
        try await DiligentHost().review(on: alert, in: city, from: stream, on: context)
    }
}
