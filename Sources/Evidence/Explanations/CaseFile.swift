import Domain
import Truth

/// What an explanation is asked of.
package enum Inquiry: Hashable, Sendable {
    case access(AccessID)
    case guest(GuestID)
    /// `<attack>/<position in the scenario>/<number>`.
    case campaign(String)
}

/// All that a run has to do with a few guests, and with accesses that belong to nobody.
///
/// Watches a run that is played once more: the journal holds neither devices nor addresses.
package final class CaseFile: RunObserver {
    /// One thing that happened, in the order in which it did.
    package enum Entry: Sendable {
        case systemEvent(SystemEvent)
        case note(WorldEvent)
    }

    private let guests: Set<GuestID>
    /// Accesses of interest that bear no guest's token.
    private let strangers: Set<AccessID>
    package private(set) var entries: [(at: Instant, entry: Entry)] = []
    /// Of the guests, and of those who came with their links.
    private var accesses: Set<AccessID> = []
    private var tokens: Set<TokenID> = []
    private var challenges: Set<ChallengeID> = []
    private var notifications: Set<NotificationID> = []

    package init(guests: Set<GuestID>, strangers: Set<AccessID> = []) {
        self.guests = guests
        self.strangers = strangers
    }

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        if concerns(systemEvent) { entries.append((instant, .systemEvent(systemEvent))) }
    }

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        let isWanted =
            switch note {
            case .guestCast(let guest, _, _, _, _), .guestSetOut(let guest),
                .guestRefused(let guest), .guestChallenged(let guest, _):
                guests.contains(guest)
            case .attackBegan(_, let guest): guest.map(guests.contains) ?? !strangers.isEmpty
            case .accessLabelled(let access, _), .accessObserved(let access, _):
                accesses.contains(access)
            case .receiptGiven, .waited, .providerAccepted, .faultBegan, .faultEnded: false
            }
        if isWanted { entries.append((instant, .note(note))) }
    }

    package func ended(at instant: Instant) {}

    private func concerns(_ systemEvent: SystemEvent) -> Bool {
        switch systemEvent {
        case .tokenIssued(let token, let guest, _, _):
            return guests.contains(guest) && tokens.insert(token).inserted
        case .tokenRevoked(let token), .tokenFlagged(let token, _, _), .tokenCleared(let token, _):
            return tokens.contains(token)
        case .accessOpened(let access):
            let isWanted =
                access.guestID.map(guests.contains) ?? false || strangers.contains(access.id)
            if isWanted { accesses.insert(access.id) }
            return isWanted
        case .accessScored(let access, _): return accesses.contains(access.id)
        case .submissionScored(let assessment): return accesses.contains(assessment.accessID)
        case .accessUnscored(let access), .accessEnded(let access, _),
            .capacityRefused(let access, _):
            return accesses.contains(access)
        case .accessDecided(let decided): return accesses.contains(decided.accessID)
        case .challengeIssued(let challenge):
            guard accesses.contains(challenge.accessID) else { return false }
            return challenges.insert(challenge.id).inserted
        case .challengeTried(let challenge, _, _, _), .codeUndeliverable(let challenge):
            return challenges.contains(challenge)
        case .rsvpRecorded(let rsvp, _), .rsvpReplaced(let rsvp, _):
            return guests.contains(rsvp.guestID)
        case .alertRaised(let alert), .hostNotified(let alert):
            return guests.contains(alert.guestID)
        case .notificationQueued(let notification):
            guard case .guest(let guest) = notification.recipient, guests.contains(guest) else {
                return false
            }
            return notifications.insert(notification.id).inserted
        case .notificationChanged(let notification):
            return notifications.contains(notification.id)
        case .notificationDeadLettered(let id, _): return notifications.contains(id)
        case .eventPublished, .eventClosed, .notificationAttempted, .messagePublished,
            .messageRedelivered, .messageDeadLettered, .messageRecovered, .consumerFailed,
            .componentStopped, .componentStarted, .componentCutOff, .componentReached:
            return false
        }
    }
}

/// Finds out what the beginning of an identifier stands for.
///
/// Watches a run from end to end; holds nothing but what matches.
package final class InquirySearch: RunObserver {
    private let prefix: String
    private var found: [Inquiry] = []
    private var known: Set<GuestID> = []
    private var guests: [AccessID: GuestID] = [:]
    private var campaigns: [String: [AccessID]] = [:]

    /// - `prefix`: Of an access's or guest's identifier, or of a campaign's name.
    package init(_ prefix: String) { self.prefix = prefix }

    /// Takes note of an access.
    ///
    /// - `guest`: Whose link it came with; `nil` for nobody's.
    /// - `campaign`: The attack that it belongs to; `nil` for none.
    package func add(_ access: AccessID, of guest: GuestID?, in campaign: String?) {
        if access.description.hasPrefix(prefix) { found.append(.access(access)) }
        guests[access] = guest
        if let guest { add(guest) }
        if let campaign { add(access, to: campaign) }
    }

    private func add(_ guest: GuestID) {
        guard guest.description.hasPrefix(prefix), known.insert(guest).inserted else { return }
        found.append(.guest(guest))
    }

    private func add(_ access: AccessID, to campaign: String) {
        guard campaign.hasPrefix(prefix) else { return }
        if campaigns[campaign] == nil { found.append(.campaign(campaign)) }
        campaigns[campaign, default: []].append(access)
    }

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        if case .accessOpened(let access) = systemEvent {
            add(access.id, of: access.guestID, in: nil)
        }
    }

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        switch note {
        case .guestCast(let guest, _, _, _, _): add(guest)
        case .accessLabelled(let access, let label):
            if let campaign = label.campaign { add(access, to: campaign) }
        default: break
        }
    }

    package func ended(at instant: Instant) {}

    /// What the prefix stands for: the one thing that begins with it, or is called just so.
    package var subjects: [Inquiry] {
        let exact = found.filter { $0.text == prefix }
        return exact.isEmpty ? found : exact
    }

    /// Those whose history says all about a subject.
    package func caseFile(of subject: Inquiry) -> CaseFile {
        let accesses =
            switch subject {
            case .access(let access): [access]
            case .guest: [AccessID]()
            case .campaign(let name): campaigns[name] ?? []
            }
        var wanted = Set(accesses.compactMap { guests[$0] })
        if case .guest(let guest) = subject { wanted.insert(guest) }
        return CaseFile(guests: wanted, strangers: Set(accesses.filter { guests[$0] == nil }))
    }
}

extension Inquiry {
    /// As it is asked for.
    package var text: String {
        switch self {
        case .access(let access): access.description
        case .guest(let guest): guest.description
        case .campaign(let name): name
        }
    }
}
