import Domain

/// The limits of the notification worker.
package struct NotificationSettings: Hashable, Sendable {
    /// Twilio's and SES's rates of the architecture document.
    package var smsPerSecond = 100
    package var emailPerSecond = 14
    /// Calls under way at one time: rate times the slowest usual answer (0.4 s and 0.7 s).
    package var smsInFlight = 40
    package var emailInFlight = 10
    /// For calls that found no provider while others got through.
    package var retry = RetrySchedule()
    /// Calls in all for an e-mail that bounces softly, and the wait between them.
    package var softBounceAttempts = 3
    package var softBounceWait: Duration = .minutes(15)
    /// What could not be handed over for so long is given up as a dead letter, outage or not.
    package var patience: Duration = .days(3)
    /// How long alerts are gathered for a host's digest.
    package var digestWindow: Duration = .hours(1)
    /// Single alert e-mails for one host in one such window; the rest reach the host by push and
    /// digest only, so that a link gone viral does not fill the mailbox and the e-mail channel.
    package var alertEmailsPerWindow = 20
    package var prices = MessagePrices()
    /// How long a guest, event or host read from the store is used for writing texts.
    package var rowsStayFresh: Duration = .minutes(1)
    /// Rows of each kind kept in memory; beyond it they are read again.
    package var rowsKept = 8_192

    package init() {}

    /// The architecture document's limits.
    package static let documented = NotificationSettings()
}
