import Domain
import Messaging
import Runtime
import Storage
import Tokens

extension HostAPI {
    /// Guests whose invitations go out in one step: a long list must not hold the store for long.
    private static let guestsPerStep = 200
    /// So far may an event be moved before its links' signatures run out.
    private static let signatureOutlivesLink = Duration.days(365)

    /// Issues a link to every guest who has none and asks for it to be sent.
    ///
    /// Progress can be followed at the notification worker.
    ///
    /// - `chosen`: Those whom the host has picked; `nil` for all.
    /// - Returns: How many invitations are on their way.
    package func sendInvitations(
        for id: EventID,
        by host: HostID,
        to chosen: Set<GuestID>?,
        over channels: InvitationChannels
    ) throws -> Int {
        let (event, guests) = try store.read { step in
            let event = try requirePublished(id, of: host, in: step)
            let guests = try step.guests(of: id).filter { chosen?.contains($0.id) ?? true }
            return (event, try guests.filter { try step.token(of: $0.id) == nil })
        }
        for start in stride(from: 0, to: guests.count, by: Self.guestsPerStep) {
            try store.step { step in
                for guest in guests[start..<min(start + Self.guestsPerStep, guests.count)] {
                    try issue(to: guest.id, of: event, over: channels, in: step)
                }
            }
        }
        return guests.count
    }

    /// Reminds the guests who have not answered.
    ///
    /// Nothing that opens a link is stored, so a reminder carries a new short handle on either
    /// channel; it opens the same door as the invitation's.
    ///
    /// - `chosen`: Those whom the host has picked; `nil` for all.
    /// - Returns: How many reminders are on their way.
    package func sendReminders(
        for id: EventID,
        by host: HostID,
        to chosen: Set<GuestID>?,
        over channels: InvitationChannels
    ) throws -> Int {
        let guests = try store.read { step in
            try requirePublished(id, of: host, in: step)
            return try step.guestsWithoutRSVP(of: id).filter { chosen?.contains($0.id) ?? true }
        }
        var count = 0
        for start in stride(from: 0, to: guests.count, by: Self.guestsPerStep) {
            try store.step { step in
                for guest in guests[start..<min(start + Self.guestsPerStep, guests.count)] {
                    guard let token = try step.token(of: guest.id), token.status == .active,
                        token.expiresAt > runtime.now
                    else { continue }
                    let handle = try step.newHandle(of: token.id, by: runtime)
                    let link = InvitationLink(token: handle, handle: handle)
                    step.publish(
                        .invitationSend(
                            InvitationSend(
                                guestID: guest.id,
                                eventID: id,
                                tokenID: token.id,
                                link: link,
                                kind: .reminder,
                                channels: channels
                            )
                        )
                    )
                    count += 1
                }
            }
        }
        return count
    }

    /// How the invitations of an event are getting on, each guest's latest.
    package func invitationProgress(
        of id: EventID,
        by host: HostID
    ) throws -> InvitationProgress {
        // A step, as rows that are held back are written before they are counted.
        try store.step { step in
            _ = try event(id, of: host, in: step)
            return try step.invitationProgress(of: id)
        }
    }

    /// Revokes a guest's link; it stops working at once.
    package func revokeInvitation(of guest: GuestID, by host: HostID) throws {
        let token = try store.step { step -> TokenID? in
            try require(guest, of: host, in: step)
            return try revoke(guest, in: step)
        }
        if let token { cache.forget(.token(token)) }
    }

    /// Revokes a guest's link and sends a new one.
    ///
    /// - Throws: `HostRequestError.notPublished` where the event is not open: a new link would open
    ///   nothing.
    package func reissueInvitation(
        to guest: GuestID,
        by host: HostID,
        over channels: InvitationChannels
    ) throws {
        let token = try store.step { step -> TokenID? in
            let event = try require(guest, of: host, in: step)
            let published = try requirePublished(event, of: host, in: step)
            let token = try revoke(guest, in: step)
            try issue(to: guest, of: published, over: channels, in: step)
            return token
        }
        if let token { cache.forget(.token(token)) }
    }

    /// Calls an alarm about a guest's link a false one: it asks for no code on its account any more.
    ///
    /// What is seen afterwards can flag it anew.
    ///
    /// - Returns: False where the link bears no flag (any more).
    @discardableResult
    package func clearFlag(of guest: GuestID, by host: HostID) throws -> Bool {
        let token = try store.step { step -> TokenID? in
            try require(guest, of: host, in: step)
            guard let token = try step.token(of: guest),
                try step.clearFlag(of: token.id, at: runtime.now)
            else { return nil }
            step.emit(.tokenCleared(token.id, by: .host))
            step.publish(.doorChanged(.token(token.id)))
            return token.id
        }
        if let token { cache.forget(.token(token)) }
        return token != nil
    }

    /// Makes a token, stores its hash and asks for the link to be sent.
    func issue(
        to guest: GuestID,
        of event: Event,
        over channels: InvitationChannels,
        in step: Transaction
    ) throws {
        let now = runtime.now
        let expiresAt = event.linksExpire(issuedAt: now, atLeast: settings.tokenLifetime)
        let signed = signer.issue(
            guest: guest,
            event: event.id,
            issuedAt: now,
            // The store's date decides; a signature cannot follow an event that is moved.
            lifetime: expiresAt - now + Self.signatureOutlivesLink,
            nonce: runtime.randomBytes(16)
        )
        let token = Token(
            id: runtime.identifier(),
            guestID: guest,
            eventID: event.id,
            hash: signed.hash.hex,
            issuedAt: now,
            expiresAt: expiresAt
        )
        try step.insert(token)
        let handle = try step.newHandle(of: token.id, by: runtime)
        step.emit(
            .tokenIssued(token.id, guest: guest, event: event.id, expiresAt: expiresAt)
        )
        step.publish(
            .invitationSend(
                InvitationSend(
                    guestID: guest,
                    eventID: event.id,
                    tokenID: token.id,
                    link: InvitationLink(token: signed.unredactedText, handle: handle),
                    kind: .invitation,
                    channels: channels
                )
            )
        )
    }

    func revoke(_ guest: GuestID, in step: Transaction) throws -> TokenID? {
        guard let token = try step.token(of: guest), try step.revoke(token.id) else { return nil }
        step.emit(.tokenRevoked(token.id))
        step.publish(.doorChanged(.token(token.id)))
        return token.id
    }

    @discardableResult
    private func requirePublished(
        _ event: EventID,
        of host: HostID,
        in step: Transaction
    ) throws -> Event {
        let event = try self.event(event, of: host, in: step)
        guard event.status == .published else {
            throw HostRequestError.notPublished(event.status)
        }
        return event
    }

    @discardableResult
    func require(
        _ guest: GuestID,
        of host: HostID,
        in step: Transaction
    ) throws -> EventID {
        guard let guest = try step.guest(guest) else { throw HostRequestError.unknownGuest }
        guard let event = try step.event(guest.eventID), event.hostID == host else {
            throw HostRequestError.notYourEvent
        }
        return event.id
    }
}
