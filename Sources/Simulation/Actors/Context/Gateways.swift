import Domain
import Synchronization

/// Mail gateways that learn when somebody follows a link of a mail that has passed through them.
package final class Gateways: Sendable {
    /// A guest sits down with an invitation, for the `visit`th time.
    package typealias Watch =
        @Sendable (_ invitation: ReceivedInvitation, _ reader: Invitee, _ visit: Int) -> Void

    private let watch = Mutex<Watch?>(nil)

    package init() {}

    /// Gateways learn of clicks from now on.
    package func connect(_ watch: @escaping Watch) { self.watch.withLock { $0 = watch } }

    func clicked(_ invitation: ReceivedInvitation, by reader: Invitee, visit: Int) {
        guard let watch = watch.withLock({ $0 }) else { return }
        watch(invitation, reader, visit)
    }
}
