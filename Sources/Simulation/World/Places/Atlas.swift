import Domain
import Synchronization
import VirtualTime

/// A real city.
///
/// A class: everybody who lives there means the same one.
package final class City: Sendable {
    /// Position in the atlas.
    package let index: Int
    package let name: String
    /// ISO 3166-1 alpha-2.
    package let country: String
    package let point: GeoPoint
    package let population: Int
    /// IANA name.
    package let timeZone: String

    init(
        index: Int,
        name: String,
        country: String,
        point: GeoPoint,
        population: Int,
        timeZone: String
    ) {
        self.index = index
        self.name = name
        self.country = country
        self.point = point
        self.population = population
        self.timeZone = timeZone
    }
}

extension City: Hashable {
    package static func == (left: City, right: City) -> Bool {
        left === right || left.index == right.index && left.name == right.name
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(index) }
}

/// The world's cities, the most populous first.
package final class Atlas: Sendable {
    package let cities: [City]
    /// ISO codes, in the order of each country's largest city.
    package let countries: [String]
    private let byName: [String: [Int]]
    private let byCountry: [String: [Int]]
    private let draw: Categorical<Int>
    private let distances = Mutex<[Int: [(km: Double, city: Int)]]>([:])

    /// The committed table of over 300 cities.
    package static let standard = Atlas(table: cityTable)

    /// - Parameter table: Lines of `name|country|latitude|longitude|population|time zone`.
    init(table: String) {
        var cities: [City] = []
        for line in table.split(separator: "\n") {
            let cells = line.split(separator: "|").map(String.init)
            guard cells.count == 6, let latitude = Double(cells[2]),
                let longitude = Double(cells[3]), let population = Int(cells[4])
            else { preconditionFailure("a city has six cells, found \(line)") }
            cities.append(
                City(
                    index: cities.count,
                    name: cells[0],
                    country: cells[1],
                    point: GeoPoint(latitude: latitude, longitude: longitude),
                    population: population,
                    timeZone: cells[5]
                )
            )
        }
        self.cities = cities
        byName = Dictionary(grouping: cities.indices) { Self.folded(cities[$0].name) }
        byCountry = Dictionary(grouping: cities.indices) { cities[$0].country }
        var seen: Set<String> = []
        countries = cities.map(\.country).filter { seen.insert($0).inserted }
        draw = Categorical(cities.map { ($0.index, Double(max($0.population, 1))) })
    }

    /// A city by `London` or `London, GB`; the most populous of that name.
    ///
    /// Case does not matter.
    package func city(named text: String) -> City? {
        let parts = text.split(separator: ",").map { Self.folded(String($0)) }
        guard let name = parts.first, let indices = byName[name] else { return nil }
        guard parts.count > 1 else { return indices.first.map { cities[$0] } }
        return indices.map { cities[$0] }.first { Self.folded($0.country) == parts[1] }
    }

    package func cities(in country: String) -> [City] {
        (byCountry[country] ?? []).map { cities[$0] }
    }

    /// A city, the more often the more people live there.
    package func drawByPopulation(from stream: inout RandomStream) -> City {
        cities[draw.draw(from: &stream)]
    }

    /// The least distance between two cities of the table, km.
    package static let citiesApartKm = 30.0

    /// Another city of the same country, the one about so far away; the nearest of another country
    /// where there is none.
    package func city(km: Double, from city: City) -> City {
        let others = neighbours(of: city)
        return others.min { (abs($0.km - km), $0.city) < (abs($1.km - km), $1.city) }
            .map { cities[$0.city] } ?? city
    }

    /// The other cities of a country, or of all countries where it has no other, with their distance.
    private func neighbours(of city: City) -> [(km: Double, city: Int)] {
        if let known = distances.withLock({ $0[city.index] }) { return known }
        let own = (byCountry[city.country] ?? []).filter { $0 != city.index }
        let all = (own.isEmpty ? cities.indices.filter { $0 != city.index } : own).map {
            (km: cities[$0].point.distanceKm(to: city.point), city: $0)
        }
        distances.withLock { $0[city.index] = all }
        return all
    }

    /// A city of another country, by population.
    package func abroad(from city: City, from stream: inout RandomStream) -> City {
        while true {
            let other = drawByPopulation(from: &stream)
            if other.country != city.country { return other }
        }
    }

    private static func folded(_ text: String) -> String {
        text.split(separator: " ").joined(separator: " ").lowercased()
    }
}

extension Atlas {
    /// The city whose name is nearest to a misspelt one, by shared pairs of letters (Dice);
    /// `nil` where none is near.
    package func nearestName(to text: String) -> String? {
        let wanted = Self.pairs(of: text)
        guard !wanted.isEmpty else { return nil }
        var best: (name: String, likeness: Double)?
        for city in cities {
            let pairs = Self.pairs(of: city.name)
            let likeness =
                2 * Double(wanted.intersection(pairs).count) / Double(wanted.count + pairs.count)
            if likeness > best?.likeness ?? 0.5 { best = (city.name, likeness) }
        }
        return best?.name
    }

    private static func pairs(of text: String) -> Set<[UInt8]> {
        let bytes = Array(text.lowercased().utf8)
        return Set(zip(bytes, bytes.dropFirst()).map { [$0, $1] })
    }
}
