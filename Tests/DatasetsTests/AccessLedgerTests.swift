import Domain
import Testing
import Truth

@testable import Datasets

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
        rehearsal.observe(.accessDecided(Sample.verdict(1, .allow, .opened)))
        rehearsal.observe(.accessLabelled(Sample.id(1), Sample.thief))
        rehearsal.observe(.submissionScored(submitted))
        rehearsal.observe(.accessDecided(Sample.verdict(1, .smsVerify)))
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
        #expect(row.alerted)
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
        #expect(!row.alerted)
    }

    // MARK: What decided

    @Test func `a score that arrives after the decision does not replace the one that decided`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        rehearsal.observe(.submissionScored(Sample.assessment(1, score: 20)))
        rehearsal.observe(.accessDecided(Sample.verdict(1, .allow)))
        rehearsal.observe(.accessScored(Sample.access(1), Sample.assessment(1, score: 99)))
        rehearsal.observe(.accessDecided(Sample.verdict(1, .block, .opened)))
        #expect(rehearsal.rows().map(\.score) == [RiskScore(20)])
        #expect(rehearsal.listener.rows.map(\.decision) == [.allow])
    }

    @Test func `a later submission's verdict stands`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        for (score, decision) in [(40, Decision.softVerify), (90, .block)] {
            rehearsal.observe(.submissionScored(Sample.assessment(1, score: score)))
            rehearsal.observe(.accessDecided(Sample.verdict(1, decision)))
        }
        #expect(rehearsal.rows().map(\.score) == [RiskScore(90)])
        #expect(rehearsal.listener.rows.map(\.decision) == [.block])
    }

    @Test func `a reply that was let in unscored has no score that decided`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        rehearsal.observe(.accessScored(Sample.access(1), Sample.assessment(1, score: 99)))
        rehearsal.observe(.accessUnscored(Sample.id(1)))
        rehearsal.observe(.accessDecided(Sample.verdict(1, .allow)))
        #expect(rehearsal.rows().map(\.score) == [nil])
        #expect(rehearsal.listener.rows.map(\.decision) == [.allow])
    }

    @Test(arguments: Rejection.allCases)
    func `a link that no guest was ever given counts as blocked`(rejection: Rejection) {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1, rejection: rejection))
        rehearsal.open(Sample.access(2, rejection: rejection))
        rehearsal.observe(.accessDecided(Sample.verdict(2, .softVerify, .opened)))
        let isNobodys = [Rejection.malformed, .forged, .unknown].contains(rejection)
        #expect(rehearsal.rows().map(\.decision) == [isNobodys ? .block : nil, .softVerify])
        #expect(rehearsal.listener.rows.map(\.outcome) == [.rejected, .rejected])
    }

    @Test func `what is said of accesses that were handed on, or never opened, is passed over`() {
        let rehearsal = LedgerRehearsal()
        rehearsal.open(Sample.access(1))
        #expect(rehearsal.rows().count == 1)
        for number in UInt64(1)...2 {
            rehearsal.observe(.submissionScored(Sample.assessment(number, score: 1)))
            rehearsal.observe(.accessDecided(Sample.verdict(number, .block)))
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
