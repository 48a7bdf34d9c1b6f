import Domain
import Runtime
import Synchronization

/// Where codes arrive: on a guest's own phone, or in their own mailbox where they gave no number.
///
/// A code is read by its guest, and by nobody else.
package final class Phones: Sendable {
    private struct State {
        var codes: [GuestID: (code: String, at: Instant, channel: Notification.Channel)] = [:]
        var waiting: [GuestID: Reader] = [:]
    }

    /// Somebody who looks out for a code.
    private struct Reader {
        let promise: Promise<String>
        /// Where they look; `nil`: wherever it comes.
        let channel: Notification.Channel?

        func sees(_ arrived: Notification.Channel) -> Bool { channel == nil || channel == arrived }
    }

    private let runtime: any Runtime
    private let state = Mutex(State())

    package init(runtime: any Runtime) { self.runtime = runtime }

    /// A message with a code arrives.
    package func receive(
        code: String,
        by channel: Notification.Channel,
        for guest: GuestID
    ) {
        let reader = state.withLock { state -> Reader? in
            if state.waiting[guest]?.sees(channel) == true {
                return state.waiting.removeValue(forKey: guest)
            }
            state.codes[guest] = (code, runtime.now, channel)
            return nil
        }
        reader?.promise.fulfil(code)
    }

    /// The code that a guest receives within `patience`, or has received since `since`.
    ///
    /// - `channel`: Where they look; `nil`: wherever it comes.
    package func code(
        for guest: GuestID,
        by channel: Notification.Channel? = nil,
        since: Instant,
        patience: Duration
    ) async throws -> String? {
        let reader = Reader(promise: Promise(on: runtime), channel: channel)
        let arrived = state.withLock { state -> String? in
            if let (code, at, arrived) = state.codes.removeValue(forKey: guest), at >= since,
                reader.sees(arrived)
            {
                return code
            }
            state.waiting[guest] = reader
            return nil
        }
        if let arrived { return arrived }
        let code = try await reader.promise.wait(until: runtime.now.advanced(by: patience))
        if code == nil {
            state.withLock { state in
                if state.waiting[guest]?.promise === reader.promise { state.waiting[guest] = nil }
            }
        }
        return code
    }
}
