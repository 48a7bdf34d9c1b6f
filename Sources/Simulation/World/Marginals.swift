import Domain
import Foundation
import Geolocation
import VirtualTime

/// One figure of the world as it is drawn, beside what its source says.
package struct Marginal: Sendable {
    package let name: String
    package let unit: Unit
    /// What the source says, with the tolerance of its reading.
    package let expected: ClosedRange<Double>
    package let source: String
    /// Draws the world so many times and measures.
    private let measurement: @Sendable (WorldModel, Int) -> Double

    package enum Unit: Sendable {
        case share, km
    }

    fileprivate init(
        _ name: String,
        _ expected: ClosedRange<Double>,
        unit: Unit = .share,
        source: String,
        measurement: @escaping @Sendable (WorldModel, Int) -> Double
    ) {
        self.name = name
        self.unit = unit
        self.expected = expected
        self.source = source
        self.measurement = measurement
    }

    /// - `draws`: Of people, addresses or waits; 2,000 give shares to about a point.
    package func measure(in world: WorldModel, draws: Int = 2_000) -> Double {
        measurement(world, draws)
    }
}

extension Marginal {
    /// All that are known of the standard world.
    package static let standard = citiesOfLines + whereabouts + iPhones + devices + releases + times

    /// Countries with measured places and phones.
    private static let measured = ["GB", "US", "DE", "FR", "NG", "IN", "BR", "JP"]
    /// When visits are drawn: Monday 1 June 2026, 12:00 UTC.
    private static let noon = Instant(microseconds: 1_780_315_200_000_000)

    // MARK: Where

    private static let citiesOfLines: [Marginal] =
        zip(measured, [0.51, 0.58, 0.50, 0.63, 0.33, 0.75, 0.70, 0.67]).map { country, share in
            // Odds of two against any address of the country.
            let expected = 2 * share / (1 + share)
            return Marginal(
                "home lines whose address has a city, \(country)",
                (expected - 0.04)...(expected + 0.04),
                source: "GeoLite2-City of July 2018, odds of consumers assumed"
            ) { world, draws in
                Self.share(of: spots(of: .home, in: country, world, draws)) { $0.spot.city != nil }
            }
        }

    private static let whereabouts: [Marginal] = [
        Marginal(
            "median error of home lines that have a city",
            3...16,
            unit: .km,
            source: "arXiv 2605.21937 (A)"
        ) { median(errors(of: .home, $0, $1)) },
        Marginal(
            "errors of home lines beyond 62 km",
            0.06...0.16,
            source: "spread assumed: a tenth"
        ) { share(of: errors(of: .home, $0, $1)) { $0 > 61 } },
        Marginal(
            "median error of mobile addresses that have a city",
            120...260,
            unit: .km,
            source: "179-207 km, arXiv 2605.21937 (A); few gateways"
        ) { median(errors(of: .mobile, $0, $1)) },
        Marginal(
            "home lines with the same address after 30 days",
            0.25...0.60,
            source: "Padmanabhan et al., IMC 2016 (fit)"
        ) { world, draws in
            share(of: residents("GB", world, draws)) { person in
                address(of: person, at: noon, world)
                    == address(of: person, at: noon.advanced(by: .days(30)), world)
            }
        },
        Marginal(
            "days in another city of one's country, with day trips",
            0.05...0.10,
            source: "1.5% nights, 6% trips, GBTS 2019 (A)"
        ) { world, draws in
            share(of: days(world, draws)) {
                if case .elsewhere = $0 { true } else { false }
            }
        },
        Marginal("days abroad", 0.028...0.048, source: "3.8%, ONS (A)") { world, draws in
            share(of: days(world, draws)) { if case .abroad = $0 { true } else { false } }
        },
        Marginal("visits through a VPN", 0.03...0.08, source: "3-8% (C)") { world, draws in
            share(of: residents("GB", world, draws)) { person in
                var stream = RandomStream(seed: 1, name: "vpn").child(Int(person.key >> 1))
                return person.resident.connection(
                    of: person.resident.phone(at: noon),
                    at: noon,
                    whereabouts: .home,
                    from: &stream
                ).network == .vpn
            }
        },
        Marginal(
            "guests within 160 km of their host, US",
            0.55...0.70,
            source: "63%, Bailey et al. 2018 (A)"
        ) { share(of: friends($0, $1)) { $0 <= 160 } },
        Marginal(
            "guests within 970 km of their host, US",
            0.74...0.88,
            source: "80%, Bailey et al. 2018 (A)"
        ) { share(of: friends($0, $1)) { $0 <= 970 } },
    ]

    // MARK: On what

