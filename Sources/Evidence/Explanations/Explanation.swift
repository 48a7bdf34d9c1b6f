import Domain
import FraudEngine
import Truth

/// What became of a few accesses and why, from the first cause on.
///
/// What the system and its operators could see stands apart from what only the simulation knows.
package struct Explanation: Sendable {
    package let subject: Inquiry
    package let scorer: String
    /// Each of them with all their accesses, in the order in which they were invited.
    package let guests: [GuestStory]
    /// Accesses with links that are nobody's, or of guests whom the case file is not about.
    package private(set) var strangers: [AccessStory]
    /// When campaigns began, by name; known to the simulation alone.
    private let begun: [String: Instant]

    /// Reads a case file.
    ///
    /// - `scorer`: The one that the run was scored by.
    package init(_ file: CaseFile, of subject: Inquiry, by scorer: any RiskScorer) {
        self.subject = subject
        self.scorer = scorer.name
        var reading = Reading(scorer)
        for (at, entry) in file.entries { reading.read(entry, at: at) }
        let stories = reading.order.compactMap { reading.accesses[$0] }
        guests = reading.guests.map { guest in
            var guest = guest
            guest.accesses = stories.filter { $0.access.guestID == guest.id }
            return guest
        }
        begun = reading.begun
        let known = Set(guests.map(\.id))
        strangers = stories.filter { story in !(story.access.guestID.map(known.contains) ?? false) }
    }

    /// Explains one judged access by itself: the visit, what was known of it, the score and the decision.
    ///
    /// - `sentAt`: When its form was sent, where one was.
    /// - `scorer`: The one that the run was scored by.
    package init(
        of access: Access,
        _ assessment: Assessment,
        _ decided: DecisionRecord,
        sentAt: Instant?,
        outcome: Outcome,
        _ label: Label,
        by scorer: any RiskScorer
    ) {
        let file = CaseFile(guests: [], strangers: [access.id])
        let decidedAt = sentAt ?? access.openedAt
        file.observe(.accessOpened(access), at: access.openedAt, sequence: 0)
        file.observe(.submissionScored(assessment), at: decidedAt, sequence: 1)
        file.observe(.accessDecided(decided), at: decidedAt, sequence: 2)
        file.observe(.accessEnded(access.id, outcome), at: decidedAt, sequence: 3)
        file.observe(.accessLabelled(access.id, label), at: decidedAt, sequence: 4)
        self.init(file, of: .access(access.id), by: scorer)
        for place in strangers.indices { strangers[place].isAlone = true }
    }

    /// The campaigns of those accesses, each with its beginning, in the order in which they began.
    package var campaigns: [(name: String, began: Instant)] {
        Set(accesses.compactMap { $0.label?.campaign }).compactMap { name in
            begun[name].map { (name, $0) }
        }.sorted { ($0.began, $0.name) < ($1.began, $1.name) }
    }

    /// Every access that was asked for, in order of time.
    package var accesses: [AccessStory] {
        let all = (guests.flatMap(\.accesses) + strangers)
            .sorted { ($0.access.openedAt, $0.access.id) < ($1.access.openedAt, $1.access.id) }
        return switch subject {
        case .access(let id): all.filter { $0.access.id == id }
        case .guest: all
        case .campaign(let name): all.filter { $0.label?.campaign == name }
        }
    }
}

/// A guest of a case: who they are to the system, and what happened about them.
package struct GuestStory: Sendable {
    package let id: GuestID
    package let eventID: EventID
    /// Where their host's list says that they live.
    package let listed: Residence
    package fileprivate(set) var events: [Step] = []
    /// What arrived, or did not, of messages to them; `events` has it too.
    package fileprivate(set) var messages: [Step] = []
    package fileprivate(set) var accesses: [AccessStory] = []

    // Known to the simulation alone:
    package let persona: String
    package let lives: Residence
}

/// One thing that happened.
package struct Step: Hashable, Sendable {
    package let at: Instant
    package let text: String
}

/// One access, with the judgements about it and what followed.
package struct AccessStory: Sendable {
    package let access: Access
    package fileprivate(set) var geo: GeoRecord?
    package fileprivate(set) var isMachine = false
    /// When it was opened, and again when its form was sent.
    package fileprivate(set) var scorings: [Scoring] = []
    package fileprivate(set) var followed: [Step] = []
    /// Visits to the guest's links before this one that were let in and were no machine's.
    package fileprivate(set) var earlier: [Visit] = []
    /// Whether nothing is at hand of what came before it.
    package fileprivate(set) var isAlone = false

    // Known to the simulation alone:
    package fileprivate(set) var label: Label?

    init(_ access: Access) { self.access = access }
}

