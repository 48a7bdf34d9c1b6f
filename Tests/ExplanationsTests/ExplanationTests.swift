import Domain
import Evidence
import Figures
import Foundation
import FraudEngine
import Reports
import Run
import Scenario
import TestSupport
import Testing
import Truth
import World

@Suite struct ExplanationTests {
    /// A party at which links are passed on and made up, watched by whoever is given.
    private static func play(_ observer: any RunObserver) throws {
        let scenario = try ScenarioFile.scenario(
            from: Array(
                """
                description: A party.
                lasts: 20 days
                events:
                  - { name: Party, guests: 40, city: London, starts: +19 days, reminder_at: +8 days }
                cast: { procrastinating: 60%, new-phone: 20% }
                attacks:
                  - { kind: casual-forward, share: 40% }
                  - { kind: guessed-token, count: 1, attempts: 3 }
                """.utf8
            ),
            path: "test.yaml",
            name: "test",
            vocabulary: ScenarioVocabulary(isCity: { Atlas.standard.city(named: $0) != nil })
        )
        let scratch = try Scratch()
        let run = try SimulationRun(
            scenario,
            options: RunOptions(
                seed: 1,
                scratchFolder: scratch.url,
                policy: scenario.fraud.policy()
            ),
            journalSink: nil,
            observers: [observer]
        )
        _ = try run.run()
    }

    private static func explain(_ prefix: String) throws -> Explanation {
        let search = InquirySearch(prefix)
        try play(search)
        let subject = try #require(search.subjects.first)
        let file = search.caseFile(of: subject)
        try play(file)
        return Explanation(file, of: subject, by: HeuristicScorer())
    }

    /// Everything that is known of the run's guests, and of accesses with nobody's link.
    private static let whole: Explanation? = file.map {
        Explanation($0.file, of: .guest($0.guests[0]), by: HeuristicScorer())
    }

    nonisolated(unsafe) private static let file: (file: CaseFile, guests: [GuestID])? = try? {
        let search = InquirySearch("")
        try play(search)
        let guests = search.subjects.compactMap { subject -> GuestID? in
            if case .guest(let guest) = subject { guest } else { nil }
        }
        let file = CaseFile(guests: Set(guests))
        try play(file)
        return (file, guests)
    }()

