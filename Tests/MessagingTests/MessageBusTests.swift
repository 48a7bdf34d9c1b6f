import Domain
import Messaging
import Runtime
import Synchronization
import TestSupport
import Testing
import VirtualTime

/// JetStream's semantics, as far as the system relies on them.
@Suite struct MessageBusTests {
    private static let start = Instant(microseconds: 1_780_300_800_000_000)

    /// A bus with one durable consumer, and a note of every delivery.
    private final class JournalThread: Sendable {
        let runtime = VirtualRuntime(start: start, seed: 1)
        let bus: MessageBus
        let policy: ConsumerPolicy
        private let seen = Mutex<[(seconds: Double, delivery: Int)]>([])

        let onlooker = Onlooker()

        init(_ policy: ConsumerPolicy = ConsumerPolicy(), faults: (any MessagingFaults)? = nil) {
            self.policy = policy
            bus = MessageBus(runtime: runtime, sink: onlooker, faults: faults)
            _ = consumer()
        }

        func consumer(on runtime: (any Runtime)? = nil) -> Consumer {
            bus.consumer(
                ConsumerKind("desk", of: [.fraudAlert], policy: policy),
                on: runtime
            )
        }

        func publish(_ number: UInt64 = 1) {
            bus.publish(
                Message(
                    id: MessageID(high: 0, low: number),
                    payload: alert,
                    publishedAt: runtime.now
                )
            )
        }

        private var alert: Message.Payload {
            .fraudAlert(
                FraudAlert(
                    tokenID: TokenID(high: 4, low: 1),
                    guestID: GuestID(high: 0, low: 1),
                    eventID: EventID(high: 0, low: 1),
                    hostID: HostID(high: 0, low: 1),
                    flag: LinkFlag(
                        accessID: AccessID(high: 0, low: 1),
                        score: RiskScore(90),
                        wasReply: true,
                        raisedAt: start,
                        suspicion: nil
                    )
                )
            )
        }

        /// Works through deliveries as they come.
        func work(
            on runtime: (any Runtime)? = nil,
            _ handle: @escaping @Sendable (Delivery) async throws -> Void
        ) {
            let consumer = consumer(on: runtime)
            (runtime ?? self.runtime).spawn("desk") {
                while true {
                    let delivery = try await consumer.next()
                    self.seen.withLock {
                        $0.append(((self.runtime.now - start).inSeconds, delivery.deliveryCount))
                    }
                    try await handle(delivery)
                }
            }
        }

        func run(seconds: Int64 = 1_000) {
            runtime.run(until: start.advanced(by: .seconds(seconds)))
        }
        var times: [Double] { seen.withLock { $0.map(\.seconds) } }
        var deliveries: [Int] { seen.withLock { $0.map(\.delivery) } }
        var account: ConsumerAccount { bus.accounts[0] }
    }

    @Test func `an acknowledged message does not come again`() {
        let desk = JournalThread()
        desk.work { $0.ack() }
        desk.publish()
        desk.run()
        #expect(desk.deliveries == [1])
        #expect(desk.account.acknowledged == 1 && desk.account.isBalanced)
    }

