import DequeModule
import Domain
import Truth

extension InvariantMonitor {
    /// What watches limits and secrets.
    static let limitWatches: [any InvariantWatch.Type] = [
        RateWatch.self, PrivacyWatch.self, CodeWatch.self,
    ]
}

/// Nobody gets more than their rate.
private final class RateWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "address_rate_limit_kept",
            "No address opens more links within a minute than it may, unrefused."
        ),
        Invariant("provider_rate_limit_kept", "No provider is called more often than agreed."),
    ]
    private var addresses = check(0)
    private var providers = check(1)
    private let rules: InvariantRules
    private var windows: [IPAddress: (start: Instant, count: Int)] = [:]
    private var recent: [Notification.Channel: Deque<Instant>] = [:]
    private static let windowsLimit = 100_000

    init(_ rules: InvariantRules) { self.rules = rules }

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .accessOpened(let access): opened(access)
        case .notificationAttempted(_, let channel, _): called(channel, at: instant)
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [addresses, providers] }

    private func opened(_ access: Access) {
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
    private func called(_ channel: Notification.Channel, at instant: Instant) {
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

private final class PrivacyWatch: InvariantWatch {
    static let invariants = [
        Invariant(
            "no_personal_data",
            "No line of the journal holds a token, a number or an address."
        )
    ]

    init(_ rules: InvariantRules) {}

    func checks(on leftovers: RunLeftovers) -> [Check] {
        var privacy = Self.check()
        privacy.add(
            checked: leftovers.journalLinesScanned,
            violations: leftovers.journalLinesWithPersonalData,
            first: leftovers.firstLineWithPersonalData.map { "journal line \($0 + 1)" }
        )
        return [privacy]
    }
}

/// A code is good for its time and its tries.
private final class CodeWatch: InvariantWatch {
    static let invariants = [
        Invariant("code_in_time_and_tries", "No code passes after its expiry or its last try.")
    ]
    private var inTime = check()
    private var expiries: [ChallengeID: Instant] = [:]
    private let triesPerChallenge: Int

    init(_ rules: InvariantRules) { triesPerChallenge = rules.triesPerChallenge }

    func observe(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .challengeIssued(let challenge): issued(challenge)
        case .challengeTried(let id, _, let passed, let tries):
            tried(id, passed: passed, tries: tries, at: instant)
        default: break
        }
    }

    func checks(on leftovers: RunLeftovers) -> [Check] { [inTime] }

    private func issued(_ challenge: Challenge) { expiries[challenge.id] = challenge.expiresAt }

    private func tried(_ id: ChallengeID, passed: Bool, tries: Int, at instant: Instant) {
        guard passed else { return inTime.require(true, "") }
        // A passed challenge cannot pass again.
        let expiresAt = expiries.removeValue(forKey: id)
        inTime.require(
            expiresAt.map { instant < $0 } ?? false && tries <= triesPerChallenge,
            "challenge \(id) was passed at try \(tries), at \(instant)"
        )
    }
}
