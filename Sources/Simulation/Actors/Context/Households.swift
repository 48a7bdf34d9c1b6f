import Domain
import Synchronization

/// What the households of guests know of their replies: what somebody there has done or been told, and
/// nothing else.
package final class Households: Sendable {
    private let replied = Mutex<Set<GuestID>>([])

    package init() {}

    /// Somebody there has answered, or has sent a form off and cannot tell what became of it.
    func haveReplied(for guest: GuestID) { replied.withLock { _ = $0.insert(guest) } }

    /// Whether a reply may be their own.
    package func know(ofReplyFor guest: GuestID) -> Bool {
        replied.withLock { $0.contains(guest) }
    }

    /// The event is over: nobody thinks of it any more.
    package func forget(_ guest: GuestID) { replied.withLock { _ = $0.remove(guest) } }
}
