import Cache
import Domain
import Runtime
import Storage
import Tokens

extension CoreAPI {
    /// Somebody opens a link.
    ///
    /// Steps 1 to 5 of the document's flow: validate the token, check its status, collect device
    /// data, publish the access, serve the form. Every access is written down, refused ones too.
    ///
    /// - `text`: What followed `/rsvp/` in the address.
    package func open(_ text: String, from visit: Visit) throws -> Opening {
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        let access = Access(
            id: runtime.identifier(),
            tokenID: admission.known?.token.id,
            guestID: admission.known?.token.guestID,
            eventID: admission.known?.token.eventID,
            openedAt: now,
            visit: visit,
            earlierAccesses: admission.known?.accesses ?? 0,
            rejection: admission.rejection,
            tokenWasFlagged: admission.known?.token.isFlagged ?? false
        )
        try store.step { step in
            try step.insert(access)
            if admission.hasExpired, var token = admission.known?.token {
                token.status = .expired
                try step.update(token)
            }
            step.witness(.accessOpened(access))
            if access.tokenID != nil { step.publish(.accessAttempted(access)) }
            if access.rejection != nil { step.witness(.accessEnded(access.id, .rejected)) }
        }
        remember(access, admission)
        if let rejection = admission.rejection {
            return Opening(accessID: access.id, page: .refused(rejection))
        }
        return Opening(accessID: access.id, page: .form(asksForCode: access.tokenWasFlagged))
    }

    /// What is known about a presented token, and why it is refused where it is.
    struct Admission {
        var known: KnownToken?
        var rejection: Rejection?
        var hasExpired = false
    }

    /// Validates a presented token and checks its status; changes nothing but the address's count.
    func admit(_ text: String, from visit: Visit, at now: Instant) throws -> Admission {
        let count = cache.rates.increment(visit.address.place, window: .minutes(1), at: now)
        guard count <= settings.accessesPerMinute else {
            return Admission(known: nil, rejection: .rateLimited)
        }
        return try identify(text, at: now)
    }

    /// Finds the token that a text presents.
    func identify(_ text: String, at now: Instant) throws -> Admission {
        let handle: String
        switch PresentedToken(text) {
        case nil: return Admission(rejection: .malformed)
        case .handle(let presented): handle = presented
        case .full(let presented):
            do {
                _ = try signer.verify(presented)
            } catch {
                return Admission(rejection: error.isMalformed ? .malformed : .forged)
            }
            handle = SignedToken.handle(of: presented)
        }
        guard let known = try knownToken(handle: handle, at: now) else {
            return Admission(rejection: .unknown)
        }
        var admission = Admission(known: known, rejection: nil)
        switch known.token.status {
        case .used: admission.rejection = .used
        case .revoked: admission.rejection = .revoked
        case .expired: admission.rejection = .expired
        case .active where known.token.expiresAt <= now:
            admission.rejection = .expired
            admission.hasExpired = true
        case .active:
            let event = try event(known: known.token.eventID)
            if event?.status != .published { admission.rejection = .eventClosed }
        }
        return admission
    }

    /// A token by its handle, from the cache where it is there.
    private func knownToken(handle: String, at now: Instant) throws -> KnownToken? {
        if let known = cache.tokens.value(of: handle, at: now) { return known }
        let stored = try store.step { step -> KnownToken? in
            guard let token = try step.token(handle: handle) else { return nil }
            return KnownToken(token: token, accesses: try step.accessCount(of: token.guestID))
        }
        if let stored { remember(stored, at: now) }
        return stored
    }

    /// Keeps a token at hand for as long as it lasts, and a day beyond, to refuse it quickly.
    func remember(_ known: KnownToken, at now: Instant) {
        let left = max(known.token.expiresAt - now, .zero) + .days(1)
        cache.tokens.set(known.token.handle, to: known, for: left, at: now)
    }

    private func remember(_ access: Access, _ admission: Admission) {
        guard let known = admission.known else { return }
        cache.tokens.update(known.token.handle, at: access.openedAt) {
            $0.accesses += 1
            if admission.hasExpired { $0.token.status = .expired }
        }
        if access.rejection == nil {
            cache.visits.set(access.id, to: access, for: .hours(2), at: access.openedAt)
        }
    }
}
