import Domain
import Messaging
import Testing
import Truth

/// Every kind of fault does what it says while it lasts, and nothing any more once it is over.
@Suite struct FaultStoryTests {
    typealias Channel = Domain.Notification.Channel

    /// From an hour and a half to four hours after the start.
    static let began = PersonaStoryTests.start.advanced(by: .minutes(50))
    static let ended = began.advanced(by: .minutes(190))

    /// Two parties: one is invited during the fault, the other a day later.
    private func played(_ fault: String, options: String = "") throws -> Played {
        let story = try Played(
            """
            description: One party during the fault, one after it.
            lasts: 4 days
            mail_scanners: 0%
            cast: {}
            events:
              - { name: First, guests: 120, city: Berlin, living_elsewhere: 0%, by_email: 50%, starts: +10 days }
              - { name: Second, guests: 120, city: Berlin, living_elsewhere: 0%, by_email: 50%, invited_at: +1 days, starts: +10 days }
            faults:
              - { kind: \(fault), at: 50 min, for: 190 min\(options) }
            """
        )
        let told = story.notes.compactMap { at, note -> (Instant, String)? in
            switch note {
            case .faultBegan(let name): (at, "began \(name)")
            case .faultEnded(let name): (at, "ended \(name)")
            default: nil
            }
        }
        #expect(told.map(\.0) == [Self.began, Self.ended])
        #expect(told.map(\.1) == ["began \(fault)", "ended \(fault)"])
        #expect(story.violated == [])
        return story
    }

    /// How much of something happened while the fault lasted, and after it.
    private func split(
        _ instants: [Instant],
        after grace: Duration = .zero
    ) -> (
        during: Int, after: Int
    ) {
        (
            instants.count { $0 >= Self.began && $0 < Self.ended },
            instants.count { $0 >= Self.ended.advanced(by: grace) }
        )
    }

    private func instants(
        of story: Played,
        _ isCounted: (SystemEvent) -> Bool
    ) -> [Instant] {
        story.systemEvents.filter { isCounted($0.what) }.map(\.at)
    }

    private func accepted(
        _ channel: Channel,
        in story: Played
    ) -> [Instant] {
        story.notes.compactMap { at, note in
            if case .providerAccepted(_, let by, copy: _, isAnswered: _) = note, by == channel {
                at
            } else {
                nil
            }
        }
    }

    @Test(arguments: ["fraud-engine-down", "fraud-engine-crash"])
    func `without an engine replies are let in unscored`(fault: String) throws {
        let story = try played(fault)
        let unscored = split(
            instants(of: story) { if case .accessUnscored = $0 { true } else { false } }
        )
        #expect(unscored.during >= 10)
        #expect(unscored.after == 0)
    }

    /// Only what the faults' own channel carries; reports that come in time save most mails and some texts.
    @Test(arguments: Channel.allCases)
    func `after lost answers messages go twice, and no code does`(channel: Channel) throws {
        let story = try played("\(channel.rawValue)-answers-lost", options: ", share: 100%")
        var lost = 0
        var copies: [NotificationID] = []
        for case (_, .providerAccepted(let id, let by, let copy, let isAnswered)) in story.notes {
            #expect(by == channel || (copy == 0 && isAnswered))
            lost += isAnswered ? 0 : 1
            if copy > 0 { copies.append(id) }
        }
        let codes = story.systemEvents.compactMap { _, what -> NotificationID? in
            if case .notificationQueued(let row) = what, row.kind == .verification {
                row.id
            } else {
                nil
            }
        }
        #expect(lost >= 40 && copies.count >= (channel == .sms ? 5 : 1))
        #expect(Set(copies).isDisjoint(with: codes))
    }

    @Test func `a slow engine makes replies wait for their score`() throws {
        let story = try played("fraud-engine-slow", options: ", by: 60 ms")
        let waits = story.waits(.score)
        let during = waits.filter { $0.at >= Self.began && $0.at < Self.ended }
        let after = waits.filter { $0.at >= Self.ended.advanced(by: .seconds(1)) }
        #expect(during.count >= 10 && during.allSatisfy { $0.wait > .milliseconds(60) })
        #expect(after.count >= 50 && after.allSatisfy { $0.wait < .milliseconds(30) })
    }

    @Test func `with the API down nobody gets in, and everybody later`() throws {
        let story = try played("core-api-crash")
        let opened = split(story.accesses.map(\.openedAt))
        #expect(opened.during == 0)
        #expect(opened.after >= 200)
    }

