import Domain
import Foundation
import Geolocation
import TestSupport
import Testing
import VirtualTime
import World

@Suite struct WorldTests {
    private static let atlas = Atlas.standard

    @Test func `there are over 300 cities, with the facts of an atlas`() throws {
        #expect(Self.atlas.cities.count >= 300)
        let london = try #require(Self.atlas.city(named: "london, gb"))
        let lagos = try #require(Self.atlas.city(named: "Lagos"))
        #expect(london.timeZone == "Europe/London")
        #expect(lagos.country == "NG")
        // Great circle by an online calculator: about 5,000 km.
        #expect((4_950...5_050).contains(london.point.distanceKm(to: lagos.point)))
        #expect(Self.atlas.city(named: "Kiritimati") != nil)
        #expect(Self.atlas.city(named: "Atlantis") == nil)
        for city in Self.atlas.cities {
            #expect(TimeZone(identifier: city.timeZone) != nil, "\(city.name)")
        }
    }

    private static let world = WorldModel(
        atlas: atlas,
        addresses: .standard(atlas: atlas),
        seed: 1
    )
    private static let noon = Instant(microseconds: 1_780_315_200_000_000)

    private static func resident(_ number: Int, of city: City) -> Resident {
        let stream = RandomStream(seed: 1, name: "resident", index: number)
        return Resident(
            of: Household(in: city, stream: stream.child("household")),
            in: world,
            stream: stream
        )
    }

    @Test func `an address is looked up as the book says, in the country of whoever has it`()
        throws
    {
        let scratch = try Scratch()
        let url = scratch.file("world.mmdb")
        let book = Self.world.addresses
        let bytes = book.databaseFile()
        #expect(bytes == AddressBook.standard(atlas: Self.atlas).databaseFile())
        try Data(bytes).write(to: url)
        let geo = try GeoDatabase(path: url.path)
        for exit in book.exits {
            for block in exit.v4 + exit.v6 {
                let record = try #require(geo.lookup(block.address))
                #expect(record.city == exit.spot.city)
                #expect(record.country == exit.spot.country)
                #expect(record.point == exit.spot.point)
                #expect(record.accuracyKm == Double(exit.spot.radiusKm))
                #expect(record.timeZone == exit.spot.timeZone)
                #expect(record.network == exit.network.kind)
            }
        }
        for city in Self.atlas.cities {
            let person = Self.resident(city.index, of: city)
            for place in [Whereabouts.home, .work, .onTheWay] {
                var stream = RandomStream(seed: 1, name: "visit", index: city.index)
                let phone = person.phone(at: Self.noon)
                let connection = person.connection(
                    of: phone,
                    at: Self.noon,
                    whereabouts: place,
                    from: &stream
                )
                guard connection.network != .vpn else { continue }
                let record = try #require(geo.lookup(connection.address), "\(city.name)")
                #expect(record.country == city.country)
            }
        }
        #expect(geo.lookup(IPAddress(v4: 0x0808_0808)) == nil)
    }

    @Test func `the file's networks can be enumerated, and make the same world`() throws {
        let scratch = try Scratch()
        let url = scratch.file("world.mmdb")
        let book = Self.world.addresses
        try Data(book.databaseFile()).write(to: url)
        let read = AddressBook.reading(try GeoDatabase(path: url.path), atlas: Self.atlas)
        func blocks(_ book: AddressBook) -> Set<String> {
            Set(
                book.exits.flatMap { exit in
                    (exit.v4 + exit.v6).map {
                        "\($0.address)/\($0.prefixLength) \(exit.network.asn) \(exit.spot)"
                    }
                }
            )
        }
        #expect(blocks(read) == blocks(book))
    }

