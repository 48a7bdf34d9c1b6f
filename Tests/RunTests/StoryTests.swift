import Domain
import Testing
import Truth

/// The architecture document's two stories, told by the whole system.
@Suite struct StoryTests {
    @Test func `the happy path: a low score, a recorded reply, a calendar invite`() throws {
        let story = try Played(
            """
            description: One guest, who answers at once.
            lasts: 20 days
            mail_scanners: 0%
            events:
              - name: Dinner
                guests: 1
                city: London
                living_elsewhere: 0%
                by_email: 100%
            """
        )
        let rsvp = try #require(story.rsvps.first)
        #expect(story.rsvps.count == 1)
        #expect(rsvp.outcome == .submitted)
        // The document: 23, "LOW"; what counts is the band.
        for (_, assessment) in story.assessments { #expect(assessment.score.value <= 30) }
        let confirmation = story.notifications.first {
            $0.kind == .confirmation && $0.channel == .email
        }
        let id = try #require(confirmation?.id)
        let delivered = story.count {
            if case .notificationChanged(let changed) = $0 {
                changed.id == id && changed.status == .delivered
            } else {
                false
            }
        }
        #expect(delivered == 1)
        #expect(story.violated == [])
    }

    /// Everybody is at home, on their own device and an address that says where they are.
    static let plainLives = """
        population:
          consumer_city_odds: 100
          home_error_km: 1
          mobile_at_home: 0%
          works: 0%
          day_trips: 0%
          nights_away_domestic: 0%
          nights_away_abroad: 0%
          home_is_outdated: 0%
          vpn_owners: 0%
          private_relay: 0%
          uses_another_device: 0%
          in_app_mail: 0%
          in_app_chat: 0%
          private_window: 0%
          slips: 0%
          phone_not_at_hand: 0%
          gives_up: 0%
        """

    @Test func `the forwarded link: refused, the host told, the code to the guest, who gets in`()
        throws
    {
        // The guest looks at the link in London and puts it off; a cousin in Lagos tries it on
        // another phone a day later; the guest answers after that.
        let story = try Played(
            """
            description: One guest in London, one cousin in Lagos.
            lasts: 30 days
            mail_scanners: 0%
            events:
              - name: Wedding
                guests: 1
                city: London
                living_elsewhere: 0%
                by_email: 0%
            cast:
              procrastinating: 100%
            attacks:
              - kind: casual-forward
                count: 1
                city: Lagos
                begins: 1 days
            \(Self.plainLives)
            """,
            seed: 2
        )
        let labels = story.labels
        let outsider = Set(labels.filter { $0.value.isFraud }.keys)
        try #require(!outsider.isEmpty)

        // Scored 86 or more (document: 87), and refused.
        let blocked = story.decisions.filter { outsider.contains($0.record.accessID) }
        try #require(!blocked.isEmpty)
        for (_, record) in blocked {
            #expect(record.decision == .block)
            #expect(record.score.map { $0.value >= 86 } == true)
        }

        // The host is alerted.
        let told = story.count {
            if case .hostNotified(let alert) = $0 {
                outsider.contains(alert.accessID)
            } else {
                false
            }
        }
        #expect(told >= 1)
        #expect(story.notifications.contains { $0.kind == .hostAlert })

        // The code goes to the original guest's phone, by SMS, and the guest gets in with it.
        let rsvp = try #require(story.rsvps.first)
        #expect(story.rsvps.count == 1)
        #expect(rsvp.outcome == .verified)
        #expect(labels[rsvp.rsvp.accessID]?.isFraud == false)
        let codes = story.notifications.filter { $0.kind == .verification }
        #expect(codes.map(\.channel) == [.sms])
        #expect(codes.first?.recipient == .guest(rsvp.rsvp.guestID))

        // The outsider never gets in.
        #expect(!story.rsvps.contains { outsider.contains($0.rsvp.accessID) })
        #expect(story.violated == [])
    }
}
