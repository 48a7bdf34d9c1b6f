import Domain
import Messaging
import Runtime
import Storage
import Tokens

/// The guest's side: whoever holds a link opens it, submits its form, answers what is asked.
///
/// The flow's order is the files': *open* admits and serves, *submit* decides, *record* writes a
/// reply down, *challenges* ask, *answers* weigh, *reopen* is the way back, *scores* heeds what
/// the engine says later. What a step relies on stands in *standing*.
package actor GuestAPI {
    nonisolated package let runtime: any Runtime
    nonisolated package var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    let store: Store
    let cache: Cache
    let settings: GuestAPISettings
    let signer: TokenSigner
    let codeKeys: KeyRing
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
        signer = TokenSigner(keys: secrets.tokens)
        codeKeys = secrets.codes
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
    /// How long a reply waits for the engine before it goes on unscored.
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
    /// Questions that a link is asked within an hour.
    package var questionsPerHour: Int
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
        questionsPerHour: Int = 30,
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
        self.questionsPerHour = questionsPerHour
        self.flagLasts = flagLasts
    }
}

/// The synchronous fraud check, as the API sees it: a port that the composition root fills.
package protocol FraudCheck: AnyObject, Sendable {
    /// - `limit`: After so long the caller goes on without an answer.
    /// - Result: `nil` where there was no answer in time, for whatever reason.
    func assess(_ form: SubmittedForm, within limit: Duration) async -> Assessment?
}

extension GuestAPI.Admission {
    /// Whether the message with the link confirmed the reply that stands: nobody but its guest was sent it.
    func confirms(replyOf guest: GuestID, in step: Transaction) throws -> Bool {
        guard let confirms else { return false }
        return try step.rsvp(of: guest)?.id == confirms
    }
}

extension GuestAPI {
    /// Somebody opens a link.
    ///
    /// Steps 1 to 5 of the document's flow: validate the token, check its status, collect device
    /// data, publish the access, serve the form. Every access is written down, refused ones too.
    ///
    /// - `text`: What followed `/rsvp/` in the address.
    package func open(_ text: String, from visit: Visit) throws -> Opening {
        let now = runtime.now
        let admission = try admit(text, from: visit, at: now)
        let cookie =
            visit.browser == nil
            ? BrowserCookie(random: runtime.randomBytes(BrowserCookie.byteCount)) : nil
        let access = Access(
            id: runtime.identifier(),
            tokenID: admission.known?.token.id,
            guestID: admission.known?.token.guestID,
            eventID: admission.known?.token.eventID,
            openedAt: now,
            visit: visit,
            earlierAccesses: admission.known?.accesses ?? 0,
            rejection: admission.rejection,
            tokenWasFlagged: admission.known?.token.isFlagged(at: now) ?? false,
            newBrowser: cookie?.browser
        )
        try store.step { step in
            try step.insert(access)
            if admission.hasExpired, let token = admission.known?.token {
                _ = try step.expire(token.id, at: now)
            }
            step.emit(.accessOpened(access))
            if access.tokenID != nil { step.publish(.accessAttempted(access)) }
            if access.rejection != nil { step.emit(.accessEnded(access.id, .rejected)) }
        }
        remember(access, admission)
        return Opening(
            accessID: access.id,
            page: try page(for: access, admission),
            newCookie: cookie
        )
    }

    private func page(for access: Access, _ admission: Admission) throws -> Opening.Page {
        guard let rejection = admission.rejection else {
            return .form(asksForCode: access.tokenWasFlagged)
        }
        guard rejection == .used, let guest = access.guestID,
            let standing = try store.read({ step -> StandingReply? in
                guard
                    try admission.confirms(replyOf: guest, in: step)
                        || isSender(access.visit, of: guest, in: step)
                else { return nil }
                return try standingReply(of: guest, in: step)
            })
        else { return .refused(rejection) }
        return .answered(standing)
    }

    /// Whether a visit is by the browser that answered.
    private func isSender(
        _ visit: Visit,
        of guest: GuestID,
        in step: Transaction
    ) throws -> Bool {
        guard let browser = visit.browser else { return false }
        return try step.sender(of: guest)?.browser == browser
    }

