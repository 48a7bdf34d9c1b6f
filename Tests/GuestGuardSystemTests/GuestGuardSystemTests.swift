import CoreAPI
import Domain
import GuestGuardSystem
import Messaging
import Notifications
import Runtime
import Storage
import Testing

@Suite struct GuestGuardSystemTests {
    @Test func `text messages go out at the rate that the settings name`() throws {
        var settings = NotificationSettings.documented
        settings.smsPerSecond = 2
        let product = try ComposedProduct(notifications: settings)
        try product.invite(9)
        product.pass(.minutes(1))
        let times = product.phones.texts.map(\.at)
        try #require(times.count == 9)
        // Nine at two a second take four seconds; at the document's hundred they would take none.
        let pace = Duration.milliseconds(3_500)...Duration.milliseconds(4_500)
        #expect(pace.contains(times[8] - times[0]), "\(times)")
    }

    @Test func `a host sees how invitations get on, also after the worker has died`() throws {
        var settings = NotificationSettings.documented
        settings.smsPerSecond = 1
        let product = try ComposedProduct(notifications: settings)
        let (event, host) = try product.invite(9)
        product.pass(.seconds(2))
        product.system.stop(.notifications)
        func progress() throws -> InvitationProgress {
            try product.ask { try await $0.host.invitationProgress(of: event, by: host) }
        }
        let halfway = try progress()
        #expect(halfway.total == 9 && (1...8).contains(halfway.sent), "\(halfway)")
        product.system.start(.notifications)
        product.pass(.minutes(5))
        #expect(try progress() == InvitationProgress(sent: 9))
    }

    /// There and back within the document's 100 ms, or not.
    @Test(arguments: [(0, 0), (30, 60), (49, 98), (51, 100), (2_000, 100)])
    func `a check is answered within its time, or the API goes on alone`(
        oneWay: Int,
        waited: Int
    ) throws {
        let product = try ComposedProduct(oneWay: .milliseconds(oneWay))
        try product.invite(1)
        product.pass(.hours(4))
        let submission = try product.reply()
        #expect(product.waits.all == [.milliseconds(waited)])
        // A guest's first answer from nowhere in particular: the engine asks for a name at least, and
        // silence lets it in.
        if case .recorded = submission {
            #expect(waited == 100)
        } else {
            #expect(waited < 100)
        }
    }

    @Test func `an engine that is down is asked nothing, and asked again once it is back`() throws {
        let product = try ComposedProduct()
        try product.invite(2)
        product.pass(.hours(4))
        product.system.stop(.fraudEngine)
        guard case .recorded = try product.reply() else {
            Issue.record("silence refused a reply")
            return
        }
        #expect(product.waits.all == [.milliseconds(100)])
        product.system.start(.fraudEngine)
        _ = try product.reply(by: 1)
        #expect(product.waits.all == [.milliseconds(100), .zero])
    }

    // MARK: Stops

    @Test func `what was on its way when the power went is sent once it is back, and no more`()
        throws
    {
        var settings = NotificationSettings.documented
        settings.smsPerSecond = 1
        let product = try ComposedProduct(notifications: settings)
        try product.invite(9)
        product.pass(.seconds(3))
        let before = product.phones.texts.count
        #expect((1...8).contains(before))
        try product.system.stopAll()
        for component in GuestGuardSystem.Component.allCases {
            #expect(!product.system.isRunning(component))
        }
        product.pass(.minutes(10))
        #expect(product.phones.texts.count == before)
        try product.system.start()
        product.pass(.minutes(10))
        let texts = product.phones.texts.map(\.text)
        #expect(Set(texts).count == 9)
        // A call that was under way when it died may be made again.
        #expect(texts.count - 9 <= 1, "\(texts.count)")
    }

    @Test func `a second system is refused a file that one has, and gets it after a stop`() throws {
        let product = try ComposedProduct()
        let error = #expect(throws: StoreError.self) { try SoleProcess(for: product.database) }
        #expect(error?.message.contains(product.database) == true)
        try product.system.stopAll()
        #expect(throws: Never.self) { try SoleProcess(for: product.database) }
        try product.system.start()
    }

    @Test func `what a dead process asks of its store is refused, and what the next asks is not`()
        throws
    {
        let product = try ComposedProduct()
        try product.invite(1)
        let dead = product.system.store
        try product.system.stopAll()
        #expect(throws: CancellationError.self) { try dead.read { try $0.allRSVPs() } }
        #expect(throws: CancellationError.self) { try dead.step { try $0.allRSVPs() } }
        try product.system.start()
        #expect(try product.system.store.read { try $0.allRSVPs() }.isEmpty)
    }

    /// Asked alike, a cut-off engine is silent as a dead one is.
    @Test func `an engine that cannot be reached is asked nothing, and goes on where it was`()
        throws
    {
        let product = try ComposedProduct()
        try product.invite(2)
        product.pass(.hours(4))
        let engine = try #require(product.system.fraudEngine).component
        product.system.setReachable(false, .fraudEngine)
        guard case .recorded = try product.reply() else {
            Issue.record("silence refused a reply")
            return
        }
        #expect(product.waits.all == [.milliseconds(100)])
        product.pass(.minutes(5))
        product.system.setReachable(true, .fraudEngine)
        product.pass(.minutes(1))
        let account = try #require(product.system.accounts.first { $0.name == "fraud-engine" })
        #expect(account.acknowledged == account.received)
        #expect(account.redelivered == 0)
        #expect(product.system.fraudEngine?.component === engine)
        _ = try product.reply(by: 1)
        #expect(product.waits.all == [.milliseconds(100), .zero])
    }
}
