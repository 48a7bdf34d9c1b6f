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
            if let pauseEnd = lane.pauseEnd(at: runtime.now) {
                try await runtime.sleep(until: pauseEnd)
                continue
            }
            let isProbe = !lane.circuit.isClosed
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
        guard case .notificationSend(let send) = delivery.message.payload else {
            return delivery.terminate(reason: "not an order to send")
        }
        let id = send.notificationID
        // A second copy of an order under way: this one waits for how that one ends.
        guard underWay.insert(id).inserted else { return delivery.nak(after: .seconds(10)) }
        defer {
            underWay.remove(id)
            for report in earlyReports.removeValue(forKey: id) ?? [] { note(report) }
        }
        do {
            try await attempt(send, delivery, lane(channel), isProbe: isProbe)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The store failed. Where the provider had taken the message, it will say so again.
            delivery.nak(after: .seconds(1))
        }
    }

    private func attempt(
        _ send: NotificationSend,
        _ delivery: Delivery,
        _ lane: Lane,
        isProbe: Bool
    ) async throws {
        guard var row = try row(send.notificationID), row.status == .queued else {
            return delivery.ack()
        }
        if let bounceEnd = bounceEnd(of: row), bounceEnd > runtime.now {
            return delivery.nak(after: bounceEnd - runtime.now)
        }
        try await workplace.enter()
        workplace.leave()
        if case .verification(_, _, let expiresAt) = send.content, expiresAt <= runtime.now {
            return try end(row, as: "expired", in: delivery)
        }
        guard let letter = try letter(for: send, row) else {
            return try end(row, as: "no_address", in: delivery)
        }
        guard try await turnComes(lane, delivery, isProbe: isProbe) else {
            let pauseEnd = lane.pauseEnd(at: runtime.now) ?? runtime.now
            return delivery.nak(after: max(.seconds(1), pauseEnd - runtime.now))
        }

        // The wait may have been long.
        if let obstacle = try obstacle(to: send) { return try end(row, as: obstacle, in: delivery) }
        delivery.extend()
        let attempt = row.attempts + 1
        try store.step {
            $0.witness(.notificationAttempted(row.id, channel: row.channel, attempt: attempt))
        }
        let start = runtime.now
        let answer = await call(letter)
        guard !life.hasEnded else { throw CancellationError() }
        row.lastAttemptAt = start
        try settle(answer, of: letter, row, send, delivery, lane)
    }

    /// Waits for the channel's rate: in line, then for the instant granted.
    ///
    /// One at a time asks for an instant, so that a change of pace takes effect with the next one.
    ///
    /// - Returns: False where the channel was paused meanwhile; the order goes back to the stream.
    private func turnComes(
        _ lane: Lane,
        _ delivery: Delivery,
        isProbe: Bool
    ) async throws -> Bool {
        delivery.extend()
        try await lane.semaphore.acquire()
        defer { lane.semaphore.release() }
        guard lane.isOpen(toProbe: isProbe, at: runtime.now) else { return false }
        let granted = lane.pace.take(at: runtime.now)
        if granted > runtime.now { try await runtime.sleep(until: granted) }
        return lane.isOpen(toProbe: isProbe, at: runtime.now)
    }

    private func call(_ letter: OutgoingMessage) async -> Result<ProviderReceipt, ProviderError> {
        do {
            switch letter {
            case .sms(let sms, _): return .success(try await smsProvider.send(sms))
            case .email(let email): return .success(try await emailProvider.send(email))
            }
        } catch {
            return .failure(error)
        }
    }

    private func settle(
        _ answer: Result<ProviderReceipt, ProviderError>,
        of letter: OutgoingMessage,
        _ row: Notification,
        _ send: NotificationSend,
        _ delivery: Delivery,
        _ lane: Lane
    ) throws {
        var row = row
        let start = row.lastAttemptAt ?? runtime.now
        switch answer {
        case .success(let receipt):
            lane.circuit.succeeded(startedAt: start)
            lane.pace.succeeded(at: runtime.now)
            row.status = .sent
            row.attempts += 1
            row.providerID = receipt.id
            row.error = nil
            row.costMicros += letter.cost(at: settings.prices)
            try save(row, was: .queued)
            // A soft bounce may bring an e-mail back; a phone that is off sends its code by e-mail.
            if send.channel == .email || send.kind == .verification {
                letters.keep(send, for: row.id, at: runtime.now)
            }
            delivery.ack()

        case .failure(.throttled(let retryAfter)):
            // The provider is there, and did not look at the message: no attempt of its own. It is
            // the channel that slows down; the message need not wait longer each time.
            lane.circuit.succeeded(startedAt: start)
            lane.pace.wasThrottled(at: runtime.now, retryAfter: retryAfter)
            let wait = settings.retry.wait(afterAttempt: 1, random: runtime.entropy())
            delivery.nak(after: wait + (retryAfter ?? .zero))

        case .failure(.unavailable):
            lane.circuit.failed(startedAt: start, at: runtime.now)
            // While others get through, the failure is the message's own; else it is an outage.
            if lane.circuit.isClosed { row.attempts += 1 }
            row.error = "unavailable"
            let isGivenUp =
                row.attempts >= settings.retry.maxAttempts && lane.circuit.isClosed
                || runtime.now - row.createdAt > settings.patience
            if isGivenUp {
                row.status = .failed
                try save(row, was: .queued, isDeadLetter: true, given: send)
                return delivery.terminate(reason: "unavailable")
            }
            if lane.circuit.isClosed { try save(row, was: .queued) }
            delivery.nak(
                after: settings.retry.wait(
                    afterAttempt: max(1, row.attempts),
                    random: runtime.entropy()
                )
            )

        case .failure(.rejected(let failure)):
            lane.circuit.succeeded(startedAt: start)
            row.status = failure.status
            row.attempts += 1
            row.error = failure.rawValue
            try save(row, was: .queued, given: send)
            delivery.ack()
        }
    }

    /// Why there is no sense in sending any more: a code that is of no use, a link that was revoked.
    private func obstacle(to send: NotificationSend) throws -> String? {
        if case .verification(_, _, let expiresAt) = send.content, expiresAt <= runtime.now {
            return "expired"
        }
        guard let tokenID = send.tokenID else { return nil }
        let status = try store.read { try $0.status(of: tokenID) }
        return status == nil || status == .revoked ? "revoked" : nil
    }

    /// Ends a notification that there is no sense in sending.
    func end(_ row: Notification, as error: String, in delivery: Delivery?) throws {
        var row = row
        row.status = .failed
        row.error = error
        try save(row, was: .queued)
        delivery?.ack()
    }

    /// A row that is queued although a provider had taken it has bounced softly.
    private func bounceEnd(of row: Notification) -> Instant? {
        row.providerID == nil
            ? nil : row.lastAttemptAt?.advanced(by: settings.softBounceWait)
    }
}

