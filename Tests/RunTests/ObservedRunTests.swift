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

    // MARK: A silent engine

    private static func party(_ rest: String) -> String {
        """
        description: The engine is too slow while everybody answers, and friends abroad try links.
        lasts: 12 days
        mail_scanners: 0%
        events:
          - { name: Party, guests: 300, city: London, starts: +20 days, by_email: 20% }
        cast: { procrastinating: 10% }
        attacks: [{ kind: casual-forward, count: 60, city: Lagos, begins: 4 h }]
        \(rest)
        """
    }

    /// The first form of each guest and attacker, with the score that is known of it last.
    private func firstScores(
        _ story: Played
    ) -> [String: (score: Int, wasUnscored: Bool)] {
        let labels = story.labels
        let guests = Dictionary(
            uniqueKeysWithValues: story.accesses.map { ($0.id, $0.guestID) }
        )
        var scores: [AccessID: Int] = [:]
        var unscored: Set<AccessID> = []
        var first: [String: AccessID] = [:]
        for (_, what) in story.systemEvents {
            switch what {
            case .submissionScored(let assessment):
                scores[assessment.accessID] = assessment.score.value
            case .accessUnscored(let access): unscored.insert(access)
            case .accessScored(let access, let assessment) where unscored.contains(access.id):
                scores[access.id] = assessment.score.value
            case .accessDecided(let record) where record.moment == .submitted:
                guard let label = labels[record.accessID], let guest = guests[record.accessID]
                else { continue }
                let who = label.campaign ?? guest.map { "\($0)" } ?? ""
                if first[who] == nil { first[who] = record.accessID }
            default: break
            }
        }
        return first.compactMapValues { access in
            scores[access].map { ($0, unscored.contains(access)) }
        }
    }

    /// What scores late scores as it would have in time: the same people where the engine answers and
    /// nothing is acted on.
    @Test func `a silent engine's late scores are those of a healthy run`() throws {
        let slow = try Played(
            Self.party("faults: [{ kind: fraud-engine-slow, at: 30 min, for: 5 days, by: 120 ms }]")
        )
        let healthy = firstScores(try Played(Self.party("fraud: { decide: observe }")))
        let late = firstScores(slow).filter { $0.value.wasUnscored && healthy[$0.key] != nil }
        #expect(late.count >= 200, "\(late.count)")
        let outsiders = late.filter { $0.key.contains("casual-forward") }
        #expect(outsiders.count >= 5, "\(outsiders.count)")
        for part in [late, outsiders] {
            let near = part.count { abs($0.value.score - (healthy[$0.key]?.score ?? 999)) <= 5 }
            #expect(Double(near) >= 0.95 * Double(part.count), "\(near) of \(part.count)")
        }
        #expect(slow.violated == [])
    }
}
