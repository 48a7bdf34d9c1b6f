import Domain

/// A story with all its defaults filled in: who is invited, who cheats, what breaks.
package struct Scenario: Hashable, Sendable {
    package var name = ""
    package var description = ""
    /// 2026-06-01T08:00:00Z.
    package var starts = Instant(microseconds: 1_780_300_800_000_000)
    package var lasts = Duration.days(30)
    package var seed: UInt64 = 1
    package var events: [Event] = []
    package var hosts = Hosts()
    /// Shares of guests, in the order of the file; the rest is prompt.
    package var cast: [CastShare] = []
    /// Share of e-mail guests whose mail is fetched by a scanner first: 10–30 % of clicks in
    /// business mail are scanners' ("Bot clicks from security scanners"); private mailboxes have
    /// fewer (assumption).
    package var mailScanners = 0.1
    package var attacks: [Attack] = []
    package var faults: [Fault] = []
    package var deployment = Deployment()
    package var fraud = Fraud()
    package var gates: [Gate] = []
    package var outputs = Outputs()

    package var endsAt: Instant { starts.advanced(by: lasts) }

    package init() {}

    /// One entry of `events`; it may stand for many.
    package struct Event: Hashable, Sendable {
        package var name = "Gathering"
        package var count = 1
        package var guests = 100...100
        /// Empty: drawn by population.
        package var cities: [String] = []
        package var livingElsewhere = 0.15
        /// After the scenario's start; `nil`: a week after its end.
        package var starts: Duration?
        package var capacity: Int?
        package var invitedAt = Duration.hours(1)
        /// Over so long the invitations of many events are spread.
        package var invitedOver = Duration.zero
        /// After the invitations.
        package var reminderAt: Duration?
        package var byEmail = 0.4

        package init() {}
    }

    package struct Hosts: Hashable, Sendable {
        package var checksAlertsAfter = Duration.hours(3)
        package var confirmsWrongly = 0.03
        package var answers = 0.9

        package init() {}
    }

    package struct CastShare: Hashable, Sendable {
        package var role: CastRole
        package var share: Double
    }

    package struct Attack: Hashable, Sendable {
        package var kind: AttackKind
        /// Of guests whose link is used; `nil` where a count is given.
        package var share: Double?
        package var count: Int?
        package var city: String?
        package var begins: Duration
        package var attempts: Int
        package var every: Duration
    }

    package struct Fault: Hashable, Sendable {
        package var kind: FaultKind
        package var at: Duration
        package var lasts: Duration
        /// How much slower or later, for the kinds that have it.
        package var by = Duration.zero
        /// The share of messages, for the kinds that have it.
        package var share = 0.0
        /// Messages a second, for throttling.
        package var to = 0
    }

    package struct Deployment: Hashable, Sendable {
        package struct Component: Hashable, Sendable {
            package var workers: Int
            package var service: Duration
        }

        package var coreAPI = Component(workers: 16, service: .milliseconds(3))
        package var fraudEngine = Component(workers: 8, service: .milliseconds(2))
        package var notifications = Component(workers: 64, service: .milliseconds(1))
        package var mobile = Duration.milliseconds(90)
        package var home = Duration.milliseconds(30)
        package var office = Duration.milliseconds(20)
        package var hosting = Duration.milliseconds(8)
        package var vpn = Duration.milliseconds(110)

        package init() {}
    }

    package struct Fraud: Hashable, Sendable {
        package var edges = BandEdges.documented
        package var gateTimeout = Duration.milliseconds(100)
        /// Accesses an address may make within a minute.
        package var rateLimit = 60

        package init() {}
    }

    /// A requirement as it is written, with its place for messages.
    package struct Gate: Hashable, Sendable {
        package var text: String
    }

    package struct Outputs: Hashable, Sendable {
        package var journal = true
        package var dataset = true
        package var database = true

        package init() {}
    }
}

/// Who a guest may be.
package enum CastRole: String, CaseIterable, Sendable {
    case prompt, procrastinating, declining
    case neverAnswering = "never-answering"
    case newPhone = "new-phone"
    case traveller, couple
}

/// What may be done with a link that is not one's own.
package enum AttackKind: String, CaseIterable, Sendable {
    case casualForward = "casual-forward"
    case headlessScript = "headless-script"
    case replayAfterUse = "replay-after-use"
    case alteredToken = "altered-token"
    case guessedToken = "guessed-token"

    var defaultBegins: Duration {
        switch self {
        case .casualForward: .hours(2)
        case .headlessScript: .minutes(30)
        case .replayAfterUse: .hours(6)
        case .alteredToken, .guessedToken: .hours(1)
        }
    }

    var defaultAttempts: Int {
        switch self {
        case .casualForward, .replayAfterUse: 1
        case .headlessScript: 30
        case .alteredToken: 20
        case .guessedToken: 50
        }
    }
}

/// What may break.
package enum FaultKind: String, CaseIterable, Sendable {
    case fraudEngineDown = "fraud-engine-down"
    case fraudEngineSlow = "fraud-engine-slow"
    case smsOutage = "sms-outage"
    case emailOutage = "email-outage"
    case smsThrottled = "sms-throttled"
    case emailThrottled = "email-throttled"
    case messagesDuplicated = "messages-duplicated"
    case messagesDelayed = "messages-delayed"
    case acksLost = "acks-lost"
    case coreAPICrash = "core-api-crash"
    case fraudEngineCrash = "fraud-engine-crash"
    case notificationsCrash = "notifications-crash"

    /// What else this kind needs to be told.
    enum Extra { case none, by, share, to }

    var extra: Extra {
        switch self {
        case .fraudEngineSlow, .messagesDelayed: .by
        case .messagesDuplicated, .acksLost: .share
        case .smsThrottled, .emailThrottled: .to
        default: .none
        }
    }
}
