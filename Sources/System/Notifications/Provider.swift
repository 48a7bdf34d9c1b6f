import Domain

/// Whoever carries text messages: simulated, or Twilio.
package protocol SMSProvider: AnyObject, Sendable {
    /// Hands a message over.
    ///
    /// A provider need not remember what it was handed: a call repeated with the same reference may
    /// send the message once more.
    func send(_ sms: OutgoingSMS) async throws(ProviderError) -> ProviderReceipt
}

/// Whoever carries e-mail: simulated, or SES.
package protocol EmailProvider: AnyObject, Sendable {
    /// Hands a message over; repeated calls as with `SMSProvider`.
    func send(_ email: OutgoingEmail) async throws(ProviderError) -> ProviderReceipt
}

/// A text message for a provider.
///
/// Its description shows neither number nor text.
package struct OutgoingSMS: Hashable, Sendable, CustomStringConvertible {
    /// What reports name it by, and repeated calls are recognised by where the provider can.
    package let reference: NotificationID
    package let to: PhoneNumber
    /// May hold a link or a code: never for a log line.
    package let text: String

    package init(reference: NotificationID, to: PhoneNumber, text: String) {
        self.reference = reference
        self.to = to
        self.text = text
    }

    package var description: String { "SMS \(reference) to \(to)" }
}

/// An e-mail for a provider.
///
/// Its description shows neither address nor text.
package struct OutgoingEmail: Hashable, Sendable, CustomStringConvertible {
    package struct Attachment: Hashable, Sendable {
        package let name: String
        package let contentType: String
        package let text: String

        package init(name: String, contentType: String, text: String) {
            self.name = name
            self.contentType = contentType
            self.text = text
        }
    }

    package let reference: NotificationID
    /// The provider's id of an earlier try that bounced softly: this is a new message then, not a
    /// repeated call.
    package let supersedes: String?
    package let to: EmailAddress
    package let subject: String
    /// May hold a link or a code: never for a log line.
    package let body: String
    package let attachments: [Attachment]

    package init(
        reference: NotificationID,
        supersedes: String? = nil,
        to: EmailAddress,
        subject: String,
        body: String,
        attachments: [Attachment] = []
    ) {
        self.reference = reference
        self.supersedes = supersedes
        self.to = to
        self.subject = subject
        self.body = body
        self.attachments = attachments
    }

    package var description: String { "e-mail \(reference) to \(to)" }
}

/// The provider has taken the message; whether it arrives, a `DeliveryReport` says later.
package struct ProviderReceipt: Hashable, Sendable {
    /// Twilio's SID, SES's message id.
    package let id: String

    package init(id: String) { self.id = id }
}

/// Why a provider did not take a message.
package enum ProviderError: Error, Hashable, Sendable {
    /// Too many requests (429): it did not look at the message.
    case throttled(retryAfter: Duration?)
    /// It cannot be reached, or says that it could not take the message.
    case unavailable
    /// It was handed the message and has not answered in time: it may have taken it.
    case unanswered
    /// It will never take this message.
    case rejected(PermanentFailure)
}

/// Why a message will never arrive.
///
/// Raw values are stored as the notification's error.
package enum PermanentFailure: String, Sendable, CaseIterable {
    case unreachableHandset = "unreachable_handset"
    case landline
    case carrierFilter = "carrier_filter"
    case invalidNumber = "invalid_number"
    case hardBounce = "hard_bounce"

    /// Where the notification ends.
    package var status: Notification.Status { self == .hardBounce ? .bounced : .failed }
}

/// What a provider says later about a message it took.
///
/// It may come before the answer to the call, twice, or never.
package struct DeliveryReport: Hashable, Sendable {
    package enum Result: Hashable, Sendable {
        case delivered
        case failed(PermanentFailure)
        /// For good: there is no such mailbox.
        case bouncedHard
        /// For now: the mailbox is full, the server refuses strangers at first.
        case bouncedSoft
        /// Delivered, and the recipient called it spam.
        case complained
    }

    package let reference: NotificationID
    package let providerID: String
    package let result: Result
    package let at: Instant
    /// What the provider charged, in millionths of a US dollar, where it says so.
    package let costMicros: Int?

    package init(
        reference: NotificationID,
        providerID: String,
        result: Result,
        at: Instant,
        costMicros: Int? = nil
    ) {
        self.reference = reference
        self.providerID = providerID
        self.result = result
        self.at = at
        self.costMicros = costMicros
    }
}

/// The dashboards that hosts have open, wherever they are connected.
package struct DashboardFeed: Sendable {
    /// Shows an alert at once to the host whom it is for; nobody is told where no dashboard is open.
    package let show: @Sendable (FraudAlert) -> Void

    package init(show: @escaping @Sendable (FraudAlert) -> Void) { self.show = show }

    /// Nobody has a dashboard open.
    package static let closed = DashboardFeed { _ in }
}
