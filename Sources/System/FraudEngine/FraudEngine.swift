import Domain
import Geolocation
import Messaging
import Runtime
import Storage

/// Scores every access: asynchronously as it is published, and synchronously when its form is
/// submitted.
package actor FraudEngine {
    nonisolated private let runtime: any Runtime
    nonisolated package var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    private let store: Store
    private let bus: MessageBus
    private let cache: Cache
    private let geo: GeoDatabase
    private let zones: ZoneClock
    private let scorer: any RiskScorer
    private let edges: BandEdges
    private let workplace: any Workplace

    private var devices = SharingCounters(window: scoutsRemembered)
    private var addresses = SharingCounters(window: sharingSpeaksFor)
    private var links = LinkMemory()
    private var pictures = PictureMemory()
    /// Accesses reviewed lately.
    private var reviewed = RecentSet<AccessID>(limit: reviewsKept)
    /// Replies learnt from lately.
    private var learnt = RecentSet<RSVPID>(limit: reviewsKept)
    /// As long as a link lives; what another process learns meanwhile is noticed before anything is
    /// stored over it.
    private static let baselineStaysFresh = Duration.days(30)
    private static let reviewsKept = 10_000
    /// For how long a link used on a device, or from an address, speaks against others there.
    private static let sharingSpeaksFor = Duration.days(7)
    /// For how long a device that went from link to link speaks against those who come after it:
    /// a link that is sold is used weeks later.
    private static let scoutsRemembered = Duration.days(30)
    /// For how long a missed challenge speaks against a link.
    private static let missesSpeakFor = Duration.days(7)
    /// Messages in work at one time; each waits for a worker of its own.
    private static let consumersAtWork = 32

    package init(
        runtime: any Runtime,
        store: Store,
        bus: MessageBus,
        cache: Cache,
        geo: GeoDatabase,
        zones: ZoneClock,
        scorer: any RiskScorer,
        edges: BandEdges,
        workplace: any Workplace
    ) {
        self.runtime = runtime
        self.store = store
        self.bus = bus
        self.cache = cache
        self.geo = geo
        self.zones = zones
        self.scorer = scorer
        self.edges = edges
        self.workplace = workplace
    }

    private static let accesses = ConsumerKind(
        "fraud-engine",
        of: [.accessAttempted],
        policy: ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 20, maxAckPending: 1_000)
    )
    private static let replies = ConsumerKind(
        "fraud-engine-learning",
        of: [.rsvpConfirmed],
        policy: ConsumerPolicy(ackWait: .seconds(30), maxDeliver: 20)
    )
    package static let consumers = [accesses, replies]

    /// Starts following the accesses that are published.
    package func start() {
        let accesses = bus.consumer(Self.accesses, on: runtime)
        for _ in 0..<Self.consumersAtWork {
            runtime.spawn("fraud-engine") { try await self.follow(accesses) }
        }
        let replies = bus.consumer(Self.replies, on: runtime)
        runtime.spawn("fraud-engine-learning") { try await self.learn(from: replies) }
    }

    private func follow(_ accesses: Consumer) async throws {
        try await accesses.forEach { delivery in
            try await workplace.enter()
            defer { workplace.leave() }
            switch delivery.message.payload {
            case .accessAttempted(let access): try score(access, isReview: false)
            case .reviewRequested(let access): try score(access, isReview: true)
            default: break
            }
            delivery.ack()
        }
    }

    /// One access, one step: its score and the message about it.
    ///
    /// An access that was scored before is left as it is, but for a review: its form was let in
    /// while nobody was there to judge it.
    private func score(_ access: Access, isReview: Bool) throws {
        if isReview, reviewed.contains(access.id) { return }
        let assessment = try assess(access, as: nil)
        let wasScored = try store.step { step -> Bool in
            let wasScored = try step.isScored(access.id)
            if wasScored && !isReview { return true }
            try step.recordAssessment(
                assessment,
                isFlagged: assessment.suspicion != nil
            )
            step.emit(.accessScored(access, assessment))
            step.publish(
                .fraudScored(
                    FraudScored(
                        access: access,
                        score: assessment.score,
                        isMachine: assessment.isMachine,
                        suspicion: assessment.suspicion
                    )
                )
            )
            return wasScored
        }
        // Told again it may be after a restart, or after many others: its consumers are idempotent.
        if isReview { reviewed.insert(access.id) }
        if !wasScored { try remember(access, assessment) }
    }

    /// The synchronous check: scores whoever sends a form, and changes nothing.
    package func assess(_ form: SubmittedForm) throws -> Assessment {
        try assess(form.access, as: form)
    }

    private func assess(_ access: Access, as form: SubmittedForm?) throws -> Assessment {
        let visit = access.visit
        let geo = geo.lookup(visit.address) ?? GeoRecord()
        let known = try baseline(of: access)
        let baseline = form == nil ? known : known.before(access.id)
        var tokensOnDevice = 0
        var tokensOnAddress = 0
        var link = LinkMemory.Past()
        var linksScouted = 0
        var challengesMissed = 0
        if let token = access.tokenID {
            tokensOnDevice = devices.others(
                than: token,
                of: SharingCounters.key(of: visit.fingerprint, at: visit.address),
                at: runtime.now,
                within: Self.sharingSpeaksFor
            )
            tokensOnAddress = addresses.others(
                than: token,
                of: SharingCounters.key(of: visit.address),
                at: runtime.now,
                within: Self.sharingSpeaksFor
            )
            link = links.past(of: token, before: access)
            linksScouted = link.others.reduce(0) {
                max($0, devices.others(than: token, of: $1, at: runtime.now))
            }
            let since = runtime.now.advanced(by: .zero - Self.missesSpeakFor)
            challengesMissed = try store.read {
                try $0.challengesMissed(with: token, since: since)
            }
        }
        let features = FeatureVector(
            of: Sighting(
                of: access,
                baseline: baseline,
                geo: geo,
                form: form,
                tokensOnDevice: tokensOnDevice,
                tokensOnAddress: tokensOnAddress,
                link: link,
                linksScouted: linksScouted,
                pictureShare: pictures.share(of: visit.fingerprint),
                challengesMissed: challengesMissed,
                zones: zones
            )
        )
        let (score, signals) = scorer.score(features)
        let isMachine =
            form == nil && Self.isMachine(features, timeZone: visit.fingerprint.timeZone)
        let isWorthFlag = !isMachine && edges.band(of: score) >= .smsVerify
        return Assessment(
            accessID: access.id,
            score: score,
            signals: signals,
            features: features,
            geo: geo,
            scoredAt: runtime.now,
            scorer: scorer.name,
            isMachine: isMachine,
            suspicion: isWorthFlag
                ? Suspicion(of: visit, at: geo, reasons: Self.reasons(of: signals)) : nil
        )
    }

    /// Why a score rose, in words; with an edge low enough nothing has to.
    private static func reasons(of signals: [Signal]) -> [String] {
        let reasons = signals.reasons.map(\.name.reason)
        return reasons.isEmpty ? ["nothing in particular; the threshold is low"] : reasons
    }

    /// A mail scanner's or chat preview's fetch: from a data centre, without running the page's
    /// script, or in a browser whose clock is a server's.
    ///
    /// It is held against nobody and changes nothing, however often it comes; whoever submits a form
    /// is no machine and is scored in full.
    package static func isMachine(_ features: FeatureVector, timeZone: String) -> Bool {
        features[.networkKind] == Double(NetworkKind.hosting.featureCode)
            && (features[.hasJavaScript] == 0 || serverClocks.contains(timeZone))
    }

    /// What servers' clocks are set to, and nobody's at home.
    private static let serverClocks: Set = ["UTC", "Etc/UTC", "Etc/GMT"]

    // MARK: What is remembered

    private func baseline(of access: Access) throws -> Baseline {
        guard let guestID = access.guestID else { return Baseline(home: nil, invitedAt: nil) }
        return try baseline(of: guestID, invitedWith: access.tokenID).baseline
    }

    private func baseline(
        of guest: GuestID,
        invitedWith token: TokenID?
    ) throws -> KnownBaseline {
        if let known = cache.baselines.value(of: guest, at: runtime.now) { return known }
        let known = try store.read { try $0.baseline(of: guest, invitedWith: token) }
        keep(known, of: guest)
        return known
    }

    private func keep(_ baseline: KnownBaseline, of guest: GuestID) {
        cache.baselines.set(
            guest,
            to: baseline,
            for: Self.baselineStaysFresh,
            at: runtime.now
        )
    }

    /// Learns who a guest is from replies that were recorded: at once, or by a code or a name.
    private func learn(from replies: Consumer) async throws {
        try await replies.forEach { delivery in
            if case .rsvpConfirmed(let rsvp, from: let visit) = delivery.message.payload,
                !learnt.contains(rsvp.id)
            {
                try learn(visit, from: rsvp)
                learnt.insert(rsvp.id)
            }
            delivery.ack()
        }
    }

    private func learn(_ visit: Visit, from rsvp: RSVP) throws {
        guard visit.fingerprint.hasJavaScript else { return }
        pictures.add(visit.fingerprint)
        try learn(
            visit,
            geo: geo.lookup(visit.address) ?? GeoRecord(),
            at: rsvp.submittedAt,
            of: rsvp.guestID,
            invitedWith: rsvp.tokenID
        )
    }

    /// Adds a trusted access to a guest's baseline, and stores it where there is something new.
    private func learn(
        _ visit: Visit,
        geo: GeoRecord,
        at instant: Instant,
        of guest: GuestID,
        invitedWith token: TokenID,
        look: AccessID? = nil
    ) throws {
        var known = try baseline(of: guest, invitedWith: token)
        guard known.baseline.learn(visit, geo: geo, at: instant, look: look) else {
            return keep(known, of: guest)
        }
        known = try store.step { [known] step in
            var learnt = known
            if try !step.save(learnt, of: guest) {
                // Another process was faster: what it has learnt stays.
                learnt = try step.baseline(of: guest, invitedWith: token)
                _ = learnt.baseline.learn(visit, geo: geo, at: instant, look: look)
                _ = try step.save(learnt, of: guest)
            }
            learnt.version += 1
            return learnt
        }
        keep(known, of: guest)
    }

    /// Counts the access, and learns from a first look where it can be trusted.
    private func remember(_ access: Access, _ assessment: Assessment) throws {
        guard let guestID = access.guestID, let token = access.tokenID, !assessment.isMachine
        else { return }
        let visit = access.visit
        let device = SharingCounters.key(of: visit.fingerprint, at: visit.address)
        devices.add(token, of: device, at: runtime.now)
        addresses.add(token, of: SharingCounters.key(of: visit.address), at: runtime.now)
        links.add(
            access,
            of: token,
            countedAs: Self.sharesLines(assessment.geo.network) ? nil : device,
            isDoubted: assessment.score.value > edges.softVerify
        )
        guard access.rejection == nil,
            isTrusted(assessment, baseline: try baseline(of: access), visit: visit)
        else { return }
        var seen = visit
        seen.browser = visit.browser ?? access.newBrowser
        try learn(
            seen,
            geo: assessment.geo,
            at: access.openedAt,
            of: guestID,
            invitedWith: token,
            look: access.id
        )
    }

    /// Whether many people share an address there, some of them with equal devices: an office buys
    /// one model for everybody, and a carrier has hundreds behind one address.
    private static func sharesLines(_ network: NetworkKind) -> Bool {
        network == .office || network == .mobile
    }

    /// Whether a mere look teaches anything: only the very first, and only from where the host says
    /// that the guest lives.
    ///
    /// Nobody owns a link by being first, and nobody becomes familiar, or evicts who is, by looking
    /// often.
    private func isTrusted(
        _ assessment: Assessment,
        baseline: Baseline,
        visit: Visit
    ) -> Bool {
        guard baseline.trustedAccesses == 0, baseline.home != nil,
            assessment.score.value <= edges.softVerify, visit.fingerprint.hasJavaScript,
            let distance = Self.distance?.curve(assessment.features)
        else { return false }
        return distance <= 25
    }

    /// Whatever scores.
    private static let distance = SignalKind.standard.first { $0.name == "geo_distance" }
}
