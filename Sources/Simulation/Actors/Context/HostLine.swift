import Domain
import Synchronization

/// How guests reach the hosts who invited them: by telephone, not through the product.
package final class HostLine: Sendable {
    /// Sends a guest a new link, once the host has come to it.
    package typealias Favour = @Sendable (_ guest: GuestID, _ event: EventID) async throws -> Void

    /// As for `Gateways`: a closure that is read again and again stands in a struct.
    private struct Kept { let favour: Favour }
    private let kept = Mutex<Kept?>(nil)

    package init() {}

    /// Hosts answer from now on.
    package func connect(_ favour: @escaping Favour) {
        kept.withLock { $0 = Kept(favour: favour) }
    }

    /// Asks for a new link, because the old one is lost or in the wrong hands.
    package func askForNewLink(as guest: Invitee) async throws {
        try await kept.withLock { $0 }?.favour(guest.guestID, guest.eventID)
    }
}