    @Test func `in a power cut nothing happens at all, and everything later`() throws {
        let story = try played("power-cut")
        let opened = split(story.accesses.map(\.openedAt))
        let sent = split(
            instants(of: story) { if case .notificationAttempted = $0 { true } else { false } }
        )
        let scored = split(story.assessments.map(\.at))
        #expect(opened.during == 0 && sent.during == 0 && scored.during == 0)
        #expect(opened.after >= 200 && sent.after >= 240 && scored.after >= 200)
        let components = story.systemEvents.compactMap { at, what -> String? in
            if case .componentStarted(let name) = what, at == Self.ended { name } else { nil }
        }
        // The engine and the worker before the API that publishes for them.
        #expect(components.last == "core-api" && components.count == 3)
    }

    /// What is left in the store then is on its way still, and nothing of it is lost.
    @Test(arguments: ["power-cut", "power-cut-after-step"])
    func `a run may end in the dark`(fault: String) throws {
        let story = try Played(
            """
            description: The power goes while invitations are sent, and stays away.
            lasts: 2 h
            events:
              - { name: First, guests: 900, city: Berlin, by_email: 100%, starts: +10 days }
            faults:
              - { kind: \(fault), at: 3610 s, for: 3 h\(fault == "power-cut" ? "" : ", skips: 40, down: 3 h") }
            """
        )
        #expect(story.violated == [])
        let email = try #require(story.accounts.first { $0.name == "notifications-email" })
        #expect(email.pending > 100, "\(email)")
        #expect(email.isBalanced)
    }

    @Test func `without notifications nothing is sent, and everything later`() throws {
        let story = try played("notifications-crash")
        let sent = split(
            instants(of: story) { if case .notificationAttempted = $0 { true } else { false } }
        )
        #expect(sent.during == 0)
        #expect(sent.after >= 240)
    }

    @Test(arguments: [
        ("sms-outage", Channel.sms, Channel.email), ("email-outage", Channel.email, Channel.sms),
    ])
    func `with a provider out its messages wait, and the other's do not`(
        fault: String,
        channel: Channel,
        other: Channel
    ) throws {
        let story = try played(fault)
        #expect(split(accepted(channel, in: story)).during == 0)
        #expect(split(accepted(channel, in: story)).after >= 90)
        #expect(split(accepted(other, in: story)).during >= 40)
    }

    @Test(arguments: [
        ("sms-throttled", Channel.sms),
        ("email-throttled", Channel.email),
    ])
    func `a throttling provider takes so many a second`(
        fault: String,
        channel: Channel
    ) throws {
        let story = try played(fault, options: ", to: 1/s")
        func most(in instants: [Instant], within second: Duration) -> Int {
            instants.map { from in
                instants.count { $0 >= from && $0 < from.advanced(by: second) }
            }.max() ?? 0
        }
        let all = accepted(channel, in: story)
        let during = all.filter { $0 >= Self.began && $0 < Self.ended }
        let after = all.filter { $0 >= Self.ended }
        try #require(during.count >= 25 && after.count >= 25)
        // Calls as far apart as one a second, each answered within a few hundred milliseconds.
        #expect(most(in: during, within: .seconds(10)) <= 14)
        #expect(most(in: after, within: .seconds(10)) >= 20)
    }

    @Test func `messages come twice`() throws {
        let story = try played("messages-duplicated", options: ", share: 100%")
        // A copy of an order to send waits for the first one, or finds nothing left to do.
        let account = try #require(story.accounts.first { $0.name == "fraud-engine" })
        let published = story.systemEvents.compactMap { at, what -> Instant? in
            if case .messagePublished(_, .accessAttempted, _) = what { at } else { nil }
        }
        let twice = split(published).during
        #expect(twice >= 10)
        #expect(split(published).after >= 50)
        // Every message once, and those of the fault once more.
        #expect(account.delivered == published.count + twice)
    }

    @Test func `messages come late`() throws {
        let story = try played("messages-delayed", options: ", by: 5 min")
        var openedAt: [AccessID: Instant] = [:]
        var (during, after): ([Duration], [Duration]) = ([], [])
        for (at, what) in story.systemEvents {
            switch what {
            case .accessOpened(let access): openedAt[access.id] = at
            case .accessScored(let access, _):
                guard let opened = openedAt[access.id] else { continue }
                if opened >= Self.began, opened < Self.ended {
                    during.append(at - opened)
                } else if opened >= Self.ended {
                    after.append(at - opened)
                }
            default: break
            }
        }
        #expect(during.count >= 10 && during.allSatisfy { $0 >= .minutes(5) })
        #expect(after.count >= 50 && after.allSatisfy { $0 < .seconds(5) })
    }

