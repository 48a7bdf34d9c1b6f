import Domain
import Notifications
import Runtime
import VirtualTime

/// Carries e-mail through virtual time as a provider and the recipients' servers would.
package final class SimulatedEmailProvider: EmailProvider {
    private let counter: ProviderCounter
    private let failures: EmailFailures
    private let mailboxes: Mailboxes

    /// - `runtime`: The outside world's, which outlives the system's processes.
    package init(
        runtime: any Runtime,
        seed: UInt64,
        mailboxes: Mailboxes,
        traits: ProviderTraits = .email,
        failures: EmailFailures = EmailFailures(),
        report: @escaping @Sendable (DeliveryReport) -> Void,
        onAccepted: @escaping @Sendable (ProviderAcceptance) -> Void = { _ in }
    ) {
        counter = ProviderCounter(
            for: .email,
            runtime: runtime,
            traits: traits,
            seed: seed,
            prefix: "EM",
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

    package func send(_ email: OutgoingEmail) async throws(ProviderError) -> ProviderReceipt {
        let reference = ProviderCounter.Reference(
            id: email.reference,
            supersedes: email.supersedes
        )
        return try await counter.take(reference) { carry(email, $0, $1) }
    }

    private func carry(
        _ email: OutgoingEmail,
        _ reference: ProviderCounter.Reference,
        _ receipt: ProviderReceipt
    ) {
        var luck = counter.luck(of: reference)
        // Whether a mailbox exists is the address's own luck, the same for all its messages.
        var addressLuck = counter.luck(of: email.to.unredacted)
        let way = luck.duration(of: counter.traits.arrival) + counter.faults.extraDelay
        let reportDelay = luck.duration(of: counter.traits.report)
        let isLost = luck.bool(probability: counter.traits.lostShare)
        let isReported = !luck.bool(probability: counter.traits.lostReportShare)
        let isSpam = luck.bool(probability: failures.spamShare)
        let isRefusedForNow = luck.bool(probability: failures.softBounceShare)
        let isComplaint = luck.bool(probability: failures.complaintShare)
        let result: DeliveryReport.Result =
            addressLuck.bool(probability: failures.hardBounceShare)
            ? .bouncedHard : isRefusedForNow ? .bouncedSoft : .delivered
        guard !isLost else { return }
        counter.later(way) { [self] in
            if result == .delivered, !isSpam { mailboxes.deliver(email) }
            guard isReported else { return }
            counter.later(reportDelay) { [self] in
                counter.tell(result, of: reference, receipt)
                if result == .delivered, isComplaint {
                    // Readers who complain do so within the hour or not at all: an assumption.
                    counter.later(.minutes(30)) { [self] in
                        counter.tell(.complained, of: reference, receipt)
                    }
                }
            }
        }
    }
}
