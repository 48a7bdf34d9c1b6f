import CoreAPI
import Domain
import Messaging
import Storage
import TestSupport
import Testing
import Tokens
import VirtualTime

@Suite struct OpeningTests {
    @Test func `a link opens the form, whole or as its handle`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.outlet.clear()
        #expect(try rehearsal.open(invited.text).asksForCode == false)
        #expect(try rehearsal.open(invited.link.unredactedHandle).asksForCode == false)
        let opened = rehearsal.outlet.opened
        let token = try #require(try rehearsal.token(of: invited.guest))
        #expect(opened.map(\.tokenID) == [token.id, token.id])
        #expect(opened.map(\.guestID) == [invited.guest.id, invited.guest.id])
        #expect(opened.map(\.eventID) == [invited.event.id, invited.event.id])
        #expect(opened.map(\.earlierAccesses) == [0, 1])
        #expect(opened.map(\.visit) == [APIRehearsal.visit, APIRehearsal.visit])
        #expect(rehearsal.outlet.words == ["accessOpened", "accessOpened"])
        #expect(rehearsal.outlet.messages.map(\.subject) == [.accessAttempted, .accessAttempted])
    }

    @Test func `a browser is given a cookie once, and only its hash goes further`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.outlet.clear()
        let first = try rehearsal.ask {
            try await $0.guest.open(invited.text, from: APIRehearsal.visit)
        }
        let cookie = try #require(first.newCookie)
        let returning = Visit(
            address: APIRehearsal.visit.address,
            fingerprint: APIRehearsal.visit.fingerprint,
            referrer: "",
            browser: BrowserCookie(returned: cookie.unredactedText).browser
        )
        let second = try rehearsal.ask { try await $0.guest.open(invited.text, from: returning) }
        #expect(second.newCookie == nil)
        let opened = rehearsal.outlet.opened
        #expect(opened.map(\.visit.browser) == [nil, cookie.browser])
        #expect(opened.map(\.newBrowser) == [cookie.browser, nil])
        // Whoever comes without it gets another one.
        let third = try rehearsal.ask {
            try await $0.guest.open(invited.text, from: APIRehearsal.visit)
        }
        #expect(third.newCookie != nil && third.newCookie != cookie)
    }

    @Test func `a flag tells its host who raised it and why, and nobody else`() throws {
        let rehearsal = try APIRehearsal()
        let event = try rehearsal.event("Party", status: .published)
        let (seen, tried, gone) = (
            try rehearsal.invited(to: event), try rehearsal.invited(to: event),
            try rehearsal.invited(to: event)
        )
        let stranger = Suspicion(
            place: "Lagos, NG",
            device: "Pixel 8, Chrome on Android 14",
            reasons: ["the device is not one of the guest's"]
        )
        let look = try rehearsal.open(seen.text).accessID
        try rehearsal.heed(75, of: look, suspicion: stranger)
        // Who comes later raises no second flag.
        try rehearsal.heed(90, of: try rehearsal.open(seen.text).accessID)
        rehearsal.run(for: .minutes(1))
        #expect(try rehearsal.knock(with: tried.text, scored: 99).inShort == "blocked")
        try rehearsal.heed(75, of: try rehearsal.open(gone.text).accessID)
        try rehearsal.revoke(gone.guest)
        let host = rehearsal.host
        let flags = try rehearsal.ask { try await $0.host.flags(of: event.id, for: host) }
        #expect(flags.map(\.guest) == [seen.guest.id, tried.guest.id])
        #expect(flags.map(\.flag.wasReply) == [false, true])
        #expect(flags.map(\.flag.score.value) == [75, 99])
        #expect(flags.first?.flag.accessID == look)
        #expect(flags.first?.flag.suspicion == stranger)
        #expect(flags.last?.flag.suspicion?.device == "iPhone 15, Safari on iOS 17")
        let other = HostID(high: 9, low: 9)
        #expect(throws: HostRequestError.notYourEvent) {
            try rehearsal.ask { try await $0.host.flags(of: event.id, for: other) }
        }
    }

    @Test func `a cache that forgets everything changes nothing at the door`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let other = try rehearsal.invited(to: invited.event)
        for _ in 0..<3 { _ = try rehearsal.open(invited.text) }
        try rehearsal.revoke(other.guest)
        rehearsal.cache.flush()
        #expect(try rehearsal.open(invited.text).isForm)
        #expect(rehearsal.outlet.opened.map(\.earlierAccesses) == [0, 1, 2, 3])
        #expect(try rehearsal.knock(with: invited.text, scored: 0).inShort == "recorded")
        rehearsal.cache.flush()
        #expect(try rehearsal.open(invited.text).rejection == .used)
        #expect(try rehearsal.open(other.text).rejection == .revoked)
    }

    // MARK: Refused

    /// A link that is refused for this reason, whatever it takes.
    private func link(refusedAs rejection: Rejection, in rehearsal: APIRehearsal) throws -> String {
        let invited = try rehearsal.invited()
        switch rejection {
        case .malformed: return "tk_" + String(repeating: "a", count: 19)
        case .forged:
            let stranger = TokenSigner(keys: KeyRing(Secret(bytes: Array(100..<132))))
            return stranger.issue(
                guest: invited.guest.id,
                event: invited.event.id,
                issuedAt: APIRehearsal.start,
                nonce: [UInt8](repeating: 7, count: 16)
            ).unredactedText
        case .unknown: return "tk_" + String(repeating: "a", count: 20)
        case .expired: rehearsal.run(for: .days(30))
        case .revoked: try rehearsal.revoke(invited.guest)
        case .used:
            #expect(try rehearsal.knock(with: invited.text, scored: 0).inShort == "recorded")
        case .rateLimited: for _ in 0..<60 { _ = try rehearsal.open(invited.text) }
        case .eventClosed: try rehearsal.setStatus(of: invited.event, to: .closed)
        }
        return invited.text
    }

    @Test(arguments: Rejection.allCases)
    func `a link is refused for what is wrong with it, and the access is written down`(
        rejection: Rejection
    ) throws {
        let rehearsal = try APIRehearsal()
        let text = try link(refusedAs: rejection, in: rehearsal)
        rehearsal.outlet.clear()
        let opening = try rehearsal.open(text)
        #expect(opening.rejection == rejection)
        let access = try #require(rehearsal.outlet.opened.first)
        #expect(access.id == opening.accessID)
        #expect(access.rejection == rejection)
        #expect(rehearsal.outlet.outcome(of: access.id) == .rejected)
        // Whose link it was is told to the engine; where nobody's, there is nothing to score.
        let isNobodys = [.malformed, .forged, .unknown, .rateLimited].contains(rejection)
        #expect((access.tokenID == nil) == isNobodys)
        #expect((access.guestID == nil) == isNobodys)
        #expect(rehearsal.outlet.messages.count == (isNobodys ? 0 : 1))
        let submission = try rehearsal.submit(with: text, as: opening.accessID)
        #expect(submission.inShort == "refused: \(rejection)")
        #expect(rehearsal.outlet.confirmed.isEmpty)
    }

    @Test(arguments: [
        "", "hello", "tk_", "tk_....", "TK_aaaaaaaaaaaaaaaaaaaa", "tk_aaaaaaaaaaaaaaaaaaa!",
        "tk_a.b.c", "tk_" + String(repeating: "a", count: 100_000),
        "tk_'; DROP TABLE tokens;--",
    ])
    func `what has no token's shape is malformed`(text: String) throws {
        let rehearsal = try APIRehearsal()
        #expect(try rehearsal.open(text).rejection == .malformed)
    }

    @Test func `a link works again when its event does`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        try rehearsal.setStatus(of: invited.event, to: .closed)
        #expect(try rehearsal.open(invited.text).rejection == .eventClosed)
        try rehearsal.setStatus(of: invited.event, to: .published)
        #expect(try rehearsal.open(invited.text).isForm)
        try rehearsal.setStatus(of: invited.event, to: .closed)
        try rehearsal.setStatus(of: invited.event, to: .archived)
        #expect(try rehearsal.open(invited.text).rejection == .eventClosed)
    }

    // MARK: Edges in time

    @Test func `a link expires after thirty days, at that very instant`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.run(for: .days(30) - .microseconds(1))
        #expect(try rehearsal.open(invited.text).isForm)
        #expect(try rehearsal.token(of: invited.guest)?.status == .active)
        rehearsal.run(for: .microseconds(1))
        #expect(try rehearsal.open(invited.text).rejection == .expired)
        #expect(try rehearsal.token(of: invited.guest)?.status == .expired)
        rehearsal.cache.flush()
        #expect(try rehearsal.open(invited.text).rejection == .expired)
    }

    @Test func `a form that was opened in time is too late after the link's last instant`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        rehearsal.run(for: .days(30) - .microseconds(1))
        let access = try rehearsal.open(invited.text).accessID
        rehearsal.run(for: .microseconds(1))
        let submission = try rehearsal.submit(with: invited.text, as: access)
        #expect(submission.inShort == "refused: expired")
        #expect(try rehearsal.rsvp(of: invited.guest) == nil)
    }

    /// The document: `rate:{ip}`, time to live one minute; 60 accesses.
    @Test func `an address is let in 60 times within a minute of its first access`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for _ in 0..<60 {
            #expect(try rehearsal.open(invited.text).isForm)
            rehearsal.run(for: .milliseconds(100))
        }
        #expect(try rehearsal.open(invited.text).rejection == .rateLimited)
        rehearsal.runtime.advance(
            to: APIRehearsal.start.advanced(by: .minutes(1) - .microseconds(1))
        )
        #expect(try rehearsal.open(invited.text).rejection == .rateLimited)
        let elsewhere = IPAddress(v4: 0xF000_0002)
        #expect(try rehearsal.open(invited.text, from: elsewhere).isForm)
        // Those that were refused do not make the minute longer.
        rehearsal.run(for: .microseconds(1))
        for _ in 0..<60 { #expect(try rehearsal.open(invited.text).isForm) }
        #expect(try rehearsal.open(invited.text).rejection == .rateLimited)
    }

    @Test func `accesses with nobody's link count too`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for _ in 0..<60 { #expect(try rehearsal.open("guess").rejection == .malformed) }
        #expect(try rehearsal.open("guess").rejection == .rateLimited)
        #expect(try rehearsal.open(invited.text).rejection == .rateLimited)
    }

    @Test func `an IPv6 network of 64 bits counts as one address`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for line in 0..<60 {
            let address = IPAddress(v6High: 0x3FFF_0001, low: UInt64(line))
            #expect(try rehearsal.open(invited.text, from: address).isForm)
        }
        let same = IPAddress(v6High: 0x3FFF_0001, low: .max)
        #expect(try rehearsal.open(invited.text, from: same).rejection == .rateLimited)
        let next = IPAddress(v6High: 0x3FFF_0002, low: 0)
        #expect(try rehearsal.open(invited.text, from: next).isForm)
    }

    // MARK: Scores that come later

    @Test(arguments: [
        (0, false, false), (60, false, false), (61, true, false), (85, true, false),
        (86, true, true), (100, true, true),
    ])
    func `a late score flags the link above one edge and alerts the host above the next`(
        score: Int,
        isFlagged: Bool,
        isAlerted: Bool
    ) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        try rehearsal.heed(score, of: access)
        #expect((try rehearsal.token(of: invited.guest)?.flaggedUntil != nil) == isFlagged)
        #expect(try rehearsal.open(invited.text).asksForCode == isFlagged)
        #expect(rehearsal.outlet.alerts.map(\.accessID) == (isAlerted ? [access] : []))
        #expect(rehearsal.outlet.alerts.allSatisfy { $0.hostID == rehearsal.host })
        #expect(rehearsal.bus.accounts.map(\.acknowledged) == [1])
    }

    @Test func `a machine's fetch is no reason to flag a link`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        try rehearsal.heed(100, of: access, isMachine: true)
        #expect(try rehearsal.open(invited.text).asksForCode == false)
        #expect(rehearsal.outlet.alerts.isEmpty)
    }

    @Test func `a host takes a flag off, and what is seen afterwards can raise another`() throws {
        let rehearsal = try APIRehearsal()
        let (invited, host) = (try rehearsal.invited(), rehearsal.host)
        func clear(by host: HostID) throws -> Bool {
            try rehearsal.ask {
                try await $0.host.clearFlag(of: invited.guest.id, by: host)
            }
        }
        #expect(try !clear(by: host))
        try rehearsal.heed(70, of: try rehearsal.open(invited.text).accessID)
        #expect(throws: HostRequestError.notYourEvent) { try clear(by: HostID(high: 9, low: 9)) }
        #expect(try rehearsal.open(invited.text).asksForCode == true)
        #expect(try clear(by: host))
        #expect(try rehearsal.open(invited.text).asksForCode == false)
        let event = invited.event.id
        #expect(try rehearsal.ask { try await $0.host.flags(of: event, for: host) }.isEmpty)
        try rehearsal.heed(65, of: try rehearsal.open(invited.text).accessID)
        #expect(try rehearsal.open(invited.text).asksForCode == true)
        #expect(
            rehearsal.outlet.words.filter { $0.hasPrefix("tokenF") || $0.hasPrefix("tokenC") }
                == ["tokenFlagged", "tokenCleared", "tokenFlagged"]
        )
    }

    @Test func `a flag is over after its time, and not before`() throws {
        let rehearsal = try APIRehearsal(
            settings: CoreAPISettings(
                guest: GuestAPISettings(flagLasts: .hours(3)),
                host: HostAPISettings(passwordRounds: 1)
            )
        )
        let invited = try rehearsal.invited()
        try rehearsal.heed(61, of: try rehearsal.open(invited.text).accessID)
        rehearsal.run(for: .hours(2))
        #expect(try rehearsal.open(invited.text).asksForCode == true)
        rehearsal.run(for: .minutes(61))
        #expect(try rehearsal.open(invited.text).asksForCode == false)
        // From the store as from the cache.
        rehearsal.run(for: .days(1))
        #expect(try rehearsal.open(invited.text).asksForCode == false)
    }

    /// What the door has at hand is a copy: the flag is what the store has, and what it says to a host.
    @Test func `a flag that ran out is raised again, as often as there is reason`() throws {
        let lasts = Duration.hours(3)
        let rehearsal = try APIRehearsal(
            settings: CoreAPISettings(
                guest: GuestAPISettings(flagLasts: lasts),
                host: HostAPISettings(passwordRounds: 1)
            )
        )
        let (invited, host) = (try rehearsal.invited(), rehearsal.host)
        for round in 1...3 {
            let access = try rehearsal.open(invited.text).accessID
            try rehearsal.heed(61 + round, of: access)
            let until = rehearsal.runtime.now.advanced(by: lasts)
            #expect(try rehearsal.token(of: invited.guest)?.flaggedUntil == until)
            let event = invited.event.id
            let flags = try rehearsal.ask { try await $0.host.flags(of: event, for: host) }
            #expect(flags.map(\.flag.accessID) == [access])
            #expect(flags.map(\.flag.score.value) == [61 + round])
            #expect(rehearsal.outlet.words.count { $0 == "tokenFlagged" } == round)
            // With a cache that has forgotten all about it.
            rehearsal.cache.tokens.removeAll()
            #expect(try rehearsal.open(invited.text).asksForCode == true)
            rehearsal.run(for: lasts)
            #expect(try rehearsal.open(invited.text).asksForCode == false)
        }
    }

    @Test func `a flag stays, whatever is scored afterwards`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        let access = try rehearsal.open(invited.text).accessID
        try rehearsal.heed(61, of: access)
        try rehearsal.heed(61, of: access)
        try rehearsal.heed(0, of: try rehearsal.open(invited.text).accessID)
        #expect(try rehearsal.open(invited.text).asksForCode == true)
        #expect(rehearsal.outlet.words.count { $0 == "tokenFlagged" } == 1)
    }

    @Test func `an IPv6 site has a larger budget, and no more for having many networks`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        func open(_ network: UInt64, _ line: UInt64) throws -> Bool {
            let address = IPAddress(v6High: 0x2001_0DB8_0007_0000 | network, low: line)
            return try rehearsal.open(invited.text, from: address).rejection != .rateLimited
        }
        #expect(try (0..<61).map { try open(0, $0) }.count { $0 } == 60)
        // 61 of the site's 600 are spent; each network counts for itself beside it.
        #expect(try (0..<600).map { try open(1 + $0 / 50, $0) }.count { $0 } == 539)
        let elsewhere = IPAddress(v6High: 0x2001_0DB8_0008_0000, low: 1)
        #expect(try rehearsal.open(invited.text, from: elsewhere).isForm)
    }

    @Test func `the clients of a dual-stack socket have a budget each`() throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for line in UInt64(0)..<61 {
            let mapped = IPAddress(v6High: 0, low: 0xFFFF_CB00_7100 | line)
            #expect(mapped.isIPv4)
            #expect(try rehearsal.open(invited.text, from: mapped).isForm)
        }
    }

    @Test(arguments: [false, true])
    func `a machine's fetch is not counted among a link's accesses`(forgets: Bool) throws {
        let rehearsal = try APIRehearsal()
        let invited = try rehearsal.invited()
        for _ in 0..<3 {
            let fetched = try rehearsal.open(invited.text).accessID
            try rehearsal.store.step {
                try $0.recordAssessment(
                    ScriptedCheck.assessment(
                        of: fetched,
                        score: 90,
                        at: APIRehearsal.start,
                        isMachine: true
                    ),
                    isFlagged: false,
                    isDoubted: nil
                )
            }
            try rehearsal.heed(90, of: fetched, isMachine: true)
        }
        if forgets { rehearsal.cache.flush() }
        _ = try rehearsal.open(invited.text)
        #expect(rehearsal.outlet.opened.last?.earlierAccesses == 0)
        _ = try rehearsal.open(invited.text)
        #expect(rehearsal.outlet.opened.last?.earlierAccesses == 1)
    }
}
