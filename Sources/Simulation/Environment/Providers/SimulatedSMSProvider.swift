import Domain
import Notifications
import Runtime
import VirtualTime

/// Carries text messages through virtual time as a provider and the carriers behind it would.
package final class SimulatedSMSProvider: SMSProvider {
    private let counter: ProviderCounter
    private let failures: SMSFailures
    private let mailboxes: Mailboxes

    /// - `runtime`: The outside world's, which outlives the system's processes.
    package init(
        runtime: any Runtime,
        seed: UInt64,
        mailboxes: Mailboxes,
        traits: ProviderTraits = .sms,
        failures: SMSFailures = SMSFailures(),
        report: @escaping @Sendable (DeliveryReport) -> Void,
        onAccepted: @escaping @Sendable (ProviderAcceptance) -> Void = { _ in }
    ) {
        counter = ProviderCounter(
            for: .sms,
            runtime: runtime,
            traits: traits,
            seed: seed,
            prefix: "SM",
            report: report,
            onAccepted: onAccepted
        )
        self.failures = failures
        self.mailboxes = mailboxes
    }

    /// What is wrong with it from now on.
    package var faults: ProviderFaults {
        get { counter.faults }
        set { counter.faults = newValue }
    }

    /// - `hear`: Told of each call that the faults refuse, and of each answer that they lose.
    package func tellOfTrouble(_ hear: @escaping @Sendable (ProviderTrouble) -> Void) {
        counter.tellOfTrouble(hear)
    }

    package func send(_ sms: OutgoingSMS) async throws(ProviderError) -> ProviderReceipt {
        // Where a number leads is the number's own luck, the same for all its messages.
        var numberLuck = counter.luck(of: sms.to.unredacted)
        let lot = numberLuck.unit()
        let isInvalid = lot < failures.invalidNumberShare
        let isLandline = !isInvalid && lot < failures.invalidNumberShare + failures.landlineShare
        let reference = ProviderCounter.Reference(id: sms.reference, supersedes: nil)
        return try await counter.take(reference, refusal: isInvalid ? .invalidNumber : nil) {
            carry(sms, $0, $1, isLandline: isLandline)
        }
    }

    private func carry(
        _ sms: OutgoingSMS,
        _ reference: ProviderCounter.Reference,
        _ receipt: ProviderReceipt,
        isLandline: Bool
    ) {
        var luck = counter.luck(of: reference)
        let handset = isLandline ? .landline : mailboxes.phoneState(of: sms.to)
        var way = luck.duration(of: counter.traits.arrival) + counter.faults.extraDelay
        let reportDelay = luck.duration(of: counter.traits.report)
        let isLost = luck.bool(probability: counter.traits.lostShare)
        let isReported = !luck.bool(probability: counter.traits.lostReportShare)
        let isFiltered = luck.bool(probability: failures.carrierFilterShare)
        let isOff = luck.bool(probability: failures.unreachableShare)
        let failure: PermanentFailure? =
            handset == .landline
            ? .landline
            : isFiltered
                ? .carrierFilter
                : handset == .unreachable || isOff ? .unreachableHandset : nil
        // Abroad a message takes minutes (vendors): thirty times as long as at home.
        if handset == .roaming { way = way * 30 }
        guard !isLost else { return }
        counter.later(way) { [self] in
            if failure == nil { mailboxes.deliver(sms) }
            guard isReported else { return }
            counter.later(reportDelay) { [self] in
                counter.tell(failure.map { .failed($0) } ?? .delivered, of: reference, receipt)
            }
        }
    }
}
