import CoreAPI
import Domain
import Messaging
import Runtime
import Storage
import Synchronization
import TestSupport
import Testing
import Tokens
import VirtualTime

/// An API with its store, bus, cache and a scripted engine on a virtual clock, and two hosts.
final class APIRehearsal {
    static let start = Instant(microseconds: 1_780_315_200_000_000)  // 2026-06-01T12:00Z
    static let secrets = CoreAPISecrets(
        tokens: KeyRing(Secret(bytes: Array(0..<32))),
        sessions: KeyRing(Secret(bytes: Array(32..<64))),
        codes: KeyRing(Secret(bytes: Array(64..<96)))
    )

    let runtime = VirtualRuntime(start: start, seed: 1)
    let outlet = TestOutlet()
    let check: ScriptedCheck
    let bus: MessageBus
    let store: Store
    let cache = Cache()
    let api: CoreAPI
    let host = HostID(high: 1, low: 1)
    let otherHost = HostID(high: 1, low: 2)
    private var lastGuest = 0

    /// - `path`: Of the database; in memory where there is none.
    init(
        path: String? = nil,
        settings: CoreAPISettings = CoreAPISettings(host: HostAPISettings(passwordRounds: 1)),
        passwords: (VirtualRuntime) -> any PasswordPool = { _ in
            ModelledPasswordPool(OpenWorkplace())
        }
    ) throws {
        check = ScriptedCheck(runtime)
        bus = MessageBus(runtime: runtime, sink: DiscardingSink())
        store = try Store(
            path: path,
            commits: .grouped(steps: 1_000),
            outlet: outlet,
            sealer: TestSealer()
        )
        api = CoreAPI(
            resources: CoreAPI.Resources(runtime: runtime, store: store, bus: bus, cache: cache),
            secrets: Self.secrets,
            fraudCheck: check,
            passwords: passwords(runtime),
            settings: settings
        )
        for (id, name) in [(host, "ann"), (otherHost, "ben")] {
            let email = EmailAddress(stored: "\(name)@mail.example")
            try store.step {
                try $0.insert(
                    Host(id: id, name: name, email: email),
                    passwordHash: nil,
                    at: Self.start
                )
            }
        }
        try ask { await $0.start() }
    }

    deinit { runtime.end() }

    func run(for duration: Duration) { runtime.advance(to: runtime.now.advanced(by: duration)) }

    private struct NoAnswer: Error {}

    /// What the API answers, at once or within a time that then passes as a whole.
    @discardableResult
    func ask<Value: Sendable>(
        within wait: Duration = .zero,
        _ question: @escaping @Sendable (CoreAPI) async throws -> Value
    ) throws -> Value {
        let answer = Mutex<Result<Value, any Error>?>(nil)
        runtime.spawn("ask") { [api] in
            let result: Result<Value, any Error>
            do {
                result = .success(try await question(api))
            } catch {
                result = .failure(error)
            }
            answer.withLock { $0 = result }
        }
        run(for: wait)
        guard let result = answer.withLock({ $0 }) else { throw NoAnswer() }
        return try result.get()
    }

    // MARK: Events and guests

    func draft(_ name: String = "Wedding", capacity: Int? = nil) -> EventDraft {
        EventDraft(
            name: name,
            startsAt: Self.start.advanced(by: .days(29)),
            venue: "Old Mill",
            capacity: capacity
        )
    }

    /// An event of the first host, brought to a status by the ways there are.
    func event(
        _ name: String = "Wedding",
        capacity: Int? = nil,
        status: Event.Status = .published
    ) throws -> Event {
        let way: [Event.Status] =
            switch status {
            case .draft: []
            case .published: [.published]
            case .closed: [.published, .closed]
            case .archived: [.archived]
            }
        let draft = draft(name, capacity: capacity)
        return try ask { [host] api in
            var event = try await api.host.createEvent(draft, by: host)
            for step in way {
                event = try await api.host.setStatus(of: event.id, to: step, by: host)
            }
            return event
        }
    }

