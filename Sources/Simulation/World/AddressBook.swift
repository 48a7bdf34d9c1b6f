import Domain
import Geolocation
import VirtualTime

/// A run of addresses of one network in one city.
package struct AddressBlock: Hashable, Sendable {
    package let address: IPAddress
    /// Of 32 bits for IPv4, of 128 for IPv6.
    package let prefixLength: Int
    package let city: Int
    package let kind: NetworkKind
    package let asn: UInt32
    package let organisation: String

    package init(
        address: IPAddress,
        prefixLength: Int,
        city: Int,
        kind: NetworkKind,
        asn: UInt32,
        organisation: String
    ) {
        self.address = address
        self.prefixLength = prefixLength
        self.city = city
        self.kind = kind
        self.asn = asn
        self.organisation = organisation
    }

    /// An address within the block.
    ///
    /// Behind a carrier's NAT few addresses serve many phones.
    func draw(from stream: inout RandomStream) -> IPAddress {
        if address.isIPv4 {
            let hostBits = kind == .mobile ? min(8, 32 - prefixLength) : 32 - prefixLength
            guard hostBits > 1 else { return address }
            let host = stream.integer(in: 1...(1 << hostBits) - 2)
            return IPAddress(v4: UInt32(address.low) | UInt32(host))
        }
        // A /64 for each customer, and an address in it that changes (RFC 8981).
        let subnetBits = max(0, min(24, 64 - prefixLength))
        let subnet = UInt64(stream.integer(in: 0...(1 << subnetBits) - 1))
        return IPAddress(v6High: address.high | subnet, low: stream.next())
    }
}

/// Which addresses there are, and where.
///
/// The standard plan is synthetic. IPv4 blocks are cut from 240.0.0.0/4, which nobody uses, IPv6
/// blocks from 3fff::/20, which is set aside for documentation (RFC 9637): no real person's address
/// ever appears. Numbers and names of the networks are real where the directory knows them.
package final class AddressBook: Sendable {
    package let blocks: [AddressBlock]
    private let atlas: Atlas
    /// Block numbers by city and kind.
    private let byPlace: [Place: [Int]]
    /// Cities that have any block at all.
    package let inhabited: [Int]

    private struct Place: Hashable {
        let city: Int
        let kind: NetworkKind
    }

    package init(blocks: [AddressBlock], atlas: Atlas) {
        precondition(!blocks.isEmpty, "an address book needs at least one block")
        self.blocks = blocks
        self.atlas = atlas
        byPlace = Dictionary(grouping: blocks.indices) {
            Place(city: blocks[$0].city, kind: blocks[$0].kind)
        }
        inhabited = Set(blocks.map(\.city)).sorted()
    }

    /// The synthetic plan over an atlas.
    package static func standard(atlas: Atlas) -> AddressBook {
        var plan = SyntheticPlan()
        for city in atlas.cities { plan.addNetworks(of: city) }
        for city in atlas.cities where dataCentres.contains(city.name) {
            plan.addHosting(in: city)
        }
        return AddressBook(blocks: plan.blocks, atlas: atlas)
    }

    /// The addresses that a geolocation file really knows: each network goes to the atlas's city of
    /// its name, or the nearest within 50 km.
    ///
    /// - `limit`: The most networks that are taken; a real file has millions.
    package static func reading(
        _ database: GeoDatabase,
        atlas: Atlas,
        limit: Int = 500_000
    ) -> AddressBook {
        var blocks: [AddressBlock] = []
        database.forEachNetwork { address, length, record in
            guard let point = record.point, let country = record.country else { return true }
            let named = record.city.flatMap { atlas.city(named: "\($0), \(country)") }
            let city =
                named
                ?? atlas.cities(in: country).first { $0.point.distanceKm(to: point) < 50 }
            if let city {
                blocks.append(
                    AddressBlock(
                        address: address,
                        prefixLength: length,
                        city: city.index,
                        kind: record.network,
                        asn: record.asn ?? 0,
                        organisation: ""
                    )
                )
            }
            return blocks.count < limit
        }
        return AddressBook(blocks: blocks, atlas: atlas)
    }

    /// Cities with large data centres (assumption: the big exchanges and cloud regions).
    static let dataCentres: Set<String> = [
        "Frankfurt am Main", "Amsterdam", "London", "Dublin", "Paris", "Ashburn", "New York City",
        "Chicago", "Dallas", "Los Angeles", "Singapore", "Tokyo", "Mumbai", "São Paulo", "Sydney",
        "Toronto", "Stockholm", "Johannesburg", "Hong Kong", "Berlin",
    ]

    /// An address in a city on a kind of network; where the city has none of the kind, on another.
    ///
    /// - Returns: The address, and the kind of network it is really on.
    package func address(
        in city: City,
        on kind: NetworkKind,
        from stream: inout RandomStream
    ) -> (IPAddress, NetworkKind) {
        for candidate in [kind, .home, .mobile, .office, .unknown, .hosting, .vpn] {
            if let numbers = byPlace[Place(city: city.index, kind: candidate)] {
                let block = blocks[stream.element(of: numbers)]
                return (block.draw(from: &stream), block.kind)
            }
        }
        let block = blocks[stream.integer(in: 0...blocks.count - 1)]
        return (block.draw(from: &stream), block.kind)
    }

    /// A city that has hosting networks.
    package func dataCentre(from stream: inout RandomStream) -> City {
        let hosting = inhabited.filter { byPlace[Place(city: $0, kind: .hosting)] != nil }
        return atlas.cities[stream.element(of: hosting.isEmpty ? inhabited : hosting)]
    }

    /// The book as a MaxMind DB file in the layout of GeoLite2-City.
    package func databaseFile() -> [UInt8] {
        var writer = MMDBWriter()
        for block in blocks {
            writer.add(
                block.address,
                prefixLength: block.prefixLength,
                record(of: block, in: atlas.cities[block.city])
            )
        }
        // 2026-01-01: a build date of its own would make the file differ from run to run.
        return writer.file(
            type: "GeoLite2-City",
            description: "GuestGuard's synthetic world",
            buildEpoch: 1_767_225_600
        )
    }

    private func record(of block: AddressBlock, in city: City) -> MMDBValue {
        .object([
            "city": .object(["names": .object(["en": .text(city.name)])]),
            "country": .object(["iso_code": .text(city.country)]),
            "location": .object([
                "accuracy_radius": .uint16(Self.accuracyKm(of: block.kind)),
                "latitude": .double(city.point.latitude),
                "longitude": .double(city.point.longitude),
                "time_zone": .text(city.timeZone),
            ]),
            "traits": .object([
                "autonomous_system_number": .uint32(block.asn),
                "autonomous_system_organization": .text(block.organisation),
            ]),
        ])
    }

    /// Median errors of 3-16 km on fixed lines and 179-207 km on mobile ones (arXiv 2605.21937).
    private static func accuracyKm(of kind: NetworkKind) -> UInt16 {
        switch kind {
        case .mobile: 200
        case .home: 20
        case .office: 10
        case .hosting, .vpn: 1_000
        case .unknown: 100
        }
    }
}

