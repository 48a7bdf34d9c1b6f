import CoreAPI
import Domain
import Evidence
import GuestGuardSystem
import Messaging
import Notifications
import Simulation
import Testing

/// The product's numbers, written down by hand from the architecture document and from what README, DECISIONS
/// and the reference promise: whoever changes one changes it here too, and says why.
@Suite struct ProductNumbersTests {
    @Test func `a guest's side has the document's limits`() {
        let settings = GuestAPISettings()
        #expect(settings.policy == AccessPolicy(edges: .documented, observedShare: 0))
        #expect(BandEdges.documented == BandEdges(softVerify: 30, smsVerify: 60, block: 85))
        #expect(settings.checkTimeout == .milliseconds(100))
        #expect(settings.requestsPerMinute == 60 && settings.requestsPerMinuteAndSite == 600)
        #expect(settings.formLifetime == .hours(24))
        #expect(settings.codeLifetime == .minutes(10))
        #expect(settings.triesPerCode == 5 && settings.triesPerName == 3)
        #expect(settings.flagLasts == .days(60))
        let codes = settings.codes
        #expect(
            codes.guessesPerToken == 75 && codes.perAskerAndHour == 5
                && codes.perPhoneAndHour == 5 && codes.perPhoneAndDay == 15
                && codes.perEventAndHour == 1_000
        )
    }

    @Test func `a host's side has its own`() {
        let settings = HostAPISettings()
        #expect(settings.logInsPerAccount == 10 && settings.logInsPerAddress == 30)
        #expect(settings.logInsPerSite == 100 && settings.logInsFromElsewhere == 100)
        #expect(settings.tokenLifetime == .days(30))
        // OWASP's least for PBKDF2 with SHA-256.
        #expect(settings.passwordRounds == 600_000)
    }

    @Test func `notifications have the providers' rates and prices`() {
        let settings = NotificationSettings.documented
        #expect(settings.smsPerSecond == 100 && settings.emailPerSecond == 14)
        #expect(settings.smsInFlight == 40 && settings.emailInFlight == 10)
        #expect(
            settings.retry
                == RetrySchedule(
                    firstWait: .seconds(2),
                    longestWait: .minutes(5),
                    maxAttempts: 6
                )
        )
        #expect(settings.softBounceAttempts == 3 && settings.softBounceWait == .minutes(15))
        #expect(settings.patience == .days(3))
        #expect(settings.digestWindow == .hours(1) && settings.alertEmailsPerWindow == 20)
        // Millionths of a dollar.
        #expect(settings.prices.smsSegment == 7_900 && settings.prices.email == 100)
        #expect(settings.rowsStayFresh == .minutes(1) && settings.rowsKept == 8_192)
        let circuit = Circuit()
        #expect(circuit.threshold == 5)
        #expect(circuit.firstPause == .seconds(2) && circuit.longestPause == .seconds(30))
    }

    @Test func `every consumer has its subjects, its patience and its room`() {
        let told = GuestGuardSystem.consumers().map { kind in
            let policy = kind.policy
            return "\(kind.name) \(kind.subjects.map(\.rawValue).joined(separator: ",")) "
                + "\(Int(policy.ackWait.inSeconds)) s, \(policy.maxDeliver), \(policy.maxAckPending)"
        }
        #expect(
            told == [
                "core-api-scores fraud.scored 30 s, 10, 1000",
                "fraud-engine guest.access.attempted 30 s, 20, 1000",
                "fraud-engine-learning rsvp.confirmed 30 s, 20, 1000",
                """
                notifications-intake invitation.send,verification.required,rsvp.confirmed,fraud.alert \
                30 s, 20, 1000
                """,
                "notifications-digest fraud.alert 4200 s, 1000, 10000",
                "notifications-sms notification.send.sms 120 s, 10000, 40",
                "notifications-email notification.send.email 120 s, 10000, 10",
                "notifications-sms-urgent notification.send.sms.urgent 120 s, 10000, 40",
                "notifications-email-urgent notification.send.email.urgent 120 s, 10000, 10",
            ]
        )
    }

    @Test func `simulated providers are as their sources say`() {
        let (sms, email) = (ProviderTraits.sms, ProviderTraits.email)
        #expect(sms.callsPerSecond == 100 && email.callsPerSecond == 14)
        #expect(sms.answer == .init(median: .milliseconds(150), sigma: 0.4))
        #expect(email.answer == .init(median: .milliseconds(100), sigma: 0.4))
        #expect(sms.arrival == .init(median: .seconds(4), sigma: 1.225))
        #expect(email.arrival == .init(median: .milliseconds(6_300), sigma: 0.6))
        #expect(sms.report == .init(median: .milliseconds(400), sigma: 0.5))
        #expect(email.report == sms.report)
        #expect(sms.lostShare == 0.015 && email.lostShare == 0)
        #expect(sms.lostReportShare == 0.005 && email.lostReportShare == 0.005)
        let texts = SMSFailures()
        #expect(texts.invalidNumberShare == 0.005 && texts.landlineShare == 0.005)
        #expect(texts.unreachableShare == 0.015 && texts.carrierFilterShare == 0.01)
        let mails = EmailFailures()
        #expect(mails.hardBounceShare == 0.006 && mails.softBounceShare == 0.004)
        #expect(mails.spamShare == 0.02 && mails.complaintShare == 0.000_2)
        #expect(ProviderFaults().timeout == .seconds(10))
    }

    @Test func `invariants judge by the same limits`() {
        let (rules, settings) = (InvariantRules(), GuestAPISettings())
        #expect(rules.edges == settings.policy.edges)
        #expect(rules.accessesPerMinute == settings.requestsPerMinute)
        #expect(rules.triesPerChallenge == settings.triesPerCode)
        #expect(rules.smsPerSecond == NotificationSettings.documented.smsPerSecond)
        #expect(rules.emailsPerSecond == NotificationSettings.documented.emailPerSecond)
    }
}
