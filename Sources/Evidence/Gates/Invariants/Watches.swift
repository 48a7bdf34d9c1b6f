import DequeModule
import Domain

/// A token is used once.
struct TokenWatch {
    private(set) var once = Check("token_used_once")
    private var used: Set<TokenID> = []

    mutating func used(_ rsvp: RSVP) {
        once.require(used.insert(rsvp.tokenID).inserted, "token \(rsvp.tokenID) was used again")
    }
}

/// Seats stay within an event's capacity.
struct SeatWatch {
    var capacities: [EventID: Int?] = [:]
    private(set) var within = Check("capacity_kept")
    private var taken: [EventID: Int] = [:]
    private var byGuest: [GuestID: Int] = [:]

    mutating func recorded(_ rsvp: RSVP) {
        let before = byGuest.updateValue(rsvp.reply.seats, forKey: rsvp.guestID) ?? 0
        let seats = taken[rsvp.eventID, default: 0] + rsvp.reply.seats - before
        taken[rsvp.eventID] = seats
        guard let capacity = capacities[rsvp.eventID] ?? nil else {
            return within.require(true, "")
        }
        within.require(
            seats <= capacity,
            "event \(rsvp.eventID): \(seats) seats taken of \(capacity)"
        )
    }
}

/// Decisions follow from scores by the edges, and a blocked access records nothing.
struct DecisionWatch {
    var unscored: Set<AccessID> = []
    private(set) var noneFromBlocked = Check("no_rsvp_from_blocked_access")
    private(set) var edgesKept = Check("decision_follows_edges")
    private let edges: BandEdges
    private var blocked: Set<AccessID> = []
    private var unscoredSeen = 0

    init(edges: BandEdges) { self.edges = edges }

    mutating func judged(_ verdict: Verdict) {
        if verdict.moment == .submitted, verdict.decision == .block {
            blocked.insert(verdict.accessID)
        }
        let expected = expected(verdict)
        edgesKept.require(
            verdict.decision == expected,
            """
            access \(verdict.accessID): score \(verdict.score.map { "\($0.value)" } ?? "none"), \
            expected \(expected.name), found \(verdict.decision.name)
            """
        )
    }

    mutating func recorded(_ rsvp: RSVP) {
        noneFromBlocked.require(
            !blocked.contains(rsvp.accessID),
            "RSVP \(rsvp.id) came from blocked access \(rsvp.accessID)"
        )
    }

    /// Every reply that was let in unscored is scored later, but for what still waits.
    func reviewed(waiting: Int) -> Check {
        var check = Check("unscored_access_reviewed")
        check.require(
            unscored.count <= waiting,
            "\(unscored.count) accesses were never scored, \(waiting) still wait"
        )
        return check
    }

    /// The policy in other words: compare with the edges from the top down.
    private func expected(_ verdict: Verdict) -> Decision {
        if verdict.wasMachine { return .allow }
        let score = verdict.score?.value ?? 0
        if score > edges.block { return .block }
        if score > edges.smsVerify || verdict.tokenWasFlagged { return .smsVerify }
        return score > edges.softVerify ? .softVerify : .allow
    }
}

/// Nobody gets more than their rate.
struct RateWatch {
    private(set) var addresses = Check("address_rate_limit_kept")
    private(set) var providers = Check("provider_rate_limit_kept")
    private let rules: InvariantRules
    private var windows: [IPAddress: (start: Instant, count: Int)] = [:]
    private var recent: [Notification.Channel: Deque<Instant>] = [:]
    private static let windowsLimit = 100_000

    init(rules: InvariantRules) { self.rules = rules }

    mutating func opened(_ access: Access) {
        let place = access.visit.address.place
        var window = windows[place] ?? (access.openedAt, 0)
        if access.openedAt - window.start >= .minutes(1) { window = (access.openedAt, 0) }
        window.count += 1
        if windows.count >= Self.windowsLimit, windows[place] == nil {
            windows = windows.filter { access.openedAt - $0.value.start < .minutes(1) }
        }
        windows[place] = window
        addresses.require(
            window.count <= rules.accessesPerMinute || access.rejection == .rateLimited,
            "access \(access.id) was number \(window.count) from its address within a minute"
        )
    }