    func setStatus(of event: Event, to status: Event.Status) throws {
        try ask { [host] in try await $0.host.setStatus(of: event.id, to: status, by: host) }
    }

    /// An account, opened with the code that comes by mail.
    func register(
        _ name: String,
        _ email: EmailAddress,
        _ password: String
    ) throws -> HostID {
        let request = try ask(within: .seconds(1)) {
            try await $0.host.register(
                name: name,
                email: email,
                password: password,
                // Not where log-ins are counted.
                from: IPAddress(v4: 0x0A00_0001)
            )
        }
        let code = try #require(outlet.accountCode(of: request))
        return try ask { try await $0.host.confirmRegistration(request, code: code) }.id
    }

    /// One more guest of the first host's event, reachable both ways.
    func guest(of event: Event, name: String? = nil, plusOnes: Int = 0) throws -> Guest {
        lastGuest += 1
        let draft = GuestDraft(
            name: name ?? "Guest \(lastGuest)",
            email: "guest\(lastGuest)@mail.example",
            phone: "+1555\(1_000_000 + lastGuest)",
            plusOnes: plusOnes
        )
        return try ask { [host] in try await $0.host.addGuest(draft, to: event.id, by: host) }
    }

    // MARK: Links

    /// A guest of a published event, with a link.
    struct Invited {
        let event: Event
        let guest: Guest
        let link: InvitationLink

        /// The whole token, as an e-mail carries it.
        var text: String { link.unredactedToken }
    }

    func invited(
        to event: Event? = nil,
        name: String? = nil,
        plusOnes: Int = 0
    ) throws -> Invited {
        let event = try event ?? self.event()
        let guest = try guest(of: event, name: name, plusOnes: plusOnes)
        try sendInvitations(for: event)
        return Invited(event: event, guest: guest, link: try link(of: guest))
    }

    @discardableResult
    func sendInvitations(for event: Event) throws -> Int {
        try ask { [host] in try await $0.host.sendInvitations(for: event.id, by: host) }
    }

    func reissue(to guest: Guest) throws -> InvitationLink {
        try ask { [host] in try await $0.host.reissueInvitation(to: guest.id, by: host) }
        return try link(of: guest)
    }

    func revoke(_ guest: Guest) throws {
        try ask { [host] in try await $0.host.revokeInvitation(of: guest.id, by: host) }
    }

    /// The latest link that was sent to a guest.
    func link(of guest: Guest) throws -> InvitationLink {
        try #require(outlet.sends.last { $0.guestID == guest.id }?.link)
    }

    // MARK: The store

    func stored(_ event: EventID) throws -> Event? { try store.step { try $0.event(event) } }

    func stored(_ guest: GuestID) throws -> Guest? { try store.step { try $0.guest(guest) } }

    func stored(_ challenge: ChallengeID) throws -> Challenge? {
        try store.step { try $0.challenge(challenge) }
    }

    func guests(of event: Event) throws -> [Guest] {
        try store.step { try $0.guests(of: event.id) }
    }

    func seatsTaken(of event: Event) throws -> Int? {
        try store.step { try $0.seats(of: event.id)?.taken }
    }

    func rsvps(of event: Event) throws -> [RSVP] { try store.step { try $0.rsvps(of: event.id) } }

    func token(of guest: Guest) throws -> Token? {
        try store.step { try $0.token(of: guest.id) }
    }

    func rsvp(of guest: Guest) throws -> RSVP? { try store.step { try $0.rsvp(of: guest.id) } }

    // MARK: The door

    static let visit = TestVisit.phone

    func open(_ text: String, from address: IPAddress = visit.address) throws -> Opening {
        var visit = Self.visit
        visit.address = address
        return try ask { [visit] in try await $0.guest.open(text, from: visit) }
    }

    /// Submits a form; the engine has a second to answer.
    func submit(
        _ reply: Reply = Reply(response: .attending),
        with text: String,
        as access: AccessID,
        from visit: Visit = visit
    ) throws -> Submission {
        try ask(within: .seconds(1)) {
            try await $0.guest.submit(reply, with: text, as: access, from: visit)
        }
    }

