import Domain
import FraudEngine
import Testing
import Truth

/// One story for each attack that waits, sells, copies, asks or adapts: who comes, on what, from where,
/// how often, and what gets in.
@Suite struct AttackStoryTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)
    /// When invitations go out, an hour after the start.
    private static let invitedAt = start.advanced(by: .hours(1))
    private static let eventAt = start.advanced(by: .days(29))

    /// What one kind of attack did.
    private struct Attacked {
        let story: Played
        let attack: String
        /// Accesses by campaign, each in order.
        let campaigns: [[Access]]
        /// Accesses of guests.
        let honest: [Access]

        var visits: [Access] { campaigns.flatMap(\.self) }

        var admitted: Int {
            let labels = story.labels
            return story.rsvps.count { labels[$0.rsvp.accessID]?.attack == attack }
        }

        /// Median of each campaign's first visit after the invitations.
        var begins: Duration {
            median(campaigns.compactMap { $0.first }.map { $0.openedAt - invitedAt })
        }

        /// Median of the waits between a campaign's visits.
        var pauses: Duration {
            median(
                campaigns.flatMap { visits in
                    zip(visits, visits.dropFirst()).map { $1.openedAt - $0.openedAt }
                }
            )
        }

        var visitsPerCampaign: Double { Double(visits.count) / Double(max(1, campaigns.count)) }

        func devices(in campaign: [Access]) -> Int {
            Set(campaign.map { "\($0.visit.fingerprint.device) \($0.visit.fingerprint.webglHash)" })
                .count
        }

        /// Decisions on forms, in order.
        var decisions: [Decision] {
            let labels = story.labels
            return story.decisions.map(\.record)
                .filter { labels[$0.accessID]?.attack == attack && $0.moment == .submitted }
                .map(\.decision)
        }
    }

    private static func median(_ durations: [Duration]) -> Duration {
        let sorted = durations.sorted()
        return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
    }

    /// A month in which some links of silent guests are attacked.
    private func attacked(
        by attack: String,
        links: Int = 60,
        settings: String = "",
        guests: Int = 120,
        cast: String = "never-answering: 100%",
        rest: String = ""
    ) throws -> Attacked {
        let story = try Played(
            """
            description: A month of one attack.
            lasts: 40 days
            mail_scanners: 0%
            events:
              - { name: Party, guests: \(guests), city: London, living_elsewhere: 0%, by_email: 0%, starts: +29 days }
            cast: { \(cast) }
            attacks: [{ kind: \(attack), count: \(links)\(settings.isEmpty ? "" : ", " + settings) }]
            \(rest)
            """
        )
        #expect(story.violated == [])
        let labels = story.labels
        var campaigns: [String: [Access]] = [:]
        for access in story.accesses {
            guard let label = labels[access.id], let campaign = label.campaign else { continue }
            #expect(label.isFraud && label.actor == .outsider && label.attack == attack)
            #expect(campaign.hasPrefix("\(attack)/0/"))
            campaigns[campaign, default: []].append(access)
        }
        return Attacked(
            story: story,
            attack: attack,
            campaigns: campaigns.keys.sorted().compactMap { campaigns[$0] },
            honest: story.accesses.filter { labels[$0.id]?.actor == .guest }
        )
    }

    private func isWithin(_ factor: Double, of expected: Duration, _ found: Duration) -> Bool {
        let ratio = found.inSeconds / expected.inSeconds
        return ratio <= factor && ratio >= 1 / factor
    }

    /// Allows everything: what an attack does where nothing stops it.
    private static let open = "fraud: { edges: { soft_verify: 100, sms_verify: 100, block: 100 } }"
    /// Asks everybody for a code.
    private static let codes = "fraud: { edges: { soft_verify: 0, sms_verify: 0, block: 100 } }"

    // MARK: Passed on

    @Test func `group chat: several people of the guest's own world open one link`() throws {
        let found = try attacked(
            by: "group-chat-forward",
            links: 110,
            settings: "members: 5, begins: 2 days"
        )
        // Poisson(5) members, each once or, where an app's view comes first, twice.
        #expect((4.2...7.5).contains(found.visitsPerCampaign), "\(found.visitsPerCampaign)")
        let devices = found.campaigns.map { found.devices(in: $0) }
        #expect(devices.reduce(0, +) > 3 * found.campaigns.count)
        let touched = found.visits.count { $0.visit.fingerprint.isTouch }
        #expect(Double(touched) > 0.75 * Double(found.visits.count))
        // The first of five looks half an hour to an hour later, when awake. Of 110 draws with a sigma of
        // 1.2 the median has a standard error of 0.14 in its logarithm.
        #expect(isWithin(1.4, of: .hours(51), found.begins), "\(found.begins)")
    }

    @Test func `viral post: strangers from many countries, the most in the first hours`() throws {
        let found = try attacked(
            by: "viral-post",
            links: 8,
            settings: "visitors: 60, begins: 10 h, shows_referrer: 60%",
            guests: 40,
            rest: Self.open
        )
        let zones = Set(found.visits.map(\.visit.fingerprint.timeZone))
        #expect(zones.count >= 15, "\(zones.count)")
        let social = found.visits.count { Referrer(host: $0.visit.referrer) == .social }
        let share = Double(social) / Double(found.visits.count)
        #expect((0.4...0.7).contains(share), "\(share)")
        // Of two hundred and more who look, one gets each link.
        #expect(found.admitted >= 4 && found.admitted <= 8)
        for visits in found.campaigns {
            let after = visits.map { $0.openedAt - visits[0].openedAt }
            #expect(Self.median(after) < .hours(24))
        }
    }

    @Test func `reseller: one desk looks at every link, and a stranger comes to each later`() throws
    {
        let found = try attacked(by: "reseller", settings: "works: 100%", rest: Self.open)
        let desk = Set(found.campaigns.compactMap(\.first?.visit.fingerprint.webglHash))
        #expect(desk.count == 1)
        #expect(Set(found.campaigns.compactMap(\.first?.visit.address)).count == 1)
        let buyers = found.campaigns.filter { $0.count > 1 }
        // A link that is checked when its event is all but over finds no buyer in time.
        try #require(buyers.count >= 40)
        var (late, waits) = (0, [Duration]())
        for visits in buyers {
            #expect(found.devices(in: visits) >= 2)
            waits.append(visits[1].openedAt - visits[0].openedAt)
            if Self.eventAt - visits[1].openedAt < .hours(252) { late += 1 }
        }
        // Half in the last ten days of thirty, and a third of the other half.
        #expect((0.5...0.85).contains(Double(late) / Double(buyers.count)), "\(late)")
        #expect(Self.median(waits) > .days(5))
    }

    @Test(arguments: [(0, 0.15...0.45), (50, 0.55...0.8), (100, 0.97...1)])
    func `reseller: so many are sold in the last ten days, and a third of the others`(
        percent: Int,
        late: ClosedRange<Double>
    ) throws {
        let found = try attacked(
            by: "reseller",
            links: 110,
            settings: "works: 100%, sells_late: \(percent)%",
            rest: Self.open
        )
        let buyers = found.campaigns.filter { $0.count > 1 }
        try #require(buyers.count >= 70)
        let share =
            Double(buyers.count { Self.eventAt - $0[1].openedAt < .hours(242) })
            / Double(buyers.count)
        #expect(late.contains(share), "\(share)")
    }

    /// The same members with the same luck, and four times as long a wait.
    @Test func `group chat: members look as late as is said`() throws {
        func waits(_ looksAfter: String) throws -> [Duration] {
            try attacked(
                by: "group-chat-forward",
                links: 120,
                settings: "members: 5, begins: 2 days, looks_after: \(looksAfter)"
            ).visits.map { $0.openedAt - Self.invitedAt }
        }
        let (soon, late) = (Self.median(try waits("6 h")), Self.median(try waits("4 days")))
        // Two days until the link is in the group, and as long again as is said.
        #expect(isWithin(1.3, of: .hours(60), soon), "\(soon)")
        #expect(isWithin(1.3, of: .hours(165), late), "\(late)")
    }

    @Test func `expired link: nothing opens when the event is over`() throws {
        let found = try attacked(by: "expired-link", links: 40)
        #expect(found.visits.count >= 35)
        for visit in found.visits {
            #expect(visit.openedAt >= Self.eventAt)
            #expect([.eventClosed, .expired, .used].contains(visit.rejection))
        }
        #expect(found.admitted == 0)
    }

    @Test func `revoked link: opens until the host has sent a new one, and nothing afterwards`()
        throws
    {
        let found = try attacked(
            by: "revoked-link",
            links: 80,
            settings: "notices: 9 h, begins: 2 days",
            cast: "procrastinating: 100%",
            rest: Self.open
        )
        let revokedAt = Dictionary(
            found.story.systemEvents.compactMap { at, what -> (TokenID, Instant)? in
                if case .tokenRevoked(let token) = what { (token, at) } else { nil }
            },
            uniquingKeysWith: { first, _ in first }
        )
        // Nobody asks for a new link when the event is over; all others get one.
        #expect(revokedAt.count >= 74, "\(revokedAt.count) of 80")
        // Half notice by the first evening; as the host does favours by day, nothing is done for the others
        // before the next morning. Of 75, a half has a standard deviation of 6 %.
        let took = revokedAt.values.map { $0 - Self.invitedAt }
        let share = Double(took.count { $0 < .hours(16) }) / Double(took.count)
        #expect((0.35...0.65).contains(share), "\(share)")
        #expect(took.count { $0 < .hours(26) } * 10 >= took.count * 6)
        #expect(isWithin(1.6, of: .days(2), found.begins))
        let (early, late) = (
            found.visits.filter { $0.rejection == nil }, found.visits.filter { $0.rejection != nil }
        )
        #expect(late.count > 40 && early.count > 5, "\(late.count), \(early.count)")
        #expect(late.allSatisfy { $0.rejection == .revoked || $0.rejection == .used })
        for access in early {
            let token = try #require(access.tokenID)
            #expect(revokedAt[token].map { access.openedAt < $0 } ?? true)
        }
        // The guests themselves answer with the new link, not a quarter of them stranded.
        let answered = Set(
            found.story.rsvps.filter { found.story.labels[$0.rsvp.accessID]?.isFraud == false }
                .map(\.rsvp.guestID)
        )
        let moved = Set(found.visits.compactMap(\.guestID))
        #expect(answered.intersection(moved).count > moved.count * 3 / 4)
    }

    // MARK: Codes

    @Test func `SIM swap: whoever has the number has the code`() throws {
        let all = try attacked(by: "sim-swap", settings: "succeeds: 100%", rest: Self.codes)
        let none = try attacked(by: "sim-swap", settings: "succeeds: 0%", rest: Self.codes)
        #expect(all.decisions.allSatisfy { $0 == .smsVerify })
        // As often as people get through: some give up, mistype, or find the code late.
        #expect(all.admitted >= 40, "\(all.admitted) of 60")
        #expect(none.admitted == 0)
    }

    @Test func `code relay: as many as give the code away, a talk later`() throws {
        let found = try attacked(
            by: "code-relay",
            links: 100,
            settings: "gives_code_away: 50%, takes: 2 min",
            // Whoever objects to the reply asks for codes of their own.
            rest: Self.codes + "\npopulation: { objects: 0% }"
        )
        // Half at the first attempt, half of the others at the second, four in five of them in time.
        #expect((40...78).contains(found.admitted), "\(found.admitted) of 100")
        let opened = Dictionary(
            found.visits.map { ($0.id, $0.openedAt) },
            uniquingKeysWith: { first, _ in first }
        )
        let labels = found.story.labels
        let took = found.story.rsvps.filter { labels[$0.rsvp.accessID]?.isFraud == true }
            .compactMap { rsvp in opened[rsvp.rsvp.accessID].map { rsvp.at - $0 } }
        // A form, a message, a talk of two minutes, and typing.
        #expect((.minutes(3)...(.minutes(6))).contains(Self.median(took)))
    }

    @Test func `SMS pumper: code after code, and none of them typed`() throws {
        let found = try attacked(
            by: "sms-pumper",
            links: 10,
            settings: "forms: 20, every: 5 min",
            rest: Self.codes
        )
        #expect(found.admitted == 0)
        #expect((14...26).contains(found.visitsPerCampaign), "\(found.visitsPerCampaign)")
        let sent = found.story.notifications.count { $0.kind == .verification }
        // The product sends no more than a few an hour to one link.
        #expect(sent >= 20 && sent < found.visits.count * 3 / 4, "\(sent)")
    }

    @Test func `name guessing: a name a time, and one in so many is right`() throws {
        let found = try attacked(
            by: "name-guessing",
            links: 80,
            settings: "names: 5, is_right: 50%, every: 10 min",
            rest: "fraud: { edges: { soft_verify: 0, sms_verify: 100, block: 100 } }"
        )
        // A wrong name thrice and the link asks for a code: only the first name counts. A standard error
        // of 0.056.
        let share = Double(found.admitted) / 80
        #expect((0.38...0.62).contains(share), "\(share)")
        let turnedAway = found.campaigns.filter { $0.count > 1 }
        #expect(turnedAway.count >= 30 && turnedAway.allSatisfy { $0.count >= 4 })
    }

    // MARK: Disguises

    @Test
    func `bot farm: a phone of the guest's own country at a time, each over a line of its own`()
        throws
    {
        let found = try attacked(
            by: "bot-farm",
            settings: "bots: 4, every: 10 h, looks_first: 0%",
            rest: Self.codes
        )
        // Until 1 or Poisson(4) have tried.
        #expect((3...5).contains(found.visitsPerCampaign), "\(found.visitsPerCampaign)")
        for visits in found.campaigns {
            #expect(Set(visits.map(\.visit.address)).count == visits.count)
            #expect(visits.allSatisfy { $0.visit.fingerprint.timeZone == "Europe/London" })
        }
        #expect(isWithin(1.6, of: .hours(10), found.pauses))
        #expect(found.admitted == 0)
    }

    @Test func `address rotation: one browser, and no address twice`() throws {
        let found = try attacked(
            by: "address-rotation",
            settings: "tries: 5, every: 30 min, within_prefix: 50%",
            rest: Self.codes
        )
        // 1 or Poisson(5) tries; a code that is never read lets nobody in.
        #expect((4...6).contains(found.visitsPerCampaign), "\(found.visitsPerCampaign)")
        #expect(found.admitted == 0)
        #expect(isWithin(1.6, of: .minutes(30), found.pauses))
        var (prefixes, pools) = (0, 0)
        for visits in found.campaigns where visits.count > 1 {
            #expect(found.devices(in: visits) == 1)
            let addresses = visits.map(\.visit.address)
            #expect(Set(addresses.map(\.place)).count == visits.count)
            let sites = Set(addresses.map { $0.site ?? $0 })
            if sites.count == 1 { prefixes += 1 } else { pools += 1 }
        }
        // Lines that have no IPv6 cannot rotate within it.
        #expect(prefixes >= 3 && pools > prefixes, "\(prefixes) and \(pools)")
    }

    @Test func `antidetect browser: the guest's model, with what a copy gets wrong`() throws {
        let found = try attacked(
            by: "antidetect-browser",
            links: 100,
            settings: "wrong_picture: 60%, wrong_touch: 40%, old_browser: 30%",
            guests: 200,
            cast: "procrastinating: 100%",
            rest: Self.open
        )
        let models = Dictionary(grouping: found.honest) { $0.guestID }
        var (same, wrongPicture, wrongTouch, compared) = (0, 0, 0, 0)
        for visit in found.visits {
            let fingerprint = visit.visit.fingerprint
            if !fingerprint.isTouch { wrongTouch += 1 }
            let phones = (models[visit.guestID] ?? []).map(\.visit.fingerprint).filter(\.isTouch)
            guard !phones.isEmpty else { continue }
            compared += 1
            if phones.contains(where: { $0.device == fingerprint.device }) { same += 1 }
            if !phones.contains(where: { $0.webglHash == fingerprint.webglHash }) {
                wrongPicture += 1
            }
        }
        try #require(compared >= 50)
        // Guests' other devices are among those compared with.
        #expect(Double(same) / Double(compared) > 0.85, "\(same) of \(compared)")
        #expect((0.45...0.8).contains(Double(wrongPicture) / Double(compared)))
        #expect((0.28...0.52).contains(Double(wrongTouch) / Double(found.visits.count)))
    }

    @Test func `slow prober: turned away, it puts one thing right and comes again`() throws {
        let found = try attacked(by: "slow-prober", settings: "gives_up_after: 6", rest: Self.codes)
        #expect(found.admitted == 0)
        #expect((5.5...6.5).contains(found.visitsPerCampaign), "\(found.visitsPerCampaign)")
        #expect(isWithin(1.5, of: .hours(22), found.pauses))
        for visits in found.campaigns where visits.count == 6 {
            // Clock, country, line, phone, city: in the end it is in London on a phone.
            #expect(visits[1...].allSatisfy { $0.visit.fingerprint.timeZone == "Europe/London" })
            #expect(visits[5].visit.fingerprint.isTouch)
            #expect(Set(visits.map(\.visit.address)).count >= 3)
        }
    }

    @Test func `slow prober: let in, it stops`() throws {
        let found = try attacked(by: "slow-prober", rest: Self.open)
        #expect(found.visitsPerCampaign == 1)
        #expect(found.admitted == found.campaigns.count)
    }

    @Test func `one device: the same phone and line on every link`() throws {
        let found = try attacked(by: "one-device-many-links", rest: Self.open)
        #expect(found.campaigns.count >= 50)
        #expect(Set(found.visits.map(\.visit.fingerprint.webglHash)).count == 1)
        #expect(Set(found.visits.map(\.visit.address)).count == 1)
    }

    @Test func `insider host: one person in the town of the event, on every link`() throws {
        let found = try attacked(by: "insider-host", rest: Self.open)
        #expect(found.campaigns.count >= 50)
        #expect(found.admitted == found.campaigns.count)
        // A phone and perhaps a computer, at home, at work and on the way.
        let devices = Set(found.visits.map(\.visit.fingerprint.webglHash))
        #expect(devices.count <= 3, "\(devices.count)")
        let zones = Set(found.visits.map(\.visit.fingerprint.timeZone))
        #expect(zones.contains("Europe/London"))
        #expect(isWithin(1.5, of: .days(2), found.begins))
    }

    @Test func `insider host: comes back when a host in league has taken the flag off`() throws {
        func cleared(by host: String) throws -> (flags: Int, visits: Double) {
            let found = try attacked(
                by: "insider-host",
                cast: "never-answering: { share: 100%, looks: 0% }",
                rest: """
                    hosts: { kind: \(host) }
                    fraud: { edges: { soft_verify: 0, sms_verify: 0, block: 0 } }
                    """
            )
            #expect(found.admitted == 0)
            let flags = found.story.systemEvents.count {
                if case .tokenCleared(_, by: .host) = $0.what { true } else { false }
            }
            return (flags, found.visitsPerCampaign)
        }
        let (covered, visits) = try cleared(by: "complicit")
        #expect(covered >= 35, "\(covered)")
        #expect((2.5...3.5).contains(visits), "\(visits)")
        #expect(try cleared(by: "absent").flags == 0)
        #expect(try cleared(by: "credulous").flags == 0)
    }

    // MARK: After a block

    /// Refuses everybody.
    private static let blocks =
        "fraud: { edges: { soft_verify: 0, sms_verify: 0, block: 0 }, on_expected: block }"

    /// Forms by campaign, in order, each with what was decided on it.
    private func forms(of found: Attacked) -> [[(at: Instant, decision: Decision)]] {
        let decisions = Dictionary(
            found.story.decisions.filter { $0.record.moment == .submitted }
                .map { ($0.record.accessID, ($0.at, $0.record.decision)) },
            uniquingKeysWith: { first, _ in first }
        )
        return found.campaigns.map { visits in visits.compactMap { decisions[$0.id] } }
    }

    @Test(arguments: [(100, 0.97...1), (0, 0...0), (60, 0.48...0.72)])
    func `casual forward: turned away, so many friends try once more a day later`(
        percent: Int,
        again: ClosedRange<Double>
    ) throws {
        let found = try attacked(
            by: "casual-forward",
            links: 110,
            settings: "begins: 1 h, tries_again: \(percent)%",
            rest: Self.blocks
        )
        // Of those who have days left for it.
        let forms = forms(of: found).filter { forms in
            forms.first.map { $0.at < Self.start.advanced(by: .days(23)) } ?? false
        }
        #expect(forms.count >= 80 && forms.allSatisfy { $0.count <= 2 })
        #expect(forms.joined().allSatisfy { $0.decision == .block })
        let twice = forms.filter { $0.count == 2 }
        let share = Double(twice.count) / Double(forms.count)
        #expect(again.contains(share), "\(share) of \(forms.count)")
        guard !twice.isEmpty else { return }
        let pause = Self.median(twice.map { $0[1].at - $0[0].at })
        #expect(isWithin(1.4, of: .hours(22), pause), "\(pause)")
    }

    @Test func `casual forward: let in, or not believed, nobody tries again`() throws {
        for fraud in [Self.open, Self.codes] {
            let found = try attacked(
                by: "casual-forward",
                settings: "tries_again: 100%",
                rest: fraud
            )
            #expect(forms(of: found).allSatisfy { $0.count <= 1 })
        }
    }

    /// Attackers who change what they come with are not stopped by a block of what they came with before.
    @Test(arguments: [
        ("bot-farm", "bots: 4, every: 10 h, looks_first: 0%", 3.4...4.7),
        ("address-rotation", "tries: 5, every: 30 min, within_prefix: 0%", 4.4...5.7),
        ("insider-host", "tries: 3, every: 14 h", 2.9...3),
        ("slow-prober", "gives_up_after: 6, every: 22 h", 5.7...6),
    ])
    func `whoever has more to try comes again after a block`(
        attack: String,
        settings: String,
        forms: ClosedRange<Double>
    ) throws {
        let found = try attacked(
            by: attack,
            settings: settings,
            cast: "never-answering: { share: 100%, looks: 0% }",
            rest: Self.blocks
        )
        let seen = self.forms(of: found)
        #expect(seen.joined().allSatisfy { $0.decision == .block } && found.admitted == 0)
        let mean = Double(seen.joined().count) / Double(seen.count)
        #expect(forms.contains(mean), "\(mean)")
    }

    @Test(arguments: ["bot-farm", "address-rotation", "insider-host"])
    func `where no seat is left, nobody tries again`(attack: String) throws {
        let story = try Played(
            """
            description: A party that is full from the first reply on.
            lasts: 40 days
            mail_scanners: 0%
            events:
              - { name: Party, guests: 60, capacity: 1, city: London, by_email: 0%, starts: +29 days }
            cast: { never-answering: { share: 100%, looks: 0% } }
            attacks: [{ kind: \(attack), count: 40 }]
            \(Self.open)
            """
        )
        let campaigns = story.labels.compactMapValues(\.campaign)
        var refused: Set<String> = []
        for (_, what) in story.systemEvents {
            if case .accessOpened(let access) = what, let campaign = campaigns[access.id] {
                #expect(!refused.contains(campaign), "\(campaign) came again")
            }
            if case .capacityRefused(let access, _) = what, let campaign = campaigns[access] {
                refused.insert(campaign)
            }
        }
        #expect(refused.count >= 30, "\(refused.count)")
    }

    @Test func `slow prober: blocked, it puts one thing right after the other`() throws {
        let found = try attacked(
            by: "slow-prober",
            settings: "gives_up_after: 6, every: 10 h",
            rest: Self.blocks
        )
        let whole = found.campaigns.filter { $0.count == 6 }
        try #require(whole.count >= 50)
        for visits in whole {
            #expect(visits[1...].allSatisfy { $0.visit.fingerprint.timeZone == "Europe/London" })
            #expect(visits[5].visit.fingerprint.isTouch)
        }
    }

    @Test func `a guest who was turned away comes back a day later, and then gives up`() throws {
        let story = try Played(
            """
            description: Nobody gets in.
            lasts: 20 days
            cast: {}
            mail_scanners: 0%
            events:
              - { name: Party, guests: 120, city: London, living_elsewhere: 0%, by_email: 0%, starts: +19 days }
            population: { comes_back: 80%, asks_host: 0% }
            \(Self.blocks)
            """
        )
        let forms = Dictionary(
            grouping: story.decisions.map(\.record).filter { $0.moment == .submitted },
            by: \.tokenID
        )
        #expect(forms.values.joined().allSatisfy { $0.decision == .block })
        let twice = forms.values.count { $0.count == 2 }
        let share = Double(twice) / Double(forms.count)
        #expect((0.7...0.9).contains(share), "\(share)")
        #expect(forms.values.allSatisfy { $0.count <= 2 } && forms.count >= 100)
        let refused = story.guests { if case .guestRefused(let guest) = $0 { guest } else { nil } }
        #expect(refused.count == forms.count && Set(refused).count == refused.count)
        #expect(story.violated == [])
    }

    // MARK: Against the defence itself

    @Test func `baseline poisoner: first on the link, and no more familiar for looking`() throws {
        let found = try attacked(
            by: "baseline-poisoner",
            settings: "looks: 4, every: 12 h",
            cast: "procrastinating: 100%"
        )
        let first = Dictionary(grouping: found.story.accesses) { $0.guestID }
            .compactMapValues(\.first)
        let leads = found.campaigns.count { visits in
            first[visits[0].guestID]?.id == visits[0].id
        }
        // Most guests open a text message within half an hour, the poisoner within minutes.
        #expect(Double(leads) > 0.7 * Double(found.campaigns.count), "\(leads)")
        #expect((4...5.2).contains(found.visitsPerCampaign), "\(found.visitsPerCampaign)")
    }

    @Test func `flag griefer: looks, sends nothing, and the guest is asked for a code`() throws {
        let found = try attacked(
            by: "flag-griefer",
            links: 60,
            settings: "begins: 10 min",
            guests: 60,
            cast: "procrastinating: 100%"
        )
        #expect(found.decisions.isEmpty && found.admitted == 0)
        let flagged = Set(
            found.story.systemEvents.compactMap { _, what -> AccessID? in
                if case .tokenFlagged(_, by: let access, score: _) = what { access } else { nil }
            }
        )
        let labels = found.story.labels
        #expect(flagged.count { labels[$0]?.attack == "flag-griefer" } >= 20)
    }
}
