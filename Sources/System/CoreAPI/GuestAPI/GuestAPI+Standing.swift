import Domain
import Messaging
import Runtime
import Storage

/// What a step relies on: looked at anew in the step itself.
extension GuestAPI {
    enum Standing {
        case good(Token)
        case refused(Rejection)
    }

    /// Reads a token and its event anew: another process may have been there.
    ///
    /// - `replacing`: Where a reply is to give way, the link must have been used, not be fresh.
    func standing(
        of id: TokenID,
        replacing: Bool = false,
        in step: Transaction,
        at now: Instant
    ) throws -> Standing {
        guard let token = try step.token(id) else { return .refused(.unknown) }
        let rejection = token.rejection(at: now)
        guard replacing ? rejection == .used && token.expiresAt > now : rejection == nil else {
            return .refused(rejection ?? .unknown)
        }
        guard try step.status(of: token.eventID) == .published else {
            return .refused(.eventClosed)
        }
        return .good(token)
    }

    /// The access that was served a form for this link.
    ///
    /// - Returns: `nil` where none was: the access is unknown, another link's, was refused or has
    ///   been blocked, or its form has outlived its time.
    func served(
        _ id: AccessID,
        with token: Token,
        replacing: Bool = false,
        in step: Transaction,
        at now: Instant
    ) throws -> ServedForm? {
        guard let access = try step.access(id), access.tokenID == token.id,
            access.rejection == (replacing ? .used : nil), access.outcome != .blocked,
            now - access.openedAt < settings.formLifetime
        else { return nil }
        return ServedForm(id: id, access: access)
    }

    /// Brings what is at hand up to date with what a step has stored.
    func noteChange(_ submission: Submission, to token: TokenID, of event: EventID?) {
        switch submission {
        case .recorded:
            cache.tokens.update(token, at: runtime.now) {
                $0.token.status = .used
                $0.token.usedAt = runtime.now
            }
            if let event { cache.statistics.remove(event) }
        case .blocked:
            noteFlag(on: token)
        default: break
        }
    }

    /// Brings what is at hand up to date with a flag that a step has raised.
    func noteFlag(on token: TokenID) {
        let now = runtime.now
        cache.tokens.update(token, at: now) {
            $0.token.flag(until: now.advanced(by: settings.flagLasts), at: now)
        }
    }
}

/// A form that was served, as the store knows it.
struct ServedForm {
    let id: AccessID
    let access: Transaction.StoredAccess

    /// The form as it comes back.
    ///
    /// Where the link was tapped is known from its opening alone.
    func form(sentBy visit: Visit, with token: Token, at now: Instant) -> SubmittedForm {
        SubmittedForm(
            access: Access(
                id: id,
                tokenID: token.id,
                guestID: token.guestID,
                eventID: token.eventID,
                openedAt: access.openedAt,
                visit: Visit(
                    address: visit.address,
                    fingerprint: visit.fingerprint,
                    referrer: access.visit.referrer,
                    browser: visit.browser
                ),
                earlierAccesses: access.earlierAccesses,
                rejection: nil,
                tokenWasFlagged: token.isFlagged(at: now)
            ),
            openedFrom: access.visit,
            fill: now - access.openedAt
        )
    }
}

extension Token {
    /// Why it opens nothing any more, by itself.
    func rejection(at now: Instant) -> Rejection? {
        switch status {
        case .used: .used
        case .revoked: .revoked
        case .expired: .expired
        case .active: expiresAt <= now ? .expired : nil
        }
    }
}