/// A score and what was decided on it.
package struct Scoring: Sendable {
    package let at: Instant
    package let moment: DecisionRecord.Moment
    package let score: RiskScore?
    package let decision: Decision
    package let tokenWasFlagged: Bool
    package let isEnforced: Bool
    /// `nil` where the engine did not answer in time.
    package let breakdown: ScoreBreakdown?
    /// By `Feature`; empty where there was no answer.
    package let features: [Double]
}

// MARK: Reading a case file

private struct Reading {
    let scorer: any RiskScorer
    var guests: [GuestStory] = []
    var accesses: [AccessID: AccessStory] = [:]
    var order: [AccessID] = []
    var begun: [String: Instant] = [:]
    private var tokens: [TokenID: GuestID] = [:]
    private var challenges: [ChallengeID: AccessID] = [:]
    private var notifications: [NotificationID: GuestID] = [:]
    /// The latest of each access, until a decision rests on it.
    private var assessments: [AccessID: Assessment] = [:]

    init(_ scorer: any RiskScorer) { self.scorer = scorer }

    mutating func read(_ entry: CaseFile.Entry, at instant: Instant) {
        switch entry {
        case .systemEvent(let systemEvent): read(systemEvent, at: instant)
        case .note(let note): read(note, at: instant)
        }
    }

    private mutating func note(_ text: String, of guest: GuestID?, at instant: Instant) {
        guard let place = guests.firstIndex(where: { $0.id == guest }) else { return }
        guests[place].events.append(Step(at: instant, text: text))
    }

    private mutating func note(_ text: String, of access: AccessID, at instant: Instant) {
        accesses[access]?.followed.append(Step(at: instant, text: text))
    }

    private mutating func read(_ systemEvent: SystemEvent, at instant: Instant) {
        switch systemEvent {
        case .tokenIssued(let token, let guest, _, let expiresAt):
            tokens[token] = guest
            note("a link is issued, good until \(expiresAt.day)", of: guest, at: instant)
        case .tokenRevoked(let token):
            note("the host takes the link back", of: tokens[token], at: instant)
        case .tokenFlagged(let token, let access, let score):
            let text = "the link is flagged: access \(access.short) scored \(score.value)"
            note(text, of: tokens[token], at: instant)
            note("its link is flagged", of: access, at: instant)
        case .tokenCleared(let token, let release):
            note("the flag is taken off: \(release.words)", of: tokens[token], at: instant)
        case .accessOpened(let access): open(access)
        case .accessScored(_, let assessment), .submissionScored(let assessment):
            assessments[assessment.accessID] = assessment
        case .accessUnscored(let access):
            assessments[access] = nil
            note("the engine does not answer in time: let in, for review", of: access, at: instant)
        case .accessDecided(let decided): judge(decided, at: instant)
        case .accessEnded(let access, let outcome):
            note("ends as \(outcome.rawValue)", of: access, at: instant)
        case .challengeIssued(let challenge):
            challenges[challenge.id] = challenge.accessID
            let kind =
                challenge.kind == .code
                ? "a code goes to the guest's phone" : "the guest's name is asked for"
            note(kind, of: challenge.accessID, at: instant)
        case .challengeTried(_, let access, let passed, let tries):
            note(
                passed ? "right answer at try \(tries)" : "wrong answer, try \(tries)",
                of: access,
                at: instant
            )
        case .codeUndeliverable(let challenge):
            guard let access = challenges[challenge] else { return }
            note("the code cannot be delivered", of: access, at: instant)
        case .rsvpRecorded(let rsvp, let outcome):
            let seats = rsvp.reply.plusOnes > 0 ? " with \(rsvp.reply.plusOnes) more" : ""
            let reply = "\(rsvp.reply.response.rawValue)\(seats)"
            note("reply recorded: \(reply) (\(outcome.rawValue))", of: rsvp.accessID, at: instant)
            note(
                "access \(rsvp.accessID.short) replies: \(reply)",
                of: rsvp.guestID,
                at: instant
            )
        case .rsvpReplaced(let rsvp, let reason):
            note("its reply gives way: \(reason.rawValue)", of: rsvp.accessID, at: instant)
            note("the reply gives way: \(reason.rawValue)", of: rsvp.guestID, at: instant)
        case .capacityRefused(let access, _):
            note("no seats are left", of: access, at: instant)
        case .alertRaised(let alert):
            note("an alert goes to the host", of: alert.accessID, at: instant)
        case .hostNotified(let alert):
            note("the host has the alert", of: alert.accessID, at: instant)
        case .notificationQueued(let notification):
            guard case .guest(let guest) = notification.recipient else { return }
            notifications[notification.id] = guest
        case .notificationChanged(let notification):
            read(notification, at: instant)
        case .notificationDeadLettered(let id, let channel):
            note("a message by \(channel.rawValue) is given up", of: notifications[id], at: instant)
        default: break
        }
    }

