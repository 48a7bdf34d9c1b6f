import Catalogue
import DequeModule
import Domain
import Notifications
import Runtime
import Synchronization
import VirtualTime

/// What a provider's faults do to a call.
package enum ProviderTrouble: Sendable { case refused, answerLost }

/// A message that a provider has taken.
package struct ProviderAcceptance: Hashable, Sendable {
    package let id: NotificationID
    package let channel: Notification.Channel
    /// How often it had been sent before.
    package let copy: Int
    /// Whether the caller is told.
    package let isAnswered: Bool
}

/// The counter of a simulated provider: where calls are answered, limited and recognised.
///
/// Each message's luck is drawn from a stream of its own, derived from its reference, so that one
/// message more changes no other's. The luck of a call also depends on when it is made: a second
/// call may succeed where the first did not.
final class ProviderCounter: Sendable {
    private struct State {
        var faults = ProviderFaults()
        /// Told what the faults do to calls.
        var trouble: (@Sendable (ProviderTrouble) -> Void)?
        /// The last calls let through, as many as a limit may count.
        var calls: Deque<Instant> = []
        /// How often each reference was taken in this and the previous period of `memory`.
        var taken: [Reference: Int] = [:]
        var takenBefore: [Reference: Int] = [:]
        var forgetAt: Instant
    }

    /// What a message is recognised by.
    struct Reference: Hashable {
        let id: NotificationID
        let supersedes: String?
        /// How often it had been sent before.
        var copy = 0

        var bits: Int {
            Int(truncatingIfNeeded: id.high &* 0x9E37_79B9_7F4A_7C15 ^ id.low)
                ^ Int(truncatingIfNeeded: supersedes.map(stableHash) ?? 0)
                ^ copy &* 0x5851_F42D_4C95_7F2D
        }
    }

    /// How a call ended that was not refused.
    private struct Call {
        let reference: Reference
        let isNew: Bool
        let receipt: ProviderReceipt
        /// The message was taken, but the caller will never know.
        let answerIsLost: Bool
    }

    /// References are known for at least this long.
    static let memory: Duration = .hours(12)

    let runtime: any Runtime
    let traits: ProviderTraits
    private let channel: Notification.Channel
    private let prefix: String
    private let report: @Sendable (DeliveryReport) -> Void
    private let onAccepted: @Sendable (ProviderAcceptance) -> Void
    private let stream: RandomStream
    private let state: Mutex<State>

    /// - `report`: Receives delivery reports, as a webhook would.
    /// - `onAccepted`: Told of each message taken, before any part of the system knows; not of one sent
    ///   again after a soft bounce.
    init(
        for channel: Notification.Channel,
        runtime: any Runtime,
        traits: ProviderTraits,
        seed: UInt64,
        prefix: String,
        report: @escaping @Sendable (DeliveryReport) -> Void,
        onAccepted: @escaping @Sendable (ProviderAcceptance) -> Void
    ) {
        self.runtime = runtime
        self.traits = traits
        self.channel = channel
        self.prefix = prefix
        self.report = report
        self.onAccepted = onAccepted
        stream = RandomStream(seed: seed, name: "provider/\(channel.rawValue)")
        state = Mutex(State(forgetAt: runtime.now.advanced(by: Self.memory)))
    }

    var faults: ProviderFaults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// - `hear`: Told of each call that the faults refuse, and of each answer that they lose.
    func tellOfTrouble(_ hear: @escaping @Sendable (ProviderTrouble) -> Void) {
        state.withLock { $0.trouble = hear }
    }

    /// The luck of one message.
    func luck(of reference: Reference) -> RandomStream { stream.child(reference.bits) }

    /// The luck of whatever goes by that name, such as a number, in all its messages.
    func luck(of name: String) -> RandomStream { stream.child(name) }

    /// Answers one call, and carries its message on its way.
    ///
    /// - `refusal`: Why the message would never be taken; answered after the limit.
    func take(
        _ reference: Reference,
        refusal: PermanentFailure? = nil,
        carry: (Reference, ProviderReceipt) -> Void
    ) async throws(ProviderError) -> ProviderReceipt {
        let call = try await call(reference, refusal: refusal)
        if call.isNew {
            if reference.supersedes == nil {
                onAccepted(
                    ProviderAcceptance(
                        id: reference.id,
                        channel: channel,
                        copy: call.reference.copy,
                        isAnswered: !call.answerIsLost
                    )
                )
            }
            carry(call.reference, call.receipt)
        }
        if call.answerIsLost {
            try await pass(faults.timeout)
            throw .unanswered
        }
        return call.receipt
    }

