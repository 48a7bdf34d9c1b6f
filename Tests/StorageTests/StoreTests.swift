import Domain
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct StoreTests {
    private let now = Instant(microseconds: 1_780_300_800_000_000)

    private struct Refusal: Error {}

    private func host(_ number: UInt64) -> Domain.Host {
        Domain.Host(
            id: HostID(high: 0, low: number),
            name: "Host \(number)",
            email: EmailAddress(stored: "host\(number)@mail.example")
        )
    }

    @Test func `a step that throws leaves no rows and lets nothing out`() throws {
        let outlet = TestOutlet()
        let store = try Store(
            path: nil,
            durability: .everyStep,
            outlet: outlet,
            sealer: TestSealer()
        )
        #expect(throws: Refusal.self) {
            try store.step { step in
                try step.insert(host(1), passwordHash: nil, at: now)
                step.emit(.componentStarted("x"))
                throw Refusal()
            }
        }
        #expect(try store.step { try $0.host(host(1).id) } == nil)
        #expect(outlet.systemEvents.isEmpty)
        try store.step { step in
            try step.insert(host(1), passwordHash: nil, at: now)
            step.emit(.componentStarted("x"))
        }
        #expect(try store.step { try $0.host(host(1).id) } == host(1))
        #expect(outlet.systemEvents.count == 1)
    }

    @Test func `in a group, a step may refuse before it writes`() throws {
        let store = try Store(
            path: nil,
            durability: .grouped(steps: 100),
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        try store.step { try $0.insert(host(1), passwordHash: nil, at: now) }
        #expect(throws: Refusal.self) { try store.step { _ in throw Refusal() } }
        #expect(try store.step { try $0.host(host(1).id) } == host(1))
    }

    @Test func `in a group, a step that throws after writing breaks the store`() throws {
        let store = try Store(
            path: nil,
            durability: .grouped(steps: 100),
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        #expect(throws: Refusal.self) {
            try store.step { step in
                try step.insert(host(1), passwordHash: nil, at: now)
                throw Refusal()
            }
        }
        #expect(throws: StoreError.self) { try store.step { try $0.host(host(1).id) } }
    }

    @Test func `a closed store is one file that opens again`() throws {
        let scratch = try Scratch()
        let path = scratch.file("guestguard.sqlite").path
        let store = try Store(
            path: path,
            durability: .grouped(steps: 100),
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        try store.step { try $0.insert(host(1), passwordHash: "hash", at: now) }
        try store.close()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
                == ["guestguard.sqlite"]
        )
        let again = try Store(
            path: path,
            durability: .everyStep,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        let known = try again.step { try $0.host(email: host(1).email) }
        #expect(known?.host == host(1))
        #expect(known?.passwordHash == "hash")
    }

    @Test func `a file that is no database is refused and left as it is`() throws {
        let scratch = try Scratch()
        let url = scratch.file("notes.txt")
        let text = String(repeating: "not a database ", count: 200)
        try text.write(to: url, atomically: true, encoding: .utf8)
        #expect(throws: StoreError.self) {
            try Store(
                path: url.path,
                durability: .everyStep,
                outlet: TestOutlet(),
                sealer: TestSealer()
            )
        }
        #expect(throws: StoreError.self) {
            try Store(
                path: scratch.url.path,
                durability: .everyStep,
                outlet: TestOutlet(),
                sealer: TestSealer()
            )
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == text)
    }

    @Test func `tables are strict and foreign keys hold`() throws {
        let store = try Store(
            path: nil,
            durability: .everyStep,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        let guest = Guest(
            id: GuestID(high: 0, low: 1),
            eventID: EventID(high: 9, low: 9),
            name: "Nobody's",
            email: nil,
            phone: nil,
            createdAt: now
        )
        let error = #expect(throws: StoreError.self) {
            try store.step { try $0.insert(guest) }
        }
        #expect(error?.isConstraintViolation == true)
    }

    @Test func `one cause has one notification on a channel`() throws {
        let store = try Store(
            path: nil,
            durability: .everyStep,
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        func notification(
            _ number: UInt64,
            _ channel: Domain.Notification.Channel
        )
            -> Domain.Notification
        {
            Domain.Notification(
                id: NotificationID(high: 0, low: number),
                recipient: .guest(GuestID(high: 0, low: 1)),
                eventID: EventID(high: 0, low: 1),
                channel: channel,
                kind: .invitation,
                cause: "invitation/1",
                createdAt: now
            )
        }
        let kept = try store.step { step in
            try [
                step.insertNotification(notification(1, .sms)),
                step.insertNotification(notification(2, .sms)),
                step.insertNotification(notification(3, .email)),
            ]
        }
        #expect(kept == [true, false, true])
        #expect(
            try store.step { try $0.queuedNotifications() }.map(\.id.low) == [1, 3]
        )
    }
}