    private static let iPhones: [Marginal] =
        zip(measured, [0.41, 0.46, 0.26, 0.23, 0.10, 0.03, 0.13, 0.34]).map { country, share in
            Marginal(
                "iPhones among phones, \(country)",
                (share - 0.03)...(share + 0.03),
                source: "StatCounter, June 2026 (A)"
            ) { world, draws in
                Self.share(of: phones(country, world, draws)) { $0.model.family == .iPhone }
            }
        }

    private static let devices: [Marginal] = [
        Marginal(
            "two iPhones with one screen",
            0.13...0.19,
            source: "0.16, apify data points 2026 (A)"
        ) { world, draws in
            alike(phones("GB", world, draws).filter { $0.model.family == .iPhone }) {
                $0.model.screen
            }
        },
        Marginal(
            "two phones of one model, screen and version, GB",
            0.008...0.03,
            source: "0.011-0.015 (A), more among iPhones"
        ) { world, draws in
            alike(phones("GB", world, draws)) {
                let print = $0.fingerprint(at: noon, in: .browser, zone: "")
                return print.device + print.screen + print.userAgent
            }
        },
        Marginal(
            "two phones of one family and version, GB",
            0.10...0.20,
            source: "0.15, caniuse-lite (A)"
        ) { world, draws in
            alike(phones("GB", world, draws)) {
                $0.fingerprint(at: noon, in: .browser, zone: "").userAgent
            }
        },
        Marginal(
            "phones replaced within four weeks",
            0.02...0.045,
            source: "3.2%, Reviews.org 2025 (B)"
        ) { world, draws in
            share(of: residents("GB", world, draws)) {
                $0.resident.phone(at: noon) !== $0.resident.phone(at: noon.advanced(by: .days(28)))
            }
        },
        Marginal(
            "households that share a tablet",
            0.54...0.61,
            source: "55-60%, GWI (B)"
        ) { share(of: residents("GB", $0, $1)) { $0.resident.tablet != nil } },
    ]

    private static let releases: [Marginal] =
        [
            ("Chrome", ReleaseCalendar.chrome, 17.5, 0.53), ("Chrome", .chrome, 70, 0.81),
            ("Edge", .edge, 17.5, 0.90), ("Firefox", .firefox, 10.5, 0.50),
            ("iOS", .iOS, 35, 0.33),
        ].map {
            (name: String, calendar: ReleaseCalendar, days: Double, share: Double) -> Marginal in
            Marginal(
                "\(name) users with a release \(days) days after it",
                (share - 0.03)...(share + 0.03),
                source: "caniuse-lite's history (A)"
            ) { _, draws in
                Self.share(of: Array(0..<draws)) { number in
                    var stream = RandomStream(seed: 1, name: "rank", index: number)
                    return calendar.delay(of: stream.unit()).inSeconds <= days * 86_400
                }
            }
        }

    // MARK: When

    private static let times: [Marginal] = [
        Marginal("mail opened within 1 h", 0.306...0.366, source: "33.6%, GetResponse (B)") {
            share(of: openings(isText: false, $0, $1)) { $0 <= .hours(1) }
        },
        Marginal("mail opened within 3 h", 0.484...0.544, source: "51.4%, GetResponse (B)") {
            share(of: openings(isText: false, $0, $1)) { $0 <= .hours(3) }
        },
        Marginal("mail opened within 24 h", 0.78...0.84, source: "81%, GetResponse (B)") {
            share(of: openings(isText: false, $0, $1)) { $0 <= .hours(24) }
        },
        Marginal(
            "text messages answered within 15 min",
            0.37...0.57,
            source: "43% (37-57), Dynmark (B)"
        ) { share(of: openings(isText: true, $0, $1)) { $0 <= .minutes(15) } },
        Marginal(
            "replies to weddings within 5 weeks",
            0.546...0.606,
            source: "57.6%, RSVPify (B)"
        ) { share(of: replies($0, $1)) { $0 <= .days(35) } },
        Marginal("replies to weddings within 8 weeks", 0.77...0.84, source: "80%, RSVPify (B)") {
            share(of: replies($0, $1)) { $0 <= .days(56) }
        },
        Marginal(
            "replies to weddings in week 3, the busiest",
            0.12...0.19,
            source: "RSVPify (B, fit)"
        ) { share(of: replies($0, $1)) { (.days(14))...(.days(21)) ~= $0 } },
        Marginal("visits before six", 0.04...0.10, source: "7%, Chitika, AddThis 2013 (B)") {
            share(of: hours($0, $1)) { $0 < 6 }
        },
        Marginal("visits from 19 to 22 h", 0.15...0.24, source: "19.5%, the same (B)") {
            share(of: hours($0, $1)) { (19..<22).contains($0) }
        },
    ]

    // MARK: Draws

    private struct Drawn {
        let resident: Resident
        let key: UInt64
    }

