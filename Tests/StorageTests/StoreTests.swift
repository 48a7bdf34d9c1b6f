import Domain
import Foundation
import Storage
import Synchronization
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
            commits: .everyStep,
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
            commits: .grouped(steps: 100),
            outlet: TestOutlet(),
            sealer: TestSealer()
        )
        try store.step { try $0.insert(host(1), passwordHash: nil, at: now) }
        #expect(throws: Refusal.self) { try store.step { _ in throw Refusal() } }
        #expect(try store.step { try $0.host(host(1).id) } == host(1))
    }

    @Test(arguments: [Store.Commits.everyStep, .grouped(steps: 100), .together])
    func `a step that throws after writing leaves those before and after it`(
        commits: Store.Commits
    ) throws {
        let outlet = TestOutlet()
        let store = try Store(path: nil, commits: commits, outlet: outlet, sealer: TestSealer())
        func add(_ number: UInt64, to step: Transaction) throws {
            try step.insert(host(number), passwordHash: nil, at: now)
            try step.insert(.sample(number, opened: now))
            step.emit(.componentStarted("\(number)"))
        }
        try store.step { try add(1, to: $0) }
        #expect(throws: Refusal.self) {
            try store.step { step in
                try add(2, to: step)
                throw Refusal()
            }
        }
        try store.step { try add(3, to: $0) }
        let kept = try store.read { step in
            try (UInt64(1)...3).map { number in
                try step.host(host(number).id) != nil
                    && step.access(AccessID(high: 0, low: number)) != nil
            }
        }
        #expect(kept == [true, false, true])
        #expect(outlet.systemEvents.count == 2)
    }

    /// Threads whose steps wait for one another.
    @Test func `steps that wait are committed together, each once, in the order they left`() throws
    {
        let scratch = try Scratch()
        let outlet = TestOutlet()
        let path = scratch.file("together.sqlite").path
        let store = try Store(path: path, commits: .together, outlet: outlet, sealer: TestSealer())
        let (threads, steps) = (8, 40)
        let early = Mutex<[UInt64]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            // Another process finds what has returned, at once.
            let other = try? Store(
                path: path,
                commits: .everyStep,
                outlet: outlet,
                sealer: TestSealer()
            )
            for step in 0..<steps {
                let number = UInt64(thread * steps + step + 1)
                do {
                    try store.step { transaction in
                        try transaction.insert(.sample(number, opened: now))
                        transaction.emit(.componentStarted("\(number)"))
                        if step % 4 == 3 { throw Refusal() }
                    }
                    let found = try other?.read { try $0.access(AccessID(high: 0, low: number)) }
                    if found == nil { early.withLock { $0.append(number) } }
                } catch {}
            }
        }
        #expect(early.withLock { $0 } == [])
        let other = try Store(path: path, commits: .everyStep, outlet: outlet, sealer: TestSealer())
        let kept = try other.read { step in
            try (1...UInt64(threads * steps)).filter {
                try step.access(AccessID(high: 0, low: $0)) != nil
            }
        }
        #expect(kept.count == threads * steps * 3 / 4)
        let left = outlet.systemEvents.compactMap { event -> UInt64? in
            if case .componentStarted(let number) = event { UInt64(number) } else { nil }
        }
        #expect(left.sorted() == kept)
        for thread in 0..<threads {
            let own = left.filter { ($0 - 1) / UInt64(steps) == UInt64(thread) }
            #expect(own == own.sorted())
        }
    }

    @Test func `an access whose guest is gone by then is recorded without guest and link`() throws {
        for commits in [Store.Commits.everyStep, .grouped(steps: 100)] {
            let store = try Store(
                path: nil,
                commits: commits,
                outlet: TestOutlet(),
                sealer: TestSealer()
            )
            let (token, guest) = (TokenID(high: 4, low: 1), GuestID(high: 3, low: 1))
            try store.step { try $0.insert(.sample(1, opened: now, link: token, of: guest)) }
            let access = try store.read { try $0.access(AccessID(high: 0, low: 1)) }
            #expect(access != nil)
            #expect(access?.tokenID == nil)
            #expect(try store.read { try $0.accessCount(of: guest) } == 0)
        }
    }

    @Test func `a closed store is one file that opens again`() throws {
        let scratch = try Scratch()
        let path = scratch.file("guestguard.sqlite").path
        let store = try Store(
            path: path,
            commits: .grouped(steps: 100),
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
            commits: .everyStep,
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
                commits: .everyStep,
                outlet: TestOutlet(),
                sealer: TestSealer()
            )
        }
        #expect(throws: StoreError.self) {
            try Store(
                path: scratch.url.path,
                commits: .everyStep,
                outlet: TestOutlet(),
                sealer: TestSealer()
            )
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == text)
    }

    @Test func `tables are strict and foreign keys hold`() throws {
        let store = try Store(
            path: nil,
            commits: .everyStep,
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
            commits: .everyStep,
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