    /// What is known about a presented token, and why it is refused where it is.
    struct Admission {
        var known: KnownToken?
        /// The reply that the message with the link confirmed.
        var confirms: RSVPID?
        var rejection: Rejection?
        var hasExpired = false
    }

    /// Validates a presented token and checks its status; changes nothing but the address's count.
    func admit(_ text: String, from visit: Visit, at now: Instant) throws -> Admission {
        guard isWithinRate(visit.address, at: now) else {
            return Admission(known: nil, rejection: .rateLimited)
        }
        return try identify(text, at: now)
    }

    /// Counts a request against its address, and an IPv6 address's against its whole site too:
    /// whoever has a /48 has 65,536 addresses that count by themselves.
    private func isWithinRate(_ address: IPAddress, at now: Instant) -> Bool {
        let ofPlace = cache.rates.increment(address.place, window: .minutes(1), at: now)
        guard let site = address.site else { return ofPlace <= settings.requestsPerMinute }
        let ofSite = cache.siteRates.increment(site, window: .minutes(1), at: now)
        return ofPlace <= settings.requestsPerMinute && ofSite <= settings.requestsPerMinuteAndSite
    }

    /// Finds the token that a text presents.
    private func identify(_ text: String, at now: Instant) throws -> Admission {
        guard let presented = PresentedToken(text) else {
            return Admission(rejection: .malformed)
        }
        var isSignatureOver = false
        if case .full(let text) = presented {
            do {
                isSignatureOver = try signer.verify(text).isExpired(at: now)
            } catch {
                return Admission(rejection: error.isMalformed ? .malformed : .forged)
            }
        }
        guard let (known, confirms) = try knownToken(presented, at: now) else {
            return Admission(rejection: .unknown)
        }
        var admission = Admission(
            known: known,
            confirms: confirms,
            rejection: known.token.rejection(at: now)
        )
        admission.hasExpired = admission.rejection == .expired && known.token.status == .active
        if admission.rejection == nil, isSignatureOver { admission.rejection = .expired }
        if admission.rejection == nil,
            try status(of: known.token.eventID, at: now) != .published
        {
            admission.rejection = .eventClosed
        }
        return admission
    }

    /// How long what is at hand may differ from the store, which another process may have changed.
    ///
    /// Long enough for a form to be filled in; whatever is recorded rests on the store alone.
    private static let staysFresh = Duration.minutes(5)

    /// A presented token, from the cache where it is there.
    private func knownToken(
        _ presented: PresentedToken,
        at now: Instant
    ) throws -> (known: KnownToken, confirms: RSVPID?)? {
        let hash = presented.hash.hex
        if let link = cache.links.value(of: hash, at: now),
            let known = cache.tokens.value(of: link.token, at: now)
        {
            return (known, link.confirms)
        }
        let stored = try store.read { step -> (known: KnownToken, confirms: RSVPID?)? in
            let found: (token: Token, confirms: RSVPID?)? =
                switch presented {
                case .full: try step.token(hash: hash).map { ($0, nil) }
                case .handle: try step.token(handleHash: hash)
                }
            guard let (token, confirms) = found else { return nil }
            let accesses = try step.accessCount(of: token.guestID)
            return (KnownToken(token: token, accesses: accesses), confirms)
        }
        if let (known, confirms) = stored {
            let link = KnownLink(token: known.token.id, confirms: confirms)
            cache.links.set(hash, to: link, for: Self.staysFresh, at: now)
            cache.tokens.set(link.token, to: known, for: Self.staysFresh, at: now)
        }
        return stored
    }

    /// An event's status, from the cache where it is there.
    private func status(of id: EventID, at now: Instant) throws -> Event.Status? {
        if let status = cache.events.value(of: id, at: now) { return status }
        let status = try store.read { try $0.status(of: id) }
        if let status { cache.events.set(id, to: status, for: Self.staysFresh, at: now) }
        return status
    }

    private func remember(_ access: Access, _ admission: Admission) {
        guard let known = admission.known else { return }
        cache.tokens.update(known.token.id, at: access.openedAt) {
            $0.accesses += 1
            if admission.hasExpired { $0.token.status = .expired }
        }
    }
}
