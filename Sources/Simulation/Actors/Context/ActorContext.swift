import Catalogue
import Domain
import Geolocation
import Runtime
import Truth
import VirtualTime
import World

/// What a persona finds around it: time, a way to the site, the world, and somebody who takes down
/// the truth.
///
/// Nothing of the system's inside is within reach.
package final class ActorContext: Sendable {
    package let runtime: any Runtime
    package let seed: UInt64
    /// The zone that hours of the week are told in: the first event's.
    package let zone: String
    package let site: SimulatedNetwork
    package let world: WorldModel
    package let phones: Phones
    package let hosts = HostLine()
    package let households = Households()
    package let gateways = Gateways()
    package let notes: any WorldEventSink
    package let labels: LabelBook

    package init(
        runtime: any Runtime,
        seed: UInt64,
        zone: String,
        site: SimulatedNetwork,
        world: WorldModel,
        phones: Phones,
        notes: any WorldEventSink,
        labels: LabelBook
    ) {
        self.runtime = runtime
        self.seed = seed
        self.zone = zone
        self.site = site
        self.world = world
        self.phones = phones
        self.notes = notes
        self.labels = labels
    }

    package var now: Instant { runtime.now }

    package func wait(_ duration: Duration) async throws {
        try await runtime.sleep(for: duration)
    }

    /// Waits about so long, until a moment at which somebody of that rhythm is at a screen.
    package func wait(
        _ duration: Duration,
        by rhythm: Rhythm,
        from stream: inout RandomStream
    ) async throws {
        let moment = rhythm.moment(near: now.advanced(by: duration), after: now, from: &stream)
        try await runtime.sleep(until: moment)
    }

    /// Somebody else begins to act.
    package func spawn(
        _ name: StaticString,
        _ act: @escaping @Sendable (ActorContext) async throws -> Void
    ) {
        runtime.spawn(name) { try await act(self) }
    }

    /// A campaign waits until its time has come, and begins.
    ///
    /// - `rest`: What is waited in any case, before the onset is counted.
    func begin(
        _ campaign: Campaign,
        _ onset: Onset,
        beyond rest: Duration = .zero,
        from stream: inout RandomStream
    ) async throws {
        try await wait(delay(until: onset, beyond: rest, from: &stream))
        notes.note(.attackBegan(campaign.name, guest: campaign.guest))
    }

    /// How long until something begins: log-normal, exactly the median, or until an hour of the week.
    ///
    /// - `rest`: What is waited in any case, before the onset is counted.
    func delay(
        until onset: Onset,
        beyond rest: Duration,
        from stream: inout RandomStream
    ) -> Duration {
        let drawn = stream.duration(lognormalMedian: onset.median, sigma: onset.spread)
        guard let weekday = onset.weekday else { return rest + drawn }
        let moment = weekday.instant(after: now.advanced(by: rest)) {
            world.zones.offsetSeconds(of: zone, at: $0) ?? 0
        }
        return moment - now
    }

    package func label(_ access: AccessID, _ label: Label) {
        labels.write(label, for: access)
        notes.note(.accessLabelled(access, label))
    }

    /// A browser on somebody's device, wherever they are.
    ///
    /// A phone's clock goes by where it is, a computer's by where it usually is.
    package func browser(
        of resident: Resident,
        on device: Device,
        in app: Device.App,
        at place: Whereabouts,
        over route: Route? = nil,
        from stream: inout RandomStream
    ) -> Browser {
        let connection = resident.connection(
            of: device,
            at: now,
            whereabouts: place,
            over: route,
            from: &stream
        )
        let city = device.form == .computer ? resident.home : resident.city(at: place)
        return Browser(
            fingerprint: device.fingerprint(at: now, in: app, zone: city.timeZone),
            address: connection.address,
            network: connection.network,
            cookies: device.cookies(in: app, at: now),
            site: site,
            stream: stream.child("browser")
        )
    }
}
