import Domain
import Geolocation
import Synchronization
import VirtualTime

/// What a geolocation file says of some addresses.
package struct Spot: Hashable, Sendable {
    package let country: String
    /// The city it names; `nil` for addresses of which it knows nothing better than the country.
    package let city: String?
    package let point: GeoPoint
    package let radiusKm: Int
    package let timeZone: String
}

/// A provider of addresses.
package struct Network: Hashable, Sendable {
    package let asn: UInt32
    package let organisation: String
    package let country: String
    package let kind: NetworkKind
}

/// A run of addresses.
package struct AddressBlock: Hashable, Sendable {
    package let address: IPAddress
    /// Of 32 bits for IPv4, of 128 for IPv6.
    package let prefixLength: Int

    /// An address within the block.
    ///
    /// - `host`: Any number; the same gives the same IPv4 address or /64.
    /// - `privacy`: The lower half of an IPv6 address, which changes (RFC 8981).
    func address(host: UInt64, privacy: UInt64) -> IPAddress {
        if address.isIPv4 {
            let hostBits = UInt64(32 - prefixLength)
            guard hostBits > 1 else { return address }
            return IPAddress(v4: UInt32(address.low) | UInt32(1 + host % ((1 << hostBits) - 2)))
        }
        let subnetBits = UInt64(max(0, min(24, 64 - prefixLength)))
        return IPAddress(v6High: address.high | host % (1 << subnetBits), low: privacy)
    }
}

/// The addresses of one network that a geolocation file puts in one spot.
package struct Exit: Sendable {
    /// Position in the book.
    package let index: Int
    package let network: Network
    package let spot: Spot
    package private(set) var v4: [AddressBlock] = []
    package private(set) var v6: [AddressBlock] = []

    init(index: Int, network: Network, spot: Spot) {
        self.index = index
        self.network = network
        self.spot = spot
    }

    mutating func add(_ block: AddressBlock) {
        if block.address.isIPv4 { v4.append(block) } else { v6.append(block) }
    }
}

