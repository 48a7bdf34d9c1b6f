import Domain
import Testing
import Truth

@testable import Evidence

@Suite struct AccessLedgerTests {
    @Test func `accesses are handed on in the order of opening, once a day has passed`() {
        let rehearsal = LedgerRehearsal()
        for number in UInt64(1)...3 { rehearsal.open(Sample.access(number)) }
        rehearsal.observe(.accessEnded(Sample.id(1), .abandoned), at: Sample.at(10))
        #expect(rehearsal.listener.rows.isEmpty)
        // At a day sharp the story is not over; the next opening after it ends it.
        let day: Int64 = 86_400
        rehearsal.open(Sample.access(4, at: Sample.at(1 + day)))
        #expect(rehearsal.listener.rows.isEmpty)
        rehearsal.open(Sample.access(5, at: Sample.at(3 + day)))
        #expect(rehearsal.listener.rows.map(\.access.id) == [Sample.id(1), Sample.id(2)])
        #expect(rehearsal.rows().map(\.access.id) == (1...5).map(Sample.id))
        #expect(rehearsal.listener.rows.map(\.ordinal) == [0, 1, 2, 3, 4])
    }

    @Test func `a row holds what came after the opening`() throws {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        let opened = Sample.assessment(1, score: 20)
        let submitted = Sample.assessment(1, score: 70)
        rehearsal.observe(.accessScored(Sample.access(1), opened))
        rehearsal.observe(.accessDecided(Sample.decided(1, .allow, .opened)))
        rehearsal.observe(.accessLabelled(Sample.id(1), Sample.thief))
        rehearsal.observe(.submissionScored(submitted))
        rehearsal.observe(.accessDecided(Sample.decided(1, .smsVerify)))
        rehearsal.observe(.accessEnded(Sample.id(1), .abandoned))
        rehearsal.observe(.accessEnded(Sample.id(1), .verified))
        rehearsal.observe(.rsvpRecorded(Sample.rsvp(1), outcome: .verified))
        rehearsal.observe(.alertRaised(Sample.alert(1)))
        let row = try #require(rehearsal.rows().first)
        #expect(rehearsal.listener.rows.count == 1)
        #expect(row.assessment === submitted)
        #expect(row.score == RiskScore(70))
        #expect(row.decision == .smsVerify)
        #expect(row.outcome == .verified)
        #expect(row.label == Sample.thief)
        #expect(row.answered)
        #expect(row.alerts == 1)
    }

    @Test func `an access that nothing follows was opened, and no more is known`() throws {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        let row = try #require(rehearsal.rows().first)
        #expect(row.outcome == .opened)
        #expect(row.assessment == nil)
        #expect(row.score == nil)
        #expect(row.decision == nil)
        #expect(row.label == nil)
        #expect(!row.answered)
        #expect(row.alerts == 0)
    }

    // MARK: What decided

