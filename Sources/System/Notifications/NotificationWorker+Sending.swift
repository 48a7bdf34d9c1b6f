import Domain
import Messaging
import Runtime
import Storage

extension NotificationWorker {
    /// Pulls a channel's orders and starts a flow for each, as many at one time as the consumer
    /// lets out.
    ///
    /// What people wait for has a consumer of its own beside the bulk's, so that no order stands
    /// behind thousands; both share the channel's rate. While the provider is down they pull
    /// nothing but probes.
    func dispatch(_ channel: Notification.Channel, from consumer: Consumer) async throws {
        let lane = lane(channel)
        while true {
            if let pauseEnd = lane.pauseEnd {
                try await runtime.sleep(until: pauseEnd)
                continue
            }
            let isProbe = !lane.isUp
            let delivery = try await consumer.next()
            if isProbe {
                try await carry(delivery, on: channel, isProbe: true)
            } else {
                runtime.spawn("notification-send") {
                    try await self.carry(delivery, on: channel, isProbe: false)
                }
            }
        }
    }

    private func carry(
        _ delivery: Delivery,
        on channel: Notification.Channel,
        isProbe: Bool
    ) async throws {
        guard case .notificationSend(let order) = delivery.message.payload else {
            return delivery.terminate(reason: "not an order to send")
        }
        let id = order.notificationID
        // A second copy of an order under way: this one waits for how that one ends.
        guard underWay[id] == nil else { return delivery.nak(after: .seconds(10)) }
        underWay[id] = []
        defer { for report in underWay.removeValue(forKey: id) ?? [] { note(report) } }
        do {
            try await attempt(order, delivery, lane(channel), isProbe: isProbe)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The store failed before a provider was called.
            delivery.nak(after: .seconds(1))
        }
    }

    private func attempt(
        _ order: NotificationSend,
        _ delivery: Delivery,
        _ lane: Lane,
        isProbe: Bool
    ) async throws {
        let row = try ledger.row(order.notificationID)
        switch rules.readiness(of: row, for: order, at: runtime.now) {
        case .send: break
        case .settled: return delivery.ack()
        case .later(let wait): return delivery.nak(after: wait)
        case .never(let obstacle): return try end(row, because: obstacle, delivery)
        case .inDoubt(let row):
            // The last process died while the provider was being called.
            try record(rules.next(inDoubt: row, order), order)
            return delivery.ack()
        }
        guard var row else { return }
        try await workplace.enter()
        workplace.leave()
        guard let letter = try writer.letter(for: order, row) else {
            return try end(row, because: .noAddress, delivery)
        }
        delivery.extend()
        guard try await lane.turnComes(toProbe: isProbe) else {
            let pauseEnd = lane.pauseEnd ?? runtime.now
            return delivery.nak(after: max(.seconds(1), pauseEnd - runtime.now))
        }

        // The wait may have been long.
        let token = try order.tokenID.flatMap { id in try store.read { try $0.status(of: id) } }
        if let obstacle = rules.obstacle(to: order, token: token, at: runtime.now) {
            return try end(row, because: obstacle, delivery)
        }
        delivery.extend()
        let start = runtime.now
        try ledger.note(&row, calledAt: start)
        // Dead over that very step: nobody calls.
        guard !life.hasEnded else { throw CancellationError() }
        let answer = await lane.call(letter)
        guard !life.hasEnded else { throw CancellationError() }
        lane.heed(answer, startedAt: start)
        row.lastAttemptAt = start
        if row.kind.guarantee == .atMostOnce { row.error = nil }
        let (next, settlement) = rules.next(
            after: answer,
            to: order,
            row,
            cost: letter.cost(at: settings.prices),
            channelIsUp: lane.isUp,
            at: runtime.now,
            random: runtime.entropy
        )
        if next.isChanged { try await recordSurely(next, order, delivery) }
        delivery.settle(settlement)
    }

    /// Stores what a provider has answered, however long the store cannot: another call would send the
    /// message twice.
    private func recordSurely(
        _ next: DeliveryRules.Next,
        _ order: NotificationSend,
        _ delivery: Delivery
    ) async throws {
        while true {
            do {
                return try record(next, order)
            } catch {
                delivery.extend()
                try await runtime.sleep(for: .seconds(1))
            }
        }
    }

    /// Ends a notification that there is no sense in sending.
    func end(
        _ row: Notification?,
        because obstacle: DeliveryRules.Obstacle,
        _ delivery: Delivery?
    ) throws {
        if let row { try record(rules.next(giving: row, because: obstacle), nil) }
        delivery?.ack()
    }

    /// Stores how a notification goes on, and watches over what takes its place.
    func record(
        _ next: DeliveryRules.Next,
        _ order: NotificationSend?
    ) throws {
        let queued = try ledger.record(next)
        guard let expiresAt = order?.expiresAt else { return }
        for notification in queued { watchExpiry(of: notification.id, at: expiresAt) }
    }
}

extension Delivery {
    fileprivate func settle(_ settlement: DeliveryRules.Settlement) {
        switch settlement {
        case .ack: ack()
        case .nak(let wait): nak(after: wait)
        case .terminate(let reason): terminate(reason: reason)
        }
    }
}
