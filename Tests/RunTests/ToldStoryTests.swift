import Domain
import Run
import Scenario
import Testing
import Truth

/// What a scenario says of times, ways and places is what is played.
@Suite struct ToldStoryTests {
    typealias Channel = Domain.Notification.Channel

    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    private func channels(_ story: Played, _ kind: Domain.Notification.Kind) -> [Channel: Int] {
        story.notifications.filter { $0.kind == kind }
            .reduce(into: [:]) { $0[$1.channel, default: 0] += 1 }
    }

    private func party(_ keys: String, _ rest: String = "", guests: Int = 200) throws -> Played {
        try Played(
            """
            description: A party.
            lasts: 14 days
            mail_scanners: 0%
            population: { asks_host: 0% }
            events:
              - { name: Party, guests: \(guests), city: Berlin, starts: +12 days, reminder_at: +5 days, \(keys) }
            \(rest)
            """
        )
    }

    @Test(arguments: [("email", Channel.email), ("sms", .sms)])
    func `invited one way, nobody hears another way, and reminders go that way too`(
        way: String,
        channel: Channel
    ) throws {
        let story = try party("invite_by: \(way)")
        #expect(channels(story, .invitation) == [channel: 200])
        let reminders = channels(story, .reminder)
        #expect(reminders.keys.allSatisfy { $0 == channel } && (reminders[channel] ?? 0) > 10)
        #expect(story.violated == [])
    }

    @Test func `invited both ways, everybody has both, and counts once`() throws {
        let story = try party("invite_by: both")
        #expect(channels(story, .invitation) == [.sms: 200, .email: 200])
        #expect(story.violated == [])
    }

    @Test func `who waits for a reminder is not moved by the same message on the other channel`()
        throws
    {
        let story = try party(
            "invite_by: both",
            "cast: { never-answering: { share: 100%, looks: 0%, moved_by_reminder: 100% } }"
        )
        let reminded = Self.start.advanced(by: .days(5))
        #expect(story.rsvps.count > 100 && story.rsvps.allSatisfy { $0.at > reminded })
    }

    @Test func `invited in shares, as many are mailed as was said`() throws {
        let story = try party("invite_by: { email: 60%, both: 10% }", guests: 1_000)
        let sent = channels(story, .invitation)
        // 0.7 and 0.4 of a thousand, five standard deviations of 15.
        #expect((625...775).contains(sent[.email] ?? 0), "\(sent)")
        #expect((325...475).contains(sent[.sms] ?? 0), "\(sent)")
    }

    @Test func `guests live where the shares say, and the rest where guests do`() throws {
        let story = try party(
            "living_elsewhere: 0%, guests_live: { Hamburg: 50%, Lisbon: 20% }",
            guests: 1_000
        )
        var cities: [String: Int] = [:]
        for (_, note) in story.notes {
            if case .guestCast(_, _, _, let lives, _) = note { cities[lives.city, default: 0] += 1 }
        }
        #expect(Set(cities.keys) == ["Hamburg", "Lisbon", "Berlin"])
        // Households are drawn, not guests: couples count twice.
        #expect((390...610).contains(cities["Hamburg"] ?? 0), "\(cities)")
        #expect((120...280).contains(cities["Lisbon"] ?? 0), "\(cities)")
    }

