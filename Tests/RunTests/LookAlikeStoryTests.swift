import Domain
import FraudEngine
import Testing
import Truth

/// One story for each honest guest who looks like somebody else: on what, from where, how fast.
@Suite struct LookAlikeStoryTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    /// A month of one persona.
    private func month(_ persona: String, guests: Int = 120, rest: String = "") throws -> Played {
        let story = try Played(
            """
            description: A month of one kind.
            lasts: 60 days
            mail_scanners: 0%
            events:
              - { name: Party, guests: \(guests), city: Berlin, living_elsewhere: 0%, by_email: 0%, starts: +59 days }
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