    /// Opens a link and submits its form, with the engine scoring so.
    func knock(
        with text: String,
        scored score: Int?,
        _ reply: Reply = Reply(response: .attending)
    ) throws -> Submission {
        check.score = score
        return try submit(reply, with: text, as: try open(text).accessID)
    }

    /// The question that a score leads to.
    func prompt(_ text: String, scored score: Int) throws -> Submission.Prompt {
        let submission = try knock(with: text, scored: score)
        return try #require(submission.prompt)
    }

    func answer(
        _ prompt: Submission.Prompt,
        with answer: String,
        token text: String,
        from visit: Visit = visit
    ) throws -> Submission {
        // Only somebody else than sent the form is judged, which takes a moment.
        try ask(within: visit == Self.visit ? .zero : .seconds(1)) {
            try await $0.guest.answer(prompt.id, with: answer, token: text, from: visit)
        }
    }

    /// Says that a used link's reply was not the guest's, or is to be another.
    func reopen(
        _ text: String,
        because reason: Replacement = .disputed,
        with reply: Reply = Reply(response: .attending),
        as access: AccessID? = nil
    ) throws -> Submission {
        let access = try access ?? open(text).accessID
        return try ask(within: .milliseconds(100)) {
            try await $0.guest.reopen(
                text,
                because: reason,
                with: reply,
                as: access,
                from: Self.visit
            )
        }
    }

    func code(for prompt: Submission.Prompt) throws -> String {
        try #require(outlet.codes[prompt.id])
    }

    /// Lets the engine's asynchronous score of an access arrive.
    @discardableResult
    func heed(
        _ score: Int,
        of access: AccessID,
        isMachine: Bool = false,
        isLate: Bool = false,
        suspicion: Suspicion? = nil
    ) throws -> FraudScored {
        let access = try #require(outlet.opened.last { $0.id == access })
        let assessment = ScriptedCheck.assessment(
            of: access.id,
            score: score,
            at: runtime.now,
            isMachine: isMachine
        )
        let scored = FraudScored(
            access: access,
            score: assessment.score,
            scoredAt: assessment.scoredAt,
            isLate: isLate,
            isMachine: assessment.isMachine,
            suspicion: suspicion
        )
        bus.publish(.fraudScored(scored))
        run(for: .zero)
        return scored
    }
}

/// An engine that scores as the test says, in the time the test says, or not at all.
final class ScriptedCheck: FraudCheck, @unchecked Sendable {
    struct Question {
        let form: SubmittedForm
        let limit: Duration

        var access: Access { form.access }
        var fill: Duration { form.fill }
    }

    /// `nil` never answers.
    var score: Int? = 10
    var answerTime: Duration = .milliseconds(3)
    /// Whether the guest is expected where the form comes from.
    var isExpected = false
    private(set) var asked: [Question] = []
    private let runtime: VirtualRuntime

    init(_ runtime: VirtualRuntime) { self.runtime = runtime }

    func assess(
        _ form: SubmittedForm,
        within limit: Duration
    ) async -> Assessment? {
        asked.append(Question(form: form, limit: limit))
        let (access, now) = (form.access, runtime.now)
        let answer = Promise<Assessment>(on: runtime)
        if let score {
            runtime.schedule(at: now.advanced(by: answerTime)) { [runtime, isExpected] in
                answer.fulfil(
                    Self.assessment(
                        of: access.id,
                        score: score,
                        at: runtime.now,
                        isExpected: isExpected,
                        suspicion: Suspicion(of: form.access.visit, at: GeoRecord(), reasons: [])
                    )
                )
            }
        }
        return try? await answer.wait(until: now.advanced(by: limit))
    }

    static func assessment(
        of access: AccessID,
        score: Int,
        at instant: Instant,
        isMachine: Bool = false,
        isExpected: Bool = false,
        suspicion: Suspicion? = nil
    ) -> Assessment {
        Assessment(
            accessID: access,
            score: RiskScore(score),
            signals: [],
            features: FeatureVector(count: 21),
            geo: GeoRecord(),
            scoredAt: instant,
            scorer: "scripted",
            isMachine: isMachine,
            isExpected: isExpected,
            suspicion: suspicion
        )
    }
}

