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
    let settings: CoreAPISettings
    /// What an unknown address's password is compared with, so that it takes as long as a known
    /// one's.
    let decoyHash: PasswordHash

    /// Events as they were last stored; a hundred thousand of them are a few megabytes.
    var knownEvents: [EventID: Event] = [:]
    /// Scores of accesses that were asked a question, until it is answered or over.
    var awaitingAnswer: [ChallengeID: RiskScore] = [:]
    /// When each token last asked for codes.
    var codesAsked: [TokenID: CodeRequests] = [:]

    package init(
        runtime: any Runtime,
        store: Store,
        bus: MessageBus,
        cache: Cache,
        secrets: CoreAPISecrets,
        gate: any FraudCheck,
        workplace: any Workplace,
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
        self.settings = settings
        decoyHash = PasswordHash(
            password: "",
            salt: [UInt8](repeating: 0, count: 16),
            rounds: settings.passwordRounds
        )
    }

    /// Starts what the API does without being asked: following the engine's scores.
    package func start() {
        let scores = bus.consumer(
            "core-api-scores",
            of: [.fraudScored],
            policy: ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 10),
            on: runtime
        )
        runtime.spawn("core-api-scores") { try await self.follow(scores) }
    }

    /// An event, from memory where it was seen before.
    func event(known id: EventID) throws -> Event? {
        if let event = knownEvents[id] { return event }
        let event = try store.step { try $0.event(id) }
        if let event { knownEvents[id] = event }
        return event
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
    /// Accesses that one address may make within a minute.
    package var accessesPerMinute: Int
    package var tokenLifetime: Duration
    package var codeLifetime: Duration
    /// Wrong answers that end a challenge.
    package var triesPerChallenge: Int
    /// Codes that one token may ask for within an hour.
    package var codesPerHour: Int
    /// Rounds of PBKDF2 for a host's password.
    package var passwordRounds: Int

    package init(
        policy: AccessPolicy = AccessPolicy(),
        checkTimeout: Duration = .milliseconds(100),
        accessesPerMinute: Int = 60,
        tokenLifetime: Duration = .days(30),
        codeLifetime: Duration = .minutes(10),
        triesPerChallenge: Int = 5,
        codesPerHour: Int = 5,
        passwordRounds: Int = 600_000
    ) {
        self.policy = policy
        self.checkTimeout = checkTimeout
        self.accessesPerMinute = accessesPerMinute
        self.tokenLifetime = tokenLifetime
        self.codeLifetime = codeLifetime
        self.triesPerChallenge = triesPerChallenge
        self.codesPerHour = codesPerHour
        self.passwordRounds = passwordRounds
    }
}

/// The synchronous fraud check, as the API sees it: a port that the composition root fills.
package protocol FraudCheck: AnyObject, Sendable {
    /// - `fill`: How long the form was open before it was submitted.
    /// - `limit`: After so long the caller goes on without an answer.
    /// - Result: `nil` where there was no answer in time, for whatever reason.
    func assess(
        _ access: Access,
        filledFor fill: Duration,
        within limit: Duration
    ) async -> Assessment?
}
