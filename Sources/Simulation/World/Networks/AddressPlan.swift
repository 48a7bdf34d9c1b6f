import Domain
import Geolocation
import Synchronization

/// All exits, and where to find them; the same for everybody who asks.
final class AddressPlan: Sendable {
    let exits: [Exit]
    private let byPlace: [Place: Choice]
    private let byKind: [NetworkKind: [Int]]
    /// The exits of a network as seen from a city, the nearest first.
    private let views = Mutex<[View: [(km: Double, exit: Int)]]>([:])

    /// A country's networks of one kind, and their exits: those with a city, and those without.
    struct Choice: Sendable {
        var networks: [UInt32] = []
        var inCities: [UInt32: [Int]] = [:]
        var nowhere: [UInt32: [Int]] = [:]
    }

    private struct Place: Hashable {
        let country: String
        let kind: NetworkKind
    }

    private struct View: Hashable {
        let city: Int
        let network: UInt32
        let kind: NetworkKind
    }

    init(_ exits: [Exit]) {
        precondition(!exits.isEmpty, "an address book needs at least one exit")
        self.exits = exits
        var byPlace: [Place: Choice] = [:]
        for exit in exits {
            let place = Place(country: exit.spot.country, kind: exit.network.kind)
            byPlace[place, default: Choice()].add(exit)
        }
        self.byPlace = byPlace
        let centres = exits.filter { $0.network.asn != NetworkDirectory.privateRelay }
        byKind = Dictionary(grouping: centres.map(\.index)) { exits[$0].network.kind }
    }

    func choice(of kind: NetworkKind, in country: String) -> Choice? {
        byPlace[Place(country: country, kind: kind)]
    }

    /// The exits of a kind all over the world, the private relay's left out.
    func centres(of kind: NetworkKind) -> [Int] { byKind[kind] ?? [] }

    /// Exits by their distance from a city, the nearest first.
    ///
    /// - `candidates`: All that the provider has of the kind in the city's country.
    /// - Complexity: Linear the first time, for each city and provider.
    func view(
        of provider: UInt32,
        _ kind: NetworkKind,
        from city: City,
        among candidates: [Int]
    ) -> [(km: Double, exit: Int)] {
        let key = View(city: city.index, network: provider, kind: kind)
        if let known = views.withLock({ $0[key] }) { return known }
        let view = candidates.map {
            (km: exits[$0].spot.point.distanceKm(to: city.point), exit: $0)
        }.sorted { ($0.km, $0.exit) < ($1.km, $1.exit) }
        views.withLock { $0[key] = view }
        return view
    }
}

extension AddressPlan.Choice {
    fileprivate mutating func add(_ exit: Exit) {
        let network = exit.network.asn
        if !networks.contains(network) { networks.append(network) }
        if exit.spot.city == nil {
            nowhere[network, default: []].append(exit.index)
        } else {
            inCities[network, default: []].append(exit.index)
        }
    }
}

extension AddressPlan {
    /// Networks from which on a file is large.
    private static let manyNetworks = 500_000

    convenience init(reading database: GeoDatabase) {
        var count = 0
        database.forEachNetwork(
            where: { _ in
                count += 1; return false
            },
            { _, _, _ in }
        )
        let isLarge = count > Self.manyNetworks
        var book = BookInTheMaking()
        // Networks lie by region in a file: a sample is spread by the bits of the address.
        database.forEachNetwork(where: { !isLarge || Self.isSampled($0) }) {
            address,
            length,
            record in
            guard let point = record.point, let country = record.country else { return }
            let spot = Spot(
                country: country,
                city: record.city,
                point: point,
                radiusKm: Int(record.accuracyKm ?? 0),
                timeZone: record.timeZone ?? ""
            )
            let network = Network(
                asn: record.asn ?? 0,
                organisation: "",
                country: country,
                kind: record.network
            )
            book.add(AddressBlock(address: address, prefixLength: length), of: network, at: spot)
        }
        self.init(book.exits)
    }

    private static func isSampled(_ address: IPAddress) -> Bool {
        ((address.high ^ address.low) &* 0x9E37_79B9_7F4A_7C15) >> 61 == 0
    }
}
