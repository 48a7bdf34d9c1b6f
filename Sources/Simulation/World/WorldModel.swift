import Domain
import Geolocation
import VirtualTime

/// The world as its people need it: somewhere to be, something to hold, some network to be on.
package final class WorldModel: Sendable {
    package let atlas: Atlas
    package let figures: PopulationFigures
    package let addresses: AddressBook
    package let devices: DevicePopulation
    package let zones = ZoneClock()
    private let seed: UInt64

    /// - `seed`: The run's; companies and their offices are drawn from it.
    package init(
        atlas: Atlas,
        addresses: AddressBook,
        devices: DevicePopulation = DevicePopulation(),
        figures: PopulationFigures = PopulationFigures(),
        seed: UInt64
    ) {
        self.atlas = atlas
        self.addresses = addresses
        self.devices = devices
        self.figures = figures
        self.seed = seed
    }

    // MARK: Places

    func country(of city: City) -> Country {
        Country.named(city.country) ?? .unmeasured(city.country, around: city.point)
    }

    /// The city that a scenario names; `nil` where it names none.
    package func city(named name: String?) -> City? { name.flatMap { atlas.city(named: $0) } }

    /// Any city, by population.
    package func city(from stream: inout RandomStream) -> City {
        atlas.drawByPopulation(from: &stream)
    }

    /// Where a friend of somebody lives who does not live in the same city: the farther away the
    /// rarer, within the country.
    package func cityOfFriend(of home: City, from stream: inout RandomStream) -> City {
        var km = 0.0
        // Nearer than that is the same city: drawn again.
        for _ in 0..<16 where km < Atlas.citiesApartKm {
            km = stream.lognormal(
                median: figures.friendsLiveKm,
                sigma: figures.friendsLiveSigma
            )
        }
        return atlas.city(km: km, from: home)
    }

    package func city(abroadFrom home: City, from stream: inout RandomStream) -> City {
        atlas.abroad(from: home, from: &stream)
    }

    // MARK: Networks

    /// The network of a company's office: few addresses for many people.
    func office(of company: Int, in city: City) -> Line {
        var stream = RandomStream(seed: seed, name: "office", index: city.index).child(company)
        return Line(
            provider: addresses.network(of: .office, in: city.country, from: &stream) ?? 0,
            kind: .office,
            city: city,
            keepsAddress: .days(3_650),
            keepsPrefix: .days(3_650),
            isIPv6: false,
            pool: nil,
            stream: stream.child("addresses")
        )
    }

    /// A VPN provider's exit: half of them are none that the directory knows as such.
    ///
    /// - `country`: Where the exit is wanted; `nil` for anywhere.
    package func vpn(in country: String?, from stream: inout RandomStream) -> Connection {
        let kind: NetworkKind = stream.bool(probability: 0.5) ? .vpn : .hosting
        return Connection(address: dataCentre(kind, in: country, from: &stream), network: .vpn)
    }

    /// A rented server.
    package func server(from stream: inout RandomStream) -> Connection {
        Connection(address: dataCentre(.hosting, in: nil, from: &stream), network: .hosting)
    }

    private func dataCentre(
        _ kind: NetworkKind,
        in country: String?,
        from stream: inout RandomStream
    ) -> IPAddress {
        let exit = addresses.dataCentre(of: kind, in: country, from: &stream)
        // A provider's servers use a small part of its space.
        let blocks = exit.v4.isEmpty ? exit.v6 : exit.v4
        let host = UInt64(stream.integer(in: 0...Self.hostsOfDataCentre - 1))
        return stream.element(of: blocks).address(host: host, privacy: stream.next())
    }

    /// Addresses that one provider uses in one place (assumption).
    private static let hostsOfDataCentre = 1_024

    /// Through a private relay, whose exit is in the visitor's own region.
    func relay(
        in city: City,
        on network: NetworkKind,
        from stream: inout RandomStream
    ) -> Connection {
        let exit = addresses.exit(
            of: NetworkDirectory.privateRelay,
            .vpn,
            for: city,
            from: &stream
        )
        let blocks = exit.v4.isEmpty ? exit.v6 : exit.v4
        let address = stream.element(of: blocks).address(
            host: UInt64(stream.integer(in: 0...Self.hostsOfDataCentre - 1)),
            privacy: stream.next()
        )
        return Connection(address: address, network: network)
    }

    /// Somebody's line that is rented out to strangers: a residential proxy.
    package func proxy(in city: City, from stream: inout RandomStream) -> Connection {
        let household = Household(in: city, stream: stream.child("proxied"))
        let line = household.line(in: self)
        _ = stream.next()
        return Connection(
            address: line.address(at: .epoch, in: addresses, privacy: stream.next()),
            network: .home
        )
    }

    /// Another address, in another /64 of the same site's /48; `nil` for a line without IPv6.
    package func rotated(
        _ connection: Connection,
        from stream: inout RandomStream
    ) -> Connection? {
        guard let site = connection.address.site else { return nil }
        return Connection(
            address: IPAddress(v6High: site.high | stream.next() & 0xFFFF, low: stream.next()),
            network: connection.network
        )
    }
}
