import Domain
import Geolocation
import Messaging
import Runtime
import Storage

/// What the engine remembers of guests, devices and links, and what it learns from.
///
/// All of it lies in the store, written in the step that it belongs to: a guest's baseline in their row,
/// openings in the log of accesses, lessons with the replies. What a process has in memory is a copy, the
/// same after a restart.
extension FraudEngine {
    // MARK: Shared memories

    /// Makes the copy of what the store knows, once.
    func recall() throws {
        guard !hasRecalled else { return }
        let since = runtime.now.advanced(by: .zero - Memories.openingsRecalled)
        let (openings, lessons) = try store.step { step in
            (
                try step.countedOpenings(since: since, atMost: Memories.mostRecalled),
                try step.lessons(since: runtime.now.advanced(by: .zero - PictureMemory.window))
            )
        }
        for opening in openings { memories.count(opening) }
        for lesson in lessons { add(lesson) }
        hasRecalled = true
    }

    /// Whose event an access's link is for; `nil` where it is gone.
    func host(of access: Access) throws -> HostID? {
        try access.eventID.flatMap { try host(of: $0, at: access.openedAt) }
    }

    private func host(of event: EventID, at instant: Instant) throws -> HostID? {
        if let host = memories.hosts[event] { return host }
        guard let host = try store.read({ try $0.event(event) })?.hostID else { return nil }
        memories.hosts.change(event, from: host, by: host, at: instant) { _ in }
        return host
    }

    /// An opening as it counts; `nil` for machines and where no guest is meant.
    func counted(_ access: Access, _ assessment: Assessment) throws -> CountedOpening? {
        guard !assessment.isMachine else { return nil }
        return try counted(
            access,
            scored: assessment.score,
            at: assessment.scoredAt,
            on: assessment.geo.network
        )
    }

    private func counted(
        _ access: Access,
        scored score: RiskScore,
        at instant: Instant,
        on network: NetworkKind
    ) throws -> CountedOpening? {
        guard access.guestID != nil, let token = access.tokenID, let host = try host(of: access)
        else { return nil }
        return CountedOpening(
            access: access.id,
            token: token,
            host: host,
            address: access.visit.address,
            fingerprint: access.visit.fingerprint,
            network: network,
            openedAt: access.openedAt,
            countedAt: instant,
            isDoubted: score.value > edges.softVerify
        )
    }

    /// Hears what other engines count and learn, as soon as they tell it.
    func listenToSiblings() {
        for subject in [Subject.fraudScored, .rsvpConfirmed] {
            bus.subscribe(to: subject, on: runtime) { [runtime] message in
                runtime.spawn("fraud-engine-siblings") { try await self.hear(message.payload) }
            }
        }
    }

    /// What this engine has told itself it hears too, which changes nothing.
    private func hear(_ payload: Message.Payload) throws {
        switch payload {
        case .fraudScored(let scored) where !scored.isLate && !scored.isMachine:
            let network = geo.lookup(scored.access.visit.address)?.network ?? .unknown
            let opening = try counted(
                scored.access,
                scored: scored.score,
                at: scored.scoredAt,
                on: network
            )
            if let opening { memories.count(opening) }
        case .rsvpConfirmed(let rsvp, from: let visit, isJudged: true, link: _),
            .replyVouched(let rsvp, from: let visit):
            guard visit.fingerprint.hasJavaScript else { return }
            try lesson(rsvp, from: visit).map { add($0) }
        case .replyRepudiated(let rsvp, from: let visit) where pictured.contains(rsvp.id):
            try lesson(rsvp, from: visit).map { takeBack($0) }
        default: break
        }
    }

    private func lesson(_ rsvp: RSVP, from visit: Visit) throws -> Lesson? {
        try host(of: rsvp.eventID, at: rsvp.submittedAt).map {
            Lesson(
                rsvp: rsvp.id,
                host: $0,
                fingerprint: visit.fingerprint,
                at: rsvp.submittedAt
            )
        }
    }

    private func add(_ lesson: Lesson) {
        if pictured.insert(lesson.rsvp) { memories.add(lesson) }
    }

    private func takeBack(_ lesson: Lesson) {
        if unpictured.insert(lesson.rsvp) { memories.takeBack(lesson) }
    }

    // MARK: Guests

    /// As long as a link lives; what another process learns meanwhile is noticed before anything is
    /// stored over it.
    private static let baselineStaysFresh = Duration.days(30)

    func baseline(of access: Access) throws -> Baseline {
        guard let guestID = access.guestID else { return Baseline(home: nil, invitedAt: nil) }
        return try baseline(of: guestID, invitedWith: access.tokenID).baseline
    }

    private func baseline(
        of guest: GuestID,
        invitedWith token: TokenID?
    ) throws -> KnownBaseline {
        // Whoever shares the work may have learnt something since.
        if !hasSiblings, let known = cache.baselines.value(of: guest, at: runtime.now),
            known.token == token
        {
            return known
        }
        let known = try store.read { try $0.baseline(of: guest, invitedWith: token) }
        keep(known, of: guest)
        return known
    }