    @Test func `acknowledgements are lost, and what they were for comes again`() throws {
        let story = try played("acks-lost", options: ", share: 100%")
        var publishedAt: [MessageID: Instant] = [:]
        var (during, after) = (0, 0)
        for (at, what) in story.systemEvents {
            switch what {
            case .messagePublished(let id, _, _): publishedAt[id] = at
            case .messageRedelivered(let id, let consumer, _) where consumer == "fraud-engine":
                let published = publishedAt[id] ?? at
                if published >= Self.began, published < Self.ended { during += 1 }
                if published >= Self.ended { after += 1 }
            default: break
            }
        }
        #expect(during >= 10)
        #expect(after == 0)
    }

    // MARK: Faults stack

    private func stacked(_ faults: String) throws -> Played {
        try Played(
            """
            description: Two faults at one time.
            lasts: 2 days
            mail_scanners: 0%
            cast: {}
            events: [{ name: Party, guests: 150, city: Berlin, by_email: 0%, living_elsewhere: 0%, starts: +10 days }]
            faults: [\(faults)]
            """
        )
    }

    private func accepted(in story: Played, from start: Duration, to end: Duration) -> Int {
        accepted(.sms, in: story).count {
            $0 >= PersonaStoryTests.start.advanced(by: start)
                && $0 < PersonaStoryTests.start.advanced(by: end)
        }
    }

    @Test func `the end of one outage does not end another`() throws {
        let story = try stacked(
            "{ kind: sms-outage, at: 50 min, for: 20 min }, { kind: sms-outage, at: 60 min, for: 60 min }"
        )
        #expect(accepted(in: story, from: .minutes(50), to: .minutes(120)) == 0)
        #expect(accepted(in: story, from: .minutes(120), to: .minutes(180)) >= 100)
    }

    @Test func `throttled below an outage is down, and throttled when that ends`() throws {
        let story = try stacked(
            "{ kind: sms-throttled, at: 50 min, for: 100 min, to: 1/s }, { kind: sms-outage, at: 55 min, for: 20 min }"
        )
        #expect(accepted(in: story, from: .minutes(55), to: .minutes(75)) == 0)
        let begin = Duration.minutes(80)
        let most =
            (0..<60).map { second in
                accepted(
                    in: story,
                    from: begin + .seconds(second * 10),
                    to: begin + .seconds(second * 10 + 10)
                )
            }.max() ?? 0
        #expect(most <= 14)
    }

