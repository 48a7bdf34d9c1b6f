import Domain
import Runtime
import Synchronization

/// Where codes arrive: on a guest's own phone, or in their own mailbox where they gave no number.
///
/// A code is read by its guest, and by nobody else.
package final class Phones: Sendable {
    private struct State {
        var codes: [GuestID: (code: String, at: Instant)] = [:]
        var waiting: [GuestID: Promise<String>] = [:]
    }

    private let runtime: any Runtime
    private let state = Mutex(State())

    package init(runtime: any Runtime) { self.runtime = runtime }

    /// A message with a code arrives.
    package func receive(code: String, for guest: GuestID) {
        let waiting = state.withLock { state -> Promise<String>? in
            if let waiting = state.waiting.removeValue(forKey: guest) { return waiting }
            state.codes[guest] = (code, runtime.now)
            return nil
        }
        waiting?.fulfil(code)
    }

    /// The code that a guest receives within `patience`, or has received since `since`.
    package func code(
        for guest: GuestID,
        since: Instant,
        patience: Duration
    ) async throws -> String? {
        let waiting = Promise<String>(on: runtime)
        let arrived = state.withLock { state -> String? in
            if let (code, at) = state.codes.removeValue(forKey: guest), at >= since {
                return code
            }
            state.waiting[guest] = waiting
            return nil
        }
        if let arrived { return arrived }
        let code = try await waiting.wait(until: runtime.now.advanced(by: patience))
        if code == nil {
            state.withLock { state in
                if state.waiting[guest] === waiting { state.waiting[guest] = nil }
            }
        }
        return code
    }
}