    func keep(_ baseline: KnownBaseline, of guest: GuestID) {
        guard !hasSiblings else { return }
        cache.baselines.set(
            guest,
            to: baseline,
            for: Self.baselineStaysFresh,
            at: runtime.now
        )
    }

    /// Learns who a guest is from replies that were recorded: at once, or by a code or a name, or that
    /// somebody vouched for.
    func learn(from replies: Consumer) async throws {
        try await replies.forEach { delivery in
            switch delivery.message.payload {
            case .rsvpConfirmed(let rsvp, from: let visit, isJudged: true, link: _),
                .replyVouched(let rsvp, from: let visit):
                try learn(from: rsvp, sentBy: visit)
            case .replyRepudiated(let rsvp, from: let visit):
                try unlearn(rsvp, sentBy: visit)
            default: break
            }
            delivery.ack()
        }
    }

    /// Learns once from a reply that was judged, however often it is told.
    private func learn(from rsvp: RSVP, sentBy visit: Visit) throws {
        guard visit.fingerprint.hasJavaScript else { return }
        let teaching = Teaching(
            guest: rsvp.guestID,
            token: rsvp.tokenID,
            visit: visit,
            geo: geo.lookup(visit.address) ?? GeoRecord(),
            at: rsvp.submittedAt,
            known: try baseline(of: rsvp.guestID, invitedWith: rsvp.tokenID)
        )
        let learnt = try store.step { step -> KnownBaseline? in
            guard try step.noteLesson(of: rsvp.id) else { return nil }
            return try teach(teaching, in: step)
        }
        guard let learnt else { return }
        keep(learnt, of: rsvp.guestID)
        try lesson(rsvp, from: visit).map { add($0) }
    }

    /// Forgets an impostor's device, browser and address, once.
    private func unlearn(_ rsvp: RSVP, sentBy visit: Visit) throws {
        let (guest, token) = (rsvp.guestID, rsvp.tokenID)
        let unlearnt = try store.step { step -> (baseline: KnownBaseline, hadTaught: Bool)? in
            guard let hadTaught = try step.noteRepudiation(of: rsvp.id) else { return nil }
            var known = try step.baseline(of: guest, invitedWith: token)
            if known.baseline.unlearn(visit), try step.save(known, of: guest) { known.version += 1 }
            return (known, hadTaught)
        }
        guard let unlearnt else { return }
        keep(unlearnt.baseline, of: guest)
        if unlearnt.hadTaught { try lesson(rsvp, from: visit).map { takeBack($0) } }
    }

    /// What somebody teaches of a guest, and what was known before.
    struct Teaching {
        let guest: GuestID
        let token: TokenID
        let visit: Visit
        let geo: GeoRecord
        let at: Instant
        /// The access, where nothing but a look speaks for it.
        var look: AccessID?
        let known: KnownBaseline

        fileprivate func added(to known: KnownBaseline) -> KnownBaseline {
            var known = known
            known.baseline.learn(visit, geo: geo, at: at, look: look)
            return known
        }
    }

    /// Stores what has been learnt of a guest.
    func teach(_ teaching: Teaching, in step: Transaction) throws -> KnownBaseline {
        var learnt = teaching.added(to: teaching.known)
        if try !step.save(learnt, of: teaching.guest) {
            // Another process was faster: what it has learnt stays.
            learnt = teaching.added(
                to: try step.baseline(of: teaching.guest, invitedWith: teaching.token)
            )
            _ = try step.save(learnt, of: teaching.guest)
        }
        learnt.version += 1
        return learnt
    }

    /// What a mere look teaches: only the very first, and only from where the host says that the guest
    /// lives.
    ///
    /// Nobody owns a link by being first, and nobody becomes familiar, or evicts who is, by looking
    /// often.
    func trustedLook(_ access: Access, _ assessment: Assessment) throws -> Teaching? {
        guard !assessment.isMachine, access.rejection == nil, let guest = access.guestID,
            let token = access.tokenID, assessment.score.value <= edges.softVerify,
            access.visit.fingerprint.hasJavaScript, Self.isNear(assessment.features)
        else { return nil }
        let known = try baseline(of: guest, invitedWith: token)
        guard known.baseline.trustedAccesses == 0, known.baseline.home != nil else { return nil }
        var seen = access.visit
        seen.browser = access.visit.browser ?? access.newBrowser
        return Teaching(
            guest: guest,
            token: token,
            visit: seen,
            geo: assessment.geo,
            at: access.openedAt,
            look: access.id,
            known: known
        )
    }

    /// Whether an address is near where the guest is expected, as the distance's signal has it.
    static func isNear(_ features: FeatureVector) -> Bool {
        distance?.curve(features).map { $0 <= 25 } ?? false
    }

    /// Whatever scores.
    private static let distance = SignalKind.standard.first { $0.name == "geo_distance" }
}