    /// Monday 2026-06-01 10:00 in Berlin is the start.
    @Test func `at an hour of the week, where the event is`() throws {
        let story = try party("invited_at: wednesday 9:00", "cast: {}")
        let invited = try #require(
            story.notifications.first { $0.kind == .invitation }?.createdAt
        )
        #expect(invited.description.hasPrefix("2026-06-03T07:00:0"))
        let reminded = story.notifications.filter { $0.kind == .reminder }.map(\.createdAt)
        #expect(reminded.allSatisfy { $0.description.hasPrefix("2026-06-08T07:00:0") })
    }

    private func begun(_ story: Played) -> [Instant] {
        story.notes.compactMap { if case .attackBegan = $0.what { $0.at } else { nil } }
    }

    /// Of one that has no day of its own, and of one by somebody who is at a screen now and then.
    @Test(arguments: ["viral-post", "casual-forward"])
    func `an attack begins when it is told to, and otherwise around its median`(kind: String) throws
    {
        func delays(_ onset: String) throws -> [Double] {
            let story = try party(
                "invite_by: sms",
                "attacks: [{ kind: \(kind), count: 20, \(onset) }]"
            )
            let arrivals = story.notifications.filter { $0.kind == .invitation }.map(\.createdAt)
            let invited = try #require(arrivals.min())
            // Who is reached by the reminder alone begins five days later.
            return begun(story).map {
                (($0 - invited).inSeconds / 3_600).truncatingRemainder(dividingBy: 120)
            }
        }
        // A text takes seconds to minutes to arrive; then it is fifty hours to the microsecond.
        let exact = try delays("at: 50 h")
        #expect(exact.count >= 18 && exact.allSatisfy { (50..<51).contains($0) }, "\(exact)")
        let near = try delays("begins: { median: 50 h, spread: 0.1 }")
        #expect(near.allSatisfy { (26...84).contains($0) }, "\(near)")
        #expect(Set(near).count == near.count)
    }

    /// The first Thursday at 18:30 in Berlin after each link arrived.
    @Test(arguments: ["at: thursday 18:30", "begins: { at: thursday 18:30 }"])
    func `an attack begins at an hour of the week, where the event is`(onset: String) throws {
        for kind in ["viral-post", "casual-forward"] {
            let story = try party(
                "invite_by: sms",
                "attacks: [{ kind: \(kind), count: 6, \(onset) }]"
            )
            let moments = begun(story).map { $0.description.prefix(16) }
            #expect(moments.count >= 4)
            #expect(
                moments.allSatisfy { ["2026-06-04T16:30", "2026-06-11T16:30"].contains($0) },
                "\(moments)"
            )
        }
    }

    @Test func `each campaign says once when it begins, and about whom`() throws {
        let story = try party(
            "invite_by: sms",
            "attacks: [{ kind: casual-forward, count: 15, at: 1 h }, { kind: guessed-token, count: 2 }]"
        )
        var campaigns: [String] = []
        for (at, note) in story.notes {
            guard case .attackBegan(let name, let guest) = note else { continue }
            campaigns.append(name)
            #expect((guest == nil) == name.hasPrefix("guessed-token/"))
            let accesses = story.accesses.filter { story.labels[$0.id]?.campaign == name }
            #expect(accesses.allSatisfy { $0.openedAt >= at })
        }
        #expect(Set(campaigns).count == campaigns.count && campaigns.count >= 15)
        let seen = Set(story.labels.values.compactMap(\.campaign))
        #expect(seen.isSubset(of: campaigns))
    }

    /// What each kind of fault was in the way of, and one that came when nothing went on.
    @Test(arguments: [
        ("sms-throttled", ", to: 1/min"), ("sms-outage", ""), ("email-throttled", ", to: 2/min"),
        ("email-outage", ""), ("fraud-engine-down", ""), ("fraud-engine-slow", ""),
        ("fraud-engine-crash", ""), ("core-api-crash", ""), ("notifications-crash", ""),
        ("power-cut", ""), ("power-cut-after-step", ""), ("crash-before-publish", ""),
        ("crash-before-ack", ""), ("crash-before-answer", ""),
        ("sms-answers-lost", ", share: 50%"), ("email-answers-lost", ", share: 50%"),
        ("messages-duplicated", ", share: 50%"), ("messages-delayed", ""),
        ("acks-lost", ", share: 50%"),
    ])
    func `a fault says how much it was in the way`(kind: String, options: String) throws {
        let busy = try party(
            "invite_by: { email: 50% }",
            "cast: {}\nfaults: [{ kind: \(kind), at: 50 min, for: 6 h\(options) }]",
            guests: 60
        )
        #expect(busy.faults.map(\.met).allSatisfy { $0 > 0 }, "\(busy.faults.map(\.met))")
        let isProcess = kind.contains("crash") || kind == "power-cut"
        guard !isProcess else { return }
        let idle = try party(
            "invite_by: { email: 50% }",
            "cast: {}\nfaults: [{ kind: \(kind), at: 1 min, for: 10 min\(options) }]",
            guests: 60
        )
        #expect(idle.faults.map(\.met) == [0])
    }
}
