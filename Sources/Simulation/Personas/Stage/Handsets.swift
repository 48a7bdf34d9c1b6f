import Domain
import Runtime
import Synchronization

/// The phones that codes arrive on. A code is read by whoever holds the phone, and by nobody else.
package final class Handsets: Sendable {
    private struct State {
        var codes: [PhoneNumber: (code: String, at: Instant)] = [:]
        var waiting: [PhoneNumber: Promise<String>] = [:]
    }

    private let runtime: any Runtime
    private let state = Mutex(State())

    package init(runtime: any Runtime) { self.runtime = runtime }

    /// A text message with a code arrives.
    package func receive(code: String, on phone: PhoneNumber) {
        let waiting = state.withLock { state -> Promise<String>? in
            if let waiting = state.waiting.removeValue(forKey: phone) { return waiting }
            state.codes[phone] = (code, runtime.now)
            return nil
        }
        waiting?.fulfil(code)
    }

    /// The code that arrives on a phone within `patience`, or arrived since `since`.
    package func code(
        on phone: PhoneNumber, since: Instant, patience: Duration
    ) async throws -> String? {
        let waiting = Promise<String>(on: runtime)
        let arrived = state.withLock { state -> String? in
            if let (code, at) = state.codes.removeValue(forKey: phone), at >= since {
                return code
            }
            state.waiting[phone] = waiting
            return nil
        }
        if let arrived { return arrived }
        let code = try await waiting.wait(until: runtime.now.advanced(by: patience))
        if code == nil {
            state.withLock { state in
                if state.waiting[phone] === waiting { state.waiting[phone] = nil }
            }
        }
        return code
    }
}
