import Domain
import Notifications
import Synchronization

/// Where messages come out of the providers: the phones and mailboxes of the people.
///
/// Whoever holds a number reads what arrives there, so that a guest's link and code reach the
/// guest, or, after a SIM swap, whoever talked the carrier into it: connect the number anew.
/// A message to a number or address where nobody reads is delivered all the same.
package final class Mailboxes: Sendable {
    package typealias SMSInbox = @Sendable (OutgoingSMS) -> Void
    package typealias EmailInbox = @Sendable (OutgoingEmail) -> Void

    /// What state a phone is in.
    package enum PhoneState: Hashable, Sendable {
        case reachable
        /// Abroad: messages take minutes.
        case roaming
        /// Off or out of coverage for longer than a carrier tries.
        case unreachable
        case landline
    }

    private struct State {
        var phones: [PhoneNumber: SMSInbox] = [:]
        var mailboxes: [EmailAddress: EmailInbox] = [:]
        /// Only those that are not simply reachable.
        var phoneStates: [PhoneNumber: PhoneState] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Reads a number's messages from now on, in place of whoever did before.
    package func connect(_ phone: PhoneNumber, to inbox: @escaping SMSInbox) {
        state.withLock { $0.phones[phone] = inbox }
    }

    /// Reads an address's mail from now on, in place of whoever did before.
    package func connect(_ address: EmailAddress, to inbox: @escaping EmailInbox) {
        state.withLock { $0.mailboxes[address] = inbox }
    }

    /// Nobody reads here any more.
    package func disconnect(_ phone: PhoneNumber) {
        state.withLock { _ = $0.phones.removeValue(forKey: phone) }
    }

    /// Nobody reads here any more.
    package func disconnect(_ address: EmailAddress) {
        state.withLock { _ = $0.mailboxes.removeValue(forKey: address) }
    }

    package func setState(_ state: PhoneState, of phone: PhoneNumber) {
        self.state.withLock { $0.phoneStates[phone] = state == .reachable ? nil : state }
    }

    package func phoneState(of phone: PhoneNumber) -> PhoneState {
        state.withLock { $0.phoneStates[phone] ?? .reachable }
    }

    /// Hands a message to whoever reads there.
    package func deliver(_ sms: OutgoingSMS) {
        state.withLock { $0.phones[sms.to] }?(sms)
    }

    /// Hands a message to whoever reads there.
    package func deliver(_ email: OutgoingEmail) {
        state.withLock { $0.mailboxes[email.to] }?(email)
    }
}

/// What a reader sees in a message's text.
package enum Reading {
    /// The secret of the first link: a token or a handle, as it would be opened by a tap.
    package static func link(in text: String) -> String? {
        let bytes = text.utf8
        guard
            let link = bytes.indices.first(where: {
                bytes[$0] == UInt8(ascii: "h") && bytes[$0...].starts(with: Wording.linkBase.utf8)
            })
        else { return nil }
        let secret = bytes[link...].dropFirst(Wording.linkBase.utf8.count).prefix {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        return secret.isEmpty ? nil : String(secret)
    }

    /// Whether a message thanks for a reply: at once, or after its greeting.
    ///
    /// What events are called says nothing: a name stands within a line.
    package static func isConfirmation(_ text: String) -> Bool {
        text.hasPrefix("Thank you") || text.contains("\n\nThank you")
    }

    /// The first six digits in a row that stand alone: the code to type.
    package static func code(in text: String) -> String? {
        let bytes = text.utf8
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let run = bytes[start...].prefix { (48...57).contains($0) }
            if run.count == 6 { return String(run) }
            start = run.isEmpty ? bytes.index(after: start) : run.endIndex
        }
        return nil
    }
}
