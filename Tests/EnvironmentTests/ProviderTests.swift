import Catalogue
import Domain
import Notifications
import Runtime
import Synchronization
import Testing
import VirtualTime

@testable import Simulation

private let start = Instant(microseconds: 1_780_000_000_000_000)

/// Two providers with the world around them, and everything that came out of them.
private final class World: @unchecked Sendable {
    let runtime = VirtualRuntime(start: start, seed: 1)
    let mailboxes = Mailboxes()
    // swift-format-ignore: NeverUseImplicitlyUnwrappedOptionals
    var sms: SimulatedSMSProvider!  // set before init ends; its closures need self
    // swift-format-ignore: NeverUseImplicitlyUnwrappedOptionals
    var email: SimulatedEmailProvider!
    var answers: [(at: Instant, Result<ProviderReceipt, ProviderError>)] = []
    var texts: [(at: Instant, OutgoingSMS)] = []
    var letters: [(at: Instant, OutgoingEmail)] = []
    var reports: [DeliveryReport] = []
    var acceptances: [ProviderAcceptance] = []
    var accepted: [NotificationID] { acceptances.map(\.id) }
    let phone = PhoneNumber(stored: "+15551234567")
    let address = EmailAddress(stored: "jo@example.com")

    init(
        seed: UInt64 = 1,
        smsFailures: SMSFailures = .none,
        emailFailures: EmailFailures = .none,
        lossless: Bool = true,
        remembers: Bool = false
    ) {
        var smsTraits = ProviderTraits.sms
        var emailTraits = ProviderTraits.email
        smsTraits.remembers = remembers
        emailTraits.remembers = remembers
        if lossless {
            (smsTraits.lostShare, smsTraits.lostReportShare) = (0, 0)
            (emailTraits.lostShare, emailTraits.lostReportShare) = (0, 0)
        }
        sms = SimulatedSMSProvider(
            runtime: runtime,
            seed: seed,
            mailboxes: mailboxes,
            traits: smsTraits,
            failures: smsFailures,
            report: { [unowned self] in reports.append($0) },
            onAccepted: { [unowned self] in acceptances.append($0) }
        )
        email = SimulatedEmailProvider(
            runtime: runtime,
            seed: seed,
            mailboxes: mailboxes,
            traits: emailTraits,
            failures: emailFailures,
            report: { [unowned self] in reports.append($0) },
            onAccepted: { [unowned self] in acceptances.append($0) }
        )
        mailboxes.connect(phone) { [unowned self] in texts.append((runtime.now, $0)) }
        mailboxes.connect(address) { [unowned self] in letters.append((runtime.now, $0)) }
    }

    deinit { runtime.end() }

    func send(_ number: Int, to phone: PhoneNumber? = nil) {
        let text = OutgoingSMS(reference: reference(number), to: phone ?? self.phone, text: "Hi")
        runtime.spawn("caller") { [unowned self] in
            do throws(ProviderError) {
                let receipt = try await sms.send(text)
                answers.append((runtime.now, .success(receipt)))
            } catch {
                answers.append((runtime.now, .failure(error)))
            }
        }
    }

    func mail(_ number: Int, to address: EmailAddress? = nil, supersedes: String? = nil) {
        let letter = OutgoingEmail(
            reference: reference(number),
            supersedes: supersedes,
            to: address ?? self.address,
            subject: "Hi",
            body: "Hello"
        )
        runtime.spawn("caller") { [unowned self] in
            do throws(ProviderError) {
                let receipt = try await email.send(letter)
                answers.append((runtime.now, .success(receipt)))
            } catch {
                answers.append((runtime.now, .failure(error)))
            }
        }
    }

    func run(for duration: Duration) { runtime.advance(to: runtime.now.advanced(by: duration)) }

    /// Sends so many at a pace that the provider allows.
    func sendMany(_ count: Int) {
        for number in 0..<count {
            send(number)
            run(for: .milliseconds(10))
        }
        run(for: .hours(1))
    }

    var errors: [ProviderError] {
        answers.compactMap { if case .failure(let error) = $0.1 { error } else { nil } }
    }
}

private func reference(_ number: Int) -> NotificationID {
    NotificationID(at: start, random: (UInt64(number), UInt64(number) << 2))
}

