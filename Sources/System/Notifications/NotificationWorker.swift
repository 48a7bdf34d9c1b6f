import Domain
import Messaging
import Runtime
import Storage
import Synchronization

/// Turns what happened into messages, and hands them to the providers at the providers' pace.
///
/// Six durable consumers. *Intake* makes a notification row and a send order of each cause, in
/// one step; *SMS* and *e-mail* hand the orders over, each by one consumer for what is sent in bulk
/// and one for what people wait for; *digest* gathers alerts. Nothing here is waited for by an RSVP.
///
/// - Once per cause: the store refuses a second row for one cause and channel. Providers remember
///   nothing: where a crash comes between call and record, or an answer is lost, a code is not sent
///   again and everything else is (`Notification.Kind.guarantee`).
/// - Outages: a `Circuit` per channel stops calling a provider that is down; messages wait in the
///   stream and neither an outage nor throttling is counted against them. Afterwards they go out
///   in order at the agreed rate.
/// - Codes that expired meanwhile are not sent: nobody could use them, and the text would only
///   worry its reader. Their notification fails with the error `expired` and is no dead letter. A
///   code that a phone cannot be sent goes by the guest's own e-mail, and where no channel is left
///   its challenge becomes undeliverable, so that whoever waits for it is told.
///
/// What to do next with a notification is decided by `DeliveryRules`, its row is the `NotificationLedger`'s,
/// its words are the `MessageComposer`'s; the worker waits, calls and acknowledges.
package actor NotificationWorker {
    package nonisolated var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    nonisolated let runtime: any Runtime
    let store: Store
    let dashboards: DashboardFeed
    let workplace: any Workplace
    let settings: NotificationSettings
    let rules: DeliveryRules
    let ledger: NotificationLedger
    let writer: MessageComposer
    let intake: Consumer
    let digests: Consumer
    let sms: Lane
    let email: Lane
    nonisolated let life: Life

    /// Notifications whose provider is being called, each with the reports that came before its
    /// answer.
    var underWay: [NotificationID: [DeliveryReport]] = [:]
    var alerts = AlertBook()
    var gathering = Gathering()

    /// Attaches to the bus; messages published from now on are seen once the worker is started.
    ///
    /// - `runtime`: The worker's own process: when it ends, the worker is dead.
    /// - `workplace`: Where a message is made ready; entered once for each call of a provider,
    ///   before the wait for the channel's rate, so that calls are as far apart as granted.
    package init(
        runtime: any Runtime,
        store: Store,
        bus: MessageBus,
        sms: any SMSProvider,
        email: any EmailProvider,
        dashboards: DashboardFeed = .closed,
        settings: NotificationSettings = .documented,
        workplace: any Workplace = OpenWorkplace()
    ) {
        self.runtime = runtime
        self.store = store
        self.dashboards = dashboards
        self.workplace = workplace
        self.settings = settings
        rules = DeliveryRules(settings: settings)
        ledger = NotificationLedger(runtime: runtime, store: store, rowsKept: settings.rowsKept)
        writer = MessageComposer(runtime: runtime, store: store, settings: settings)
        life = Life()
        intake = bus.consumer(Self.intake, on: runtime)
        digests = bus.consumer(Self.digests(settings), on: runtime)
        self.sms = Lane(
            .sms(sms),
            bulk: bus.consumer(Self.sms(settings), on: runtime),
            urgent: bus.consumer(Self.smsUrgent(settings), on: runtime),
            perSecond: settings.smsPerSecond,
            on: runtime
        )
        self.email = Lane(
            .email(email),
            bulk: bus.consumer(Self.email(settings), on: runtime),
            urgent: bus.consumer(Self.emailUrgent(settings), on: runtime),
            perSecond: settings.emailPerSecond,
            on: runtime
        )
        if runtime.onEnd({ [life] in life.end() }) == nil { life.end() }
    }

    /// Starts the worker's loops.
    ///
    /// They cost nothing while there is nothing to do.
    package func start() {
        runtime.spawn("notifications-intake") { try await self.takeIn() }
        for channel in Notification.Channel.allCases {
            let lane = lane(channel)
            for consumer in [lane.urgent, lane.bulk] {
                runtime.spawn("notifications-send") {
                    try await self.dispatch(channel, from: consumer)
                }
            }
        }
        runtime.spawn("notifications-codes") { try await self.watchWaitingCodes() }
        runtime.spawn("notifications-digest") { try await self.gatherAlerts() }
    }

    /// Takes note of what a provider says about a message; from any context.
    ///
    /// Reports may come early, late, twice or never. A report that reaches a dead worker is lost,
    /// as a webhook's call to a server that is down.
    package nonisolated func receive(_ report: DeliveryReport) {
        runtime.spawn("delivery-report") { await self.note(report) }
    }

    func lane(_ channel: Notification.Channel) -> Lane { channel == .sms ? sms : email }
}

/// Whether the worker's process still runs: a call to a provider may outlive it.
final class Life: Sendable {
    private let ended = Atomic(false)
    var hasEnded: Bool { ended.load(ordering: .relaxed) }
    func end() { ended.store(true, ordering: .relaxed) }
}

extension NotificationWorker {
    package static func consumers(_ settings: NotificationSettings) -> [ConsumerKind] {
        [
            intake, digests(settings), sms(settings), email(settings), smsUrgent(settings),
            emailUrgent(settings),
        ]
    }

    fileprivate static let intake = ConsumerKind(
        "notifications-intake",
        of: [.invitationSend, .verificationRequired, .rsvpConfirmed, .fraudAlert],
        policy: ConsumerPolicy(maxDeliver: 20)
    )

    /// Alerts are held until their window ends, hence the long wait.
    fileprivate static func digests(_ settings: NotificationSettings) -> ConsumerKind {
        ConsumerKind(
            "notifications-digest",
            of: [.fraudAlert],
            policy: ConsumerPolicy(
                ackWait: settings.digestWindow + .minutes(10),
                maxDeliver: 1_000,
                maxAckPending: 10_000
            )
        )
    }

    fileprivate static func sms(_ settings: NotificationSettings) -> ConsumerKind {
        sending("notifications-sms", .notificationSendSMS, settings.smsInFlight)
    }

    fileprivate static func smsUrgent(_ settings: NotificationSettings) -> ConsumerKind {
        sending("notifications-sms-urgent", .notificationSendSMSUrgent, settings.smsInFlight)
    }

    fileprivate static func email(_ settings: NotificationSettings) -> ConsumerKind {
        sending("notifications-email", .notificationSendEmail, settings.emailInFlight)
    }

    fileprivate static func emailUrgent(_ settings: NotificationSettings) -> ConsumerKind {
        sending("notifications-email-urgent", .notificationSendEmailUrgent, settings.emailInFlight)
    }

    private static func sending(
        _ name: String,
        _ subject: Subject,
        _ inFlight: Int
    ) -> ConsumerKind {
        ConsumerKind(name, of: [subject], policy: .sending(inFlight: inFlight))
    }
}

extension ConsumerPolicy {
    /// As many messages at one time as calls may be under way.
    ///
    /// Attempts are counted in the row, not in deliveries, of which an outage takes many; their
    /// limit is a backstop.
    fileprivate static func sending(inFlight: Int) -> ConsumerPolicy {
        ConsumerPolicy(ackWait: .minutes(2), maxDeliver: 10_000, maxAckPending: inFlight)
    }
}
