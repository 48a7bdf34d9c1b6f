import Domain
import Notifications
import Runtime
import VirtualTime

/// Carries e-mail through virtual time as a provider and the recipients' servers would.
package final class SimulatedEmailProvider: EmailProvider {
    private let counter: ProviderCounter
    private let failures: EmailFailures
    private let mailboxes: Mailboxes
    private let report: @Sendable (DeliveryReport) -> Void
    private let onAccepted: @Sendable (NotificationID, Notification.Channel) -> Void

    /// - `runtime`: The outside world's, which outlives the system's processes.
    /// - `report`: Receives delivery reports, as a webhook would.
    /// - `onAccepted`: Told once for each message taken, before any part of the system knows; a
    ///   message sent again after a soft bounce is not told again.
    package init(
        runtime: any Runtime,
        seed: UInt64,
        mailboxes: Mailboxes,
        traits: ProviderTraits = .email,
        failures: EmailFailures = EmailFailures(),
        report: @escaping @Sendable (DeliveryReport) -> Void,
        onAccepted: @escaping @Sendable (NotificationID, Notification.Channel) -> Void = { _, _ in }
    ) {
        counter = ProviderCounter(
            runtime: runtime,
            traits: traits,
            seed: seed,
            name: "provider/email",
            prefix: "EM"
        )
        self.failures = failures
        self.mailboxes = mailboxes
        self.report = report
        self.onAccepted = onAccepted
    }

    /// What is wrong with it from now on.
    package var faults: ProviderFaults {
        get { counter.faults }
        set { counter.faults = newValue }
    }

    package func send(_ email: OutgoingEmail) async throws(ProviderError) -> ProviderReceipt {
        let reference = ProviderCounter.Reference(
            id: email.reference,
            supersedes: email.supersedes
        )
        let accepted = try await counter.call(reference, refusal: nil)
        if accepted.isNew {
            if email.supersedes == nil { onAccepted(email.reference, .email) }
            carry(email, reference, accepted.receipt)
        }
        if accepted.answerIsLost {
            try await counter.pass(counter.faults.timeout)
            throw .unavailable
        }
        return accepted.receipt
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
                tell(email, receipt, result)
                if result == .delivered, isComplaint {
                    // Readers who complain do so within the hour or not at all: an assumption.
                    counter.later(.minutes(30)) { [self] in tell(email, receipt, .complained) }
                }
            }
        }
    }

    private func tell(
        _ email: OutgoingEmail,
        _ receipt: ProviderReceipt,
        _ result: DeliveryReport.Result
    ) {
        report(
            DeliveryReport(
                reference: email.reference,
                providerID: receipt.id,
                result: result,
                at: counter.runtime.now
            )
        )
    }
}