@Suite struct SimulatedSMSProviderTests {
    @Test func `a message arrives and is reported`() throws {
        let world = World()
        world.send(1)
        world.run(for: .minutes(10))
        #expect(world.answers.count == 1)
        #expect(world.texts.map(\.1.reference) == [reference(1)])
        #expect(world.reports.map(\.result) == [.delivered])
        #expect(world.accepted == [reference(1)])
        #expect(world.reports[0].at > world.texts[0].at)
        guard case .success(let receipt) = try #require(world.answers.first).1 else {
            Issue.record("the message was not taken")
            return
        }
        #expect(world.reports[0].providerID == receipt.id)
    }

    @Test func `messages arrive after 4 s, nearly all within 30 s`() throws {
        // realism.md: median 3–6 s, 95 % within 30 s.
        let world = World()
        world.sendMany(4_000)
        let sent = Dictionary(
            uniqueKeysWithValues: (0..<4_000).map {
                (reference($0), start.advanced(by: .milliseconds(10 * $0)))
            }
        )
        let delays = try world.texts.map { try #require(sent[$0.1.reference]).duration(to: $0.at) }
            .sorted()
        #expect(delays.count == 4_000)
        #expect((3.8...4.6).contains(delays[2_000].inSeconds))
        #expect((27...34).contains(delays[3_800].inSeconds))
    }

    @Test func `a repeated call is another message`() {
        let world = World()
        for _ in 0..<3 {
            world.send(1)
            world.run(for: .minutes(5))
        }
        #expect(world.texts.count == 3)
        #expect(world.acceptances.map(\.copy) == [0, 1, 2])
        #expect(world.acceptances.allSatisfy { $0.isAnswered && $0.channel == .sms })
        #expect(Set(world.answers.compactMap { try? $0.1.get() }).count == 3)
        #expect(Set(world.reports.map(\.providerID)).count == 3)
    }

    @Test func `where a provider remembers, a repeated call sends nothing`() {
        let world = World(remembers: true)
        for _ in 0..<3 {
            world.send(1)
            world.run(for: .minutes(5))
        }
        #expect(world.texts.count == 1)
        #expect(world.accepted.count == 1)
        #expect(world.reports.count == 1)
        #expect(world.errors.isEmpty)
        #expect(Set(world.answers.compactMap { try? $0.1.get() }).count == 1)
    }

    /// Twelve hours at least, whatever else was sent in between and whenever the first call was.
    @Test(arguments: [0, 6, 11.99, 13, 25, 37])
    func `a call is recognised half a day later`(startsAfter hours: Double) {
        let world = World(remembers: true)
        world.run(for: .quantised(seconds: hours * 3_600))
        world.send(1)
        for number in 2...12 {
            world.run(for: .hours(1))
            world.send(number)
        }
        world.run(for: .minutes(59))
        world.send(1)
        world.run(for: .minutes(5))
        #expect(world.texts.count == 12)
        #expect(world.accepted.count { $0 == reference(1) } == 1)
    }

    @Test func `calls above 100 in a sliding second are refused`() {
        let world = World()
        for number in 0..<150 { world.send(number) }
        world.run(for: .milliseconds(999))
        world.send(200)
        world.run(for: .milliseconds(1))
        world.send(201)
        world.run(for: .minutes(5))
        #expect(world.errors.count == 51)
        #expect(world.errors.filter { $0 == .throttled(retryAfter: .seconds(1)) }.count == 50)
        #expect(world.errors.contains(.throttled(retryAfter: .milliseconds(1))))
        #expect(world.texts.count == 101)
    }

    @Test func `calls spaced by ten milliseconds all pass`() {
        let world = World()
        world.sendMany(1_000)
        #expect(world.errors.isEmpty)
    }

    @Test func `a throttled provider lets fewer calls through, and names the wait`() {
        let world = World()
        world.sms.faults = .throttled(to: Rate(10, per: .second))
        world.sms.faults.retryAfter = .seconds(7)
        for second in 0..<20 {
            for number in 0..<30 { world.send(1_000 * second + number) }
            world.run(for: .seconds(1))
        }
        world.run(for: .minutes(5))
        #expect(world.texts.count == 200)
        #expect(world.errors.allSatisfy { $0 == .throttled(retryAfter: .seconds(7)) })
        world.sms.faults = ProviderFaults()
        for number in 0..<100 { world.send(100_000 + number) }
        world.run(for: .minutes(5))
        #expect(world.texts.count == 300)
    }

    /// One within each minute, one within each fifty seconds, and 300 within a minute at a provider that
    /// takes a hundred a second, over eleven minutes.
    @Test(arguments: [
        (Rate(1, per: .minute), 11), (Rate(0.02, per: .second), 14),
        (Rate(300, per: .minute), 3_300),
    ])
    func `a limit a minute is a limit a minute`(rate: Rate, passed: Int) {
        let world = World()
        world.sms.faults = .throttled(to: rate)
        let refused = Mutex(0)
        world.sms.tellOfTrouble { _ in refused.withLock { $0 += 1 } }
        for second in 0..<660 {
            for number in 0..<10 { world.send(1_000 * second + number) }
            world.run(for: .seconds(1))
        }
        world.run(for: .minutes(5))
        #expect(world.accepted.count == passed)
        #expect(refused.withLock(\.self) == 6_600 - passed)
    }

    @Test func `what the agreed limit refuses is not held against a fault`() {
        let world = World()
        world.sms.faults = .throttled(to: Rate(6_000, per: .minute))
        let refused = Mutex(0)
        world.sms.tellOfTrouble { _ in refused.withLock { $0 += 1 } }
        for number in 0..<250 { world.send(number) }
        world.run(for: .minutes(1))
        #expect(world.accepted.count == 100)
        #expect(refused.withLock(\.self) == 0)
    }

    @Test func `in an outage calls give up after their time-out`() {
        let world = World()
        world.sms.faults = .outage
        world.send(1)
        world.run(for: .minutes(1))
        #expect(world.errors == [.unavailable])
        #expect(world.answers[0].at == start.advanced(by: .seconds(10)))
        #expect(world.texts.isEmpty)
        world.sms.faults = ProviderFaults()
        world.send(1)
        world.run(for: .minutes(10))
        #expect(world.texts.count == 1)
    }

    @Test func `a lost answer is an error to the caller and a message to the guest`() {
        let world = World()
        world.sms.faults.lostAnswerShare = 1
        world.send(1)
        world.run(for: .minutes(10))
        #expect(world.errors == [.unanswered])
        #expect(world.texts.count == 1)
        #expect(world.acceptances.map(\.isAnswered) == [false])
        world.sms.faults = ProviderFaults()
        world.send(1)
        world.run(for: .minutes(10))
        #expect(world.errors.count == 1)
        #expect(world.texts.count == 2)
    }

    @Test func `a second call may succeed where the first met an error`() {
        let world = World()
        world.sms.faults.errorShare = 0.5
        for number in 0..<200 { world.send(number) }
        for _ in 0..<30 {
            world.run(for: .seconds(20))
            for number in 0..<50 { world.send(number) }
        }
        world.run(for: .minutes(10))
        #expect(Set(world.accepted).isSuperset(of: (0..<50).map(reference)))
    }

    @Test func `failures are as frequent as stated`() throws {
        let world = World(smsFailures: SMSFailures(), lossless: false)
        for number in 0..<20_000 {
            world.send(number, to: PhoneNumber("+1555\(1_000_000 + number)")!)
            world.run(for: .milliseconds(10))
        }
        world.run(for: .hours(2))
        let failures = world.reports.filter { $0.result != .delivered }.map(\.result)
        func share(_ failure: PermanentFailure) -> Double {
            Double(failures.filter { $0 == .failed(failure) }.count) / 20_000
        }
        #expect(abs(Double(world.errors.count) / 20_000 - 0.005) < 0.002)
        #expect(world.errors.allSatisfy { $0 == .rejected(.invalidNumber) })
        #expect(abs(share(.landline) - 0.005) < 0.002)
        #expect(abs(share(.carrierFilter) - 0.010) < 0.003)
        #expect(abs(share(.unreachableHandset) - 0.015) < 0.003)
        // 95 % of a cleaned list arrive (realism.md).
        let delivered = Double(world.reports.count - failures.count) / 20_000
        #expect(abs(delivered - 0.945) < 0.01)
    }

    @Test func `a number's own failure holds for all its messages`() {
        var failures = SMSFailures.none
        failures.invalidNumberShare = 0.5
        let world = World(smsFailures: failures)
        var ends: [[Bool]] = []
        for subscriber in 0..<20 {
            let phone = PhoneNumber("+155512345\(10 + subscriber)")!
            let before = world.errors.count
            for message in 0..<3 {
                world.send(100 * subscriber + message, to: phone)
                world.run(for: .minutes(5))
            }
            ends.append([world.errors.count == before, world.errors.count == before + 3])
        }
        #expect(ends.allSatisfy { $0[0] != $0[1] })
        #expect(Set(ends.map { $0[0] }).count == 2)
    }

    @Test(arguments: [
        (Mailboxes.PhoneState.landline, PermanentFailure.landline),
        (.unreachable, .unreachableHandset),
    ])
    func `a handset that cannot be reached is reported`(
        handset: Mailboxes.PhoneState,
        failure: PermanentFailure
    ) {
        let world = World()
        world.mailboxes.setState(handset, of: world.phone)
        world.send(1)
        world.run(for: .hours(1))
        #expect(world.texts.isEmpty)
        #expect(world.reports.map(\.result) == [.failed(failure)])
    }

    @Test func `abroad messages take minutes`() {
        let world = World()
        world.send(1)
        world.run(for: .hours(5))
        let atHome = World()
        atHome.mailboxes.setState(.roaming, of: atHome.phone)
        atHome.send(1)
        atHome.run(for: .hours(5))
        #expect(atHome.texts[0].at - start > (world.texts[0].at - start) * 10)
    }

    @Test func `whoever holds the number reads the message`() {
        let world = World()
        world.mailboxes.connect(world.phone) { _ in }
        world.send(1)
        world.run(for: .minutes(10))
        #expect(world.texts.isEmpty)
        #expect(world.reports.map(\.result) == [.delivered])
    }

    @Test func `one message more changes no other's fate`() {
        let (few, many) = (World(lossless: false), World(lossless: false))
        for number in 0..<50 { few.send(number) }
        few.run(for: .hours(1))
        for number in 50..<90 { many.send(number) }
        for number in 0..<50 { many.send(number) }
        many.run(for: .hours(1))
        let arrivals = many.texts.filter { $0.1.reference < reference(50) }
        #expect(few.texts.map(\.at) == arrivals.map(\.at))
        #expect(few.texts.map(\.1) == arrivals.map(\.1))
    }
}