    /// Says what became of a message, now.
    func tell(
        _ result: DeliveryReport.Result,
        of reference: Reference,
        _ receipt: ProviderReceipt
    ) {
        report(
            DeliveryReport(
                reference: reference.id,
                providerID: receipt.id,
                result: result,
                at: runtime.now
            )
        )
    }

    private func call(
        _ reference: Reference,
        refusal: PermanentFailure?
    ) async throws(ProviderError) -> Call {
        let start = runtime.now
        var luck = luck(of: reference).child(Int(start.microseconds))
        let (faults, overLimit) = state.withLock { state in
            (state.faults, limit(&state, at: start))
        }
        if faults.isDown || overLimit?.isByFault == true { tell(of: .refused) }
        if faults.isDown || luck.bool(probability: faults.errorShare) {
            try await pass(faults.timeout)
            throw .unavailable
        }
        try await pass(luck.duration(of: traits.answer))
        if let overLimit { throw .throttled(retryAfter: faults.retryAfter ?? overLimit.wait) }
        if let refusal { throw .rejected(refusal) }
        let answerIsLost = luck.bool(probability: faults.lostAnswerShare)
        if answerIsLost { tell(of: .answerLost) }
        let before = state.withLock { remember(reference, &$0) }
        var taken = reference
        taken.copy = traits.remembers ? 0 : before
        return Call(
            reference: taken,
            isNew: before == 0 || !traits.remembers,
            receipt: ProviderReceipt(id: receiptID(taken)),
            answerIsLost: answerIsLost
        )
    }

    private func tell(of trouble: ProviderTrouble) { state.withLock { $0.trouble }?(trouble) }

    /// Waits on the provider's own clock; at the end of the run nobody is there to answer.
    private func pass(_ duration: Duration) async throws(ProviderError) {
        do { try await runtime.sleep(for: duration) } catch { throw .unavailable }
    }

    /// Runs `action` after the given time, but for the end of the run.
    func later(_ delay: Duration, _ action: @escaping @Sendable () -> Void) {
        runtime.schedule(at: runtime.now.advanced(by: delay), action)
    }

    /// Sliding windows over the calls let through, exact to the microsecond.
    ///
    /// - Returns: How long until a call would be let through, and whether the fault alone is in its
    ///   way; `nil` where this one is let through.
    private func limit(
        _ state: inout State,
        at now: Instant
    ) -> (wait: Duration, isByFault: Bool)? {
        /// When the next call may follow those let through, by one limit.
        func free(_ count: Int, within length: Duration) -> Instant? {
            guard state.calls.count >= count else { return nil }
            let free = state.calls[state.calls.count - count].advanced(by: length)
            return free > now ? free : nil
        }
        let agreed = free(traits.callsPerSecond, within: .seconds(1))
        let fault = state.faults.limit?.window
        let byFault = fault.flatMap { free($0.count, within: $0.length) }
        if let next = [agreed, byFault].compactMap(\.self).max() {
            return (next - now, agreed == nil)
        }
        state.calls.append(now)
        if state.calls.count > max(traits.callsPerSecond, fault?.count ?? 0) {
            state.calls.removeFirst()
        }
        return nil
    }

    /// - Returns: How often it had been taken before.
    private func remember(_ reference: Reference, _ state: inout State) -> Int {
        if runtime.now >= state.forgetAt {
            state.takenBefore = state.taken
            state.taken.removeAll()
            state.forgetAt = runtime.now.advanced(by: Self.memory)
        }
        let before = state.taken[reference] ?? state.takenBefore[reference] ?? 0
        state.taken[reference] = before + 1
        return before
    }

    /// The same for the same message and copy.
    private func receiptID(_ reference: Reference) -> String {
        var stream = luck(of: reference).child("receipt")
        let digits = String(stream.next(), radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

extension RandomStream {
    mutating func duration(of distribution: ProviderTraits.Lognormal) -> Duration {
        duration(lognormalMedian: distribution.median, sigma: distribution.sigma)
    }
}
