import Domain
import Foundation
import Geolocation
import VirtualTime

extension AddressBook {
    /// The synthetic plan over an atlas.
    ///
    /// IPv4 blocks are cut from 240.0.0.0/4, which nobody uses, IPv6 blocks from 3fff::/20, which is
    /// set aside for documentation (RFC 9637): no real person's address ever appears. Numbers and
    /// names of the networks are real where the directory knows them.
    package static func standard(
        atlas: Atlas,
        figures: PopulationFigures = PopulationFigures()
    ) -> AddressBook {
        let plan = atlas === Atlas.standard ? SyntheticPlan.standard : SyntheticPlan.plan(of: atlas)
        return AddressBook(plan, atlas: atlas, figures: figures)
    }

    /// The standard plan's file, made once.
    package static let standardFile = standard(atlas: .standard).databaseFile()

    /// The book as a MaxMind DB file in the layout of GeoLite2-City.
    package func databaseFile() -> [UInt8] {
        var writer = MMDBWriter()
        for exit in exits {
            let place = writer.place(of: Self.record(of: exit))
            for block in exit.v4 + exit.v6 {
                writer.add(block.address, prefixLength: block.prefixLength, at: place)
            }
        }
        // 2026-01-01: a build date of its own would make the file differ from run to run.
        return writer.file(
            type: "GeoLite2-City",
            description: "GuestGuard's synthetic world",
            buildEpoch: 1_767_225_600
        )
    }

    private static func record(of exit: Exit) -> MMDBValue {
        let spot = exit.spot
        let country = MMDBValue.object(["iso_code": .text(spot.country)])
        let location = MMDBValue.object([
            "accuracy_radius": .uint16(UInt16(spot.radiusKm)),
            "latitude": .double(spot.point.latitude),
            "longitude": .double(spot.point.longitude),
            "time_zone": .text(spot.timeZone),
        ])
        let traits = MMDBValue.object([
            "autonomous_system_number": .uint32(exit.network.asn),
            "autonomous_system_organization": .text(exit.network.organisation),
        ])
        guard let city = spot.city else {
            return .object(["country": country, "location": location, "traits": traits])
        }
        return .object([
            "city": .object(["names": .object(["en": .text(city)])]), "country": country,
            "location": location, "traits": traits,
        ])
    }
}

/// Exits as they are found, block by block.
struct BookInTheMaking {
    private(set) var exits: [Exit] = []
    private var known: [Key: Int] = [:]

    private struct Key: Hashable {
        let network: Network
        let spot: Spot
    }

    mutating func add(_ block: AddressBlock, of network: Network, at spot: Spot) {
        let key = Key(network: network, spot: spot)
        let index: Int
        if let place = known[key] {
            index = place
        } else {
            index = exits.count
            known[key] = index
            exits.append(Exit(index: index, network: network, spot: spot))
        }
        exits[index].add(block)
    }
}

/// Cuts blocks from unused space, one after another.
private struct SyntheticPlan {
    private(set) var book = BookInTheMaking()
    private let atlas: Atlas
    private var nextIPv4: UInt32 = 0xF000_0000
    private var nextIPv6: UInt64 = 0x3FFF_0000_0000_0000
    private var nextASN: UInt32 = 4_200_000_000

    private static let known = Dictionary(grouping: NetworkDirectory.entries, by: \.country)

    private init(atlas: Atlas) { self.atlas = atlas }

    /// Made once: it takes a fifth of a small run.
    static let standard = plan(of: .standard)

    static func plan(of atlas: Atlas) -> AddressPlan {
        var plan = SyntheticPlan(atlas: atlas)
        plan.addCountries()
        plan.addDataCentres()
        return AddressPlan(plan.book.exits)
    }

    mutating func addCountries() {
        for country in atlas.countries {
            let cities = atlas.cities(in: country)
            let facts =
                Country.named(country) ?? .unmeasured(country, around: cities[0].point)
            let nowhere = Spot(
                country: country,
                city: nil,
                point: facts.defaultPoint,
                radiusKm: facts.defaultRadiusKm,
                timeZone: cities[0].timeZone
            )
            let spots = cities.map { Self.spots(of: $0, facts) }
            let relay = Network(
                asn: NetworkDirectory.privateRelay,
                organisation: "Akamai Private Relay",
                country: "",
                kind: .vpn
            )
            for near in spots { add(relay, at: near[0]) }
            for network in networks(of: country) {
                add(network, at: nowhere)
                if network.kind == .mobile {
                    for gateway in gateways(among: spots) { add(network, at: gateway) }
                } else {
                    for spot in spots.joined() { add(network, at: spot) }
                }
            }
        }
    }