@Suite struct SimulatedEmailProviderTests {
    @Test func `mail arrives within seconds and is reported`() {
        let world = World()
        for number in 0..<1_000 {
            world.mail(number)
            world.run(for: .milliseconds(100))
        }
        world.run(for: .hours(1))
        #expect(world.letters.count == 1_000)
        #expect(world.reports.count == 1_000)
        #expect(world.errors.isEmpty)
    }

    @Test func `calls above 14 in a sliding second are refused`() {
        let world = World()
        for number in 0..<20 { world.mail(number) }
        world.run(for: .minutes(5))
        #expect(world.errors.count == 6)
    }

    @Test func `bounces and spam are as frequent as stated`() throws {
        let world = World(emailFailures: EmailFailures(), lossless: false)
        for number in 0..<20_000 {
            let address = try #require(EmailAddress("guest\(number)@example.com"))
            world.mailboxes.connect(address) { world.letters.append((start, $0)) }
            world.mail(number, to: address)
            world.run(for: .milliseconds(72))
        }
        world.run(for: .hours(2))
        func share(_ result: DeliveryReport.Result) -> Double {
            Double(world.reports.filter { $0.result == result }.count) / 20_000
        }
        // realism.md: 0.7–1.3 % bounce.
        #expect(abs(share(.bouncedHard) - 0.006) < 0.002)
        #expect(abs(share(.bouncedSoft) - 0.004) < 0.0015)
        #expect(abs(Double(world.letters.count) / 20_000 - 0.97) < 0.005)
    }

