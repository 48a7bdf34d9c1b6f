import Domain
import Synchronization

/// Mail gateways that learn when somebody follows a link of a mail that has passed through them.
package final class Gateways: Sendable {
    /// A guest sits down with an invitation, for the `visit`th time.
    package typealias Watch =
        @Sendable (_ invitation: ReceivedInvitation, _ reader: Invitee, _ visit: Int) -> Void

    /// A closure in a container is wrapped once more at each reading: in a struct it is not.
    private struct Kept { let watch: Watch }
    private let kept = Mutex<Kept?>(nil)

    package init() {}

    /// Gateways learn of clicks from now on.
    package func connect(_ watch: @escaping Watch) {
        kept.withLock { $0 = Kept(watch: watch) }
    }

    func clicked(_ invitation: ReceivedInvitation, by reader: Invitee, visit: Int) {
        guard let kept = kept.withLock({ $0 }) else { return }
        kept.watch(invitation, reader, visit)
    }
}
