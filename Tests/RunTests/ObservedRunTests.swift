import Domain
import Testing
import Truth

/// Runs in which decisions are written down and not acted on.
@Suite struct ObservedRunTests {
    private static func month(decide: String) -> String {
        """
        description: A month that is watched.
        lasts: 30 days
        mail_scanners: 0%
        events:
          - { name: Party, guests: 300, city: London, starts: +29 days }
        cast: { procrastinating: 50% }
        attacks: [{ kind: casual-forward, share: 20%, begins: 3 h }]
        fraud: { decide: \(decide) }
        """
    }

    /// Links whose form met a challenge; who says that a reply was not theirs asks for one.
    private func challengedAtTheDoor(_ story: Played) -> Set<TokenID> {
        let used = Set(story.accesses.filter { $0.rejection == .used }.map(\.id))
        return Set(
            story.systemEvents.compactMap { _, what in
                guard case .challengeIssued(let challenge) = what else { return nil }
                return used.contains(challenge.accessID) ? nil : challenge.tokenID
            }
        )
    }

    private func submissions(_ story: Played) -> [DecisionRecord] {
        story.decisions.map(\.record).filter { $0.moment == .submitted }
    }

    @Test func `where all is observed every access is scored, and nobody challenged or refused`()
        throws
    {
        let story = try Played(Self.month(decide: "observe"))
        let decisions = submissions(story)
        #expect(decisions.allSatisfy { !$0.isEnforced && $0.score != nil })
        // What would have been is there all the same.
        #expect(Set(decisions.map(\.decision)).count >= 3)
        #expect(
            story.count {
                switch $0 {
                case .tokenFlagged, .alertRaised: true
                default: false
                }
            } == 0
        )
        #expect(challengedAtTheDoor(story).isEmpty)
        let labels = story.labels
        let robbed = Set(
            story.rsvps.filter { labels[$0.rsvp.accessID]?.isFraud == true }.map(\.rsvp.guestID)
        )
        #expect(robbed.count >= 20)
        // Nobody is refused but guests whose link an outsider was faster with.
        let refused = story.guests {
            if case .guestRefused(let guest) = $0 { guest } else { nil }
        }
        #expect(Set(refused).isSubset(of: robbed))
        #expect(story.violated == [])
    }

    // A fifth of about 250 links: 0.2 ± 0.08 at three standard errors.
    @Test func `a share of links is observed, by chance, and each link always or never`() throws {
        let story = try Played(Self.month(decide: "observe 20%"))
        var enforced: [TokenID: Set<Bool>] = [:]
        for (_, record) in story.decisions {
            enforced[record.tokenID, default: []].insert(record.isEnforced)
        }
        #expect(enforced.values.allSatisfy { $0.count == 1 })
        let share = Double(enforced.values.count { $0 == [false] }) / Double(enforced.count)
        #expect((0.12...0.28).contains(share), "\(share)")
        let observed = Set(enforced.filter { $0.value == [false] }.keys)
        for (_, what) in story.systemEvents {
            switch what {
            case .tokenFlagged(let token, by: _, score: _): #expect(!observed.contains(token))
            default: break
            }
        }
        let challenged = challengedAtTheDoor(story)
        #expect(challenged.count >= 20 && challenged.isDisjoint(with: observed))
        #expect(story.violated == [])
    }
}
