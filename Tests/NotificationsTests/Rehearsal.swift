import Domain
import Messaging
import Runtime
import Storage
import Synchronization
import TestSupport
import VirtualTime

@testable import Notifications

/// A worker with its store, bus and two scripted providers on a virtual clock.
final class Rehearsal {
    static let start = Instant(microseconds: 1_780_000_000_000_000)

    let runtime = VirtualRuntime(start: start, seed: 1)
    let sms: ScriptedProvider
    let email: ScriptedProvider
    let dashboards = OpenDashboards()
    let outlet: WorkerOutlet
    let bus: MessageBus
    let store: Store
    let host = Host(
        id: HostID(high: 1, low: 1),
        name: "Ann",
        email: EmailAddress(stored: "ann@example.com")
    )
    let event: Event
    private(set) var worker: NotificationWorker
    private var process: ProcessRuntime
    private let settings: NotificationSettings
    private var lastGuest: UInt64 = 0

    init(_ settings: NotificationSettings = .documented) throws {
        self.settings = settings
        sms = ScriptedProvider(runtime, prefix: "SM")
        email = ScriptedProvider(runtime, prefix: "EM")
        outlet = WorkerOutlet(runtime)
        bus = MessageBus(runtime: runtime, sink: outlet)
        store = try Store(
            path: nil,
            commits: .grouped(steps: 1_000),
            outlet: outlet,
            sealer: TestSealer()
        )
        outlet.connect(to: bus)
        event = Event(
            id: EventID(high: 2, low: 1),
            hostID: host.id,
            name: "Wedding",
            slug: "wedding",
            startsAt: Self.start.advanced(by: .days(60)),
            venue: "Old Mill",
            capacity: nil,
            status: .published,
            createdAt: Self.start,
            updatedAt: Self.start
        )
        process = ProcessRuntime(on: runtime)
        worker = NotificationWorker(
            runtime: process,
            store: store,
            bus: bus,
            sms: sms,
            email: email,
            dashboards: dashboards.feed,
            settings: settings
        )
        try store.step { [host, event] in
            try $0.insert(host, passwordHash: nil, at: Self.start)
            try $0.insert(event)
        }
        startWorker()
    }

    deinit { runtime.end() }

    private func startWorker() {
        let worker = worker
        sms.report = { worker.receive($0) }
        email.report = { worker.receive($0) }
        process.spawn("start") { await worker.start() }
    }

    func crash() { process.kill() }

    func restart() {
        process = ProcessRuntime(on: runtime)
        worker = NotificationWorker(
            runtime: process,
            store: store,
            bus: bus,
            sms: sms,
            email: email,
            dashboards: dashboards.feed,
            settings: settings
        )
        startWorker()
    }

    func run(for duration: Duration) { runtime.advance(to: runtime.now.advanced(by: duration)) }

    func guest(phone: Bool = true, email: Bool = false) throws -> Guest {
        lastGuest += 1
        let guest = Guest(
            id: GuestID(high: 3, low: lastGuest),
            eventID: event.id,
            name: "Guest \(lastGuest)",
            email: email ? EmailAddress("guest\(lastGuest)@example.com") : nil,
            phone: phone ? PhoneNumber("+1555\(1_000_000 + lastGuest)") : nil,
            createdAt: runtime.now
        )
        let token = Token(
            id: TokenID(high: 4, low: guest.id.low),
            guestID: guest.id,
            eventID: event.id,
            hash: String(repeating: "0", count: 60) + String(1_000 + guest.id.low),
            issuedAt: runtime.now,
            expiresAt: runtime.now.advanced(by: .days(30))
        )
        try store.step { step in
            try step.insert(guest)
            try step.insert(token)
        }
        return guest
    }

    func revokeLink(of guest: Guest) throws {
        let isRevoked = try store.step { try $0.revoke(TokenID(high: 4, low: guest.id.low)) }
        precondition(isRevoked)
    }

