import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// The guest's side: whoever holds a link opens it, submits its form, answers what is asked.
///
/// The flow's order is the files': *open* admits and serves, *submit* decides, *record* writes a
/// reply down, *challenges* ask and weigh answers, *reopen* is the way back, *scores* heeds what
/// the engine says later. What a step relies on stands in *standing*.
package actor GuestAPI {
    nonisolated package let runtime: any Runtime
    nonisolated package var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    let store: Store
    let cache: Cache
    let settings: GuestAPISettings
    let signer: TokenSigner
    let codeSecret: Secret
    let fraudCheck: any FraudCheck
    private let bus: MessageBus

    init(
        resources: CoreAPI.Resources,
        secrets: CoreAPISecrets,
        fraudCheck: any FraudCheck,
        settings: GuestAPISettings
    ) {
        runtime = resources.runtime
        store = resources.store
        bus = resources.bus
        cache = resources.cache
        signer = TokenSigner(secret: secrets.tokens)
        codeSecret = secrets.codes
        self.fraudCheck = fraudCheck
        self.settings = settings
    }

    private static let scores = ConsumerKind(
        "core-api-scores",
        of: [.fraudScored],
        policy: ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 10)
    )
    static let consumers = [scores]

    /// Starts following the engine's scores, and forgetting what other processes change.
    func start() {
        // Nobody listened while the last process was down.
        cache.forgetDoor()
        bus.subscribe(to: .doorChanged, on: runtime) { [cache] message in
            if case .doorChanged(let change) = message.payload { cache.forget(change) }
        }
        let scores = bus.consumer(Self.scores, on: runtime)
        runtime.spawn("core-api-scores") { try await self.follow(scores) }
    }
}

/// What a deployment may set of the guest's side.
package struct GuestAPISettings: Sendable {
    package var policy: AccessPolicy
    /// How long a reply waits for the engine before it is let in unscored.
    package var checkTimeout: Duration
    /// Requests that one address may make within a minute: links opened, forms and answers sent.
    package var requestsPerMinute: Int
    /// The same for all of an IPv6 /48.
    package var requestsPerMinuteAndSite: Int
    /// How long a form may stay open before it is sent off.
    package var formLifetime: Duration
    package var codeLifetime: Duration
    /// Wrong codes that end a challenge.
    package var triesPerCode: Int
    /// Answers to name challenges after which a link asks for a code instead.
    package var triesPerName: Int
    package var codes: CodeBudget
    /// How long a link asks for a code after something spoke against it.
    package var flagLasts: Duration

    package init(
        policy: AccessPolicy = AccessPolicy(),
        checkTimeout: Duration = .milliseconds(100),
        requestsPerMinute: Int = 60,
        requestsPerMinuteAndSite: Int = 600,
        formLifetime: Duration = .hours(24),
        codeLifetime: Duration = .minutes(10),
        triesPerCode: Int = 5,
        triesPerName: Int = 3,
        codes: CodeBudget = CodeBudget(),
        flagLasts: Duration = .days(60)
    ) {
        self.policy = policy
        self.checkTimeout = checkTimeout
        self.requestsPerMinute = requestsPerMinute
        self.requestsPerMinuteAndSite = requestsPerMinuteAndSite
        self.formLifetime = formLifetime
        self.codeLifetime = codeLifetime
        self.triesPerCode = triesPerCode
        self.triesPerName = triesPerName
        self.codes = codes
        self.flagLasts = flagLasts
    }
}

/// The synchronous fraud check, as the API sees it: a port that the composition root fills.
package protocol FraudCheck: AnyObject, Sendable {
    /// - `limit`: After so long the caller goes on without an answer.
    /// - Result: `nil` where there was no answer in time, for whatever reason.
    func assess(_ form: SubmittedForm, within limit: Duration) async -> Assessment?
}
