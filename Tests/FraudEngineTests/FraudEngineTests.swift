import Domain
import FraudEngine
import Messaging
import Storage
import Testing
import VirtualTime

@Suite struct FraudEngineTests {
    // MARK: The two stories

    @Test func `a guest at home is allowed, asynchronously and at submission`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        let (access, opened) = try rehearsal.open(.iPhone, from: .londonHome)
        let score = try #require(opened).score.value
        #expect(score <= 30)
        #expect(try #require(rehearsal.submit(access)).score.value <= 30)
        #expect(try rehearsal.storedBaseline?.fingerprints == [.iPhone])
    }

    @Test func `a link forwarded to Lagos is blocked, asynchronously and at submission`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        try rehearsal.open(.iPhone, from: .londonHome)
        rehearsal.run(for: .days(2))
        let stranger = Fingerprint.samsung(zone: "Africa/Lagos")
        let (access, opened) = try rehearsal.open(stranger, from: .lagosMobile)
        // The document: 87.
        #expect(try #require(opened).score.value >= 86)
        #expect(try #require(rehearsal.submit(access)).score.value >= 86)
    }

    @Test func `what is worth a flag says who was there and why, the rest says nothing`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        let first = try rehearsal.open(.iPhone, from: .londonHome)
        #expect(try #require(first.assessment).suspicion == nil)
        rehearsal.run(for: .days(2))
        let stranger = Fingerprint.samsung(zone: "Africa/Lagos")
        let found = try rehearsal.open(stranger, from: .lagosMobile)
        let suspicion = try #require(found.assessment?.suspicion)
        #expect(suspicion.place == "Lagos, NG")
        #expect(suspicion.device == "Samsung SM-A546B, Chrome on Android 13")
        #expect(
            suspicion.reasons == [
                "the device is not one of the guest's",
                "the address is far from where the guest is expected",
                "the browser's language is not that of the link's first visitor",
            ]
        )
        #expect(rehearsal.outlet.told.map(\.suspicion) == [nil, suspicion])
    }

    // MARK: At least once

    @Test func `an access is scored once, however often its message comes`() throws {
        let rehearsal = try EngineRehearsal()
        let access = try rehearsal.access(.iPhone, from: .londonHome)
        for _ in 0..<3 { rehearsal.bus.publish(.accessAttempted(access)) }
        rehearsal.run(for: .minutes(5))
        #expect(rehearsal.outlet.scored.count == 1)
        #expect(rehearsal.outlet.told.count == 1)
        #expect(rehearsal.bus.accounts.map(\.acknowledged) == [3, 0])
        #expect(try rehearsal.storedBaseline?.trustedAccesses == 1)
    }

    @Test func `a review scores again, once, and teaches nothing twice`() throws {
        let rehearsal = try EngineRehearsal()
        let access = try rehearsal.access(.iPhone, from: .londonHome)
        rehearsal.bus.publish(.accessAttempted(access))
        try rehearsal.letIn(access, told: 3)
        rehearsal.run(for: .minutes(5))
        #expect(rehearsal.outlet.scored.count == 2)
        #expect(rehearsal.outlet.told.map(\.isLate) == [false, true])
        #expect(rehearsal.bus.accounts.map(\.acknowledged) == [4, 1])
        // The look at home, and the reply that is found to be the guest's.
        let next = try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        #expect(next.features[.baselineAccesses] == 2)
    }

    // MARK: The silent engine

    @Test func `a form is reviewed as it would have been scored, however late`() throws {
        let (fast, slow) = (try EngineRehearsal(), try EngineRehearsal())
        for rehearsal in [fast, slow] { try rehearsal.record(.iPhone, from: .londonHome) }
        let other = Fingerprint.samsung(zone: "Africa/Lagos")
        let prompt = try #require(
            fast.submit(try fast.open(other, from: .lagosMobile).access, after: .seconds(9))
        )
        let access = try slow.open(other, from: .lagosMobile).access
        slow.run(for: .days(5))
        try slow.letIn(access, after: .seconds(9))
        slow.run(for: .seconds(1))
        let late = try #require(slow.outlet.told.last)
        #expect(late.isLate && late.score == prompt.score && late.score > RiskScore(60))
        #expect(late.suspicion != nil)
    }

    @Test func `an unjudged reply teaches nothing; what its host vouches for does`() throws {
        let rehearsal = try EngineRehearsal()
        let other = Fingerprint.samsung(zone: "Africa/Lagos")
        let (rsvp, visit) = try rehearsal.record(other, from: .lagosMobile, isJudged: false)
        #expect(try rehearsal.storedBaseline == nil)
        let access = try rehearsal.open(other, from: .lagosMobile).access
        try rehearsal.letIn(access)
        rehearsal.run(for: .seconds(1))
        #expect(try rehearsal.storedBaseline == nil)
        rehearsal.bus.publish(.replyVouched(rsvp, from: visit))
        rehearsal.run(for: .seconds(1))
        #expect(try rehearsal.storedBaseline?.fingerprints == [other])
    }

    @Test func `a low score that comes after a dispute teaches nothing`() throws {
        let rehearsal = try EngineRehearsal()
        let access = try rehearsal.open(.samsung(zone: "Europe/London"), from: .londonHome).access
        let before = try rehearsal.storedBaseline?.trustedAccesses
        // No reply of this access's stands.
        try rehearsal.letIn(access, stands: false)
        rehearsal.run(for: .seconds(1))
        #expect(rehearsal.outlet.told.last?.isLate == true)
        #expect(try #require(rehearsal.outlet.told.last).score <= RiskScore(30))
        #expect(try rehearsal.storedBaseline?.trustedAccesses == before)
    }

    @Test func `what an impostor has taught is unlearnt, and the guest stays known`() throws {
        let rehearsal = try EngineRehearsal()
        try rehearsal.record(.iPhone, from: .londonHome)
        let other = Fingerprint.samsung(zone: "Africa/Lagos")
        let (rsvp, visit) = try rehearsal.record(other, from: .lagosMobile)
        #expect(try rehearsal.storedBaseline?.fingerprints == [other, .iPhone])
        for _ in 0..<2 { rehearsal.bus.publish(.replyRepudiated(rsvp, from: visit)) }
        rehearsal.run(for: .seconds(1))
        let known = try #require(try rehearsal.storedBaseline)
        #expect(known.fingerprints == [.iPhone])
        #expect(known.addresses == [Place.londonHome.address(7).place])
        #expect(known.trustedAccesses == 1 && known.lastPoint == nil)
        // What the guest teaches afterwards is not taken away by the same word told again.
        try rehearsal.record(other, from: .lagosMobile)
        rehearsal.bus.publish(.replyRepudiated(rsvp, from: visit))
        rehearsal.run(for: .seconds(1))
        #expect(try rehearsal.storedBaseline?.fingerprints == [other, .iPhone])
    }

    @Test func `an impostor's device is no longer familiar to the engine that runs`() throws {
        let rehearsal = try EngineRehearsal()
        try rehearsal.record(.iPhone, from: .londonHome)
        let other = Fingerprint.samsung(zone: "Africa/Lagos")
        let (rsvp, visit) = try rehearsal.record(other, from: .lagosMobile)
        rehearsal.bus.publish(.replyRepudiated(rsvp, from: visit))
        rehearsal.run(for: .seconds(1))
        let found = try rehearsal.open(other, from: .lagosMobile).assessment
        #expect(try #require(found).features[.fingerprintMatch] < 1)
    }

    @Test func `what an impostor's phone has drawn is taken back`() throws {
        let rehearsal = try EngineRehearsal()
        for _ in 0..<25 { try rehearsal.record(.iPhone(drawing: "a"), from: .londonHome) }
        let (rsvp, visit) = try rehearsal.record(.iPhone(drawing: "b"), from: .londonHome)
        func share() throws -> Double? {
            let found = try rehearsal.open(.iPhone(drawing: "b"), from: .londonHome).assessment
            return found?.features[.pictureShare]
        }
        #expect(try share().map { abs($0 - 1.0 / 26) < 0.000_1 } == true)
        // A repudiated reply that has not taught takes nothing away from those that have.
        let (silent, _) = try rehearsal.record(
            .iPhone(drawing: "b"),
            from: .londonHome,
            isJudged: false
        )
        rehearsal.bus.publish(.replyRepudiated(silent, from: visit))
        rehearsal.run(for: .seconds(1))
        #expect(try share().map { abs($0 - 1.0 / 26) < 0.000_1 } == true)
        for _ in 0..<2 { rehearsal.bus.publish(.replyRepudiated(rsvp, from: visit)) }
        rehearsal.run(for: .seconds(1))
        #expect(try share() == 0)
    }

    @Test func `what another process has learnt is not written over`() throws {
        let rehearsal = try EngineRehearsal()
        try rehearsal.record(.iPhone, from: .londonHome)
        let other = Fingerprint.samsung(zone: "Europe/London")
        try rehearsal.learnElsewhere(other, from: .londonHome)
        let third = Fingerprint.iPhone.with(timeZone: "Europe/Paris", language: "fr-FR")
        try rehearsal.record(third, from: .londonHome)
        let stored = try #require(try rehearsal.storedBaseline)
        #expect(stored.fingerprints == [third, other, .iPhone])
        #expect(stored.trustedAccesses == 3)
        // From here on it is known.
        let found = try rehearsal.open(other, from: .londonHome).assessment
        #expect(try #require(found).features[.fingerprintMatch] == 1)
    }

    @Test func `what is published while the engine is down is scored when it is back`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.restart()
        let access = try rehearsal.access(.iPhone, from: .londonHome)
        rehearsal.bus.publish(.accessAttempted(access))
        rehearsal.restart()
        rehearsal.run(for: .minutes(5))
        #expect(rehearsal.outlet.scored.map(\.accessID) == [access.id])
    }

    // MARK: What is learnt

    @Test func `a baseline cannot be pushed by knocking often`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        try rehearsal.open(.iPhone, from: .londonHome)
        let before = try rehearsal.storedBaseline
        rehearsal.run(for: .days(2))
        let stranger = Fingerprint.samsung(zone: "Africa/Lagos")
        for _ in 0..<50 {
            let opened = try rehearsal.open(stranger, from: .lagosMobile).assessment
            #expect(try #require(opened).score.value >= 86)
            rehearsal.run(for: .minutes(20))
        }
        #expect(try rehearsal.storedBaseline == before)
    }

    @Test func `whoever opens a stolen link first does not become its owner`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        let stranger = Fingerprint.samsung(zone: "Africa/Lagos")
        for _ in 0..<4 {
            let opened = try rehearsal.open(stranger, from: .lagosMobile).assessment
            #expect(try #require(opened).score.value >= 31)
        }
        #expect(try rehearsal.storedBaseline == nil)
        let guest = try rehearsal.open(.iPhone, from: .londonHome).assessment
        #expect(try #require(guest).score.value <= 30)
    }

    @Test func `a recorded reply teaches, wherever it came from, and once`() throws {
        // The guest's own phone in Manchester, 262 km away.
        let rehearsal = try EngineRehearsal()
        try rehearsal.record(.iPhone, from: .manchesterHome, told: 3)
        let baseline = try #require(try rehearsal.storedBaseline)
        #expect(baseline.trustedAccesses == 1)
        #expect(baseline.fingerprints == [.iPhone])
        let again = try rehearsal.open(.iPhone, from: .manchesterHome).assessment
        #expect(try #require(again).features[.fingerprintMatch] == 1)
        #expect(try #require(again).features[.familiarAddress] == 1)
    }

    @Test func `a look after the first teaches nothing, and evicts nobody`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        try rehearsal.open(.iPhone, from: .londonHome)
        let before = try rehearsal.storedBaseline
        #expect(before?.fingerprints == [.iPhone])
        // Three spoofed looks, each near enough to score low.
        for number in 1...3 {
            rehearsal.run(for: .hours(1))
            let spoofed = Fingerprint.iPhone.with(
                timeZone: "Europe/London",
                language: "en-\(number)"
            )
            let opened = try rehearsal.open(spoofed, from: .londonHome, line: 90).assessment
            #expect(try #require(opened).score.value <= 30)
        }
        #expect(try rehearsal.storedBaseline == before)
        let intruder = try rehearsal.open(.iPhone, from: .londonHome, line: 90).assessment
        #expect(try #require(intruder).features[.familiarAddress] == 0)
    }

    @Test func `pictures are learnt from recorded replies, never from a look`() throws {
        let rehearsal = try EngineRehearsal()
        func share(_ assessment: Assessment?) throws -> Double {
            try #require(assessment).features[.pictureShare]
        }
        for _ in 0..<30 { try rehearsal.open(.iPhone, from: .londonHome) }
        let look = try rehearsal.open(.iPhone, from: .londonHome)
        #expect(try share(look.assessment).isNaN)
        for _ in 0..<30 { try rehearsal.record(.iPhone, from: .londonHome) }
        let copy = Fingerprint.iPhone(drawing: "another chip")
        let copied = try rehearsal.open(copy, from: .londonHome)
        #expect(try share(copied.assessment) == 0)
        #expect(try share(rehearsal.submit(copied.access)) == 0)
        #expect(try share(rehearsal.submit(look.access)) == 1)
    }

    @Test func `a form is not measured against what its own opening taught`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        let first = try rehearsal.open(.iPhone, from: .londonHome).access
        for isRestarted in [false, true] {
            if isRestarted { rehearsal.restart() }
            let form = try #require(rehearsal.submit(first))
            #expect(form.features[.fingerprintMatch].isNaN)
            #expect(form.features[.baselineAccesses] == 0)
            #expect(form.features[.familiarAddress] == 0)
            // Another access's form is.
            let second = try rehearsal.access(.iPhone, from: .londonHome)
            let other = try #require(rehearsal.submit(second))
            #expect(other.features[.fingerprintMatch] == 1)
            #expect(other.features[.baselineAccesses] == 1)
        }
    }

    @Test func `without a home nobody owns a link by being first`() throws {
        let rehearsal = try EngineRehearsal(home: nil)
        try rehearsal.open(.iPhone, from: .londonHome)
        #expect(try rehearsal.storedBaseline == nil)
        try rehearsal.record(.iPhone, from: .londonHome)
        #expect(try rehearsal.storedBaseline?.fingerprints == [.iPhone])
    }

    @Test func `a fetch without scripts from a data centre is a machine's, however often it comes`()
        throws
    {
        let rehearsal = try EngineRehearsal()
        let verdicts = try (0..<7).map { _ in
            try #require(try rehearsal.open(.bare, from: .dublinHosting).assessment).isMachine
        }
        #expect(verdicts.allSatisfy { $0 })
    }

    @Test func `an access that was refused at the door teaches nothing`() throws {
        let rehearsal = try EngineRehearsal()
        try rehearsal.open(.iPhone, from: .londonHome, rejection: .used)
        #expect(try rehearsal.storedBaseline == nil)
    }

    @Test func `asking changes nothing`() throws {
        let rehearsal = try EngineRehearsal()
        let access = try rehearsal.access(.iPhone, from: .londonHome)
        let answers = (0..<3).map { _ in rehearsal.submit(access)?.score }
        #expect(Set(answers).count == 1)
        #expect(try rehearsal.storedBaseline == nil)
        #expect(rehearsal.outlet.scored.isEmpty)
    }

    @Test func `a baseline outlives the engine`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        try rehearsal.open(.iPhone, from: .londonHome)
        rehearsal.restart()
        rehearsal.run(for: .days(2))
        let guest = try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        #expect(guest.features[.fingerprintMatch] == 1)
        let stranger = Fingerprint.samsung(zone: "Africa/Lagos")
        let blocked = try rehearsal.open(stranger, from: .lagosMobile).assessment
        #expect(try #require(blocked).score.value >= 86)
    }

    // MARK: Machines

    @Test func `a mail scanner is a machine, and teaches nothing`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .seconds(4))
        for _ in 0..<2 {
            let scan = try #require(try rehearsal.open(.bare, from: .dublinHosting).assessment)
            #expect(scan.isMachine)
            #expect(scan.features[.tokensOnAddress] == 0)
        }
        #expect(try rehearsal.storedBaseline == nil)
        let guest = try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        #expect(!guest.isMachine)
        #expect(guest.score.value <= 30)
    }

    @Test func `a script that submits is not let off as a machine`()
        throws
    {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        let (access, _) = try rehearsal.open(.bare, from: .dublinHosting)
        let submitted = try #require(rehearsal.submit(access, after: .seconds(1)))
        #expect(!submitted.isMachine)
        #expect(submitted.score.value >= 61)
    }

    @Test func `a person without scripts at home is no machine, and is not learnt from`() throws {
        let rehearsal = try EngineRehearsal()
        let opened = try #require(try rehearsal.open(.bare, from: .londonHome).assessment)
        #expect(!opened.isMachine)
        #expect(try rehearsal.storedBaseline == nil)
    }

    // MARK: What a link has seen

    @Test func `questions that nobody passed speak against a link for seven days`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        func look() throws -> Assessment {
            try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        }
        let before = try look()
        #expect(before.features[.challengesMissed] == 0)
        for (number, status) in Challenge.Status.allCases.enumerated() {
            try rehearsal.challenge(UInt64(number), ended: status)
        }
        let after = try look()
        // All but the one that was passed and the one that reached nobody.
        #expect(after.features[.challengesMissed] == 4)
        #expect(after.score > before.score)
        #expect(after.reasons.first?.name == "challenges_missed")
        rehearsal.run(for: .days(7))
        #expect(try look().features[.challengesMissed] == 0)
    }

    @Test func `whoever is suspicious does not become the first on a link`() throws {
        let rehearsal = try EngineRehearsal()
        rehearsal.run(for: .hours(1))
        let stranger = Fingerprint.samsung(zone: "Africa/Lagos")
        for _ in 0..<2 {
            let look = try #require(try rehearsal.open(stranger, from: .lagosMobile).assessment)
            #expect(look.features[.firstDevice].isNaN)
        }
        let guest = try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        #expect(guest.features[.firstDevice].isNaN && guest.features[.otherDevices] == 0)
        let again = try #require(try rehearsal.open(stranger, from: .lagosMobile).assessment)
        #expect(again.features[.firstDevice] == 0 && again.features[.otherDevices] == 1)
    }

    @Test func `whoever comes to a link after a scout is told by him, weeks later too`() throws {
        let rehearsal = try EngineRehearsal()
        for number in 2...5 as ClosedRange<UInt64> {
            try rehearsal.addGuest(number, home: EngineRehearsal.london)
        }
        let scout = Fingerprint.samsung(zone: "Africa/Lagos")
        for number in 1...5 as ClosedRange<UInt64> {
            try rehearsal.open(scout, from: .londonHome, line: 9, ofGuest: number)
        }
        rehearsal.run(for: .days(20))
        let buyer = try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        #expect(buyer.features[.linksScouted] == 4 && buyer.features[.newDevices] == 0)
        #expect(buyer.reasons.contains { $0.name == "scouted_link" })
        // The scout himself is told by the links that he opened, while they are fresh.
        let again = try rehearsal.open(scout, from: .londonHome, line: 9, ofGuest: 2).assessment
        #expect(again?.features[.linksScouted] == 0 && again?.features[.tokensOnDevice] == 0)
        rehearsal.run(for: .days(11))
        let late = try #require(try rehearsal.open(.iPhone, from: .londonHome).assessment)
        #expect(late.features[.linksScouted] == 1)
    }

    @Test func `devices that come to a link one after another speak against the next`() throws {
        let rehearsal = try EngineRehearsal()
        try rehearsal.open(.iPhone, from: .londonHome)
        let stranger = Fingerprint.samsung(zone: "Europe/London")
        let before = try #require(
            try rehearsal.open(stranger, from: .londonHome, line: 9).assessment
        )
        #expect(before.features[.newDevices] == 1)
        rehearsal.run(for: .days(3))
        let later = try #require(
            try rehearsal.open(stranger, from: .londonHome, line: 9).assessment
        )
        #expect(later.features[.newDevices] == 0)
    }

    // MARK: The unknown

    @Test func `an address on no map and an unknown link are scored on what there is`() throws {
        let rehearsal = try EngineRehearsal()
        let access = Access(
            id: AccessID(high: 9, low: 9),
            tokenID: nil,
            guestID: nil,
            eventID: nil,
            openedAt: rehearsal.runtime.now,
            visit: Visit(address: IPAddress(v4: 0x0101_0101), fingerprint: .iPhone, referrer: ""),
            earlierAccesses: 0,
            rejection: .unknown
        )
        let answer = try #require(rehearsal.submit(access))
        #expect(answer.score.value <= 30)
        #expect(answer.geo == GeoRecord())
        #expect(answer.signals.reasons.isEmpty)
    }
}
