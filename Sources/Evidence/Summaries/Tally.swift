import Domain
import Figures
import Truth

/// Counts a run, as it goes by, into the numbers of its summary.
///
/// Constant memory but for one small record a guest.
package final class Tally: RunObserver, AccessReader {
    struct ChannelCount: Hashable {
        var sent = 0
        var delivered = 0
        var failed = 0
        var bounced = 0
        var retried = 0
        /// Sent once more although they had been sent.
        var duplicates = 0
        var deadLettered = 0
        var costMicros = 0
    }

    /// Whom a guest plays, and where.
    private struct Cast {
        let event: EventID
        let persona: String
    }

    /// What it cost those of one persona that others were stopped.
    struct PersonaFriction {
        let challenged: ClusteredProportion
        let refused: ClusteredProportion
    }

    private(set) var events = 0
    private(set) var guests = 0
    private(set) var accesses = 0
    private(set) var rsvps = 0
    private(set) var notifications = 0
    private(set) var fraud = FraudFigures()
    private(set) var outcomes: [Outcome: Int] = [:]
    private(set) var latencies: [Operation: LatencyHistogram] = [:]
    /// Of openings and submissions, whose browsers are somebody's.
    private(set) var latenciesByActor: [ActorWait: LatencyHistogram] = [:]
    private(set) var channels: [Notification.Channel: ChannelCount] = [:]
    private(set) var responses: [Reply.Response: Int] = [:]
    /// Components' processes that died.
    private(set) var stops = 0
    /// Components that the others could not reach for a while.
    private(set) var cutOffs = 0
    /// Messages of processes that had died, published again.
    private(set) var recovered = 0
    /// Replies that hosts have undone.
    package private(set) var undone = 0
    /// The longest that a reply which was let in unscored waited for its score.
    private(set) var longestReview: Duration?
    private(set) var examples = GateExamples()
    /// When campaigns began, by attack.
    private(set) var begun: [String: [Instant]] = [:]
    /// Which events and campaigns belong to one split.
    package let groups = SplitGroups()
    private var cast: [GuestID: Cast] = [:]
    /// Names of those who were cast, or might have been.
    private var personas: Set<String> = []
    private var setOut: Set<GuestID> = []
    private var refused: Set<GuestID> = []
    private var challenged: Set<GuestID> = []
    private var waitingForReview: [AccessID: Instant] = [:]
    private var engineReturnedAt: Instant?
    private var queuedAt: [NotificationID: Instant] = [:]

    /// - `attacks`, `personas`: Names that have figures even where nothing is seen of them.
    package init(attacks: [String] = [], personas: [String] = []) {
        fraud = FraudFigures(attacks: attacks, personas: personas)
        self.personas = Set(personas).subtracting(attacks)
    }

    /// A tally of what several runs have together, and of nothing else.
    init(_ pool: Pool) {
        fraud = FraudFigures(pool)
        latencies = pool.latencies
        latenciesByActor = pool.latenciesByActor
    }

    /// What several runs' figures are reckoned from together, besides shares by cluster.
    var pool: Pool {
        Pool(
            judged: Pool.Scored(fraud.clusteredScores),
            sent: Pool.Scored(fraud.attemptScores),
            latencies: latencies,
            latenciesByActor: latenciesByActor,
            attacks: fraud.byAttack.mapValues(\.course)
        )
    }

    // MARK: Accesses, once their story is over

    package func read(_ row: AccessRow) {
        accesses += 1
        outcomes[row.outcome, default: 0] += 1
        groups.read(row)
        fraud.read(row)
        examples.read(row)
    }

    package func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant) {}

    // MARK: The rest, as it happens

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        switch systemEvent {
        case .eventPublished: events += 1
        case .rsvpRecorded(let rsvp, _):
            rsvps += 1
            responses[rsvp.reply.response, default: 0] += 1
        case .rsvpReplaced(let rsvp, let replacement):
            // What gave way does not count beside what took its place.
            rsvps -= 1
            if replacement == .undone { undone += 1 }
            responses[rsvp.reply.response, default: 0] -= 1
        case .accessUnscored(let id):
            waitingForReview[id] = instant
        case .accessScored(let access, _):
            if let since = waitingForReview.removeValue(forKey: access.id) {
                longestReview = max(
                    longestReview ?? .zero,
                    instant - max(since, engineReturnedAt ?? since)
                )
            }
        case .componentStarted("fraud-engine"), .componentReached("fraud-engine"):
            engineReturnedAt = instant
        case .componentStopped: stops += 1
        case .componentCutOff: cutOffs += 1
        case .messageRecovered: recovered += 1
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

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        switch note {
        case .guestCast(let guest, let event, let persona, _, _):
            guests += 1
            cast[guest] = Cast(event: event, persona: persona)
            personas.insert(persona)
        case .providerAccepted(_, let channel, copy: let copy, isAnswered: _):
            if copy == 0 {
                channels[channel, default: ChannelCount()].sent += 1
            } else {
                channels[channel, default: ChannelCount()].duplicates += 1
            }
        case .guestSetOut(let guest): setOut.insert(guest)
        case .guestRefused(let guest):
            refused.insert(guest)
            examples.refused = examples.refused ?? guest
        case .attackBegan(let campaign, _):
            begun[String(campaign.prefix { $0 != "/" }), default: []].append(instant)
        case .guestChallenged(let guest, _):
            challenged.insert(guest)
            examples.challenged = examples.challenged ?? guest
        case .waited(let operation, let duration, let actor):
            latencies[operation, default: LatencyHistogram()].record(
                microseconds: duration.microseconds
            )
            if let actor {
                latenciesByActor[ActorWait(operation, by: actor), default: LatencyHistogram()]
                    .record(microseconds: duration.microseconds)
            }
        default: break
        }
    }

    package func ended(at instant: Instant) {}

    /// Genuine guests who set out to answer.
    var guestsWhoSetOut: Int { setOut.count }
    /// Genuine guests who wanted to answer and could not.
    var guestsRefused: Int { refused.count }
    /// Share of genuine guests who met any challenge, by event.
    var friction: ClusteredProportion { share(of: setOut, in: challenged) }

    /// The same, and who gave up, of each persona, by name.
    var frictionByPersona: [(name: String, figures: PersonaFriction)] {
        let guests = Dictionary(grouping: setOut) { cast[$0]?.persona ?? "" }
        return personaNames.map { ($0, friction(of: guests[$0] ?? [])) }
    }

    /// The same of one persona.
    func friction(of persona: String) -> PersonaFriction {
        friction(of: setOut.filter { cast[$0]?.persona == persona })
    }

    /// Of those who were cast, or might have been.
    var personaNames: [String] { personas.sorted() }

    private func friction(of guests: some Sequence<GuestID>) -> PersonaFriction {
        PersonaFriction(
            challenged: share(of: guests, in: challenged),
            refused: share(of: guests, in: refused)
        )
    }

    private func share(
        of guests: some Sequence<GuestID>,
        in others: Set<GuestID>
    ) -> ClusteredProportion {
        var events: [EventID?: Proportion] = [:]
        for guest in guests {
            events[cast[guest]?.event, default: Proportion()].record(
                success: others.contains(guest)
            )
        }
        var sum = ClusteredProportion()
        for event in events.values { sum.add(event) }
        return sum
    }
}
