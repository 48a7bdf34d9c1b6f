import CoreAPI
import Domain
import Foundation
import FraudEngine
import Geolocation
import GuestGuardSystem
import Messaging
import Notifications
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing
import Tokens
import VirtualTime
import World

/// The whole product in surroundings of a test's own: no simulated people, no simulated providers.
final class ComposedProduct: Sendable {
    static let start = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z

    let runtime = VirtualRuntime(start: start, seed: 1)
    let system: GuestGuardSystem
    let phones: RecordingProvider
    /// How long the API waited for each fraud check.
    let waits = WaitBook()
    private let scratch: Scratch
    let database: String

    init(
        oneWay: Duration = .zero,
        notifications: NotificationSettings = .documented
    ) throws {
        scratch = try Scratch()
        database = scratch.file("guestguard.sqlite").path
        let world = scratch.file("world.mmdb")
        try Data(AddressBook.standardFile).write(to: world)
        phones = RecordingProvider(runtime)
        system = GuestGuardSystem(
            on: runtime,
            databasePath: database,
            commits: .grouped(steps: 1_000),
            surroundings: Surroundings(
                sink: DiscardingSink(),
                geo: try GeoDatabase(path: world.path),
                sms: phones,
                email: phones,
                checkWire: CheckWire(oneWay: oneWay, waited: { [waits] in waits.note($0) }),
                passwords: { _ in ModelledPasswordPool(OpenWorkplace()) }
            ),
            settings: SystemSettings(
                coreAPI: CoreAPISettings(host: HostAPISettings(passwordRounds: 1)),
                secrets: CoreAPISecrets(
                    tokens: KeyRing(Secret(bytes: Array(0..<32))),
                    sessions: KeyRing(Secret(bytes: Array(32..<64))),
                    codes: KeyRing(Secret(bytes: Array(64..<96)))
                ),
                sealing: KeyRing(Secret(bytes: Array(96..<128))),
                scorer: HeuristicScorer(),
                notifications: notifications
            )
        )
        try system.start()
    }

    deinit {
        runtime.end()
        try? system.close()
    }

    func pass(_ duration: Duration) { runtime.advance(to: runtime.now.advanced(by: duration)) }

    private struct NoAnswer: Error {}

    /// What the API answers by the time that a wait is over.
    @discardableResult
    func ask<Value: Sendable>(
        within wait: Duration = .seconds(1),
        _ question: @escaping @Sendable (CoreAPI) async throws -> Value
    ) throws -> Value {
        let api = try #require(system.coreAPI).component
        let answer = Mutex<Result<Value, any Error>?>(nil)
        runtime.spawn("ask") {
            let result: Result<Value, any Error>
            do {
                result = .success(try await question(api))
            } catch {
                result = .failure(error)
            }
            answer.withLock { $0 = result }
        }
        pass(wait)
        guard let result = answer.withLock({ $0 }) else { throw NoAnswer() }
        return try result.get()
    }

    /// Invites so many guests by text message.
    @discardableResult
    func invite(_ count: Int) throws -> (event: EventID, host: HostID) {
        let email = EmailAddress(stored: "ann@mail.example")
        let request = try ask { api in
            try await api.host.register(
                name: "Ann",
                email: email,
                password: "vq7ksu2p",
                from: IPAddress(v4: 0xC633_6401)
            )
        }
        pass(.minutes(1))
        let mail = try #require(phones.mails.last { $0.to == email })
        let code = String(try #require(mail.body.firstMatch(of: /[0-9]{6}/)).output)
        return try ask { api in
            let host = try await api.host.confirmRegistration(request, code: code).id
            let event = try await api.host.createEvent(
                EventDraft(
                    name: "Wedding",
                    startsAt: Self.start.advanced(by: .days(20)),
                    venue: "Old Mill",
                    capacity: nil
                ),
                by: host
            )
            for number in 0..<count {
                let draft = GuestDraft(
                    name: "Guest \(number)",
                    email: "",
                    phone: "+1555\(1_000_000 + number)",
                    plusOnes: 0
                )
                _ = try await api.host.addGuest(draft, to: event.id, by: host)
            }
            _ = try await api.host.setStatus(of: event.id, to: .published, by: host)
            _ = try await api.host.sendInvitations(for: event.id, by: host)
            return (event.id, host)
        }
    }

    /// A guest opens the link in their text message, and says yes.
    func reply(by guest: Int = 0) throws -> Submission {
        let text = try #require(phones.texts.dropFirst(guest).first?.text)
        let token = try #require(text.split(separator: "/").last.map(String.init))
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let opening = try ask { try await $0.guest.open(token, from: TestVisit.phone) }
        return try ask {
            try await $0.guest.submit(
                Reply(response: .attending),
                with: token,
                as: opening.accessID,
                from: TestVisit.phone
            )
        }
    }
}

/// Takes every message at once, and keeps it with its time.
final class RecordingProvider: SMSProvider, EmailProvider {
    private let runtime: any Runtime
    private let taken = Mutex<[(at: Instant, text: String)]>([])
    private let mailed = Mutex<[OutgoingEmail]>([])

    init(_ runtime: any Runtime) { self.runtime = runtime }

    var mails: [OutgoingEmail] { mailed.withLock { $0 } }

    var texts: [(at: Instant, text: String)] { taken.withLock { $0 } }

    func send(_ sms: OutgoingSMS) async throws(ProviderError) -> ProviderReceipt {
        taken.withLock { $0.append((runtime.now, sms.text)) }
        return ProviderReceipt(id: "SM\(sms.reference)")
    }

    func send(_ email: OutgoingEmail) async throws(ProviderError) -> ProviderReceipt {
        mailed.withLock { $0.append(email) }
        return ProviderReceipt(id: "SES\(email.reference)")
    }
}

final class WaitBook: Sendable {
    private let waits = Mutex<[Duration]>([])
    var all: [Duration] { waits.withLock { $0 } }
    func note(_ wait: Duration) { waits.withLock { $0.append(wait) } }
}
