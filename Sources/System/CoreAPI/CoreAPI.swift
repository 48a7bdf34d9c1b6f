import Cache
import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// Everything that answers a request: events, guests, invitations, replies, hosts.
///
/// One monolith on purpose: these share one bounded context and one transaction. The rooms of the
/// house are the folders beside this file; this one holds what they share.
package actor CoreAPI {
    nonisolated package let runtime: any Runtime
    nonisolated package var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    let store: Store
    let bus: MessageBus
    let cache: Cache
    let signer: TokenSigner
    let sessionSigner: SessionSigner
    let codeSecret: Secret
    let gate: any FraudCheck
    let workplace: any Workplace
    let passwords: any PasswordPool
    let settings: CoreAPISettings
    /// What an unknown address's password is compared with, so that it takes as long as a known
    /// one's.
    let decoyHash: PasswordHash

    package init(
        runtime: any Runtime,
        store: Store,
        bus: MessageBus,
        cache: Cache,
        secrets: CoreAPISecrets,
        gate: any FraudCheck,
        workplace: any Workplace,
        passwords: any PasswordPool,
        settings: CoreAPISettings
    ) {
        self.runtime = runtime
        self.store = store
        self.bus = bus
        self.cache = cache
        signer = TokenSigner(secret: secrets.tokens)
        sessionSigner = SessionSigner(secret: secrets.sessions)
        codeSecret = secrets.codes
        self.gate = gate
        self.workplace = workplace
        self.passwords = passwords
        self.settings = settings
        decoyHash = PasswordHash(
            password: "",
            salt: [UInt8](repeating: 0, count: 16),
            rounds: settings.passwordRounds
        )
    }

    private static let scores = ConsumerKind(
        "core-api-scores",
        of: [.fraudScored],
        policy: ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 10)
    )
    package static let consumers = [scores]

    /// Starts what the API does without being asked: following the engine's scores, and forgetting
    /// what other processes change.
    package func start() {
        // Nobody listened while the last process was down.
        cache.forgetDoor()
        bus.subscribe(to: .doorChanged, on: runtime) { [cache] message in
            if case .doorChanged(let change) = message.payload { cache.forget(change) }
        }
        let scores = bus.consumer(Self.scores, on: runtime)
        runtime.spawn("core-api-scores") { try await self.follow(scores) }
    }
}

/// The keys that sign and hash; never seeded when live.
package struct CoreAPISecrets: Sendable {
    package let tokens: Secret
    package let sessions: Secret
    package let codes: Secret

    package init(tokens: Secret, sessions: Secret, codes: Secret) {
        self.tokens = tokens
        self.sessions = sessions
        self.codes = codes
    }
}

/// What a deployment may set.
package struct CoreAPISettings: Sendable {
    package var policy: AccessPolicy
    /// How long a reply waits for the engine before it is let in unscored.
    package var checkTimeout: Duration
    /// Requests that one address may make within a minute: links opened, forms and answers sent.
    package var requestsPerMinute: Int
    /// The same for all of an IPv6 /48.
    package var requestsPerMinuteAndSite: Int
    /// Log-ins that one account, or one address, may try within a quarter of an hour.
    package var logInsPerAccount: Int
    package var logInsPerAddress: Int
    package var tokenLifetime: Duration
    /// How long a form may stay open before it is sent off.
    package var formLifetime: Duration
    package var codeLifetime: Duration
    /// Wrong codes that end a challenge.
    package var triesPerCode: Int
    /// Answers to name challenges after which a link asks for a code instead.
    package var triesPerName: Int
    package var codes: CodeBudget
    /// Rounds of PBKDF2 for a host's password.
    package var passwordRounds: Int

    package init(
        policy: AccessPolicy = AccessPolicy(),
        checkTimeout: Duration = .milliseconds(100),
        requestsPerMinute: Int = 60,
        requestsPerMinuteAndSite: Int = 600,
        logInsPerAccount: Int = 10,
        logInsPerAddress: Int = 30,
        tokenLifetime: Duration = .days(30),
        formLifetime: Duration = .hours(24),
        codeLifetime: Duration = .minutes(10),
        triesPerCode: Int = 5,
        triesPerName: Int = 3,
        codes: CodeBudget = CodeBudget(),
        passwordRounds: Int = 600_000
    ) {
        self.policy = policy
        self.checkTimeout = checkTimeout
        self.requestsPerMinute = requestsPerMinute
        self.requestsPerMinuteAndSite = requestsPerMinuteAndSite
        self.logInsPerAccount = logInsPerAccount
        self.logInsPerAddress = logInsPerAddress
        self.tokenLifetime = tokenLifetime
        self.formLifetime = formLifetime
        self.codeLifetime = codeLifetime
        self.triesPerCode = triesPerCode
        self.triesPerName = triesPerName
        self.codes = codes
        self.passwordRounds = passwordRounds
    }
}

/// The synchronous fraud check, as the API sees it: a port that the composition root fills.
package protocol FraudCheck: AnyObject, Sendable {
    /// - `limit`: After so long the caller goes on without an answer.
    /// - Result: `nil` where there was no answer in time, for whatever reason.
    func assess(_ form: SubmittedForm, within limit: Duration) async -> Assessment?
}
