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
    private let bus: MessageBus
    let cache: Cache
    let geo: GeoDatabase
    private let zones: ZoneClock
    private let scorer: any RiskScorer
    let edges: BandEdges
    private let workplace: any Workplace

    var devices = SharingCounters(window: scoutsRemembered)
    var addresses = SharingCounters(window: sharingSpeaksFor)
    var links = LinkMemory()
    var pictures = PictureMemory()
    /// Accesses reviewed lately.
    private var reviewed = RecentSet<AccessID>(limit: reviewsKept)
    /// Replies learnt from lately.
    var learnt = RecentSet<RSVPID>(limit: reviewsKept)
    /// Replies unlearnt lately.
    var unlearnt = RecentSet<RSVPID>(limit: reviewsKept)
    private static let reviewsKept = 10_000
    /// For how long a link used on a device, or from an address, speaks against others there.
    private static let sharingSpeaksFor = Duration.days(7)
    /// For how long a device that went from link to link speaks against those who come after it:
    /// a link that is sold is used weeks later.
    private static let scoutsRemembered = Duration.days(30)
    /// For how long a missed challenge speaks against who missed it.
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
        let wasScored = try store.step { step -> Bool in
            if try step.isScored(access.id) { return true }
            try step.recordAssessment(assessment, isFlagged: assessment.suspicion != nil)
            tell(assessment, of: access, isLate: false, in: step)
            return false
        }
        if !wasScored { try remember(access, assessment) }
    }

    /// A form that nobody was there to judge, judged as it would have been then.
    ///
    /// What it was let in on teaches nothing; a score under which nothing is asked does, where the reply
    /// stands.
    private func review(_ unscored: UnscoredForm) throws {
        let form = unscored.form
        let access = form.access
        if reviewed.contains(access.id) { return }
        let assessment = try assess(access, as: form)
        let stands = try store.step { step -> Bool in
            // Its host may have dealt with it by now, or its guest have disputed it.
            let isOpen = try step.isAwaitingReview(access.id)
            try step.recordAssessment(
                assessment,
                isFlagged: isOpen && unscored.wasLetIn && assessment.suspicion != nil,
                isReview: true
            )
            tell(assessment, of: access, isLate: unscored.wasLetIn, in: step)
            guard unscored.wasLetIn, let guest = access.guestID else { return false }
            return try step.rsvp(of: guest)?.accessID == access.id
        }
        // Told again it may be after a restart, or after many others: its consumers are idempotent.
        reviewed.insert(access.id)
        if stands, assessment.score.value <= edges.softVerify,
            let guest = access.guestID,
            let token = access.tokenID
        {
            try learn(access.visit, at: form.sentAt, of: guest, invitedWith: token)
        }
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
        let visit = access.visit
        // When it happened, not when somebody looks: a review may come days later.
        let at = form?.sentAt ?? access.openedAt
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
                at: at,
                within: Self.sharingSpeaksFor
            )
            tokensOnAddress = addresses.others(
                than: token,
                of: SharingCounters.key(of: visit.address),
                at: at,
                within: Self.sharingSpeaksFor
            )
            link = links.past(of: token, before: access)
            linksScouted = link.others.reduce(0) {
                max($0, devices.others(than: token, of: $1, at: at))
            }
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