    /// How a guest's challenge stands.
    func challenge(of guest: Guest) throws -> Challenge.Status? {
        try store.read { try $0.challenge(ChallengeID(high: 5, low: guest.id.low))?.status }
    }

    func invite(_ guest: Guest, kind: Notification.Kind = .invitation) {
        bus.publish(
            .invitationSend(
                InvitationSend(
                    guestID: guest.id,
                    eventID: event.id,
                    tokenID: TokenID(high: 4, low: guest.id.low),
                    link: InvitationLink(
                        token: "tk_header.payload.\(guest.id.low)",
                        handle: "tk_\(guest.id.low)"
                    ),
                    kind: kind
                )
            )
        )
    }

    /// Invites so many guests who have a phone.
    func inviteMany(_ count: Int) throws {
        for _ in 0..<count { invite(try guest()) }
    }

    func requireCode(
        _ guest: Guest,
        expiresAfter wait: Duration = .minutes(10),
        by channel: Notification.Channel? = nil
    ) throws {
        let challenge = Challenge(
            id: ChallengeID(high: 5, low: guest.id.low),
            accessID: AccessID(high: 6, low: guest.id.low),
            tokenID: TokenID(high: 4, low: guest.id.low),
            guestID: guest.id,
            eventID: event.id,
            kind: .code,
            reply: Reply(response: .attending),
            asker: Asker(TestVisit.phone),
            answerHash: "",
            issuedAt: runtime.now,
            expiresAt: runtime.now.advanced(by: wait),
            score: RiskScore(70)
        )
        try store.step { step in
            if try step.challenge(challenge.id) == nil { try step.insert(challenge) }
        }
        bus.publish(
            .verificationRequired(
                VerificationRequired(
                    challengeID: ChallengeID(high: 5, low: guest.id.low),
                    accessID: AccessID(high: 6, low: guest.id.low),
                    guestID: guest.id,
                    eventID: event.id,
                    code: SecretCode("042917"),
                    expiresAt: runtime.now.advanced(by: wait),
                    channel: channel
                )
            )
        )
    }

    func confirm(_ guest: Guest, _ reply: Reply) {
        bus.publish(
            .rsvpConfirmed(
                RSVP(
                    id: RSVPID(high: 7, low: guest.id.low),
                    guestID: guest.id,
                    eventID: event.id,
                    tokenID: TokenID(high: 4, low: guest.id.low),
                    accessID: AccessID(high: 6, low: guest.id.low),
                    reply: reply,
                    score: nil,
                    submittedAt: runtime.now
                ),
                from: TestVisit.phone,
                isJudged: true,
                link: nil
            )
        )
    }

    /// - `host`: Whom it is told; the event's own where it is not given.
    func raiseAlert(_ number: UInt64, about guest: Guest, to host: HostID? = nil) {
        bus.publish(
            .fraudAlert(
                FraudAlert(
                    tokenID: TokenID(high: 4, low: guest.id.low),
                    guestID: guest.id,
                    eventID: event.id,
                    hostID: host ?? self.host.id,
                    flag: LinkFlag(
                        accessID: AccessID(high: 6, low: number),
                        score: RiskScore(91),
                        wasReply: true,
                        raisedAt: runtime.now,
                        suspicion: nil
                    )
                )
            )
        )
    }

    /// Every notification in its latest state, in the order they were queued.
    func notifications() throws -> [Notification] {
        try outlet.queued.compactMap { id in
            try store.step { try $0.notification(id) }
        }
    }

    /// How the invitations are getting on.
    func progress() throws -> InvitationProgress {
        var progress = InvitationProgress()
        for row in try notifications() where row.kind == .invitation {
            progress.add(1, to: row.status)
        }
        return progress
    }
}

/// What hosts saw on their dashboards.
final class OpenDashboards: Sendable {
    private let alerts = Mutex<[AccessID]>([])

    var shown: [AccessID] { alerts.withLock { $0 } }

    var feed: DashboardFeed {
        DashboardFeed { alert in self.alerts.withLock { $0.append(alert.accessID) } }
    }
}

