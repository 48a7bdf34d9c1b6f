import Domain

/// How patiently a durable consumer's messages are delivered.
///
/// Names and meaning as in JetStream.
package struct ConsumerPolicy: Hashable, Sendable {
    /// How long a delivered message may stay unacknowledged before it is delivered again.
    package var ackWait: Duration
    /// Deliveries of one message, the first included, before it becomes a dead letter.
    package var maxDeliver: Int
    /// Where it is not empty, the wait after the n-th delivery in place of `ackWait`; the last one
    /// repeats.
    package var backoff: [Duration]
    /// Messages delivered and unacknowledged at one time; more wait in the stream.
    package var maxAckPending: Int

    package init(
        ackWait: Duration = .seconds(30),
        maxDeliver: Int = 5,
        backoff: [Duration] = [],
        maxAckPending: Int = 1_000
    ) {
        precondition(maxDeliver >= 1, "maxDeliver is at least 1, found \(maxDeliver)")
        precondition(maxAckPending >= 1, "maxAckPending is at least 1, found \(maxAckPending)")
        self.ackWait = ackWait
        self.maxDeliver = maxDeliver
        self.backoff = backoff
        self.maxAckPending = maxAckPending
    }

    /// How long the given delivery, counted from 1, waits for its acknowledgement.
    func wait(afterDelivery delivery: Int) -> Duration {
        backoff.isEmpty ? ackWait : backoff[min(delivery, backoff.count) - 1]
    }
}

/// A durable consumer: what it is called, what it is sent, and how patiently.
package struct ConsumerKind: Hashable, Sendable {
    package let name: String
    package let subjects: [Subject]
    package let policy: ConsumerPolicy

    package init(_ name: String, of subjects: [Subject], policy: ConsumerPolicy) {
        self.name = name
        self.subjects = subjects
        self.policy = policy
    }
}

/// What became of the messages that a durable consumer was to see.
///
/// At every moment `received == acknowledged + terminated + deadLettered + pending + inFlight`.
package struct ConsumerAccount: Hashable, Sendable {
    package let name: String
    package var received = 0
    package var delivered = 0
    package var redelivered = 0
    package var acknowledged = 0
    package var terminated = 0
    package var deadLettered = 0
    /// Not delivered yet, or waiting to be delivered again.
    package var pending = 0
    /// Delivered and not yet acknowledged.
    package var inFlight = 0
    package var maxPending = 0
    /// Deliveries that its component could not deal with.
    package var failed = 0

    package init(name: String) { self.name = name }

    package var isBalanced: Bool {
        received == acknowledged + terminated + deadLettered + pending + inFlight
    }

    /// What stays true of it when the bus is gone: what was not settled comes again to the next.
    package var withoutUnsettled: Self {
        var account = self
        account.received -= pending + inFlight
        account.pending = 0
        account.inFlight = 0
        return account
    }

    /// Together with what became of messages before.
    package func adding(_ before: Self) -> Self {
        var account = self
        account.received += before.received
        account.delivered += before.delivered
        account.redelivered += before.redelivered
        account.acknowledged += before.acknowledged
        account.terminated += before.terminated
        account.deadLettered += before.deadLettered
        account.failed += before.failed
        account.maxPending = max(maxPending, before.maxPending)
        return account
    }
}

/// What may go wrong between the stream and a consumer.
///
/// Asked once for each delivery and each acknowledgement, in order.
package protocol MessagingFaults: AnyObject, Sendable {
    /// How many more times than once this message reaches the consumer.
    func extraCopies(of message: Message, for consumer: String) -> Int
    /// How much later than published it reaches the consumer.
    func delay(of message: Message, for consumer: String) -> Duration
    func losesAcknowledgement(of message: Message, by consumer: String) -> Bool
}
