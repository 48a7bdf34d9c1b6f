import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// Why an account stays as it is.
package enum AccountError: Error, Hashable, Sendable {
    /// Guests hold links to events that are published: those are to be closed first.
    case hasPublishedEvents(Int)
}

extension HostAPI {
    /// Changes a host's password; every session ends, but for the one that is given back.
    ///
    /// - Returns: A session.
    /// - Errors: `SessionError`.
    package func changePassword(
        of id: HostID,
        from old: String,
        to new: String
    ) async throws -> String {
        let host = try await confirm(id, by: old)
        if let weakness = WeakPassword(new, name: host.name, email: host.email) {
            throw SessionError.weakPassword(weakness)
        }
        let (salt, rounds) = (runtime.randomBytes(16), settings.passwordRounds)
        let hash = try await passwords.run {
            PasswordHash(password: new, salt: salt, rounds: rounds)
        }
        // From the next second on: a session of this one may be anybody's.
        let since = runtime.now.seconds + 1
        try store.step { step in
            try step.setPassword(of: id, to: hash.text, endingSessionsBefore: since)
        }
        return session(for: id, from: since)
    }

    /// Deletes an account with all its events, guests and replies.
    ///
    /// - Errors: `SessionError` for a wrong password, `AccountError` where guests still hold links.
    package func deleteAccount(_ id: HostID, password: String) async throws {
        _ = try await confirm(id, by: password)
        let events = try store.step { step -> [EventID] in
            let events = try step.events(of: id)
            let published = events.count { $0.status == .published }
            guard published == 0 else { throw AccountError.hasPublishedEvents(published) }
            for event in events {
                try step.deleteEvent(event.id)
                step.publish(.doorChanged(.event(event.id)))
            }
            try step.deleteHost(id)
            return events.map(\.id)
        }
        for event in events { cache.forget(.event(event)) }
    }

    /// Whoever holds a session still has to know the password, and may not guess it.
    private func confirm(_ id: HostID, by password: String) async throws -> Host {
        guard count("confirm \(id)") <= settings.logInsPerAccount else {
            throw SessionError.tooManyAttempts
        }
        guard let host = try store.read({ try $0.host(id) }),
            let stored = try store.read({ try $0.host(email: host.email) })?.passwordHash
        else { throw SessionError.wrongCredentials }
        let hash = try PasswordHash(stored: stored)
        guard try await passwords.run({ hash.matches(password) }) else {
            throw SessionError.wrongCredentials
        }
        return host
    }
}
