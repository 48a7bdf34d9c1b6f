import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// Why nobody is logged in.
package enum SessionError: Error, Hashable, Sendable {
    /// Unknown address or wrong password: which of both is not told.
    case wrongCredentials
    case emailTaken
    /// The account or the address has tried too often lately.
    case tooManyAttempts
    case forged
    case expired
    case revoked
}

extension HostAPI {
    /// How long a host stays logged in.
    private static let sessionLifetime = Duration.hours(12)

    package func register(
        name: String,
        email: EmailAddress,
        password: String
    ) async throws -> Host {
        let host = Host(id: runtime.identifier(), name: name, email: email)
        let (salt, rounds) = (runtime.randomBytes(16), settings.passwordRounds)
        let hash = try await passwords.run {
            PasswordHash(password: password, salt: salt, rounds: rounds)
        }
        try store.step { step in
            guard try step.host(email: email) == nil else { throw SessionError.emailTaken }
            try step.insert(host, passwordHash: hash.text, at: runtime.now)
        }
        return host
    }

    /// Opens a session.
    ///
    /// An unknown address costs as much time as a wrong password. The hashing waits in a pool of its
    /// own, and whoever tries too often is refused before it.
    ///
    /// - Returns: The session as a JSON Web Token.
    package func logIn(
        email: EmailAddress,
        password: String,
        from address: IPAddress
    ) async throws -> String {
        guard mayTry(email, from: address) else { throw SessionError.tooManyAttempts }
        let known = try store.read { try $0.host(email: email) }
        let hash = try known?.passwordHash.map { try PasswordHash(stored: $0) } ?? decoyHash
        let isRight = try await passwords.run { hash.matches(password) }
        guard isRight, let known, known.passwordHash != nil else {
            throw SessionError.wrongCredentials
        }
        let now = runtime.now
        let id: Identifier<HostSession> = runtime.identifier()
        return sessionSigner.issue(
            HostSession(
                host: known.host.id,
                id: id.description,
                issuedAt: now.seconds,
                expiresAt: now.advanced(by: Self.sessionLifetime).seconds
            )
        )
    }

    /// Who a session belongs to.
    package func authenticate(_ session: String) throws -> HostID {
        let session = try verified(session)
        guard !session.isExpired(at: runtime.now) else { throw SessionError.expired }
        guard try !store.read({ try $0.isSessionRevoked(session.id) }) else {
            throw SessionError.revoked
        }
        return session.host
    }

    /// Counts a try against the account and the address.
    private func mayTry(_ email: EmailAddress, from address: IPAddress) -> Bool {
        let (now, window) = (runtime.now, Duration.minutes(15))
        let ofAccount = cache.logIns.increment(email.unredacted, window: window, at: now)
        let ofAddress = cache.logIns.increment(
            address.place.description,
            window: window,
            at: now
        )
        return ofAccount <= settings.logInsPerAccount && ofAddress <= settings.logInsPerAddress
    }

    /// Ends a session before its time, and forgets those that have ended by themselves.
    package func logOut(_ session: String) throws {
        let session = try verified(session)
        try store.step { step in
            try step.pruneRevokedSessions(endedBefore: runtime.now)
            try step.revokeSession(
                session.id,
                expiresAt: Instant(microseconds: session.expiresAt * 1_000_000)
            )
        }
    }

    private func verified(_ text: String) throws -> HostSession {
        do {
            return try sessionSigner.verify(text)
        } catch {
            throw SessionError.forged
        }
    }

    // MARK: Dashboards (`ws:connections:{host}`)

    package func connectDashboard(_ connection: Int, of host: HostID) {
        let now = runtime.now
        var open = cache.connections.value(of: host, at: now) ?? []
        open.insert(connection)
        cache.connections.set(host, to: open, for: .hours(12), at: now)
    }

    package func disconnectDashboard(_ connection: Int, of host: HostID) {
        cache.connections.update(host, at: runtime.now) { $0.remove(connection) }
    }

    package func dashboards(of host: HostID) -> Int {
        cache.connections.value(of: host, at: runtime.now)?.count ?? 0
    }
}