    private mutating func read(_ notification: Notification, at instant: Instant) {
        let guest = notifications[notification.id]
        let what = "\(notification.kind.rawValue) by \(notification.channel.rawValue)"
        let fate: String
        switch notification.status {
        case .delivered: fate = "arrives"
        case .bounced: fate = "bounces"
        case .failed: fate = "fails"
        case .queued, .sent: return
        }
        note("\(what) \(fate)", of: guest, at: instant)
        guard let place = guests.firstIndex(where: { $0.id == guest }) else { return }
        guests[place].messages.append(Step(at: instant, text: "\(what) \(fate)"))
    }

    private mutating func open(_ access: Access) {
        var story = AccessStory(access)
        let before = order.compactMap { accesses[$0] }.filter {
            $0.access.guestID == access.guestID && $0.access.rejection == nil && !$0.isMachine
        }
        if access.guestID != nil { story.earlier = before.map(\.access.visit) }
        accesses[access.id] = story
        order.append(access.id)
        let end = access.rejection.map { ", refused: \($0.rawValue)" } ?? ""
        note(
            "access \(access.id.short) opens the link\(end)",
            of: access.guestID,
            at: access.openedAt
        )
    }

    private mutating func judge(_ decided: DecisionRecord, at instant: Instant) {
        let assessment = assessments.removeValue(forKey: decided.accessID)
        if let assessment {
            accesses[decided.accessID]?.geo = assessment.geo
            accesses[decided.accessID]?.isMachine = assessment.isMachine
        }
        let scoring = Scoring(
            at: instant,
            moment: decided.moment,
            score: decided.score,
            decision: decided.decision,
            tokenWasFlagged: decided.tokenWasFlagged,
            isEnforced: decided.isEnforced,
            breakdown: assessment.map { scorer.breakdown($0.features) },
            features: assessment?.features.values ?? []
        )
        accesses[decided.accessID]?.scorings.append(scoring)
        let score = decided.score.map { "scores \($0.value)" } ?? "is not scored"
        let moment = decided.moment == .opened ? "opened" : "its form sent"
        let guest = accesses[decided.accessID]?.access.guestID
        note(
            "access \(decided.accessID.short), \(moment), \(score): \(decided.decision.name)",
            of: guest,
            at: instant
        )
    }

    private mutating func read(_ note: WorldEvent, at instant: Instant) {
        switch note {
        case .guestCast(let guest, let event, let persona, let lives, let listed):
            guests.append(
                GuestStory(
                    id: guest,
                    eventID: event,
                    listed: listed,
                    persona: persona,
                    lives: lives
                )
            )
        case .accessLabelled(let access, let label): accesses[access]?.label = label
        case .attackBegan(let campaign, _): begun[campaign] = instant
        case .accessObserved(let access, let observed):
            let text = observed == .fraudulent ? "called fraud" : "taken for genuine"
            self.note("by its host, or as time has shown: \(text)", of: access, at: instant)
        default: break
        }
    }
}

extension FlagRelease {
    fileprivate var words: String {
        switch self {
        case .host: "the host calls it a false alarm"
        case .code: "the code from the guest's phone was given back"
        case .confirmation: "the confirmation that the guest was sent has been answered"
        }
    }
}

extension Instant {
    /// `2026-06-01`.
    var day: String { String(description.prefix(10)) }
    /// `2026-06-01 09:00:26`.
    package var moment: String { day + " " + description.dropFirst(11).prefix(8) }
}

extension Identifier {
    /// Enough of it to be told apart by, and to be asked for: its time to the millisecond and more.
    var short: String { String(description.prefix(18)) }
}

extension Residence {
    /// `Porto, PT`.
    package var words: String { "\(city), \(country)" }
}
