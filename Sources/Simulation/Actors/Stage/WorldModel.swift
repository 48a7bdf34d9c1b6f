import Domain
import VirtualTime
import World

/// The world as a persona needs it: somewhere to be, something to hold, some network to be on.
package final class WorldModel: Sendable {
    package let atlas: Atlas
    private let addresses: AddressBook
    private let devices: DevicePopulation

    package init(atlas: Atlas, addresses: AddressBook, devices: DevicePopulation) {
        self.atlas = atlas
        self.addresses = addresses
        self.devices = devices
    }

    package func address(
        in city: City,
        on network: NetworkKind,
        from stream: inout RandomStream
    ) -> (IPAddress, NetworkKind) {
        addresses.address(in: city, on: network, from: &stream)
    }

    package func device(
        at home: City,
        isPhone: Bool,
        from stream: inout RandomStream
    ) -> Device {
        devices.draw(isPhone: isPhone, in: home, from: &stream)
    }

    /// The city that a scenario names; `nil` where it names none.
    package func city(named name: String?) -> City? { name.flatMap { atlas.city(named: $0) } }

    /// Any city, by population.
    package func city(from stream: inout RandomStream) -> City {
        atlas.drawByPopulation(from: &stream)
    }

    /// Another city of the same country, where a friend may live.
    package func city(near home: City, from stream: inout RandomStream) -> City {
        atlas.another(than: home, from: &stream)
    }

    package func city(abroadFrom home: City, from stream: inout RandomStream) -> City {
        atlas.abroad(from: home, from: &stream)
    }

    package func dataCentre(from stream: inout RandomStream) -> City {
        addresses.dataCentre(from: &stream)
    }
}
