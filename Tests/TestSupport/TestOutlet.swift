import Domain
import Storage
import Synchronization

/// Keeps what steps have published and shown.
///
/// Messages are numbered from 1, unless the test says how they are made.
package final class TestOutlet: Outlet {
    private let state = Mutex<(messages: [Message], systemEvents: [SystemEvent], made: UInt64)>(
        ([], [], 0)
    )
    private let make: (@Sendable (Message.Payload) -> Message)?
    private let passOn: (@Sendable (Message) -> Void)?

    /// - `passOn`: Told of each message once its step has succeeded.
    package init(
        make: (@Sendable (Message.Payload) -> Message)? = nil,
        passOn: (@Sendable (Message) -> Void)? = nil
    ) {
        self.make = make
        self.passOn = passOn
    }

    package var messages: [Message.Payload] { published.map(\.payload) }
    package var published: [Message] { state.withLock { $0.messages } }
    package var systemEvents: [SystemEvent] { state.withLock { $0.systemEvents } }

    package func message(_ payload: Message.Payload) -> Message {
        if let make { return make(payload) }
        let number = state.withLock { state in
            state.made += 1
            return state.made
        }
        return Message(
            id: MessageID(high: 0, low: number),
            payload: payload,
            publishedAt: .epoch
        )
    }

    package func publish(_ message: Message) {
        state.withLock { $0.messages.append(message) }
        passOn?(message)
    }

    package func observe(_ systemEvent: SystemEvent) {
        state.withLock { $0.systemEvents.append(systemEvent) }
    }

    /// Forgets what has been seen so far.
    package func clear() {
        state.withLock { state in
            state.messages = []
            state.systemEvents = []
        }
    }
}

/// Opens nothing that it is shown, as under another key.
package struct LockedSealer: Sealer {
    package init() {}

    package func seal(_ plain: [UInt8], for id: MessageID) -> [UInt8] { plain }

    package func open(_ sealed: [UInt8], for id: MessageID) -> [UInt8]? { nil }
}

/// Seals by turning every bit: nothing is safe, and nothing is readable.
package struct TestSealer: Sealer {
    package init() {}

    package func seal(_ plain: [UInt8], for id: MessageID) -> [UInt8] { plain.map { ~$0 } }

    package func open(_ sealed: [UInt8], for id: MessageID) -> [UInt8]? { sealed.map { ~$0 } }
}
