import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// Why nobody is logged in.
package enum SessionError: Error, Hashable, Sendable {
    /// Unknown address or wrong password: which of both is not told.
    case wrongCredentials
    /// No account or password comes of a request: the code is wrong, or there is nothing to come of it;
    /// which of both is not told.
    case wrongCode
    /// A new password that is not worth the name, and why.
    case weakPassword(WeakPassword)
    /// The account or the address has tried too often lately.
    case tooManyAttempts
    case forged
    case expired
    case revoked
}

extension HostAPI {
    /// How long a host stays logged in.
    private static let sessionLifetime = Duration.hours(12)

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
        let account = email.unredacted
        var networks = cache.logInNetworks.value(of: account, at: now) ?? []
        networks.insert(address.place)
        cache.logInNetworks.set(account, to: networks, for: Self.networksRemembered, at: now)
        return session(for: known.host.id, from: now.seconds)
    }

    /// - `second`: Since 1970, when it begins.
    func session(for host: HostID, from second: Int64) -> String {
        let id: Identifier<HostSession> = runtime.identifier()
        return sessionSigner.issue(
            HostSession(
                host: host,
                id: id.description,
                issuedAt: second,
                expiresAt: runtime.now.advanced(by: Self.sessionLifetime).seconds
            )
        )
    }

    /// Who a session belongs to.
    package func authenticate(_ session: String) throws -> HostID {
        let session = try verified(session)
        guard !session.isExpired(at: runtime.now) else { throw SessionError.expired }
        let isOver = try store.read { step in
            if try step.isSessionRevoked(session.id) { return true }
            // Of a host who is gone, or has changed the password since.
            guard let since = try step.sessionsBegin(of: session.host) else { return true }
            return session.issuedAt < since
        }
        guard !isOver else { throw SessionError.revoked }
        return session.host
    }

    /// For how long a network that a host has logged in from is theirs.
    private static let networksRemembered = Duration.days(90)

    /// Counts a try against the account from there, against the network, and against the account from
    /// anywhere.
    ///
    /// Nobody locks a host out from elsewhere: tries from a network that the host has logged in from count by
    /// themselves.
    private func mayTry(_ email: EmailAddress, from address: IPAddress) -> Bool {
        let (account, network) = (email.unredacted, address.place.description)
        let ofPair = count("\(account) \(network)")
        let isWithinRate = isWithinRate(address)
        let isFromElsewhere =
            !isTheirs(account, address) && count(account) > settings.logInsFromElsewhere
        return isWithinRate && ofPair <= settings.logInsPerAccount && !isFromElsewhere
    }

    /// Counts a try of whatever kind against its network.
    func isWithinRate(_ address: IPAddress) -> Bool {
        let ofPlace = count(address.place.description)
        let ofSite = address.site.map { count("\($0)/48") } ?? 0
        return ofPlace <= settings.logInsPerAddress && ofSite <= settings.logInsPerSite
    }

    /// Whether a host has logged in from there.
    func isTheirs(_ account: String, _ address: IPAddress) -> Bool {
        cache.logInNetworks.value(of: account, at: runtime.now)?.contains(address.place) ?? false
    }

    func count(_ what: String) -> Int {
        cache.logIns.increment(what, window: .minutes(15), at: runtime.now)
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
