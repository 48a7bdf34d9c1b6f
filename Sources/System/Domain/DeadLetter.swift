/// A message that a consumer gave up, as the store keeps it: everything but its secrets.
package struct DeadLetter: Sendable, Hashable {
    package let id: MessageID
    package let consumer: String
    package let subject: String
    /// The payload as JSON; links and codes are left out.
    package let payload: String
    package let reason: String
    package let deliveries: Int
    package let publishedAt: Instant
    package let diedAt: Instant

    package init(
        id: MessageID,
        consumer: String,
        subject: String,
        payload: String,
        reason: String,
        deliveries: Int,
        publishedAt: Instant,
        diedAt: Instant
    ) {
        self.id = id
        self.consumer = consumer
        self.subject = subject
        self.payload = payload
        self.reason = reason
        self.deliveries = deliveries
        self.publishedAt = publishedAt
        self.diedAt = diedAt
    }
}