    @Test func `a score that arrives after the decision does not replace the one that decided`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        rehearsal.observe(.submissionScored(Sample.assessment(1, score: 20)))
        rehearsal.observe(.accessDecided(Sample.decided(1, .allow)))
        rehearsal.observe(.accessScored(Sample.access(1), Sample.assessment(1, score: 99)))
        rehearsal.observe(.accessDecided(Sample.decided(1, .block, .opened)))
        #expect(rehearsal.rows().map(\.score) == [RiskScore(20)])
        #expect(rehearsal.listener.rows.map(\.decision) == [.allow])
    }

    @Test func `a later submission's verdict stands`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        for (score, decision) in [(40, Decision.softVerify), (90, .block)] {
            rehearsal.observe(.submissionScored(Sample.assessment(1, score: score)))
            rehearsal.observe(.accessDecided(Sample.decided(1, decision)))
        }
        #expect(rehearsal.rows().map(\.score) == [RiskScore(90)])
        #expect(rehearsal.listener.rows.map(\.decision) == [.block])
    }

    @Test func `a reply that was let in unscored has no score that decided`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        rehearsal.observe(.accessScored(Sample.access(1), Sample.assessment(1, score: 99)))
        rehearsal.observe(.accessUnscored(Sample.id(1)))
        rehearsal.observe(.accessDecided(Sample.decided(1, .allow)))
        // Its review comes when it is too late.
        rehearsal.observe(.accessScored(Sample.access(1), Sample.assessment(1, score: 99)))
        #expect(rehearsal.rows().map(\.score) == [nil])
        #expect(rehearsal.listener.rows.map(\.decision) == [.allow])
    }

    @Test(arguments: Rejection.allCases)
    func `what the door refused is decided by nobody`(rejection: Rejection) {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1, rejection: rejection))
        rehearsal.open(Sample.access(2, rejection: rejection))
        rehearsal.observe(.accessScored(Sample.access(2), Sample.assessment(2, score: 99)))
        rehearsal.observe(.accessDecided(Sample.decided(2, .block, .opened)))
        #expect(rehearsal.rows().map(\.decision) == [nil, nil])
        #expect(rehearsal.listener.rows.map(\.population) == [.door, .door])
        #expect(rehearsal.listener.rows.map(\.outcome) == [.rejected, .rejected])
    }

    /// Who, what was decided on what, and what it comes to.
    @Test(arguments: [
        (
            Decision.block, Decision.block, DecisionRecord.Moment.submitted, Decision.block,
            "score" as String?
        ),
        (.smsVerify, .allow, .submitted, .smsVerify, "flag"),
        (.smsVerify, .softVerify, .submitted, .smsVerify, "flag"),
        (.smsVerify, .smsVerify, .submitted, .smsVerify, "score"),
        (.softVerify, .softVerify, .submitted, .softVerify, "score"),
        (.allow, .allow, .submitted, .allow, nil),
        // A look meets nothing: it comes to something where its own score flags the link.
        (.softVerify, .softVerify, .opened, .allow, nil),
        (.smsVerify, .allow, .opened, .allow, nil),
        (.smsVerify, .smsVerify, .opened, .smsVerify, "score"),
        (.block, .block, .opened, .block, "score"),
    ])
    func `an access comes to what it met or set off`(
        decision: Decision,
        band: Decision,
        moment: DecisionRecord.Moment,
        expected: Decision,
        cause: String?
    ) throws {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        rehearsal.observe(.accessLabelled(Sample.id(1), Sample.thief))
        rehearsal.observe(.submissionScored(Sample.assessment(1, score: 50)))
        rehearsal.observe(.accessDecided(Sample.decided(1, decision, band: band, moment)))
        let row = try #require(rehearsal.rows().first)
        #expect(row.decision == expected)
        #expect(row.cause?.rawValue == cause)
        #expect(row.isAttempt == (moment == .submitted))
        #expect(row.population == .engine)
    }

    @Test func `a population is one of four`() throws {
        let rehearsal = LedgerRehearsal()
        let scanner = Label(actor: .machine, persona: "mail-scanner", isFraud: false)
        // Nobody knows; known but unscored; a machine, refused or not.
        for number in UInt64(1)...4 {
            rehearsal.open(Sample.access(number, rejection: number == 4 ? .used : nil))
        }
        rehearsal.observe(.submissionScored(Sample.assessment(1, score: 50)))
        rehearsal.observe(.accessLabelled(Sample.id(2), Sample.guest))
        rehearsal.observe(.submissionScored(Sample.assessment(3, score: 50)))
        for number in UInt64(3)...4 {
            rehearsal.observe(.accessLabelled(Sample.id(number), scanner))
        }
        #expect(
            rehearsal.rows().map(\.population) == [.unjudged, .unjudged, .machine, .machine]
        )
    }

    @Test func `what is said of accesses that were handed on, or never opened, is passed over`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        #expect(rehearsal.rows().count == 1)
        for number in UInt64(1)...2 {
            rehearsal.observe(.submissionScored(Sample.assessment(number, score: 1)))
            rehearsal.observe(.accessDecided(Sample.decided(number, .block)))
            rehearsal.observe(.accessEnded(Sample.id(number), .blocked))
            rehearsal.observe(.accessLabelled(Sample.id(number), Sample.thief))
        }
        #expect(rehearsal.rows().count == 1)
    }

    // MARK: What operators came to know

    @Test func `an observation finds its access, open or long handed on`() {
        let rehearsal = LedgerRehearsal()
        for number in UInt64(1)...4 { rehearsal.open(Sample.access(number)) }
        rehearsal.observe(.alertRaised(Sample.alert(2)))
        rehearsal.observe(.rsvpRecorded(Sample.rsvp(3), outcome: .submitted))
        rehearsal.observe(.accessObserved(Sample.id(2), .genuine), at: Sample.at(5))
        rehearsal.ledger.ended(at: Sample.at(10))
        // Of the others nobody can learn anything: no alert, no reply.
        for number in UInt64(1)...5 {
            rehearsal.observe(.accessObserved(Sample.id(number), .fraudulent), at: Sample.at(20))
        }
        let seen = rehearsal.listener.observations
        #expect(seen.map(\.ordinal) == [1, 1, 2])
        #expect(seen.map(\.observed) == [.genuine, .fraudulent, .fraudulent])
        #expect(seen.map(\.at) == [Sample.at(5), Sample.at(20), Sample.at(20)])
    }
}
