import Domain
import Truth
import VirtualTime

/// Which part of the data something belongs to: 60 % train, 20 % calibrate, 20 % test.
package enum Split: String, Sendable, CaseIterable {
    case train, calibrate, test

    /// By an event's identifier: no access of a test event is ever seen in training, whatever the
    /// seed.
    package init(of event: EventID) { self.init(hash: event.high ^ event.low) }

    /// By the finaliser of SplitMix64.
    fileprivate init(hash: UInt64) {
        var mixed = hash
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        switch mixed % 10 {
        case 0..<6: self = .train
        case 6..<8: self = .calibrate
        default: self = .test
        }
    }
}

/// Events and campaigns that have accesses in common belong to one split: whoever learns from one
/// has seen a part of the other.
///
/// A union-find over events and campaigns as their accesses come in.
package final class SplitGroups: AccessReader {
    private enum Member: Hashable {
        case event(EventID)
        case campaign(String)
    }

    private var numbers: [Member: Int] = [:]
    private var members: [Member] = []
    private var parents: [Int] = []
    private var attacks: [String: [(member: Int, count: Int)]] = [:]

    package init() {}

    package func read(_ row: AccessRow) {
        let number = number(of: row)
        guard let number, let attack = row.label?.attack else { return }
        if let last = attacks[attack]?.indices.last, attacks[attack]?[last].member == number {
            attacks[attack]?[last].count += 1
        } else {
            attacks[attack, default: []].append((number, 1))
        }
    }

    package func observed(_ ordinal: Int, _ observed: Observed, at instant: Instant) {}

    /// Where an access belongs: to its event, which its campaign is joined with, or to its campaign.
    ///
    /// - Returns: `nil` for an access of nobody's by nobody.
    func number(of row: AccessRow) -> Int? {
        let event = row.access.eventID.map { number(of: .event($0)) }
        let campaign = row.label?.campaign.map { number(of: .campaign($0)) }
        if let event, let campaign { join(event, campaign) }
        return event ?? campaign
    }

    /// The split of a group that an access was found to belong to; everything must have been read.
    func split(of number: Int?) -> Split {
        guard let number else { return .train }
        switch members[root(of: number)] {
        case .event(let event): return Split(of: event)
        case .campaign(let name): return Split(hash: stableHash(name))
        }
    }

    /// The split of an event; everything must have been read.
    package func split(of event: EventID) -> Split {
        numbers[.event(event)].map { split(of: $0) } ?? Split(of: event)
    }

    /// Accesses of each attack in each split, attacks by name.
    package var accessesByAttack: [(attack: String, counts: [Split: Int])] {
        attacks.sorted { $0.key < $1.key }.map { attack, parts in
            var counts: [Split: Int] = [:]
            for part in parts { counts[split(of: part.member), default: 0] += part.count }
            return (attack, counts)
        }
    }

    private func number(of member: Member) -> Int {
        if let number = numbers[member] { return number }
        let number = members.count
        numbers[member] = number
        members.append(member)
        parents.append(number)
        return number
    }

    private func root(of number: Int) -> Int {
        var number = number
        while parents[number] != number {
            parents[number] = parents[parents[number]]
            number = parents[number]
        }
        return number
    }

    /// Joins two groups; the one that leads the other does not depend on the order of joining: the
    /// smallest event, or the first campaign by name where there is none.
    private func join(_ one: Int, _ other: Int) {
        let (one, other) = (root(of: one), root(of: other))
        guard one != other else { return }
        let leads = leads(members[one], members[other])
        parents[leads ? other : one] = leads ? one : other
    }

    private func leads(_ one: Member, _ other: Member) -> Bool {
        switch (one, other) {
        case (.event(let one), .event(let other)):
            (one.high, one.low) < (other.high, other.low)
        case (.event, .campaign): true
        case (.campaign, .event): false
        case (.campaign(let one), .campaign(let other)): one < other
        }
    }
}
