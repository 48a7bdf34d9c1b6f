import Domain
import Foundation
import FraudEngine
import Testing
import Truth

/// Draws that have nothing to do with each other look like it: campaigns, visits, seeds.
@Suite struct IndependenceTests {
    private static func month(_ attacks: String, guests: Int = 200, cast: String = "") -> String {
        """
        description: A month of many.
        lasts: 30 days
        mail_scanners: 0%
        events:
          - { name: Party, guests: \(guests), city: London, starts: +29 days }
        cast: { \(cast) }
        attacks: [\(attacks)]
        """
    }

    /// The first access of each campaign, by guest and the attack's place in the scenario.
    private func campaigns(_ story: Played, _ attack: String) -> [GuestID: [String: Access]] {
        let labels = story.labels
        var first: [GuestID: [String: Access]] = [:]
        for access in story.accesses {
            guard let label = labels[access.id], label.attack == attack,
                let guest = access.guestID, let campaign = label.campaign
            else { continue }
            let place = String(campaign.split(separator: "/")[1])
            if first[guest]?[place] == nil { first[guest, default: [:]][place] = access }
        }
        return first
    }

    @Test func `two campaigns of one kind against one guest share nothing but chance`() throws {
        let forward = "{ kind: casual-forward, share: 100%, begins: 5 h }"
        let story = try Played(Self.month("\(forward), \(forward)"))
        let pairs = campaigns(story, "casual-forward").values.compactMap { places in
            places["0"].flatMap { one in places["1"].map { (one, $0) } }
        }
        try #require(pairs.count >= 120)
        // Pairs of different guests' outsiders are what chance gives.
        let shifted = zip(pairs, pairs.dropFirst()).map { ($0.0, $1.1) }
        func count(_ pairs: [(Access, Access)], _ same: (Access, Access) -> Bool) -> Int {
            pairs.count { same($0.0, $0.1) }
        }
        func isSameAddress(_ one: Access, _ two: Access) -> Bool {
            one.visit.address.place == two.visit.address.place
        }
        func isSameDevice(_ one: Access, _ two: Access) -> Bool {
            one.visit.fingerprint.device == two.visit.fingerprint.device
                && one.visit.fingerprint.screen == two.visit.fingerprint.screen
        }
        #expect(count(pairs, isSameAddress) <= count(shifted, isSameAddress) + 1)
        // A friend has the guest's kind of phone half of the time: two friends of one guest are a
        // little more alike than two of different guests, within four standard errors of chance.
        let (own, chance) = (count(pairs, isSameDevice), count(shifted, isSameDevice))
        #expect(Double(own) <= Double(chance) + 4 * Double(chance + 4).squareRoot())
        let together = pairs.count { abs(($0.openedAt - $1.openedAt).inSeconds) < 1 }
        #expect(together == 0)
    }

    private func correlation(_ pairs: [(Double, Double)]) -> Double {
        let count = Double(pairs.count)
        let (x, y) = (
            pairs.map(\.0).reduce(0, +) / count, pairs.map(\.1).reduce(0, +) / count
        )
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (one, two) in pairs {
            xx += (one - x) * (one - x)
            yy += (two - y) * (two - y)
            xy += (one - x) * (two - y)
        }
        return xy / (xx * yy).squareRoot()
    }

    /// From the opening of an access to the decision on its form: filling in, and two trips.
    private func fills(_ story: Played) -> [AccessID: Double] {
        var fills: [AccessID: Double] = [:]
        for (_, scored) in story.assessments {
            let fill = scored.features[.fillSeconds]
            if !fill.isNaN { fills[scored.accessID] = log(fill) }
        }
        return fills
    }

    // Everybody is at home, so that their networks are no reason; 1 / √n at n of 300 is 0.06: three
    // standard errors.
    @Test func `successive visits of one guest take times of their own`() throws {
        let story = try Played(
            Self.month("", guests: 500, cast: "procrastinating: 100%") + "\n"
                + StoryTests.plainLives
        )
        // The waits of two visits at the network, which are their latencies.
        var waits: [GuestID: [Double]] = [:]
        let opened = story.waits(.open)
        for (access, wait) in zip(story.accesses, opened) {
            if let guest = access.guestID { waits[guest, default: []].append(wait.wait.inSeconds) }
        }
        let pairs = waits.values.compactMap { waits -> (Double, Double)? in
            waits.count >= 2 ? (log(waits[0]), log(waits[1])) : nil
        }
        try #require(pairs.count >= 300)
        #expect(abs(correlation(pairs)) < 0.18, "\(correlation(pairs))")
        #expect(pairs.allSatisfy { $0.0 != $0.1 })
    }

    @Test func `two seeds have no draw in common`() throws {
        let yaml = Self.month("{ kind: casual-forward, share: 30% }", guests: 150)
        let stories = try [UInt64(1), 2].map { try Played(yaml, seed: $0) }
        let instants = stories.map { Set($0.accesses.map(\.openedAt)) }
        #expect(instants[0].isDisjoint(with: instants[1]))
        let addresses = stories.map { Set($0.accesses.map(\.visit.address)) }
        // Gateways and offices are few; two runs may meet there, and nowhere else.
        let shared = addresses[0].intersection(addresses[1])
        #expect(Double(shared.count) <= 0.03 * Double(addresses[0].count), "\(shared.count)")
        let filled = stories.map { Set(fills($0).values) }
        #expect(filled[0].isDisjoint(with: filled[1]))
    }
}
