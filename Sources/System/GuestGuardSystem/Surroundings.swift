import Domain
import Geolocation
import Messaging
import Notifications
import Runtime

/// What the system stands on and cannot make itself: live adapters, or a simulated world.
package struct Surroundings: Sendable {
    package var sink: any SystemEventSink
    package var geo: GeoDatabase
    package var sms: any SMSProvider
    package var email: any EmailProvider
    package var dashboards: DashboardFeed
    package var checkWire: CheckWire
    package var messagingFaults: (any MessagingFaults)?
    package var publishingFaults: (any PublishingFaults)?
    /// A component's workers, in its own process.
    package var workplace: @Sendable (GuestGuardSystem.Component, ProcessRuntime) -> any Workplace
    /// Where hosts' passwords are hashed, in the Core API's process.
    package var passwords: @Sendable (ProcessRuntime) -> any PasswordPool
    /// Told after a component was started or stopped.
    package var changed: @Sendable (GuestGuardSystem.Component) -> Void

    package init(
        sink: any SystemEventSink,
        geo: GeoDatabase,
        sms: any SMSProvider,
        email: any EmailProvider,
        dashboards: DashboardFeed = .closed,
        checkWire: CheckWire = CheckWire(),
        messagingFaults: (any MessagingFaults)? = nil,
        publishingFaults: (any PublishingFaults)? = nil,
        workplace:
            @escaping @Sendable (GuestGuardSystem.Component, ProcessRuntime) ->
            any Workplace = { _, _ in OpenWorkplace() },
        passwords: @escaping @Sendable (ProcessRuntime) -> any PasswordPool = { _ in
            ThreadedPasswordPool()
        },
        changed: @escaping @Sendable (GuestGuardSystem.Component) -> Void = { _ in }
    ) {
        self.sink = sink
        self.geo = geo
        self.sms = sms
        self.email = email
        self.dashboards = dashboards
        self.checkWire = checkWire
        self.messagingFaults = messagingFaults
        self.publishingFaults = publishingFaults
        self.workplace = workplace
        self.passwords = passwords
        self.changed = changed
    }
}
