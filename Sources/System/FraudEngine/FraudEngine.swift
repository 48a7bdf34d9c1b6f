import Domain
import Geolocation
import Messaging
import Runtime
import Storage

/// Scores every access: asynchronously as it is published, and synchronously when its form is
/// submitted.
package actor FraudEngine {
    nonisolated let runtime: any Runtime
    nonisolated package var unownedExecutor: UnownedSerialExecutor { runtime.executor }

    let store: Store
    let bus: MessageBus
    let cache: Cache
    let geo: GeoDatabase
    private let zones: ZoneClock
    private let scorer: any RiskScorer
    let edges: BandEdges
    private let workplace: any Workplace

    /// This process's copy of what lies in the store.
    var memories = Memories()
    /// Whether the copy has been made.
    var hasRecalled = false
    /// Whether other engines work beside this one.
    let hasSiblings: Bool
    /// Accesses reviewed lately.
    private var reviewed = RecentSet<AccessID>(limit: reviewsKept)
    /// Replies whose pictures are remembered, and whose are taken back, lately.
    var pictured = RecentSet<RSVPID>(limit: reviewsKept)
    var unpictured = RecentSet<RSVPID>(limit: reviewsKept)
    private static let reviewsKept = 10_000
    /// For how long a missed challenge speaks against who missed it.
    private static let missesSpeakFor = Duration.days(7)
    /// Messages in work at one time; each waits for a worker of its own.
    private static let consumersAtWork = 32

    /// - `hasSiblings`: Whether other engines share the work: what they count and learn is heard of.
    package init(
        runtime: any Runtime,
        store: Store,
        bus: MessageBus,
        cache: Cache,
        geo: GeoDatabase,
        zones: ZoneClock,
        scorer: any RiskScorer,
        edges: BandEdges,
        workplace: any Workplace,
        hasSiblings: Bool = false
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
        self.hasSiblings = hasSiblings
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

    /// Remembers what the store knows, and starts following the accesses that are published.
    ///
    /// - Errors: `StoreError`.
    package func start() throws {
        if hasSiblings { listenToSiblings() }
        try recall()
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
            case .accessAttempted(let access): try score(access)
            case .reviewRequested(let unscored): try review(unscored)
            default: break
            }
            delivery.ack()
        }
    }

    /// One access, one step: its score and the message about it.
    ///
    /// An access that was scored before is left as it is.
    private func score(_ access: Access) throws {
        let assessment = try assess(access, as: nil)
        let counted = try counted(access, assessment)
        let look = try trustedLook(access, assessment)
        let known = try store.step { step -> (isNew: Bool, baseline: KnownBaseline?) in
            if try step.isScored(access.id) { return (false, nil) }
            try step.recordAssessment(
                assessment,
                isFlagged: assessment.suspicion != nil,
                isDoubted: counted?.isDoubted
            )
            tell(assessment, of: access, isLate: false, in: step)
            return (true, try look.map { try teach($0, in: step) })
        }
        if let baseline = known.baseline, let look { keep(baseline, of: look.guest) }
        if known.isNew, let counted { memories.count(counted) }
    }

    /// A form that nobody was there to judge, judged as it would have been then.
    ///
    /// What it was let in on teaches nothing; a score under which nothing is asked vouches for it, where the
    /// reply stands.
    private func review(_ unscored: UnscoredForm) throws {
        let form = unscored.form
        let access = form.access
        if reviewed.contains(access.id) { return }
        let assessment = try assess(access, as: form)
        try store.step { step in
            // Its host may have dealt with it by now, or its guest have disputed it.
            let isOpen = try step.isAwaitingReview(access.id)
            try step.recordReview(
                assessment,
                isFlagged: isOpen && unscored.wasLetIn && assessment.suspicion != nil
            )
            tell(assessment, of: access, isLate: unscored.wasLetIn, in: step)
            guard unscored.wasLetIn, assessment.score.value <= edges.softVerify,
                let guest = access.guestID,
                let rsvp = try step.rsvp(of: guest),
                rsvp.accessID == access.id
            else { return }
            step.publish(.replyVouched(rsvp, from: access.visit))
        }
        // Told again it may be after a restart, or after many others: its consumers are idempotent.
        reviewed.insert(access.id)
    }

    private func tell(
        _ assessment: Assessment,
        of access: Access,
        isLate: Bool,
        in step: Transaction
    ) {
        step.emit(.accessScored(access, assessment))
        step.publish(
            .fraudScored(
                FraudScored(
                    access: access,
                    score: assessment.score,
                    scoredAt: assessment.scoredAt,
                    isLate: isLate,
                    isMachine: assessment.isMachine,
                    suspicion: assessment.suspicion
                )
            )
        )
    }

    /// The synchronous check: scores whoever sends a form, and changes nothing.
    package func assess(_ form: SubmittedForm) throws -> Assessment {
        try assess(form.access, as: form)
    }

    private func assess(_ access: Access, as form: SubmittedForm?) throws -> Assessment {
        try recall()
        let visit = access.visit
        // When it happened, not when somebody looks: a review may come days later.
        let at = form?.sentAt ?? access.openedAt
        let geo = geo.lookup(visit.address) ?? GeoRecord()
        let known = try baseline(of: access)
        let baseline = form == nil ? known : known.before(access.id)
        var past = Memories.Past()
        var challengesMissed = 0
        if let token = access.tokenID, let host = try host(of: access) {
            past = memories.past(of: token, of: host, before: access, at: at)
            let since = at.advanced(by: .zero - Self.missesSpeakFor)
            challengesMissed = try store.read {
                try $0.challengesMissed(by: Asker(visit), with: token, since: since, until: at)
            }
        }
        let features = FeatureVector(
            of: Sighting(
                of: access,
                baseline: baseline,
                geo: geo,
                form: form,
                tokensOnDevice: past.tokensOnDevice,
                tokensOnAddress: past.tokensOnAddress,
                link: past.link,
                linksScouted: past.linksScouted,
                pictureShare: past.pictureShare,
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
            isExpected: form != nil
                && Self.isExpected(visit, baseline: baseline, features: features, geo: geo),
            suspicion: isWorthFlag
                ? Suspicion(of: visit, at: geo, reasons: Self.reasons(of: signals)) : nil
        )
    }

    /// Whether the guest is expected there: with a browser or from an address that they have answered with,
    /// or near where the host says that they live, on a line that people have.
    private static func isExpected(
        _ visit: Visit,
        baseline: Baseline,
        features: FeatureVector,
        geo: GeoRecord
    ) -> Bool {
        if let browser = visit.browser, baseline.browsers.contains(browser) { return true }
        if baseline.isFamiliar(visit.address) { return true }
        guard geo.network != .hosting, geo.network != .vpn else { return false }
        return isNear(features)
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
}