    /// Counts the calls to a provider within the second that ends now.
    mutating func called(_ channel: Notification.Channel, at instant: Instant) {
        let limit = channel == .sms ? rules.smsPerSecond : rules.emailsPerSecond
        var times = recent[channel] ?? []
        while let oldest = times.first, instant - oldest >= .seconds(1) { times.removeFirst() }
        times.append(instant)
        providers.require(
            times.count <= limit,
            "\(times.count) \(channel.rawValue) calls within the second before \(instant)"
        )
        recent[channel] = times
    }
}

/// A code is good for its time and its tries.
struct CodeWatch {
    private(set) var inTime = Check("code_in_time_and_tries")
    private var expiries: [ChallengeID: Instant] = [:]
    private let triesPerChallenge: Int

    init(triesPerChallenge: Int) { self.triesPerChallenge = triesPerChallenge }

    mutating func issued(_ challenge: Challenge) { expiries[challenge.id] = challenge.expiresAt }

    mutating func tried(_ id: ChallengeID, passed: Bool, tries: Int, at instant: Instant) {
        guard passed else { return inTime.require(true, "") }
        // A passed challenge cannot pass again.
        let expiresAt = expiries.removeValue(forKey: id)
        inTime.require(
            expiresAt.map { instant < $0 } ?? false && tries <= triesPerChallenge,
            "challenge \(id) was passed at try \(tries), at \(instant)"
        )
    }
}

/// Every cause is told once, and every block to its host.
struct NotificationWatch {
    private(set) var once = Check("notification_sent_once")
    private var expected: Set<String> = []
    private var expectedCount = 0
    private var causes: Set<String> = []
    /// Causes that were told on some channel.
    private var met: Set<String> = []
    private var told: Set<AccessID> = []
    private var isAccepted: Set<NotificationID> = []
    private var unsent: Set<NotificationID> = []
    private var alerts: Set<AccessID> = []
    private var alertCount = 0

    mutating func expect(_ cause: String) {
        expectedCount += 1
        if !met.contains(cause) { expected.insert(cause) }
    }

    mutating func queued(_ notification: Notification) {
        expected.remove(notification.cause)
        met.insert(notification.cause)
        unsent.insert(notification.id)
        once.require(
            causes.insert("\(notification.channel.rawValue) \(notification.cause)").inserted,
            "\(notification.cause) was queued again on \(notification.channel.rawValue)"
        )
    }

    mutating func changed(_ notification: Notification) {
        if notification.status == .queued {
            unsent.insert(notification.id)
        } else {
            unsent.remove(notification.id)
        }
    }

    mutating func accepted(_ id: NotificationID) {
        once.require(isAccepted.insert(id).inserted, "notification \(id) was sent twice")
    }

    mutating func raised(_ alert: FraudAlert) {
        if !told.contains(alert.accessID), alerts.insert(alert.accessID).inserted {
            alertCount += 1
        }
        expect("alert/\(alert.accessID)")
    }

    /// A host's dashboard shows every alert; e-mails about it may be gathered in a digest.
    mutating func told(_ alert: FraudAlert) {
        let cause = "alert/\(alert.accessID)"
        expected.remove(cause)
        met.insert(cause)
        told.insert(alert.accessID)
        alerts.remove(alert.accessID)
    }

    /// - `intake`: Messages that the worker has still to read, or has given up.
    /// - `sending`: Notifications that still wait for a provider, or were given up.
    func lost(intake: Int, sending: Int) -> Check {
        var check = Check("notification_not_lost")
        check.add(checked: expectedCount, violations: 0, first: nil)
        check.require(
            expected.count <= intake,
            "\(expected.count) causes were never told, such as \(expected.min() ?? "")"
        )
        check.require(
            unsent.count <= sending,
            "\(unsent.count) notifications were never sent, \(sending) still wait"
        )
        return check
    }

    func hostsTold(waiting: Int) -> Check {
        var check = Check("block_alert_reached_host")
        check.add(checked: alertCount, violations: 0, first: nil)
        check.require(
            alerts.count <= waiting,
            "\(alerts.count) alerts never reached their host"
        )
        return check
    }
}
