import Domain
import FraudEngine
import Testing
import Truth

/// One story for each honest guest who looks like somebody else: on what, from where, how fast.
@Suite struct LookAlikeStoryTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    /// A month of one persona.
    private func month(
        _ persona: String,
        guests: Int = 120,
        byEmail: String = "0%",
        rest: String = ""
    ) throws -> Played {
        let story = try Played(
            """
            description: A month of one kind.
            lasts: 60 days
            mail_scanners: 0%
            events:
              - { name: Party, guests: \(guests), city: Berlin, living_elsewhere: 0%, by_email: \(byEmail), starts: +59 days }
            cast: { \(persona): 100% }
            \(rest)
            """
        )
        #expect(story.violated == [])
        for label in story.labels.values {
            #expect(!label.isFraud && label.persona == persona && label.campaign == nil)
            #expect(label.actor == .guest || label.actor == .companion)
        }
        return story
    }

    /// The first access of each guest with the last.
    private func firstAndLast(_ story: Played) -> [(first: Access, last: Access)] {
        story.accessesByGuest.values.compactMap { accesses in
            guard accesses.count > 1 else { return nil }
            return (accesses[0], accesses[accesses.count - 1])
        }
    }

    private func share<Element>(of list: [Element], _ holds: (Element) -> Bool) -> Double {
        Double(list.count(where: holds)) / Double(max(1, list.count))
    }

    private func median(_ durations: [Duration]) -> Duration {
        let sorted = durations.sorted()
        return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
    }

    /// From the serving of a form to its recording without a challenge.
    private func fillTimes(_ story: Played) -> [Duration] {
        let opened = Dictionary(
            story.accesses.map { ($0.id, $0.openedAt) },
            uniquingKeysWith: { first, _ in first }
        )
        return story.rsvps.filter { $0.outcome == .submitted }
            .compactMap { rsvp in opened[rsvp.rsvp.accessID].map { rsvp.at - $0 } }
    }

    private static let open = "fraud: { edges: { soft_verify: 100, sms_verify: 100, block: 100 } }"

    @Test func `assistant: another device in the same city, a companion's`() throws {
        let story = try month("assistant", rest: Self.open)
        let labels = story.labels
        let answers = story.rsvps
        #expect(answers.count >= 90)
        #expect(answers.allSatisfy { labels[$0.rsvp.accessID]?.actor == .companion })
        let pairs = firstAndLast(story)
        let others = share(of: pairs) {
            $0.first.visit.fingerprint.webglHash != $0.last.visit.fingerprint.webglHash
        }
        #expect(others > 0.8, "\(others)")
        let computers = share(of: pairs) { !$0.last.visit.fingerprint.isTouch }
        #expect(computers > 0.5, "\(computers)")
    }

    @Test func `assistant: a code goes to the guest, and takes its time`() throws {
        let story = try month(
            "assistant",
            rest: "fraud: { edges: { soft_verify: 0, sms_verify: 0, block: 100 } }"
        )
        // Some give up, mistype, or have the guest out of reach.
        #expect((60...115).contains(story.rsvps.count), "\(story.rsvps.count) of 120")
    }

    @Test func `parent: answers from the child's home, mostly on another device`() throws {
        let story = try month("parent-for-child", rest: Self.open)
        let labels = story.labels
        #expect(story.rsvps.allSatisfy { labels[$0.rsvp.accessID]?.actor == .companion })
        // Four in ten children look themselves.
        let looked = story.accessesByGuest.values.count { accesses in
            accesses.contains { labels[$0.id]?.actor == .guest }
        }
        #expect((0.27...0.53).contains(Double(looked) / 120), "\(looked)")
    }

    @Test func `accessibility tools: half as fast as a script, half slower than anybody`() throws {
        let times = fillTimes(try month("accessibility-tools", guests: 200, rest: Self.open))
        let fast = share(of: times) { $0 < .seconds(10) }
        let slow = share(of: times) { $0 > .seconds(100) }
        #expect((0.38...0.62).contains(fast), "\(fast)")
        #expect((0.36...0.62).contains(slow), "\(slow)")
    }

    @Test func `moved house: the same phone, another city`() throws {
        let story = try month("moved-house", rest: Self.open)
        let pairs = firstAndLast(story)
        try #require(pairs.count >= 90)
        let samePhone = share(of: pairs) {
            $0.first.visit.fingerprint.device == $0.last.visit.fingerprint.device
        }
        #expect(samePhone > 0.95, "\(samePhone)")
        let newAddress = share(of: pairs) {
            $0.first.visit.address.place != $0.last.visit.address.place
        }
        #expect(newAddress > 0.9, "\(newAddress)")
        let waits = pairs.map { $0.last.openedAt - $0.first.openedAt }
        #expect((.days(5)...(.days(11))).contains(median(waits)))
    }

    @Test func `language switch: the same phone, another language`() throws {
        let pairs = firstAndLast(try month("language-switch", rest: Self.open))
        try #require(pairs.count >= 80)
        for (first, last) in pairs {
            #expect(first.visit.fingerprint.language != last.visit.fingerprint.language)
        }
        let samePhone = share(of: pairs) {
            $0.first.visit.fingerprint.webglHash == $0.last.visit.fingerprint.webglHash
        }
        #expect(samePhone > 0.95, "\(samePhone)")
    }

    @Test func `forgetful: weeks between the look and the answer, or a reminder`() throws {
        let calm = firstAndLast(try month("forgetful", rest: Self.open))
        try #require(calm.count >= 80)
        let waits = calm.map { $0.last.openedAt - $0.first.openedAt }
        #expect((.days(11)...(.days(23))).contains(median(waits)))
    }

    @Test func `household tablet: looks on the phone, answers on one tablet for two`() throws {
        let story = try month("household-tablet", rest: Self.open)
        let pairs = firstAndLast(story)
        try #require(pairs.count >= 80)
        let others = share(of: pairs) {
            $0.first.visit.fingerprint.webglHash != $0.last.visit.fingerprint.webglHash
        }
        #expect(others > 0.9, "\(others)")
        // Nobody has looked on it before: a cookie was left by somebody else who lives there.
        let answers = Set(story.rsvps.map(\.rsvp.accessID))
        let known = story.accesses.filter { answers.contains($0.id) }
            .compactMap(\.visit.browser)
        #expect(known.count >= 8, "\(known.count)")
    }

    @Test func `in-app browser: one phone, and half of them leave the app for the browser`() throws
    {
        let story = try month("in-app-browser", guests: 200, byEmail: "50%", rest: Self.open)
        let pairs = firstAndLast(story)
        // A mail is read in the mail app, a text message's link in a chat that it was sent on to.
        var channels: [GuestID: Set<Domain.Notification.Channel>] = [:]
        for notification in story.notifications where notification.kind == .invitation {
            if case .guest(let guest) = notification.recipient {
                channels[guest, default: []].insert(notification.channel)
            }
        }
        for channel in Domain.Notification.Channel.allCases {
            let theirs = pairs.filter { $0.first.guestID.flatMap { channels[$0] } == [channel] }
            try #require(theirs.count >= 30, "\(channel)")
            let chats = share(of: theirs) {
                $0.first.visit.fingerprint.userAgent.contains("Instagram")
            }
            #expect(channel == .sms ? chats > 0.9 : chats < 0.1, "\(channel): \(chats)")
        }
        try #require(pairs.count >= 140)
        let views = share(of: pairs) {
            $0.first.visit.fingerprint.browser.hasSuffix("WebView")
        }
        #expect(views > 0.97, "\(views)")
        let moves = share(of: pairs) { !$0.last.visit.fingerprint.browser.hasSuffix("WebView") }
        #expect((0.38...0.62).contains(moves), "\(moves)")
        let samePhone = share(of: pairs) {
            $0.first.visit.fingerprint.webglHash == $0.last.visit.fingerprint.webglHash
        }
        #expect(samePhone > 0.97, "\(samePhone)")
    }

    @Test func `vpn: the same device, from a data centre`() throws {
        let story = try month("vpn", rest: Self.open)
        let pairs = firstAndLast(story)
        try #require(pairs.count >= 80)
        let sameDevice = share(of: pairs) {
            $0.first.visit.fingerprint.webglHash == $0.last.visit.fingerprint.webglHash
        }
        #expect(sameDevice > 0.97, "\(sameDevice)")
        let networks = networksOfAnswers(story)
        #expect(share(of: networks) { $0 == .vpn || $0 == .hosting } > 0.9, "\(networks)")
    }

    @Test func `private relay: an Apple phone, another address each time`() throws {
        let pairs = firstAndLast(try month("private-relay", rest: Self.open))
        try #require(pairs.count >= 80)
        for (first, last) in pairs {
            #expect(first.visit.fingerprint.device == last.visit.fingerprint.device)
            #expect(last.visit.fingerprint.os.hasPrefix("iOS"))
        }
        let others = share(of: pairs) { $0.first.visit.address != $0.last.visit.address }
        #expect(others > 0.95, "\(others)")
    }

    @Test func `carrier NAT: mobile addresses, some of which several guests share`() throws {
        let story = try month("carrier-nat", guests: 400, rest: Self.open)
        let networks = networksOfAnswers(story)
        try #require(networks.count >= 300)
        #expect(share(of: networks) { $0 == .mobile } > 0.9)
        var guests: [IPAddress: Set<GuestID>] = [:]
        for (guest, accesses) in story.accessesByGuest {
            for access in accesses { guests[access.visit.address, default: []].insert(guest) }
        }
        #expect(guests.values.contains { $0.count > 1 })
    }

    @Test func `office NAT: answers in office hours, colleagues from one address`() throws {
        let story = try Played(
            """
            description: A company's day.
            lasts: 60 days
            mail_scanners: 0%
            events:
              - { name: Day, occasion: company, guests: 120, city: Berlin, living_elsewhere: 0%, starts: +59 days }
            cast: { office-nat: 100% }
            \(Self.open)
            """
        )
        let answers = Set(story.rsvps.map(\.rsvp.accessID))
        let accesses = story.accesses.filter { answers.contains($0.id) }
        try #require(accesses.count >= 60)
        // Berlin is two hours ahead of UTC in June; 1970 began on a Thursday.
        let inHours = share(of: accesses) { access in
            let local = access.openedAt.seconds + 7_200
            return (9..<17).contains(local / 3_600 % 24) && (local / 86_400 + 3) % 7 < 5
        }
        #expect(inHours > 0.95, "\(inHours)")
        var shared: [IPAddress: Int] = [:]
        for access in accesses { shared[access.visit.address.place, default: 0] += 1 }
        let most = shared.values.max() ?? 0
        #expect(most >= accesses.count / 4, "\(most) of \(accesses.count)")
    }

    @Test func `browser update: the same device, mostly another version`() throws {
        let pairs = firstAndLast(try month("browser-update", rest: Self.open))
        try #require(pairs.count >= 60)
        for (first, last) in pairs {
            #expect(first.visit.fingerprint.webglHash == last.visit.fingerprint.webglHash)
        }
        let updated = share(of: pairs) {
            $0.first.visit.fingerprint.userAgent != $0.last.visit.fingerprint.userAgent
        }
        #expect(updated > 0.7, "\(updated)")
    }

    @Test func `asks a friend: answers by a companion on another device, often elsewhere`() throws {
        let story = try month("asks-a-friend", rest: Self.open)
        let labels = story.labels
        #expect(story.rsvps.count >= 80)
        #expect(story.rsvps.allSatisfy { labels[$0.rsvp.accessID]?.actor == .companion })
        let waits = firstAndLast(story).map { $0.last.openedAt - $0.first.openedAt }
        #expect((.hours(16)...(.hours(44))).contains(median(waits)))
    }

    @Test func `changes mind: accepts, and declines through the used link with a code`() throws {
        let story = try month("changes-mind", rest: Self.open)
        let replies = Dictionary(grouping: story.rsvps, by: \.rsvp.guestID)
        let changed = replies.values.filter { $0.count == 2 }
        // Some have no phone at hand, mistype, give up.
        #expect(changed.count >= 60, "\(changed.count) of \(replies.count)")
        for pair in changed {
            #expect(pair[0].rsvp.reply.response == .attending)
            #expect(pair[1].rsvp.reply.response == .declined)
        }
        #expect(story.rsvps.count == replies.count + changed.count)
        // Nobody says that somebody else has answered.
        #expect(
            !story.notes.contains {
                if case .accessObserved(_, .fraudulent) = $1 { true } else { false }
            }
        )
    }

    /// What the geolocation file makes of the addresses that replies came from.
    private func networksOfAnswers(_ story: Played) -> [NetworkKind] {
        let answers = Set(story.rsvps.map(\.rsvp.accessID))
        return story.assessments.map(\.assessment).filter { answers.contains($0.accessID) }
            .map(\.geo.network)
    }

    @Test func `chat preview: a fetch within seconds of a text message, and no form`() throws {
        let story = try Played(
            """
            description: Previews.
            lasts: 3 days
            machines: { chat-preview: 100% }
            events:
              - { name: Party, guests: 100, city: Berlin, by_email: 0%, starts: +20 days }
            cast: { never-answering: 100% }
            """
        )
        #expect(story.violated == [])
        let labels = story.labels
        let fetches = story.accesses.filter { labels[$0.id]?.persona == "chat-preview" }
        #expect(fetches.count >= 90)
        for fetch in fetches {
            #expect(labels[fetch.id]?.actor == .machine)
            let fingerprint = fetch.visit.fingerprint
            #expect(!fingerprint.hasJavaScript && !fingerprint.userAgent.isEmpty)
        }
        let ids = Set(fetches.map(\.id))
        #expect(!story.rsvps.contains { ids.contains($0.rsvp.accessID) })
        // Told apart by the engine, and held against nobody.
        let told = story.assessments.filter { ids.contains($0.assessment.accessID) }
        #expect(share(of: told) { $0.assessment.isMachine } > 0.95)
    }
}