    @Test func `a soft bounce may be sent again, and only then counts as new`() {
        var failures = EmailFailures.none
        failures.softBounceShare = 1
        let world = World(emailFailures: failures, remembers: true)
        world.mail(1)
        world.mail(1)
        world.run(for: .minutes(5))
        #expect(world.reports.map(\.result) == [.bouncedSoft])
        world.mail(1, supersedes: world.reports[0].providerID)
        world.run(for: .minutes(5))
        #expect(world.reports.count == 2)
        #expect(world.reports[0].providerID != world.reports[1].providerID)
        #expect(world.accepted == [reference(1)])
    }

    @Test func `a complaint follows its delivery`() {
        var failures = EmailFailures.none
        failures.complaintShare = 1
        let world = World(emailFailures: failures)
        world.mail(1)
        world.run(for: .hours(1))
        #expect(world.reports.map(\.result) == [.delivered, .complained])
    }
}

@Suite struct ReadingTests {
    @Test(arguments: [
        ("RSVP: https://guestguard.app/rsvp/tk_a-B_9", "tk_a-B_9"),
        ("https://guestguard.app/rsvp/tk_e30.e30.c2ln\n\nBye", "tk_e30.e30.c2ln"),
        ("http https://guestguard.app/rsvp/x, y", "x"),
        ("https://guestguard.app/rsvp/", nil), ("https://example.com/rsvp/tk_a", nil), ("", nil),
    ])
    func `a link is what a tap would open`(text: String, secret: String?) {
        #expect(Reading.link(in: text) == secret)
    }

    @Test(arguments: [
        ("Thank you, Ann! See you at Dinner", true), ("Hello Ann,\n\nThank you! We", true),
        // An event's name stands within a line.
        ("Hi Ann, you're invited to Thank you dinner on", false),
        ("Hello Ann,\n\nYou're invited to Thank you dinner.", false), ("", false),
    ])
    func `a confirmation begins with thanks`(text: String, isConfirmation: Bool) {
        #expect(Reading.isConfirmation(text) == isConfirmation)
    }

    @Test(arguments: [
        ("042917 is your code", "042917"), ("Code: 123456.", "123456"), ("1234567", nil),
        ("12345", nil), ("12 345678 9", "345678"), ("", nil),
    ])
    func `a code is six digits that stand alone`(text: String, code: String?) {
        #expect(Reading.code(in: text) == code)
    }
}