    private static func residents(
        _ country: String,
        _ world: WorldModel,
        _ draws: Int
    ) -> [Drawn] {
        let cities = world.atlas.cities(in: country)
        return (0..<draws).map { number in
            let stream = RandomStream(seed: 1, name: "marginals/\(country)", index: number)
            let city = cities[number % cities.count]
            return Drawn(
                resident: Resident(
                    of: Household(in: city, stream: stream.child("household")),
                    in: world,
                    stream: stream.child("resident")
                ),
                key: stream.key
            )
        }
    }

    private static func phones(_ country: String, _ world: WorldModel, _ draws: Int) -> [Device] {
        residents(country, world, draws).map { $0.resident.phone(at: noon) }
    }

    /// Where draws of addresses seem to be, and the cities of those who have them.
    private static func spots(
        of kind: NetworkKind,
        in country: String,
        _ world: WorldModel,
        _ draws: Int
    ) -> [(spot: Spot, city: City)] {
        let cities = world.atlas.cities(in: country)
        return (0..<draws).map { number in
            var stream = RandomStream(seed: 1, name: "spots/\(country)", index: number)
            let city = cities[number % cities.count]
            let network = world.addresses.network(of: kind, in: country, from: &stream) ?? 0
            return (world.addresses.exit(of: network, kind, for: city, from: &stream).spot, city)
        }
    }

    /// Distances between people and where their addresses seem to be, km, in measured countries.
    private static func errors(
        of kind: NetworkKind,
        _ world: WorldModel,
        _ draws: Int
    ) -> [Double] {
        measured.flatMap { spots(of: kind, in: $0, world, draws / 4) }
            .filter { $0.spot.city != nil }
            .map { $0.spot.point.distanceKm(to: $0.city.point) }
    }

    private static func address(
        of person: Drawn,
        at instant: Instant,
        _ world: WorldModel
    ) -> IPAddress {
        person.resident.household.line(in: world)
            .address(at: instant, in: world.addresses, privacy: 1)
    }

    private static func days(_ world: WorldModel, _ draws: Int) -> [Whereabouts] {
        residents("GB", world, draws / 20).flatMap { person in
            (0..<56).map {
                person.resident.whereabouts(at: noon.advanced(by: .days(Int64($0))))
            }
        }
    }

    private static func friends(_ world: WorldModel, _ draws: Int) -> [Double] {
        let cities = world.atlas.cities(in: "US")
        return (0..<draws).map { number in
            var stream = RandomStream(seed: 1, name: "friends", index: number)
            let city = cities[number % cities.count]
            // As events have it where they say nothing of it.
            let livesElsewhere = stream.bool(probability: 0.5)
            let home = livesElsewhere ? world.cityOfFriend(of: city, from: &stream) : city
            return home.point.distanceKm(to: city.point)
        }
    }

    private static func openings(
        isText: Bool,
        _ world: WorldModel,
        _ draws: Int
    ) -> [Duration] {
        (0..<draws).map { number in
            var stream = RandomStream(seed: 1, name: "openings", index: number)
            return world.figures.openingDelay(isText: isText, from: &stream)
        }
    }

    private static func replies(_ world: WorldModel, _ draws: Int) -> [Duration] {
        (0..<draws).map { number in
            var stream = RandomStream(seed: 1, name: "replies", index: number)
            return Occasion.wedding.replyDelay(world.figures, open: .days(180), from: &stream)
        }
    }

    /// Local hours of visits: a third an hour after any time of day, the others days after it.
    private static func hours(_ world: WorldModel, _ draws: Int) -> [Double] {
        residents("GB", world, draws).enumerated().map { number, person in
            var stream = RandomStream(seed: 1, name: "hours", index: number)
            let now = noon.advanced(by: stream.duration(in: .zero...(.hours(24))))
            let wait: Duration = number % 3 == 0 ? .hours(1) : .days(3)
            let moment = person.resident.rhythm.moment(
                near: now.advanced(by: wait),
                after: now,
                from: &stream
            )
            return world.zones.localHour(in: person.resident.home.timeZone, at: moment) ?? 0
        }
    }

    // MARK: Measures

    private static func share<Element>(
        of elements: [Element],
        where isCounted: (Element) -> Bool
    ) -> Double {
        Double(elements.count(where: isCounted)) / Double(max(1, elements.count))
    }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.sorted()[values.count / 2]
    }

    /// The probability that two different elements look the same.
    private static func alike<Element>(_ elements: [Element], _ look: (Element) -> String) -> Double
    {
        let counts = Dictionary(grouping: elements, by: look).values.map { Double($0.count) }
        let count = Double(elements.count)
        return counts.reduce(0) { $0 + $1 * ($1 - 1) } / max(1, count * (count - 1))
    }
}