    @Test func `an engine that two things keep down comes back with the last`() throws {
        let story = try stacked(
            "{ kind: fraud-engine-down, at: 50 min, for: 30 min }, { kind: fraud-engine-crash, at: 60 min, for: 60 min }"
        )
        let started = story.systemEvents.compactMap { at, what -> Instant? in
            if case .componentStarted("fraud-engine") = what { at } else { nil }
        }
        #expect(
            started == [
                PersonaStoryTests.start, PersonaStoryTests.start.advanced(by: .minutes(120)),
            ]
        )
    }

    @Test func `a slow engine is still slow after a restart`() throws {
        let story = try stacked(
            "{ kind: fraud-engine-slow, at: 50 min, for: 20 h, by: 60 ms }, { kind: fraud-engine-crash, at: 61 min, for: 1 min }"
        )
        let waits = story.waits(.score).filter {
            $0.at > PersonaStoryTests.start.advanced(by: .minutes(63))
                && $0.at < PersonaStoryTests.start.advanced(by: .hours(20))
        }
        #expect(waits.count >= 30)
        #expect(waits.allSatisfy { $0.wait > .milliseconds(60) })
    }

    // MARK: Two of one kind at one time

    private func at(_ duration: Duration) -> Instant {
        PersonaStoryTests.start.advanced(by: duration)
    }

    @Test func `two delays add up, and the one that is left still counts`() throws {
        let story = try stacked(
            "{ kind: messages-delayed, at: 50 min, for: 20 h, by: 4 min }, { kind: messages-delayed, at: 60 min, for: 8 h, by: 1 min }"
        )
        var openedAt: [AccessID: Instant] = [:]
        var (both, one): ([Duration], [Duration]) = ([], [])
        for (at, what) in story.systemEvents {
            switch what {
            case .accessOpened(let access): openedAt[access.id] = at
            case .accessScored(let access, _):
                guard let opened = openedAt[access.id] else { continue }
                if opened >= self.at(.minutes(60)), opened < self.at(.hours(9)) {
                    both.append(at - opened)
                } else if opened >= self.at(.hours(9)), opened < self.at(.hours(20)) {
                    one.append(at - opened)
                }
            default: break
            }
        }
        #expect(both.count >= 30)
        #expect(both.allSatisfy { $0 >= .minutes(5) && $0 < .minutes(5) + .seconds(5) })
        #expect(one.count >= 5)
        #expect(one.allSatisfy { $0 >= .minutes(4) && $0 < .minutes(4) + .seconds(5) })
    }

    @Test func `an engine that two things slow down waits for both`() throws {
        let story = try stacked(
            "{ kind: fraud-engine-slow, at: 50 min, for: 20 h, by: 50 ms }, { kind: fraud-engine-slow, at: 60 min, for: 8 h, by: 30 ms }"
        )
        let waits = story.waits(.score)
        let both = waits.filter { $0.at > at(.minutes(61)) && $0.at < at(.hours(8)) }
        let one = waits.filter { $0.at > at(.hours(10)) && $0.at < at(.hours(20)) }
        #expect(both.count >= 20 && both.allSatisfy { $0.wait > .milliseconds(80) })
        #expect(one.count >= 5)
        #expect(one.allSatisfy { $0.wait > .milliseconds(50) && $0.wait < .milliseconds(80) })
    }

    @Test func `of two throttles the stricter counts, in whatever order they come`() throws {
        for (first, second) in [("1/s", "4/s"), ("4/s", "1/s")] {
            let story = try stacked(
                "{ kind: sms-throttled, at: 50 min, for: 100 min, to: \(first) }, { kind: sms-throttled, at: 51 min, for: 90 min, to: \(second) }"
            )
            let most =
                (0..<180).map { step in
                    let begin = Duration.minutes(60) + .seconds(Int64(step) * 10)
                    return accepted(in: story, from: begin, to: begin + .seconds(10))
                }.max() ?? 0
            #expect((8...14).contains(most), "\(first), then \(second): \(most)")
        }
    }

    @Test func `two shares are those of either`() throws {
        let story = try stacked(
            "{ kind: messages-duplicated, at: 50 min, for: 2 days, share: 50% }, { kind: messages-duplicated, at: 55 min, for: 2 days, share: 50% }"
        )
        let account = try #require(story.accounts.first { $0.name == "fraud-engine" })
        let published = story.count {
            if case .messagePublished(_, .accessAttempted, _) = $0 { true } else { false }
        }
        try #require(published >= 130)
        let share = Double(account.received - published) / Double(published)
        // Half, and half of the rest.
        #expect((0.65...0.85).contains(share), "\(share)")
    }

    /// The Core API dies over an invitation, and while it is down the worker over an order; the API is
    /// back first.
    @Test(arguments: 0..<4)
    func `what one component left unpublished is still there when another comes back`(
        skips: Int
    ) throws {
        let story = try Played(
            """
            description: Two components die one after the other, each before it publishes.
            lasts: 2 days
            mail_scanners: 0%
            cast: {}
            events: [{ name: Party, guests: 12, city: Berlin, by_email: 0%, living_elsewhere: 0%, starts: +10 days }]
            faults:
              - { kind: crash-before-publish, at: 0 min, for: 2 days, skips: 8, down: 20 s }
              - { kind: crash-before-publish, at: 0 min, for: 2 days, skips: \(skips), down: 90 s }
            """
        )
        let changes = story.systemEvents.compactMap { at, what -> (Instant, String)? in
            switch what {
            case .componentStopped(let name): (at, "\(name) stops")
            case .componentStarted(let name) where at > PersonaStoryTests.start:
                (at, "\(name) starts")
            default: nil
            }
        }
        #expect(
            changes.map(\.1) == [
                "core-api stops", "notifications stops", "core-api starts", "notifications starts",
            ]
        )
        #expect(story.violated == [])
        // Everybody has an invitation that was handed over.
        let invited = Set(
            story.systemEvents.compactMap { _, what -> Domain.Notification.Recipient? in
                if case .notificationChanged(let row) = what, row.kind == .invitation,
                    row.status != .queued
                {
                    row.recipient
                } else {
                    nil
                }
            }
        )
        #expect(invited.count == 12)
    }
}
