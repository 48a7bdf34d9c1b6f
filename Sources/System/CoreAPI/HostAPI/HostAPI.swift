import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// The host's side: events, guest lists, invitations, and the sessions that hosts work in.
///
/// Every request names its host, and whatever it is about must be that host's.
package actor HostAPI {
    nonisolated package let runtime: any Runtime
    nonisolated package var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    let store: Store
    let cache: Cache
    let settings: HostAPISettings
    let signer: TokenSigner
    let sessionSigner: SessionSigner
    let codeKeys: KeyRing
    let passwords: any PasswordPool
    /// What an unknown address's password is compared with, so that it takes as long as a known
    /// one's.
    let decoyHash: PasswordHash

    init(
        resources: CoreAPI.Resources,
        secrets: CoreAPISecrets,
        passwords: any PasswordPool,
        settings: HostAPISettings
    ) {
        runtime = resources.runtime
        store = resources.store
        cache = resources.cache
        signer = TokenSigner(keys: secrets.tokens)
        sessionSigner = SessionSigner(keys: secrets.sessions)
        codeKeys = secrets.codes
        self.passwords = passwords
        self.settings = settings
        decoyHash = PasswordHash(
            password: "",
            salt: [UInt8](repeating: 0, count: 16),
            rounds: settings.passwordRounds
        )
    }
}

/// What a deployment may set of the host's side.
package struct HostAPISettings: Sendable {
    /// Log-ins to one account that one network may try within a quarter of an hour.
    package var logInsPerAccount: Int
    /// Log-ins that one address may try within it, whatever the account; IPv6 by /64.
    package var logInsPerAddress: Int
    /// The same for all of an IPv6 /48.
    package var logInsPerSite: Int
    /// Log-ins to one account within it from all networks together that its host has not logged in from
    /// before.
    package var logInsFromElsewhere: Int
    /// Mails about accounts that one address gets within a day; as many again where its host asks from a
    /// network that they have logged in from.
    package var accountMailsPerDay: Int
    /// How long the code in such a mail works.
    package var accountCodeLifetime: Duration
    /// Wrong codes that end a request.
    package var triesPerAccountCode: Int
    /// How long a link lives at least; until its event is over where that is later.
    package var tokenLifetime: Duration
    /// Rounds of PBKDF2 for a host's password.
    package var passwordRounds: Int

    package init(
        logInsPerAccount: Int = 10,
        logInsPerAddress: Int = 30,
        logInsPerSite: Int = 100,
        logInsFromElsewhere: Int = 100,
        accountMailsPerDay: Int = 10,
        accountCodeLifetime: Duration = .minutes(30),
        triesPerAccountCode: Int = 5,
        tokenLifetime: Duration = .days(30),
        passwordRounds: Int = 600_000
    ) {
        self.logInsPerAccount = logInsPerAccount
        self.logInsPerAddress = logInsPerAddress
        self.logInsPerSite = logInsPerSite
        self.logInsFromElsewhere = logInsFromElsewhere
        self.accountMailsPerDay = accountMailsPerDay
        self.accountCodeLifetime = accountCodeLifetime
        self.triesPerAccountCode = triesPerAccountCode
        self.tokenLifetime = tokenLifetime
        self.passwordRounds = passwordRounds
    }
}
