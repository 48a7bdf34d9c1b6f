import Domain
import Environment
import Runtime
import Truth
import VirtualTime
import World

/// What a persona finds around it: time, a way to the site, the world, and somebody who takes down
/// the truth.
///
/// Nothing of the system's inside is within reach.
package final class Stage: Sendable {
    package let runtime: any Runtime
    package let seed: UInt64
    package let site: SimulatedNetwork
    package let world: WorldModel
    package let phones: Phones
    package let notes: any NoteTaker
    package let labels: LabelBook

    package init(
        runtime: any Runtime,
        seed: UInt64,
        site: SimulatedNetwork,
        world: WorldModel,
        phones: Phones,
        notes: any NoteTaker,
        labels: LabelBook
    ) {
        self.runtime = runtime
        self.seed = seed
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

    /// Somebody else begins to act.
    package func cue(
        _ name: StaticString,
        _ act: @escaping @Sendable (Stage) async throws -> Void
    ) {
        runtime.spawn(name) { try await act(self) }
    }

    package func label(_ access: AccessID, _ label: Label) {
        labels.write(label, for: access)
        notes.note(.accessLabelled(access, label))
    }

    /// A browser on a device, in a city, on a kind of network.
    package func browser(
        on device: Device,
        in city: City,
        network: NetworkKind,
        from stream: inout RandomStream
    ) -> Browser {
        let (address, kind) = world.address(in: city, on: network, from: &stream)
        return Browser(
            fingerprint: device.fingerprint,
            address: address,
            network: kind,
            cookies: device.cookies,
            site: site,
            stream: stream.child("browser")
        )
    }
}
