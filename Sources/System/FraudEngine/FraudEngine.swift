import DequeModule
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
    private let geo: GeoDatabase
    private let zones: ZoneClock
    private let scorer: any RiskScorer
    private let edges: BandEdges
    private let workplace: any Workplace

    /// Baselines at hand (`fingerprint:{guest}`); more are in the store.
    private var baselines: [GuestID: Baseline] = [:]
    private var baselineOrder: Deque<GuestID> = []
    private var devices = SharingCounters()
    private var addresses = SharingCounters()
    /// Accesses reviewed lately.
    private var reviewed = RecentSet<AccessID>(limit: reviewsKept)
    private static let baselinesKept = 200_000
    private static let reviewsKept = 10_000
    /// Messages in work at one time; each waits for a worker of its own.
    private static let consumersAtWork = 32

    package init(
        runtime: any Runtime,
        store: Store,
        bus: MessageBus,
        geo: GeoDatabase,
        zones: ZoneClock,
        scorer: any RiskScorer,
        edges: BandEdges,
        workplace: any Workplace
    ) {
        self.runtime = runtime
        self.store = store
        self.bus = bus
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
    package static let consumers = [accesses]

    /// Starts following the accesses that are published.
    package func start() {
        let accesses = bus.consumer(Self.accesses, on: runtime)
        for _ in 0..<Self.consumersAtWork {
            runtime.spawn("fraud-engine") { try await self.follow(accesses) }
        }
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
                isFlagged: !assessment.isMachine && assessment.score.value > edges.smsVerify
            )
            step.witness(.accessScored(access, assessment))
            step.publish(
                .fraudScored(
                    FraudScored(
                        access: access,
                        score: assessment.score,
                        isMachine: assessment.isMachine
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
        let baseline = try baseline(of: access)
        var tokensOnDevice = 0
        var tokensOnAddress = 0
        if let token = access.tokenID {
            tokensOnDevice = devices.others(
                than: token,
                of: SharingCounters.key(of: visit.fingerprint, at: visit.address),
                at: runtime.now
            )
            tokensOnAddress = addresses.others(
                than: token,
                of: SharingCounters.key(of: visit.address),
                at: runtime.now
            )
        }
        let features = FeatureVector(
            of: Sighting(
                of: access,
                baseline: baseline,
                geo: geo,
                form: form,
                tokensOnDevice: tokensOnDevice,
                tokensOnAddress: tokensOnAddress,
                zones: zones
            )
        )
        let (score, signals) = scorer.score(features)
        return Assessment(
            accessID: access.id,
            score: score,
            signals: signals,
            features: features,
            geo: geo,
            scoredAt: runtime.now,
            scorer: scorer.name,
            isMachine: form == nil && Self.isMachine(access, on: geo.network)
        )
    }

    /// A mail scanner or chat preview: from a data centre, without running the page's script, and
    /// not one of many.
    ///
    /// Whoever comes again and again, or submits, is none.
    static func isMachine(_ access: Access, on network: NetworkKind) -> Bool {
        !access.visit.fingerprint.hasJavaScript && network == .hosting
            && access.earlierAccesses <= scannerFetches
    }

    /// How often a link may have been opened before a scanner's fetch stops looking like one: mail
    /// is scanned at delivery and again at the click, by the sender's and the reader's side.
    private static let scannerFetches = 4

    // MARK: What is remembered

    private func baseline(of access: Access) throws -> Baseline {
        guard let guestID = access.guestID else { return Baseline(home: nil, invitedAt: nil) }
        if let baseline = baselines[guestID] { return baseline }
        let baseline = try store.read { step -> Baseline in
            let history = try step.history(of: guestID, token: access.tokenID)
            var baseline = Baseline(home: history?.home, invitedAt: history?.invitedAt)
            if let stored = history?.baseline { baseline.restore(stored) }
            return baseline
        }
        keep(baseline, of: guestID)
        return baseline
    }

    private func keep(_ baseline: Baseline, of guest: GuestID) {
        if baselines.updateValue(baseline, forKey: guest) == nil {
            baselineOrder.append(guest)
            if baselineOrder.count > Self.baselinesKept, let oldest = baselineOrder.popFirst() {
                baselines[oldest] = nil
            }
        }
    }

    /// Counts the access, and learns from it where it can be trusted.
    private func remember(_ access: Access, _ assessment: Assessment) throws {
        guard let guestID = access.guestID, let token = access.tokenID, !assessment.isMachine
        else { return }
        let visit = access.visit
        devices.add(
            token,
            of: SharingCounters.key(of: visit.fingerprint, at: visit.address),
            at: runtime.now
        )
        addresses.add(token, of: SharingCounters.key(of: visit.address), at: runtime.now)
        guard access.rejection == nil, var baseline = baselines[guestID],
            isTrusted(assessment, baseline: baseline, visit: visit)
        else { return }
        let isWorthStoring = baseline.learn(visit, geo: assessment.geo, at: access.openedAt)
        baselines[guestID] = baseline
        if isWorthStoring {
            try store.step { try $0.saveBaseline(guestID) { baseline.write(to: $0) } }
        }
    }

    /// The first access that teaches anything must come from where the guest is expected: whoever
    /// opens a stolen link first must not become its owner.
    private func isTrusted(
        _ assessment: Assessment,
        baseline: Baseline,
        visit: Visit
    ) -> Bool {
        guard assessment.score.value <= edges.softVerify, visit.fingerprint.hasJavaScript else {
            return false
        }
        guard baseline.trustedAccesses == 0 else { return true }
        let signal = assessment.signals.first { $0.name == "geo_distance" }
        return signal.map { $0.score <= 25 } ?? true
    }
}
