import Domain
import Synchronization
import VirtualTime

/// A subscriber's line: who provides it, and which address it has for how long.
struct Line: Sendable {
    let provider: UInt32
    let kind: NetworkKind
    let city: City
    /// How long an IPv4 address stays.
    let keepsAddress: Duration
    let keepsPrefix: Duration
    /// Whether it reaches sites by IPv6.
    let isIPv6: Bool
    /// Addresses that all its neighbours share; `nil` for as many as there are.
    let pool: UInt64?
    let stream: RandomStream

    /// Its address at a moment.
    ///
    /// Every second change leaves the prefix (half of them do, Padmanabhan et al., IMC 2016), but a
    /// phone's, whose pool stays.
    ///
    /// - `privacy`: The lower half of an IPv6 address.
    func address(at instant: Instant, in book: AddressBook, privacy: UInt64) -> IPAddress {
        let term = isIPv6 ? keepsPrefix : keepsAddress
        var phases = stream.child("phase")
        let phase = Int64(phases.unit() * Double(term.microseconds))
        let count = (instant - .epoch).microseconds + phase
        let number = Int(count.quotientRoundedDown(by: term.microseconds))
        var places = stream.child("place").child(kind == .home ? number / 2 : 0)
        let exit = book.exit(of: provider, kind, for: city, from: &places)
        var hosts = stream.child("host").child(number)
        let host = hosts.next()
        let blocks = isIPv6 && !exit.v6.isEmpty || exit.v4.isEmpty ? exit.v6 : exit.v4
        let block = blocks[Int(host >> 32) % blocks.count]
        return block.address(
            host: block.address.isIPv4 ? pool.map { host % $0 } ?? host : host,
            privacy: privacy
        )
    }
}

/// People who live together: one line, and perhaps a tablet.
package final class Household: Sendable {
    package let city: City
    let stream: RandomStream
    private let tablets = Mutex<Device?>(nil)

    /// - `stream`: Named after the household.
    package init(in city: City, stream: RandomStream) {
        self.city = city
        self.stream = stream
    }

    func line(in world: WorldModel) -> Line {
        var stream = stream.child("line")
        let figures = world.figures
        let isGerman = city.country == "DE"
        // Half of Germany's lines change daily, a seventh of the others'.
        let daily = isGerman ? 0.5 : figures.renumberedDaily
        let inWeeks = isGerman ? 0.15 : figures.renumberedInWeeks
        let drawn = stream.unit()
        let keeps =
            stream.duration(lognormalMedian: figures.lineKeepsAddress, sigma: 1) + .minutes(1)
        let days = stream.integer(in: 7...14)
        return Line(
            provider: world.addresses.network(of: .home, in: city.country, from: &stream) ?? 0,
            kind: .home,
            city: city,
            keepsAddress: drawn < daily
                ? .days(1) : drawn < daily + inWeeks ? .days(Int64(days)) : keeps,
            keepsPrefix: keeps,
            isIPv6: stream.bool(probability: world.country(of: city).ipv6Share),
            pool: nil,
            stream: stream.child("addresses")
        )
    }

    /// The tablet that they share; `nil` where they have none.
    ///
    /// - `isCertain`: Whether this is a household that has one, whatever others have.
    package func tablet(in world: WorldModel, isCertain: Bool = false) -> Device? {
        var stream = stream.child("tablet")
        let isOwned = stream.bool(probability: world.figures.householdTablet)
        guard isOwned || isCertain else { return nil }
        return tablets.withLock { kept in
            if let kept { return kept }
            let tablet = world.devices.tablet(in: city.country, from: &stream)
            kept = tablet
            return tablet
        }
    }
}
