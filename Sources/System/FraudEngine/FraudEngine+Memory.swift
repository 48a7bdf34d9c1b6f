import Domain
import Geolocation
import Messaging
import Runtime
import Storage

/// What the engine remembers of guests, devices and links, and what it learns from.
extension FraudEngine {
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
    func learn(from replies: Consumer) async throws {
        try await replies.forEach { delivery in
            switch delivery.message.payload {
            case .rsvpConfirmed(let rsvp, from: let visit, isJudged: true),
                .replyVouched(let rsvp, from: let visit):
                if !learnt.contains(rsvp.id) {
                    try learn(
                        visit,
                        at: rsvp.submittedAt,
                        of: rsvp.guestID,
                        invitedWith: rsvp.tokenID
                    )
                    learnt.insert(rsvp.id)
                }
            case .replyRepudiated(let rsvp, from: let visit):
                // Told again it would take away what its guest has taught since.
                if !unlearnt.contains(rsvp.id) {
                    try unlearn(visit, of: rsvp.guestID, invitedWith: rsvp.tokenID)
                    unlearnt.insert(rsvp.id)
                }
            default: break
            }
            delivery.ack()
        }
    }

    /// Learns from whoever sent a reply that was judged.
    func learn(
        _ visit: Visit,
        at instant: Instant,
        of guest: GuestID,
        invitedWith token: TokenID
    ) throws {
        guard visit.fingerprint.hasJavaScript else { return }
        pictures.add(visit.fingerprint)
        try learn(
            visit,
            geo: geo.lookup(visit.address) ?? GeoRecord(),
            at: instant,
            of: guest,
            invitedWith: token
        )
    }

    /// Forgets an impostor's device, browser and address.
    private func unlearn(
        _ visit: Visit,
        of guest: GuestID,
        invitedWith token: TokenID
    ) throws {
        let unlearnt = try store.step { step -> KnownBaseline in
            var known = try step.baseline(of: guest, invitedWith: token)
            if known.baseline.unlearn(visit), try step.save(known, of: guest) { known.version += 1 }
            return known
        }
        keep(unlearnt, of: guest)
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
    func remember(_ access: Access, _ assessment: Assessment) throws {
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
            assessment.score.value <= edges.softVerify, visit.fingerprint.hasJavaScript
        else { return false }
        return Self.isNear(assessment.features)
    }

    /// Whether an address is near where the guest is expected, as the distance's signal has it.
    static func isNear(_ features: FeatureVector) -> Bool {
        distance?.curve(features).map { $0 <= 25 } ?? false
    }

    /// Whatever scores.
    private static let distance = SignalKind.standard.first { $0.name == "geo_distance" }
}