extension TestOutlet {
    var sends: [InvitationSend] {
        messages.compactMap { if case .invitationSend(let send) = $0 { send } else { nil } }
    }

    var codes: [ChallengeID: String] {
        var codes: [ChallengeID: String] = [:]
        for message in messages {
            if case .verificationRequired(let required) = message {
                codes[required.challengeID] = required.code.unredacted
            }
        }
        return codes
    }

    var spent: [CodesSpent] {
        messages.compactMap { if case .codesSpent(let spent) = $0 { spent } else { nil } }
    }

    var alerts: [FraudAlert] {
        messages.compactMap { if case .fraudAlert(let alert) = $0 { alert } else { nil } }
    }

    var confirmed: [RSVP] {
        messages.compactMap {
            if case .rsvpConfirmed(let rsvp, from: _, isJudged: _, link: _) = $0 {
                rsvp
            } else {
                nil
            }
        }
    }

    var accountMails: [AccountMail] {
        messages.compactMap { if case .accountMail(let mail) = $0 { mail } else { nil } }
    }

    /// The code that an address was sent for a request; `nil` where none was.
    func accountCode(of request: AccountRequestID) -> String? {
        switch accountMails.last(where: { $0.requestID == request })?.content {
        case .confirmation(let code), .reset(let code): code.unredacted
        case .addressTaken, nil: nil
        }
    }

    /// The links that confirmations carry, the oldest first.
    var wayBack: [InvitationLink] {
        messages.compactMap {
            if case .rsvpConfirmed(_, from: _, isJudged: _, let link) = $0 { link } else { nil }
        }
    }

    /// Whether each reply that was recorded is one to learn from.
    var judged: [Bool] {
        messages.compactMap {
            if case .rsvpConfirmed(_, from: _, let isJudged, link: _) = $0 { isJudged } else { nil }
        }
    }

    /// Whose replies were called another's.
    var repudiated: [AccessID] {
        messages.compactMap {
            if case .replyRepudiated(let rsvp, from: _) = $0 { rsvp.accessID } else { nil }
        }
    }

    var vouched: [AccessID] {
        messages.compactMap {
            if case .replyVouched(let rsvp, from: _) = $0 { rsvp.accessID } else { nil }
        }
    }

    var opened: [Access] {
        systemEvents.compactMap { if case .accessOpened(let access) = $0 { access } else { nil } }
    }

    /// Where an access ended, as last seen.
    func outcome(of id: AccessID) -> Outcome? {
        var last: Outcome?
        for case .accessEnded(id, let outcome) in systemEvents { last = outcome }
        return last
    }

    var words: [String] {
        systemEvents.map { String(describing: $0).prefix { $0 != "(" }.description }
    }
}

extension Opening {
    var rejection: Rejection? {
        if case .refused(let rejection) = page { rejection } else { nil }
    }

    var isForm: Bool { asksForCode != nil }

    /// `nil` where there is no form.
    var asksForCode: Bool? {
        if case .form(let asksForCode) = page { asksForCode } else { nil }
    }
}

extension Submission {
    var prompt: Prompt? { if case .challenge(let prompt) = self { prompt } else { nil } }

    /// The submission in a few words, for tests to compare.
    var inShort: String {
        switch self {
        case .recorded: "recorded"
        case .challenge(let prompt): "challenge: \(prompt.kind)"
        case .blocked: "blocked"
        case .refused(let rejection): "refused: \(rejection)"
        case .tooManyCompanions(let allowed): "too many companions: \(allowed) allowed"
        case .full(let left): "full: \(left) left"
        case .wrongAnswer(let left): "wrong: \(left) tries left"
        case .challengeOver: "over"
        case .openAgain: "open again"
        case .noMoreCodes: "no more codes"
        case .codeNotDelivered: "code not delivered"
        case .shown: "shown"
        }
    }
}