/// Cuts blocks from unused space, one after another.
private struct SyntheticPlan {
    private(set) var blocks: [AddressBlock] = []
    private var countries: [String: [NetworkDirectory.Entry]] = [:]
    private var nextIPv4: UInt32 = 0xF000_0000
    private var nextIPv6: UInt64 = 0x3FFF_0000_0000_0000
    private var nextASN: UInt32 = 4_200_000_000

    private static let known = Dictionary(grouping: NetworkDirectory.entries, by: \.country)

    mutating func addNetworks(of city: City) {
        if countries[city.country] == nil { countries[city.country] = networks(of: city.country) }
        for entry in countries[city.country] ?? [] { add(entry, in: city) }
    }

    mutating func addHosting(in city: City) {
        for entry in Self.known[""] ?? [] { add(entry, in: city) }
    }

    /// A country's known networks, and made-up ones of the kinds it lacks, with private numbers
    /// (RFC 6996).
    private mutating func networks(of country: String) -> [NetworkDirectory.Entry] {
        var entries = Self.known[country] ?? []
        let wanted: [(NetworkKind, String)] = [
            (.mobile, "Mobile"), (.home, "Broadband"), (.office, "Business Networks"),
        ]
        for (kind, name) in wanted where !entries.contains(where: { $0.kind == kind }) {
            nextASN += 1
            entries.append(
                NetworkDirectory.Entry(
                    asn: nextASN,
                    organisation: "\(country) \(name)",
                    country: country,
                    kind: kind
                )
            )
        }
        return entries
    }

    private mutating func add(_ entry: NetworkDirectory.Entry, in city: City) {
        for address in [IPAddress(v4: nextIPv4), IPAddress(v6High: nextIPv6, low: 0)] {
            blocks.append(
                AddressBlock(
                    address: address,
                    prefixLength: address.isIPv4 ? 18 : 40,
                    city: city.index,
                    kind: entry.kind,
                    asn: entry.asn,
                    organisation: entry.organisation
                )
            )
        }
        nextIPv4 += 1 << 14
        nextIPv6 += 1 << 24
    }
}