    @Test func `what is not acknowledged comes again after the ack wait, then is a dead letter`() {
        let desk = JournalThread(ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 3))
        desk.work { _ in }
        desk.publish()
        desk.run()
        #expect(desk.times == [0, 30, 60])
        #expect(desk.deliveries == [1, 2, 3])
        #expect(desk.account.deadLettered == 1 && desk.account.isBalanced)
        #expect(desk.onlooker.seen == ["published", "redelivered", "redelivered", "dead letter"])
    }

    @Test func `a backoff list takes the ack wait's place`() {
        let desk = JournalThread(
            ConsumerPolicy(
                ackWait: .seconds(30),
                maxDeliver: 4,
                backoff: [.seconds(1), .seconds(5)]
            )
        )
        desk.work { _ in }
        desk.publish()
        desk.run()
        #expect(desk.times == [0, 1, 6, 11])
    }

    @Test func `a nak with a delay comes again after it`() {
        let desk = JournalThread()
        desk.work { $0.deliveryCount == 1 ? $0.nak(after: .seconds(7)) : $0.ack() }
        desk.publish()
        desk.run()
        #expect(desk.times == [0, 7])
        #expect(desk.account.redelivered == 1 && desk.account.acknowledged == 1)
    }

    @Test func `a terminated message is settled without a dead letter`() {
        let desk = JournalThread()
        desk.work { $0.terminate(reason: "of no use") }
        desk.publish()
        desk.run()
        #expect(desk.deliveries == [1])
        #expect(desk.account.terminated == 1 && desk.account.deadLettered == 0)
    }

    @Test func `work in progress keeps its message`() {
        let desk = JournalThread(ConsumerPolicy(ackWait: .seconds(10)))
        let runtime = desk.runtime
        desk.work { delivery in
            for _ in 1...4 {
                try await runtime.sleep(for: .seconds(8))
                delivery.extend()
            }
            delivery.ack()
        }
        desk.publish()
        desk.run()
        #expect(desk.deliveries == [1])
        #expect(desk.account.acknowledged == 1)
    }

    /// Both were to be acknowledged within thirty seconds; one is told that the other's worker goes on.
    @Test func `work in progress keeps its own message, and no other`() {
        let desk = JournalThread(ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 3))
        let comings = Mutex<[String]>([])
        desk.work { delivery in
            let (number, runtime) = (delivery.message.id.low, desk.runtime)
            comings.withLock {
                $0.append("\(number) at \(Int((runtime.now - Self.start).inSeconds))")
            }
            guard number == 2, delivery.deliveryCount == 1 else { return }
            runtime.schedule(at: runtime.now.advanced(by: .seconds(20))) { delivery.extend() }
        }
        desk.publish(1)
        desk.publish(2)
        desk.run(seconds: 55)
        #expect(comings.withLock { $0 } == ["1 at 0", "2 at 0", "1 at 30", "2 at 50"])
    }

    @Test func `no more than maxAckPending are under way`() {
        let desk = JournalThread(ConsumerPolicy(ackWait: .hours(1), maxAckPending: 2))
        for _ in 1...5 { desk.work { _ in } }
        for number in 1...5 { desk.publish(UInt64(number)) }
        desk.run(seconds: 10)
        #expect(desk.deliveries == [1, 1])
        #expect(desk.account.inFlight == 2 && desk.account.pending == 3)
        #expect(desk.account.isBalanced)
    }

    @Test func `one identifier within the window is one message`() {
        let desk = JournalThread()
        desk.work { $0.ack() }
        desk.publish(1)
        desk.publish(1)
        desk.runtime.schedule(at: Self.start.advanced(by: .minutes(3))) { desk.publish(1) }
        desk.run()
        #expect(desk.times == [0, 180])
    }

    @Test func `messages wait for a consumer that is away`() {
        let desk = JournalThread()
        desk.publish(1)
        desk.publish(2)
        desk.runtime.schedule(at: Self.start.advanced(by: .seconds(60))) {
            desk.work { $0.ack() }
        }
        desk.run()
        #expect(desk.times == [60, 60])
    }

    @Test func `what a killed process held comes again to its successor`() {
        let desk = JournalThread(ConsumerPolicy(ackWait: .seconds(30)))
        let process = ProcessRuntime(on: desk.runtime)
        desk.work(on: process) { _ in try await process.sleep(for: .hours(1)) }
        desk.publish()
        desk.runtime.schedule(at: Self.start.advanced(by: .seconds(5))) {
            process.kill()
            desk.work { $0.ack() }
        }
        desk.run()
        #expect(desk.deliveries == [1, 2])
        #expect(desk.times == [0, 30])
        #expect(desk.account.acknowledged == 1 && desk.account.isBalanced)
    }

    @Test func `a late acknowledgement still counts`() {
        let desk = JournalThread(ConsumerPolicy(ackWait: .seconds(10), maxDeliver: 5))
        let runtime = desk.runtime
        desk.work { delivery in
            runtime.schedule(at: runtime.now.advanced(by: .seconds(12))) { delivery.ack() }
        }
        desk.publish()
        desk.run()
        #expect(desk.account.acknowledged == 1)
        #expect(desk.account.inFlight == 0 && desk.account.isBalanced)
    }

    private struct Mismatch: Error {}

    @Test func `an error ends no consumer: the message comes again, and others meanwhile`() {
        let desk = JournalThread(ConsumerPolicy(maxDeliver: 10))
        let done = Mutex<[UInt64]>([])
        let consumer = desk.consumer()
        desk.runtime.spawn("desk") {
            try await consumer.forEach { delivery in
                let number = delivery.message.id.low
                if number == 1, delivery.deliveryCount < 4 { throw Mismatch() }
                done.withLock { $0.append(number) }
                delivery.ack()
            }
        }
        desk.publish(1)
        desk.publish(2)
        desk.runtime.advance(to: Self.start.advanced(by: .seconds(5)))
        desk.publish(3)
        desk.run()
        #expect(done.withLock { $0 } == [2, 3, 1])
        #expect(desk.account.failed == 3)
        #expect(desk.account.acknowledged == 3 && desk.account.isBalanced)
        #expect(desk.onlooker.seen.count { $0 == "failed" } == 3)
        #expect(desk.runtime.errors.isEmpty)
    }

    @Test func `what always fails becomes a dead letter, and is told each time`() {
        let desk = JournalThread(ConsumerPolicy(maxDeliver: 3))
        let consumer = desk.consumer()
        desk.runtime.spawn("desk") { try await consumer.forEach { _ in throw Mismatch() } }
        desk.publish()
        desk.run()
        #expect(desk.account.failed == 3)
        #expect(desk.account.deadLettered == 1 && desk.account.isBalanced)
    }

    @Test func `a delayed nak keeps its place among the unsettled`() {
        let desk = JournalThread(ConsumerPolicy(maxDeliver: 10, maxAckPending: 2))
        desk.work { delivery in
            if delivery.deliveryCount == 1, delivery.message.id.low < 3 {
                delivery.nak(after: .seconds(60))
            } else {
                delivery.ack()
            }
        }
        for number in 1...4 { desk.publish(UInt64(number)) }
        desk.runtime.advance(to: Self.start.advanced(by: .seconds(59)))
        // Two wait for their time: there is no room for a third.
        #expect(desk.times == [0, 0])
        desk.run()
        #expect(desk.deliveries == [1, 1, 2, 2, 1, 1])
        #expect(desk.times == [0, 0, 60, 60, 60, 60])
        #expect(desk.account.acknowledged == 4 && desk.account.isBalanced)
    }

    /// Keeps what it is told.
    private final class Ledger: MessageKeeper {
        private let state = Mutex<[String]>([])
        var told: [String] { state.withLock { $0 } }

        func settled(_ message: MessageID) {
            state.withLock { $0.append("settled \(message.low)") }
        }

        func gaveUp(_ message: Message, by consumer: String, deliveries: Int, reason: String) {
            state.withLock { $0.append("\(consumer) gave up \(message.id.low): \(reason)") }
        }
    }

    @Test
    func `a message is kept until every consumer has settled it, and whoever gives up says why`() {
        let runtime = VirtualRuntime(start: Self.start, seed: 1)
        let ledger = Ledger()
        let bus = MessageBus(runtime: runtime, sink: DiscardingSink(), keeper: ledger)
        func message(_ number: UInt64) -> Message {
            Message(
                id: MessageID(high: 0, low: number),
                payload: .rsvpConfirmed(
                    RSVP(
                        id: RSVPID(high: 0, low: 1),
                        guestID: GuestID(high: 0, low: 1),
                        eventID: EventID(high: 0, low: 1),
                        tokenID: TokenID(high: 0, low: 1),
                        accessID: AccessID(high: 0, low: 1),
                        reply: Reply(response: .maybe),
                        score: nil,
                        submittedAt: runtime.now
                    ),
                    from: TestVisit.phone,
                    isJudged: true,
                    link: nil
                ),
                publishedAt: runtime.now
            )
        }
        bus.publish(message(1))
        // Nobody listens: there is nothing to keep.
        #expect(ledger.told == ["settled 1"])
        let consumers = ["quick", "slow", "never"].map { name in
            bus.consumer(
                ConsumerKind(
                    name,
                    of: [.rsvpConfirmed],
                    policy: ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 2)
                )
            )
        }
        runtime.spawn("quick") { try await consumers[0].next().ack() }
        runtime.spawn("slow") {
            let delivery = try await consumers[1].next()
            try await runtime.sleep(for: .seconds(5))
            delivery.terminate(reason: "no use")
        }
        runtime.spawn("never") { while true { _ = try await consumers[2].next() } }
        bus.publish(message(2))
        runtime.advance(to: Self.start.advanced(by: .seconds(10)))
        #expect(ledger.told == ["settled 1", "slow gave up 2: no use"])
        runtime.advance(to: Self.start.advanced(by: .minutes(10)))
        #expect(
            ledger.told == [
                "settled 1", "slow gave up 2: no use",
                "never gave up 2: delivered 2 times and never acknowledged", "settled 2",
            ]
        )
        runtime.end()
    }

    /// Every message twice, every acknowledgement but the last lost.
    private final class BadWeather: MessagingFaults {
        func extraCopies(of message: Message, for consumer: String) -> Int { 1 }
        func delay(of message: Message, for consumer: String) -> Duration { .seconds(3) }
        func losesAcknowledgement(of message: Message, by consumer: String) -> Bool { true }
    }

    @Test func `faults duplicate, delay and lose, and the account still balances`() {
        let desk = JournalThread(
            ConsumerPolicy(ackWait: .seconds(10), maxDeliver: 2),
            faults: BadWeather()
        )
        desk.work { $0.ack() }
        desk.publish()
        desk.run()
        #expect(desk.times == [3, 3, 13, 13])
        #expect(desk.account.received == 2 && desk.account.deadLettered == 2)
        #expect(desk.account.isBalanced)
    }
}

/// Keeps what a bus lets onlookers see.
private final class Onlooker: SystemEventSink {
    private let state = Mutex<[String]>([])

    var seen: [String] { state.withLock { $0 } }

    func observe(_ systemEvent: SystemEvent) {
        switch systemEvent {
        case .messagePublished: state.withLock { $0.append("published") }
        case .messageRedelivered: state.withLock { $0.append("redelivered") }
        case .messageDeadLettered: state.withLock { $0.append("dead letter") }
        case .consumerFailed: state.withLock { $0.append("failed") }
        default: break
        }
    }
}
