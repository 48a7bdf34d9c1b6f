import Domain
import Runtime

/// A component's attachment to a durable consumer: pulls one message at a time.
package final class Consumer: Sendable {
    private let durable: DurableConsumer
    private let attachment: Int

    init(of durable: DurableConsumer, on runtime: any Runtime) {
        self.durable = durable
        attachment = durable.attach()
        let notice = runtime.onEnd { [durable, attachment] in durable.detach(attachment) }
        if notice == nil { durable.detach(attachment) }
    }

    /// The next message, as soon as there is one and `maxAckPending` allows it.
    ///
    /// - Throws: `CancellationError` once the run or the component's process has ended.
    package func next() async throws -> Delivery {
        try await durable.next(attachment)
    }

    /// Deals with one message after the other, for as long as the process lives.
    ///
    /// An error ends nothing: it is counted and told, its message comes again after a wait that
    /// doubles from a second to a minute, and the next one is dealt with meanwhile. A message that
    /// fails `maxDeliver` times becomes a dead letter.
    ///
    /// - `handle`: Settles the message, or throws.
    package nonisolated(nonsending) func forEach(
        _ handle: (Delivery) async throws -> Void
    ) async throws {
        while true {
            let delivery = try await next()
            do {
                try await handle(delivery)
            } catch let error as CancellationError {
                throw error
            } catch {
                durable.failed(delivery.sequence)
                delivery.nak(after: .seconds(min(60, 1 << min(delivery.deliveryCount - 1, 6))))
            }
        }
    }

    package var account: ConsumerAccount { durable.account }
}

/// One message in a consumer's hands, to be settled by exactly one of `ack`, `nak`, `terminate`.
package struct Delivery: Sendable {
    package let message: Message
    /// 1 at the first delivery.
    package let deliveryCount: Int
    let sequence: Int
    let durable: DurableConsumer

    /// Done: the message will not come again.
    package func ack() { durable.acknowledge(sequence) }

    /// Not now: the message comes again after `delay`, or becomes a dead letter where its
    /// deliveries are used up.
    package func nak(after delay: Duration = .zero) { durable.refuse(sequence, delay: delay) }

    /// Never: the message will not come again, and counts as terminated.
    package func terminate(reason: String) { durable.terminate(sequence, reason: reason) }

    /// Still at it: the wait for the acknowledgement starts anew.
    package func extend() { durable.extend(sequence) }
}