    mutating func addDataCentres() {
        for city in atlas.cities where Self.dataCentres.contains(city.name) {
            let facts =
                Country.named(city.country) ?? .unmeasured(city.country, around: city.point)
            for entry in Self.known[""] ?? [] where entry.asn != NetworkDirectory.privateRelay {
                add(
                    Network(
                        asn: entry.asn,
                        organisation: entry.organisation,
                        country: "",
                        kind: entry.kind
                    ),
                    at: Self.spots(of: city, facts)[0]
                )
            }
        }
    }

    /// Cities with large data centres (assumption: the big exchanges and cloud regions).
    private static let dataCentres: Set<String> = [
        "Frankfurt am Main", "Amsterdam", "London", "Dublin", "Paris", "Ashburn", "New York City",
        "Chicago", "Dallas", "Los Angeles", "Singapore", "Tokyo", "Mumbai", "São Paulo", "Sydney",
        "Toronto", "Stockholm", "Johannesburg", "Hong Kong", "Berlin",
    ]

    /// Where a file puts the lines of a city: at five distances, which stand for those that fixed
    /// lines' errors take (a tenth, three, five, seven and nine tenths of them lie nearer), in
    /// directions of the city's own.
    private static func spots(of city: City, _ facts: Country) -> [Spot] {
        var stream = RandomStream(seed: 0, name: "spots").child("\(city.name), \(city.country)")
        return [1.0, 3.5, 8, 18.5, 62].map { km in
            let bearing = stream.unit() * 2 * Double.pi
            return Spot(
                country: city.country,
                city: city.name,
                point: city.point.moved(byKm: km, bearing: bearing),
                radiusKm: facts.radiiKm.draw(from: &stream),
                timeZone: city.timeZone
            )
        }
    }

    /// The cities through which a country's phones reach the world: one to eight of the largest (4-6
    /// sites per carrier in the US, Xu et al., SIGMETRICS 2011; 1-3 in small countries, assumption).
    private func gateways(among spots: [[Spot]]) -> [Spot] {
        spots.prefix(max(1, min(8, spots.count / 2 + 1))).map { $0[0] }
    }

    /// A country's known networks, and made-up ones of the kinds it lacks, with private numbers
    /// (RFC 6996).
    private mutating func networks(of country: String) -> [Network] {
        var networks = (Self.known[country] ?? []).map {
            Network(asn: $0.asn, organisation: $0.organisation, country: country, kind: $0.kind)
        }
        let wanted: [(NetworkKind, String)] = [
            (.mobile, "Mobile"), (.home, "Broadband"), (.office, "Business Networks"),
        ]
        for (kind, name) in wanted where !networks.contains(where: { $0.kind == kind }) {
            nextASN += 1
            networks.append(
                Network(
                    asn: nextASN,
                    organisation: "\(country) \(name)",
                    country: country,
                    kind: kind
                )
            )
        }
        return networks
    }

    private mutating func add(_ network: Network, at spot: Spot) {
        let blocks = [
            AddressBlock(address: IPAddress(v4: nextIPv4), prefixLength: 18),
            AddressBlock(address: IPAddress(v6High: nextIPv6, low: 0), prefixLength: 40),
        ]
        for block in blocks { book.add(block, of: network, at: spot) }
        nextIPv4 += 1 << 14
        nextIPv6 += 1 << 24
    }
}

extension GeoPoint {
    /// The point so far away on a great circle, in degrees to four places.
    ///
    /// - `bearing`: In radians, from north to the east.
    func moved(byKm km: Double, bearing: Double) -> GeoPoint {
        let radians = Double.pi / 180
        let arc = km / 6_371
        let from = latitude * radians
        let to = asin(sin(from) * cos(arc) + cos(from) * sin(arc) * cos(bearing))
        let turn = atan2(sin(bearing) * sin(arc) * cos(from), cos(arc) - sin(from) * sin(to))
        func degrees(_ angle: Double) -> Double { (angle / radians * 10_000).rounded() / 10_000 }
        let east = degrees(turn) + longitude
        return GeoPoint(
            latitude: degrees(to),
            longitude: ((east > 180 ? east - 360 : east < -180 ? east + 360 : east) * 10_000)
                .rounded() / 10_000
        )
    }
}
