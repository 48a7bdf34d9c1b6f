import Domain
import Testing

/// A process may die between any two things that belong together: nothing is lost by it, and
/// nothing happens twice.
@Suite struct CrashPointTests {
    /// The document's two stories, with a handful of guests.
    enum Story: String, CaseIterable {
        case happyPath, forwardedLink

        var yaml: String {
            """
            description: A few guests.
            lasts: 3 days
            mail_scanners: 0%
            events:
              - { name: Party, guests: 5, city: Berlin, by_email: 40%, starts: +10 days }
            \(self == .forwardedLink ? "attacks: [{ kind: casual-forward, count: 2, city: Lagos, begins: 1 h }]" : "")
            """
        }
    }

    private func played(_ story: Story, fault: String, skips: Int) throws -> Played {
        try Played(
            story.yaml + """

                faults:
                  - { kind: \(fault), at: 0 min, for: 3 days, skips: \(skips) }
                """
        )
    }

    private func crashes(in story: Played) -> Int {
        story.systemEvents.count { if case .componentStopped = $0.what { true } else { false } }
    }

    private func replaced(in story: Played) -> Int {
        story.systemEvents.count { if case .rsvpReplaced = $0.what { true } else { false } }
    }

    @Test(
        arguments: Story.allCases,
        ["crash-before-publish", "crash-before-ack", "crash-before-answer"]
    )
    func `a crash at any moment loses nothing and does nothing twice`(
        story: Story,
        fault: String
    ) throws {
        let calm = try Played(story.yaml)
        #expect(calm.violated == [])
        let answered = Set(calm.rsvps.map(\.rsvp.guestID))
        try #require(answered.count >= 3)
        var moments = 0
        while true {
            let crashed = try played(story, fault: fault, skips: moments)
            #expect(crashed.violated == [], "\(story), \(fault) after \(moments)")
            // Guests whose reply was under way try again; nobody answers twice, but to take back what
            // somebody else has answered.
            let replies = crashed.rsvps.map(\.rsvp.guestID)
            #expect(
                Set(replies).count == replies.count - replaced(in: crashed),
                "\(story), \(fault) after \(moments)"
            )
            guard crashes(in: crashed) == 1 else { break }
            moments += 1
        }
        // Every message of the story was one of them.
        #expect(moments >= (fault == "crash-before-answer" ? 10 : 25), "\(moments) moments")
    }
}