    /// One access by itself says of it what its guest's whole story says.
    @Test func `a judged access is explained from what a row holds of it`() throws {
        let whole = try #require(Self.whole)
        let story = try #require(
            whole.accesses.first { $0.scorings.contains { $0.moment == .submitted } }
        )
        let scoring = try #require(story.scorings.last { $0.moment == .submitted })
        var features = FeatureVector()
        for (index, value) in scoring.features.enumerated() { features[index] = value }
        let label = try #require(story.label)
        let token = try #require(story.access.tokenID)
        let alone = Explanation(
            of: story.access,
            Assessment(
                accessID: story.access.id,
                score: try #require(scoring.score),
                signals: [],
                features: features,
                geo: try #require(story.geo),
                scoredAt: scoring.at,
                scorer: HeuristicScorer().name,
                isMachine: false
            ),
            DecisionRecord(
                accessID: story.access.id,
                tokenID: token,
                moment: .submitted,
                score: scoring.score,
                band: scoring.decision,
                tokenWasFlagged: scoring.tokenWasFlagged,
                decision: scoring.decision,
                wasMachine: false,
                isEnforced: true
            ),
            sentAt: scoring.at,
            outcome: .submitted,
            label,
            by: HeuristicScorer()
        )
        let told = try #require(alone.accesses.first)
        let breakdown = try #require(told.scorings.first?.breakdown)
        let sum = breakdown.shares.reduce(breakdown.start) { $0 + $1.points }
        #expect(abs(sum - breakdown.total) < 1e-9)
        #expect(breakdown.total == scoring.breakdown?.total)
        // The truth stands below the line and nowhere above it.
        let parts = alone.text.split(separator: "──── what only the simulation knows ────")
        #expect(parts.count == 2 && parts[1].contains(label.persona))
        #expect(!parts[0].contains(label.persona) && !parts[0].contains("no earlier visit"))
    }

    @Test func `the shares of every score add up to it`() throws {
        let whole = try #require(Self.whole)
        var judged = 0
        for scoring in whole.guests.flatMap(\.accesses).flatMap(\.scorings) {
            guard let score = scoring.score, let breakdown = scoring.breakdown else { continue }
            judged += 1
            let sum = breakdown.shares.reduce(breakdown.start) { $0 + $1.points }
            #expect(Int(sum.rounded()) == score.value)
            #expect(breakdown.shares.count == SignalKind.standard.count)
        }
        #expect(judged >= 100, "\(judged)")
    }

    @Test func `a visit is held beside the guest's earlier ones, and no machine's`() throws {
        for guest in try #require(Self.whole).guests {
            var earlier = 0
            for access in guest.accesses {
                #expect(access.earlier.count == earlier)
                #expect(access.access.guestID == guest.id)
                if access.access.rejection == nil, !access.isMachine { earlier += 1 }
            }
        }
    }

    @Test func `what only the simulation knows stands below the line alone`() throws {
        let search = InquirySearch("casual-forward")
        try Self.play(search)
        let campaign = try #require(search.subjects.first)
        let file = search.caseFile(of: campaign)
        try Self.play(file)
        let explanation = Explanation(file, of: campaign, by: HeuristicScorer())
        let access = try #require(explanation.accesses.first)
        for subject in [
            Inquiry.access(access.access.id), .guest(try #require(access.access.guestID)),
        ] {
            let told = Explanation(file, of: subject, by: HeuristicScorer())
            let parts = told.text.components(
                separatedBy: "──── what only the simulation knows ────\n"
            )
            try #require(parts.count == 2)
            let names = told.guests.map(\.persona) + ["casual-forward", "outsider"]
            for name in names { #expect(!parts[0].contains(name), "\(name)") }
            #expect(
                parts[1].contains("casual-forward")
                    || !told.accesses.contains { $0.label?.isFraud == true }
            )
        }
        let sorted = explanation.accesses.map(\.access.openedAt)
        #expect(sorted == sorted.sorted())
        #expect(explanation.accesses.allSatisfy { $0.label?.campaign == campaign.text })
    }

    @Test func `a story is told from the link's issue to the reply, in order`() throws {
        let whole = try #require(Self.whole)
        let guest = try #require(
            whole.guests.first { guest in
                guest.events.contains { $0.text.contains(" replies: ") }
            }
        )
        #expect(guest.events.map(\.at) == guest.events.map(\.at).sorted())
        #expect(guest.events[0].text.hasPrefix("a link is issued"))
        #expect(guest.events[1].text.hasPrefix("invitation by "))
        let told = try Self.explain(guest.id.description)
        #expect(told.guests.map(\.id) == [guest.id])
        #expect(told.guests[0].events == guest.events)
        #expect(told.accesses.map(\.access.id) == guest.accesses.map(\.access.id))
    }

    /// Each part of what is known of an access stands in its text, as often as it is known.
    @Test func `an access's text has all that is known of it, and what followed`() throws {
        let file = try #require(Self.file).file
        let accesses = try #require(Self.whole).guests.flatMap(\.accesses)
        #expect(accesses.flatMap(\.followed).count >= 40)
        for access in accesses {
            let told = Explanation(file, of: .access(access.access.id), by: HeuristicScorer()).text
            #expect(told.contains("Access \(access.access.id), "))
            #expect(told.contains("\nWhat followed\n") == !access.followed.isEmpty)
            for event in access.followed {
                #expect(told.contains("  \(event.text)\n"), "\(event.text)")
            }
            #expect(told.contains("the link was flagged") == access.access.tokenWasFlagged)
            #expect(told.contains("the first on its link") == (access.access.earlierAccesses == 0))
            for scoring in access.scorings {
                guard let score = scoring.score, scoring.breakdown != nil else { continue }
                #expect(
                    told.contains(try Regex("\\n  score +\(score.value) +[0-9.]+, rounded: edges"))
                )
            }
        }
    }

    /// What had reached the guest when the link was opened, and how it was passed on.
    @Test func `an access's text says what was sent before it`() throws {
        let file = try #require(Self.file).file
        let whole = try #require(Self.whole)
        let guest = try #require(
            whole.guests.first { $0.messages.count > 1 && !$0.accesses.isEmpty }
        )
        let first = try #require(guest.accesses.first)
        let told = Explanation(file, of: .access(first.access.id), by: HeuristicScorer()).text
        for message in guest.messages {
            #expect(
                told.contains("\(message.text) \(message.at.moment)")
                    == (message.at <= first.access.openedAt),
                "\(message.text)"
            )
        }
        let passedOn = try #require(
            whole.guests.flatMap(\.accesses).first { $0.label?.attack == "casual-forward" }
        )
        #expect(
            Explanation(file, of: .access(passedOn.access.id), by: HeuristicScorer()).text
                .contains(": A friend tries to answer a forwarded link.\n")
        )
    }

    /// Whoever asks about a guest gets a page, however often their link was opened.
    @Test func `a guest's text is a page with a line for each access`() throws {
        let whole = try #require(Self.whole)
        // As if all of it were about one guest: more than anybody has.
        let lines = whole.text.split(separator: "\n")
        #expect(
            lines.contains {
                $0.hasPrefix("  … ") && $0.hasSuffix(" more; --format json has them …")
            }
        )
        #expect(!whole.text.contains("\nWhat followed\n"))
        let guest = try #require(whole.guests.max { $0.accesses.count < $1.accesses.count })
        let told = try Self.explain(guest.id.description).text
        for access in guest.accesses { #expect(told.contains("  \(access.access.id)  ")) }
    }

    @Test func `a link that is nobody's has a story too`() throws {
        let told = try Self.explain("guessed-token")
        #expect(told.guests.isEmpty)
        #expect(told.accesses.count == 3)
        #expect(told.text.contains("refused at the door: unknown"))
        #expect(told.text.contains("guessed-token/1/0: fraud"))
        #expect(told.text.contains(/campaign guessed-token\/1\/0 began 2026-/))
        #expect(told.text.contains(/2026-\d\d-\d\d \d\d:\d\d:\d\d/))
    }

    @Test func `a beginning that several share stands for all of them, a whole name for one`()
        throws
    {
        let search = InquirySearch("casual-forward/0/1")
        try Self.play(search)
        #expect(search.subjects.count > 1)
        let name = try #require(search.subjects.first).text
        let exact = InquirySearch(name)
        try Self.play(exact)
        #expect(exact.subjects.map(\.text) == [name])
        // Even where it begins other names.
        let first = InquirySearch("bot-farm/1")
        first.add(AccessID(high: 1, low: 1), of: nil, in: "bot-farm/1")
        first.add(AccessID(high: 1, low: 2), of: nil, in: "bot-farm/10")
        #expect(first.subjects.map(\.text) == ["bot-farm/1"])
        let none = InquirySearch("nobody")
        try Self.play(none)
        #expect(none.subjects.isEmpty)
    }

    @Test func `the JSON says the same, truth apart`() throws {
        let told = try Self.explain("casual-forward/0/1")
        guard case .object(let members) = told.json else { return #expect(Bool(false)) }
        #expect(members["schema"] == .text("guestguard.explanation/1"))
        guard case .array(let accesses)? = members["accesses"] else { return #expect(Bool(false)) }
        #expect(accesses.count == told.accesses.count)
        let above = JSON.object(members.filter { $0.key != "truth" && $0.key != "subject" }).text
        #expect(!above.contains("casual-forward") && !above.contains("persona"))
        #expect(told.json.text.contains("\"is_fraud\": true"))
        let began = try #require(told.campaigns.first)
        #expect(told.campaigns.count == 1 && began.name.hasPrefix("casual-forward/0/1"))
        // The link is used once it is in the friend's hands, not before.
        let used = told.accesses.map(\.access.openedAt).min()
        #expect(try #require(used) >= began.began)
        #expect(told.json.text.contains("\"began\": \"\(began.began)\""))
    }
}
