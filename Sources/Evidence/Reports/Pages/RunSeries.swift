import Domain
import Evidence
import Figures
import Truth

/// What a report's charts are drawn from, besides the summary.
///
/// Counts as a run goes by; memory grows with guests and places, not with accesses.
package final class RunSeries: RunObserver, AccessReader {
    /// What became of an access, as charts tell it apart.
    enum AccessClass: Int, CaseIterable {
        case allowed, askedForName, askedForCode, blocked, refusedAtDoor

        var name: String {
            switch self {
            case .allowed: "let in or only looked"
            case .askedForName: "soft verify"
            case .askedForCode: "SMS verify"
            case .blocked: "blocked"
            case .refusedAtDoor: "refused at the door"
            }
        }

        /// Of `ChartStyle`; 1 is an outsider's and nothing else's.
        var colour: Int { self == .askedForName ? 5 : rawValue }

        init?(_ row: AccessRow) {
            switch row.population {
            case .machine: return nil
            case .door: self = .refusedAtDoor
            case .engine, .unjudged:
                switch row.decision ?? .allow {
                case .allow: self = .allowed
                case .softVerify: self = .askedForName
                case .smsVerify: self = .askedForCode
                case .block: self = .blocked
                }
            }
        }
    }

    /// How far the guests of one persona got.
    struct Funnel {
        var cast = 0
        var opened: Set<GuestID> = []
        var setOut: Set<GuestID> = []
        var answered: Set<GuestID> = []
    }

    /// A decision that somebody paid for.
    struct Mistake {
        let access: AccessID
        /// An outsider who was let in; else a guest who was not.
        let isMiss: Bool
        let persona: String
        let score: Int
        let reasons: [Signal.Name]
        /// All that was seen of it.
        let row: AccessRow
    }

    /// One attack by one attacker.
    struct Lane {
        /// What came when, the first of it.
        fileprivate(set) var marks: [(at: Instant, accessClass: AccessClass)] = []
        fileprivate(set) var accesses = 0
        fileprivate(set) var admitted = 0
    }

    /// A degree by a degree.
    struct Cell: Hashable {
        let latitude: Int
        let longitude: Int
        let kind: Int
    }

    /// Bars along the run's time.
    static let binCount = 120
    /// The campaigns through which most got in, up to half of those that are shown, and the largest of the
    /// others.
    static func shown(
        _ lanes: [String: Lane],
        most: Int
    ) -> [(key: String, value: Lane)] {
        let inside = lanes.filter { $0.value.admitted > 0 }.sorted {
            ($1.value.admitted, $1.value.accesses, $0.key)
                < ($0.value.admitted, $0.value.accesses, $1.key)
        }.prefix(most / 2)
        let names = Set(inside.map(\.key))
        let largest = lanes.filter { !names.contains($0.key) }.sorted {
            ($1.value.accesses, $0.key) < ($0.value.accesses, $1.key)
        }.prefix(most - inside.count)
        return Array(inside) + largest
    }

    /// Of one campaign, accesses that are kept: those that follow are counted only.
    private static let marksKept = 40
    /// Mistakes of either kind that are shown.
    private static let mistakesShown = 5

    let startsAt: Instant
    let endsAt: Instant
    private(set) var fates = [[Int]](
        repeating: [Int](repeating: 0, count: AccessClass.allCases.count),
        count: binCount
    )
    /// Replies by bin: guests' own, and outsiders'.
    private(set) var replies = [[Int]](repeating: [0, 0], count: binCount)
    private(set) var faults: [(name: String, start: Instant, end: Instant?)] = []
    /// Forms by attack and decision.
    private(set) var attacks: [String: [Int]] = [:]
    private(set) var funnels: [String: Funnel] = [:]
    private(set) var places: [Cell: Int] = [:]
    private(set) var mistakes: [Mistake] = []
    /// By campaign.
    private(set) var lanes: [String: Lane] = [:]
    private(set) var load = LoadCurve(bins: binCount)
    private(set) var delivery = DeliveryCourse(bins: binCount)
    private var personas: [GuestID: String] = [:]

    package init(_ frame: RunFrame) {
        startsAt = frame.startsAt
        endsAt = frame.endsAt
    }

    private func bin(of instant: Instant) -> Int {
        let share = (instant - startsAt).inSeconds / (endsAt - startsAt).inSeconds
        return min(Self.binCount - 1, max(0, Int(share * Double(Self.binCount))))
    }

    // MARK: Accesses, once their story is over

    package func read(_ row: AccessRow) {
        guard let accessClass = AccessClass(row) else { return }
        let bin = bin(of: row.access.openedAt)
        fates[bin][accessClass.rawValue] += 1
        let isFraud = row.label?.isFraud ?? false
        if row.answered { replies[bin][isFraud ? 1 : 0] += 1 }
        if let campaign = row.label?.campaign {
            var lane = lanes.removeValue(forKey: campaign) ?? Lane()
            lane.accesses += 1
            if row.answered { lane.admitted += 1 }
            if lane.marks.count < Self.marksKept {
                lane.marks.append((row.access.openedAt, accessClass))
            }
            lanes[campaign] = lane
        }
        if let point = row.assessment?.geo.point {
            let cell = Cell(
                latitude: Int(point.latitude.rounded()),
                longitude: Int(point.longitude.rounded()),
                kind: isFraud ? 1 : 0
            )
            places[cell, default: 0] += 1
        }
        if !isFraud, let guest = row.access.guestID, let persona = personas[guest] {
            funnels[persona]?.opened.insert(guest)
            if row.answered { funnels[persona]?.answered.insert(guest) }
        }
        guard row.isAttempt, let label = row.label else { return }
        if isFraud, let attack = label.attack {
            let place = Decision.allCases.firstIndex(of: row.decision ?? .allow) ?? 0
            attacks[attack, default: [0, 0, 0, 0]][place] += 1
        }
        note(row, label)
    }

    /// Keeps the worst of either kind: outsiders let in on the lowest scores, guests refused on the
    /// highest.
    private func note(_ row: AccessRow, _ label: Label) {
        guard let score = row.score?.value else { return }
        let isMiss = label.isFraud && row.answered
        let isFalseAlarm = !label.isFraud && row.decision == .block && row.isEnforced
        guard isMiss || isFalseAlarm else { return }
        let reasons = (row.assessment?.signals ?? []).filter { $0.score * $0.weight > 0 }
            .sorted { $0.score * $0.weight > $1.score * $1.weight }
        mistakes.append(
            Mistake(
                access: row.access.id,
                isMiss: isMiss,
                persona: label.persona,
                score: score,
                reasons: reasons.prefix(3).map(\.name),
                row: row
            )
        )
        let same = mistakes.filter { $0.isMiss == isMiss }
        guard same.count > Self.mistakesShown,
            let least = isMiss
                ? same.max(by: { ($0.score, $0.access) < ($1.score, $1.access) })
                : same.min(by: { ($0.score, $1.access) < ($1.score, $0.access) })
        else { return }
        mistakes.removeAll { $0.access == least.access }
    }

    package func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant) {}

    // MARK: The rest, as it happens

    package func observe(_ systemEvent: SystemEvent, at instant: Instant, sequence: Int) {
        delivery.observe(systemEvent, at: instant, bin: bin(of: instant))
    }

    package func observe(_ note: WorldEvent, at instant: Instant, sequence: Int) {
        switch note {
        case .guestCast(let guest, _, let persona, _, _):
            personas[guest] = persona
            funnels[persona, default: Funnel()].cast += 1
        case .guestSetOut(let guest):
            if let persona = personas[guest] { funnels[persona]?.setOut.insert(guest) }
        case .waited(let operation, let wait, _):
            load.record(operation, wait, at: instant, bin: bin(of: instant))
        case .providerAccepted(let notification, let channel, copy: 0, isAnswered: _):
            delivery.taken(notification, channel, at: instant, bin: bin(of: instant))
        case .faultBegan(let name): faults.append((name, instant, nil))
        case .faultEnded(let name):
            if let place = faults.lastIndex(where: { $0.name == name && $0.end == nil }) {
                faults[place].end = instant
            }
        default: break
        }
    }

    package func ended(at instant: Instant) { load.settle() }
}