/// A provider that does as the test says, remembers nothing, and keeps what it was sent.
final class ScriptedProvider: SMSProvider, EmailProvider, @unchecked Sendable {
    struct Call {
        let at: Instant
        let reference: NotificationID
    }

    /// `nil` takes the message.
    var refusal: (Call) -> ProviderError? = { _ in nil }
    /// Whether it takes the message and its answer is lost.
    var losesAnswer: (Call) -> Bool = { _ in false }
    /// What is reported of a message taken; `nil` reports nothing.
    var outcome: (NotificationID) -> DeliveryReport.Result? = { _ in .delivered }
    var report: @Sendable (DeliveryReport) -> Void = { _ in }
    var answerTime: Duration = .milliseconds(200)
    var reportDelay: Duration = .seconds(4)
    private(set) var calls: [Call] = []
    private(set) var texts: [OutgoingSMS] = []
    private(set) var letters: [OutgoingEmail] = []
    private(set) var mostUnderWay = 0
    private var underWay = 0
    private var taken = 0
    private let runtime: VirtualRuntime
    private let prefix: String

    init(_ runtime: VirtualRuntime, prefix: String) {
        self.runtime = runtime
        self.prefix = prefix
    }

    func send(_ sms: OutgoingSMS) async throws(ProviderError) -> ProviderReceipt {
        try await take(sms.reference) { texts.append(sms) }
    }

    func send(_ email: OutgoingEmail) async throws(ProviderError) -> ProviderReceipt {
        try await take(email.reference) { letters.append(email) }
    }

    private func take(
        _ reference: NotificationID,
        keep: () -> Void
    ) async throws(ProviderError) -> ProviderReceipt {
        let call = Call(at: runtime.now, reference: reference)
        calls.append(call)
        underWay += 1
        mostUnderWay = max(mostUnderWay, underWay)
        defer { underWay -= 1 }
        do { try await runtime.sleep(for: answerTime) } catch { throw .unavailable }
        if let error = refusal(call) { throw error }
        keep()
        let receipt = ProviderReceipt(id: "\(prefix)\(taken)")
        taken += 1
        if let result = outcome(reference) {
            runtime.schedule(at: runtime.now.advanced(by: reportDelay)) { [self] in
                report(
                    DeliveryReport(
                        reference: reference,
                        providerID: receipt.id,
                        result: result,
                        at: runtime.now
                    )
                )
            }
        }
        if losesAnswer(call) {
            do { try await runtime.sleep(for: .seconds(10)) } catch {}
            throw .unanswered
        }
        return receipt
    }
}

/// Passes messages to the bus and keeps what onlookers saw.
final class WorkerOutlet: Outlet, SystemEventSink, @unchecked Sendable {
    private(set) var queued: [NotificationID] = []
    private(set) var attempts: [Instant] = []
    private(set) var changes: [Notification] = []
    private(set) var deadLetters: [NotificationID] = []
    private(set) var alertsSeen: [AccessID] = []
    private(set) var undeliverable: [ChallengeID] = []
    private var bus: MessageBus?
    private let runtime: VirtualRuntime

    init(_ runtime: VirtualRuntime) { self.runtime = runtime }

    func connect(to bus: MessageBus) { self.bus = bus }

    func message(_ payload: Message.Payload) -> Message {
        Message(id: runtime.identifier(), payload: payload, publishedAt: runtime.now)
    }

    func publish(_ message: Message) { bus?.publish(message) }

    func observe(_ systemEvent: SystemEvent) {
        switch systemEvent {
        case .notificationQueued(let notification): queued.append(notification.id)
        case .notificationAttempted: attempts.append(runtime.now)
        case .notificationChanged(let notification): changes.append(notification)
        case .notificationDeadLettered(let id, _): deadLetters.append(id)
        case .codeUndeliverable(let challenge): undeliverable.append(challenge)
        case .hostNotified(let alert): alertsSeen.append(alert.accessID)
        default: break
        }
    }
}