    @Test(arguments: Marginal.standard.indices)
    func `a marginal of the world is what its source says`(index: Int) {
        let marginal = Marginal.standard[index]
        let drawn = marginal.measure(in: Self.world, draws: 4_000)
        #expect(
            marginal.expected.contains(drawn),
            "\(marginal.name): expected \(marginal.expected), drew \(drawn)"
        )
    }

    @Test func `a marginal moves with its figure`() throws {
        var figures = PopulationFigures()
        figures.nightsAwayAbroad = 0
        figures.opensEmailAfter = .minutes(1)
        figures.householdTablet = 1
        let world = WorldModel(
            atlas: Self.atlas,
            addresses: Self.world.addresses,
            figures: figures,
            seed: 1
        )
        for (name, value) in [
            ("days abroad", 0.0), ("households that share a tablet", 1),
            ("mail opened within 24 h", 1),
        ] {
            let marginal = try #require(Marginal.standard.first { $0.name == name })
            let drawn = marginal.measure(in: world, draws: 500)
            #expect(abs(drawn - value) < 0.02, "\(name): \(drawn)")
            #expect(!marginal.expected.contains(drawn))
        }
    }

    @Test func `who lives together comes over one line, on one tablet`() throws {
        let london = try #require(Self.atlas.city(named: "London, GB"))
        for number in 0..<50 {
            let stream = RandomStream(seed: 2, name: "pair", index: number)
            let household = Household(in: london, stream: stream)
            let pair = ["one", "two"].map {
                Resident(of: household, in: Self.world, stream: stream.child($0))
            }
            #expect(pair[0].tablet === pair[1].tablet)
            let places = pair.map { person -> IPAddress? in
                guard let computer = person.computer else { return nil }
                var visit = stream.child("visit")
                let connection = person.connection(
                    of: computer,
                    at: Self.noon,
                    whereabouts: .home,
                    from: &visit
                )
                return connection.network == .home ? connection.address.place : nil
            }
            guard let one = places[0], let two = places[1] else { continue }
            #expect(one == two)
        }
    }

    @Test func `a device stays itself, and only its versions move on`() throws {
        let london = try #require(Self.atlas.city(named: "London, GB"))
        for number in 0..<200 {
            let person = Self.resident(number, of: london)
            let phone = person.phone(at: Self.noon)
            #expect(phone === person.phone(at: Self.noon))
            var last = phone.fingerprint(at: Self.noon, in: .browser, zone: "Europe/London")
            for week in 1...20 {
                let now = phone.fingerprint(
                    at: Self.noon.advanced(by: .days(Int64(7 * week))),
                    in: .browser,
                    zone: "Europe/London"
                )
                #expect(now.device == last.device && now.screen == last.screen)
                #expect(now.browserMajor >= last.browserMajor)
                last = now
            }
        }
    }

    @Test func `a damaged file is an error, never a crash`() throws {
        let bytes = AddressBook.standard(atlas: Self.atlas).databaseFile()
        let scratch = try Scratch()
        for (number, damaged) in [
            Array(bytes.prefix(bytes.count / 2)), Array(bytes.dropFirst(bytes.count - 20)), [],
            Array("not a database".utf8),
        ].enumerated() {
            let url = scratch.file("damaged-\(number).mmdb")
            try Data(damaged).write(to: url)
            #expect(throws: GeoDatabaseError.self) { try GeoDatabase(path: url.path) }
        }
    }

    @Test func `computers come in the shares that StatCounter sees`() {
        let devices = DevicePopulation()
        var stream = RandomStream(seed: 2, name: "devices")
        var counts: [String: Int] = [:]
        let draws = 20_000
        for _ in 0..<draws {
            let device = devices.computer(in: "GB", from: &stream)
            let shown = device.fingerprint(at: Self.noon, in: .browser, zone: "")
            #expect(device.form == .computer && !shown.isTouch)
            counts[shown.browser, default: 0] += 1
        }
        func share(_ browser: String) -> Double { Double(counts[browser] ?? 0) / Double(draws) }
        // Chrome 60-70 %, Edge 9.5-12 %, Safari 6-10 %, Firefox 5-9 %, by a point or so.
        #expect((0.60...0.72).contains(share("Chrome")))
        #expect((0.09...0.135).contains(share("Edge")))
        #expect((0.05...0.10).contains(share("Safari")))
        #expect((0.05...0.10).contains(share("Firefox")))
    }

    @Test func `nobody shares a phone or a mailbox, and no number can be called`() {
        var phones: Set<PhoneNumber> = []
        var mailboxes: Set<EmailAddress> = []
        for number in 0..<5_000 {
            var stream = RandomStream(seed: 3, name: "person", index: number)
            let person = People.person(number: number, from: &stream)
            #expect(person.phone.unredacted.hasPrefix("+999"))
            #expect(person.email.unredacted.hasSuffix(".example"))
            phones.insert(person.phone)
            mailboxes.insert(person.email)
        }
        #expect(phones.count == 5_000 && mailboxes.count == 5_000)
    }
}
