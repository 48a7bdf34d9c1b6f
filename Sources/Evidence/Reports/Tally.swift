import Datasets
import Domain
import Metrics
import Truth

/// Counts a run, as it goes by, into the numbers of its summary.
///
/// Constant memory but for one small record a guest.
package final class Tally: RunObserver, AccessReader {
    struct AttackCount: Hashable {
        var caught = 0
        var total = 0
    }

    struct PersonaCount: Hashable {
        var challenged = 0
        var blocked = 0
        var total = 0
    }

    struct ChannelCount: Hashable {
        var sent = 0
        var delivered = 0
        var failed = 0
        var bounced = 0
        var retried = 0
        var deadLettered = 0
        var costMicros = 0
    }

    private(set) var events = 0
    private(set) var guests = 0
    private(set) var accesses = 0
    private(set) var rsvps = 0
    private(set) var notifications = 0
    private(set) var bands = BandTable()
    private(set) var scores = ScoreTable()
    private(set) var byAttack: [String: AttackCount] = [:]
    private(set) var byPersona: [String: PersonaCount] = [:]
    private(set) var outcomes: [Outcome: Int] = [:]
    private(set) var rejections: [Rejection: Int] = [:]
    private(set) var reasons: [Signal.Name: Int] = [:]
    private(set) var admitted = 0
    private(set) var unscored = 0
    private(set) var alerts = 0
    /// Links that were flagged, by who raised the flag.
    private(set) var flags: [Truth.Actor: Int] = [:]
    private(set) var latencies: [Operation: LatencyHistogram] = [:]
    private(set) var channels: [Notification.Channel: ChannelCount] = [:]
    private(set) var responses: [Reply.Response: Int] = [:]
    /// The longest that a reply which was let in unscored waited for its score.
    private(set) var longestReview = Duration.zero
    private var setOut: Set<GuestID> = []
    private var refused: Set<GuestID> = []
    private var challenged: Set<GuestID> = []
    private var waitingForReview: [AccessID: Instant] = [:]
    private var engineReturnedAt: Instant?
    private var queuedAt: [NotificationID: Instant] = [:]

    package init() {}

    /// A tally that knows names before it has seen them: for checking a scenario before its run.
    init(attacks: [String], personas: [String]) {
        for attack in attacks { byAttack[attack] = AttackCount() }
        for persona in personas { byPersona[persona] = PersonaCount() }
    }

    // MARK: Accesses, once their story is over

    package func read(_ row: AccessRow) {
        accesses += 1
        outcomes[row.outcome, default: 0] += 1
        if let rejection = row.access.rejection { rejections[rejection, default: 0] += 1 }
        guard let label = row.label else { return }
        let decision = row.decision ?? .allow
        bands.record(decision: decision.rawValue, isFraud: label.isFraud)
        if let score = row.score {
            scores.record(ScoredSample(score: score.value, isFraud: label.isFraud))
        }
        if label.isFraud, row.answered { admitted += 1 }
        if row.raisedFlag { flags[label.actor, default: 0] += 1 }
        if label.isFraud, let attack = label.attack {
            byAttack[attack, default: AttackCount()].total += 1
            if decision >= .smsVerify { byAttack[attack]?.caught += 1 }
        }
        byPersona[label.persona, default: PersonaCount()].total += 1
        if decision > .allow { byPersona[label.persona]?.challenged += 1 }
        if decision == .block { byPersona[label.persona]?.blocked += 1 }
        if decision > .allow, let signals = row.assessment?.signals {
            for signal in signals where signal.score * signal.weight > 0 {
                reasons[signal.name, default: 0] += 1
            }
        }
    }

    package func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant) {}

    // MARK: The rest, as it happens

    package func observe(_ occurrence: Occurrence, at instant: Instant, sequence: Int) {
        switch occurrence {
        case .eventPublished: events += 1
        case .rsvpRecorded(let rsvp, _):
            rsvps += 1
            responses[rsvp.reply.response, default: 0] += 1
        case .rsvpReplaced(let rsvp, _):
            // What gave way does not count beside what took its place.
            rsvps -= 1
            responses[rsvp.reply.response, default: 0] -= 1
        case .alertRaised: alerts += 1
        case .accessUnscored(let id):
            unscored += 1
            waitingForReview[id] = instant
        case .accessScored(let access, _):
            if let since = waitingForReview.removeValue(forKey: access.id) {
                longestReview = max(longestReview, instant - max(since, engineReturnedAt ?? since))
            }
        case .componentStarted("fraud-engine"): engineReturnedAt = instant
        case .notificationQueued(let notification):
            notifications += 1
            queuedAt[notification.id] = instant
        case .notificationAttempted(_, let channel, let attempt) where attempt > 1:
            channels[channel, default: ChannelCount()].retried += 1
        case .notificationChanged(let notification): count(notification, at: instant)
        case .notificationDeadLettered(_, let channel):
            channels[channel, default: ChannelCount()].deadLettered += 1
        default: break
        }
    }

    private func count(_ notification: Notification, at instant: Instant) {
        guard notification.status != .queued, notification.status != .sent,
            let queued = queuedAt.removeValue(forKey: notification.id)
        else { return }
        var channel = channels[notification.channel] ?? ChannelCount()
        switch notification.status {
        case .queued, .sent: break
        case .delivered:
            channel.delivered += 1
            let operation: Operation = notification.channel == .sms ? .notifySMS : .notifyEmail
            latencies[operation, default: LatencyHistogram()].record(
                microseconds: (instant - queued).microseconds
            )
        case .failed: channel.failed += 1
        case .bounced: channel.bounced += 1
        }
        channel.costMicros += notification.costMicros
        channels[notification.channel] = channel
    }

    package func observe(_ note: StageNote, at instant: Instant, sequence: Int) {
        switch note {
        case .guestCast: guests += 1
        case .providerAccepted(_, let channel):
            channels[channel, default: ChannelCount()].sent += 1
        case .guestSetOut(let guest): setOut.insert(guest)
        case .guestRefused(let guest): refused.insert(guest)
        case .guestChallenged(let guest, _): challenged.insert(guest)
        case .waited(let operation, let duration):
            latencies[operation, default: LatencyHistogram()].record(
                microseconds: duration.microseconds
            )
        default: break
        }
    }

    package func ended(at instant: Instant) {}

    /// Genuine guests who set out to answer.
    var guestsWhoSetOut: Int { setOut.count }
    /// Genuine guests who wanted to answer and could not.
    var guestsRefused: Int { refused.count }
    /// Share of genuine guests who met any challenge.
    var friction: Proportion {
        Proportion(successes: challenged.intersection(setOut).count, trials: setOut.count)
    }
}