// MARK: - Letters

/// A message as a provider takes it.
enum OutgoingMessage {
    case sms(OutgoingSMS, SMSSegments)
    case email(OutgoingEmail)

    func cost(at prices: MessagePrices) -> Int {
        switch self {
        case .sms(_, let segments): prices.cost(of: segments)
        case .email: prices.email
        }
    }
}

extension NotificationWorker {
    /// The message in words; `nil` where its recipient or event is gone or has no such address.
    private func letter(for send: NotificationSend, _ row: Notification) throws -> OutgoingMessage?
    {
        guard let event = try event(send.eventID) else { return nil }
        var facts = MessageFacts(
            recipientName: "",
            eventName: event.name,
            venue: event.venue,
            startsAt: event.startsAt
        )
        var phone: PhoneNumber?
        var email: EmailAddress?
        var invite: CalendarInvite?
        switch send.recipient {
        case .guest(let id):
            guard let guest = try guest(id) else { return nil }
            facts.recipientName = guest.givenName ?? ""
            (phone, email) = (guest.phone, guest.email)
            if case .confirmation(let reply) = send.content, reply.response == .attending {
                invite = CalendarInvite(
                    eventID: event.id,
                    guestID: id,
                    name: event.name,
                    venue: event.venue,
                    startsAt: event.startsAt,
                    stampedAt: row.createdAt
                )
            }
        case .host(let id):
            guard let host = try host(id) else { return nil }
            facts.recipientName = host.name
            email = host.email
            switch send.content {
            case .hostAlert(let alert): facts.guestName = try guest(alert.guestID)?.name
            case .replyDisputed(let disputed):
                facts.guestName = try guest(disputed.guestID)?.name
            case .codesSpent(let spent): facts.guestName = try guest(spent.guestID)?.name
            default: break
            }
        }
        let wording = Wording(send.content, facts)
        switch send.channel {
        case .sms:
            guard let phone else { return nil }
            let (text, segments) = wording.sms
            return .sms(OutgoingSMS(reference: row.id, to: phone, text: text), segments)
        case .email:
            guard let email else { return nil }
            return .email(
                OutgoingEmail(
                    reference: row.id,
                    supersedes: row.providerID,
                    to: email,
                    subject: wording.subject,
                    body: wording.body,
                    attachments: invite.map { [$0.attachment] } ?? []
                )
            )
        }
    }

    private func guest(_ id: GuestID) throws -> Guest? {
        if let kept = guests.row(id, at: runtime.now) { return kept }
        let read = try store.read { try $0.guest(id) }
        if let read { guests.keep(read, for: id, at: runtime.now) }
        return read
    }

    private func event(_ id: EventID) throws -> Event? {
        if let kept = events.row(id, at: runtime.now) { return kept }
        let read = try store.read { try $0.event(id) }
        if let read { events.keep(read, for: id, at: runtime.now) }
        return read
    }

    private func host(_ id: HostID) throws -> Host? {
        if let kept = hosts.row(id, at: runtime.now) { return kept }
        let read = try store.read { try $0.host(id) }
        if let read { hosts.keep(read, for: id, at: runtime.now) }
        return read
    }
}

extension CalendarInvite {
    fileprivate var attachment: OutgoingEmail.Attachment {
        OutgoingEmail.Attachment(
            name: "invite.ics",
            contentType: "text/calendar; charset=utf-8; method=PUBLISH",
            text: text
        )
    }
}
