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

    @Test func `an address is looked up where and on what it was drawn`() throws {
        let scratch = try Scratch()
        let url = scratch.file("world.mmdb")
        let book = AddressBook.standard(atlas: Self.atlas)
        let bytes = book.databaseFile()
        #expect(bytes == AddressBook.standard(atlas: Self.atlas).databaseFile())
        try Data(bytes).write(to: url)
        let geo = try GeoDatabase(path: url.path)
        var stream = RandomStream(seed: 1, name: "test")
        for city in Self.atlas.cities {
            for kind in [NetworkKind.mobile, .home, .office] {
                let (address, drawn) = book.address(in: city, on: kind, from: &stream)
                let record = try #require(geo.lookup(address), "\(city.name) \(address)")
                #expect(record.city == city.name)
                #expect(record.country == city.country)
                #expect(record.timeZone == city.timeZone)
                #expect(record.network == drawn)
            }
        }
        #expect(geo.lookup(IPAddress(v4: 0x0808_0808)) == nil)
    }

    @Test func `the file's networks can be enumerated, and make the same world`() throws {
        let scratch = try Scratch()
        let url = scratch.file("world.mmdb")
        let book = AddressBook.standard(atlas: Self.atlas)
        try Data(book.databaseFile()).write(to: url)
        let read = AddressBook.reading(try GeoDatabase(path: url.path), atlas: Self.atlas)
        #expect(read.blocks.count == book.blocks.count)
        let key = { (block: AddressBlock) in "\(block.address)/\(block.prefixLength) \(block.asn)" }
        #expect(Set(read.blocks.map(key)) == Set(book.blocks.map(key)))
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

    @Test func `devices come in the shares that StatCounter sees`() {
        let population = DevicePopulation()
        var stream = RandomStream(seed: 2, name: "devices")
        let city = Self.atlas.cities[0]
        var counts: [String: Int] = [:]
        let draws = 20_000
        for _ in 0..<draws {
            let device = population.draw(isPhone: true, in: city, from: &stream)
            #expect(device.isPhone && device.fingerprint.isTouch)
            counts[device.fingerprint.browser, default: 0] += 1
        }
        func share(_ browser: String) -> Double { Double(counts[browser] ?? 0) / Double(draws) }
        // Phones: Chrome 63-69 %, Safari 20-27 %, Samsung Internet 3-6.5 %.
        #expect((0.62...0.71).contains(share("Chrome")))
        #expect((0.20...0.28).contains(share("Safari")))
        #expect((0.03...0.07).contains(share("Samsung Internet")))
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