/// Which addresses there are, whose they are, and where a geolocation file puts them.
///
/// A person's address is chosen by how far off such files are: on a home line by kilometres, on a
/// phone by the way to its carrier's gateway; some addresses have no place but their country's
/// default point. The file itself can be a real one.
package final class AddressBook: Sendable {
    private let plan: AddressPlan
    private let figures: PopulationFigures
    private let atlas: Atlas

    init(_ plan: AddressPlan, atlas: Atlas, figures: PopulationFigures) {
        self.plan = plan
        self.atlas = atlas
        self.figures = figures
    }

    package var exits: [Exit] { plan.exits }

    /// The addresses that a geolocation file really knows: all of a small one, one network in eight of
    /// a large one.
    ///
    /// It says nothing of who runs them: their kind is unknown.
    package static func reading(
        _ database: GeoDatabase,
        atlas: Atlas,
        figures: PopulationFigures = PopulationFigures()
    ) -> AddressBook {
        let plan = plans.withLock { plans in
            if let known = plans[database.path] { return known }
            let plan = AddressPlan(reading: database)
            plans[database.path] = plan
            return plan
        }
        return AddressBook(plan, atlas: atlas, figures: figures)
    }

    /// Plans by the path of their file: many runs read one.
    private static let plans = Mutex<[String: AddressPlan]>([:])

    // MARK: Who is where

    /// The kinds of network that a country has, the wanted one first.
    private func choice(
        of kind: NetworkKind,
        in country: String
    ) -> (choice: AddressPlan.Choice, kind: NetworkKind)? {
        for candidate in [kind, .home, .mobile, .office, .unknown] {
            if let choice = plan.choice(of: candidate, in: country) { return (choice, candidate) }
        }
        return nil
    }

    /// A provider of a kind in a country; `nil` where the file knows no address there.
    package func network(
        of kind: NetworkKind,
        in country: String,
        from stream: inout RandomStream
    ) -> UInt32? {
        choice(of: kind, in: country).map { stream.element(of: $0.choice.networks) }
    }

    /// Where a provider's line to somebody in a city seems to be.
    ///
    /// - `provider`: As `network(of:in:from:)` gave it.
    package func exit(
        of provider: UInt32,
        _ kind: NetworkKind,
        for city: City,
        from stream: inout RandomStream
    ) -> Exit {
        guard let (choice, kind) = choice(of: kind, in: city.country) else {
            // A country that the file does not know: its nearest neighbour's addresses.
            let near = nearestKnown(to: city)
            let provider = network(of: kind, in: near.country, from: &stream)
            return exit(of: provider ?? 0, kind, for: near, from: &stream)
        }
        // A file that names no providers has one network a country.
        let provider = choice.networks.contains(provider) ? provider : choice.networks[0]
        let nowhere = choice.nowhere[provider] ?? []
        let inCities = choice.inCities[provider] ?? []
        let hasCity = stream.bool(probability: cityShare(in: city.country))
        if inCities.isEmpty || !nowhere.isEmpty && !hasCity {
            return exits[stream.element(of: nowhere)]
        }
        let view = plan.view(of: provider, kind, from: city, among: inCities)
        // Beyond the country there is nothing: such a draw is made again.
        let reach = view[view.count - 1].km * 1.25
        var km = Double.infinity
        for _ in 0..<8 where km > reach { km = errorKm(of: kind, from: &stream) }
        return exits[Self.nearest(to: km, in: view, from: &stream)]
    }

    /// How far from somebody their address seems to be.
    private func errorKm(of kind: NetworkKind, from stream: inout RandomStream) -> Double {
        kind == .mobile
            ? stream.lognormal(median: figures.mobileErrorKm, sigma: figures.mobileErrorSigma)
            : stream.lognormal(median: figures.homeErrorKm, sigma: figures.homeErrorSigma)
    }

    /// Share of a country's consumers whose address has a city.
    private func cityShare(in country: String) -> Double {
        let share = Country.named(country)?.cityShare ?? 0.63
        let odds = figures.consumerCityOdds * share / max(1 - share, 1e-6)
        return odds / (1 + odds)
    }

    /// One of the exits about as far away as that.
    private static func nearest(
        to km: Double,
        in view: [(km: Double, exit: Int)],
        from stream: inout RandomStream
    ) -> Int {
        var (low, high) = (0, view.count)
        while low < high {
            let middle = (low + high) / 2
            if view[middle].km < km { low = middle + 1 } else { high = middle }
        }
        if low == view.count || low > 0 && km - view[low - 1].km < view[low].km - km { low -= 1 }
        // Gateways of one distance are as likely as each other.
        var last = low
        while last + 1 < view.count, view[last + 1].km - view[low].km < 0.5 { last += 1 }
        return view[stream.integer(in: low...last)].exit
    }

    private func nearestKnown(to city: City) -> City {
        var best: (city: City, km: Double)?
        for other in atlas.cities where choice(of: .home, in: other.country) != nil {
            let km = other.point.distanceKm(to: city.point)
            if best.map({ km < $0.km }) ?? true { best = (other, km) }
        }
        return best?.city ?? city
    }

    /// An exit of a hosting or VPN provider: in a country where it has one, or anywhere.
    package func dataCentre(
        of kind: NetworkKind,
        in country: String?,
        from stream: inout RandomStream
    ) -> Exit {
        let choice = country.flatMap { plan.choice(of: kind, in: $0) }
        let networks = choice?.networks.filter { $0 != NetworkDirectory.privateRelay } ?? []
        if let choice, !networks.isEmpty {
            let network = stream.element(of: networks)
            let all = (choice.inCities[network] ?? []) + (choice.nowhere[network] ?? [])
            return exits[stream.element(of: all)]
        }
        let centres = plan.centres(of: kind)
        return exits[
            centres.isEmpty ? stream.integer(in: 0...exits.count - 1) : stream.element(of: centres)
        ]
    }
}
