import Domain
import Truth

/// How a guest was invited: what the host knew of them before anybody opened the link.
package struct InvitedGuest: Sendable {
    package var channel: Notification.Channel?
    /// When the first message with the link was on its way.
    package var at: Instant?
    /// Where the host's list says that they live.
    package var home: Residence?
}
