import Domain
import Geolocation
import Synchronization
import VirtualTime

/// Where somebody is for a while.
package enum Whereabouts: Hashable, Sendable {
    case home
    case work
    /// On a train, or in the street.
    case onTheWay
    /// In another city of their country.
    case elsewhere(City)
    case abroad(City)
}

/// What a visit goes through on its way to a site.
package enum Route: Hashable, Sendable {
    /// A phone's carrier.
    case mobile
    /// An employer's network.
    case office
    /// A VPN's exit, in the visitor's country or abroad.
    case vpn
    /// Apple's private relay.
    case relay
}

/// The address that a visit comes from.
package struct Connection: Hashable, Sendable {
    package let address: IPAddress
    /// What it really is, whatever a directory makes of it.
    package let network: NetworkKind
}

/// Somebody who lives in the world: what they hold, where they are at any moment, and what that makes
/// of the address they come from.
///
/// All of it follows from one stream, and is the same whenever it is asked for.
package final class Resident: Sendable {
    package let home: City
    package let household: Household
    package let rhythm: Rhythm
    private let world: WorldModel
    private let stream: RandomStream
    private let homeLine: Line
    private let mobileLine: Line
    private let office: Line
    private let works: Bool
    private let hasVPN: Bool
    private let hasRelay: Bool
    private let phoneLike: DeviceModel.Family?
    private let devices = Mutex<[String: Device]>([:])

    /// - `employer`: Whose office they work in; `nil` for a company of their city.
    /// - `phoneLike`: The make of phone that they have; `nil`: as their country has them.
    /// - `stream`: Named after the person.
    package init(
        of household: Household,
        employer: Int? = nil,
        phoneLike: DeviceModel.Family? = nil,
        in world: WorldModel,
        stream: RandomStream
    ) {
        let figures = world.figures
        self.household = household
        home = household.city
        self.world = world
        self.stream = stream
        self.phoneLike = phoneLike
        var draws = stream.child("person")
        rhythm = Rhythm(
            in: home,
            shift: .quantised(
                seconds: draws.normal(standardDeviation: figures.chronotypeSigma.inSeconds)
            ),
            zones: world.zones
        )
        works = employer != nil || draws.bool(probability: figures.works)
        hasVPN = draws.bool(probability: figures.vpnOwners)
        hasRelay = draws.bool(probability: figures.privateRelay)
        homeLine = household.line(in: world)
        let country = world.country(of: home)
        mobileLine = Line(
            provider: world.addresses.network(of: .mobile, in: home.country, from: &draws) ?? 0,
            kind: .mobile,
            city: home,
            keepsAddress: draws.duration(lognormalMedian: figures.phoneKeepsAddress, sigma: 1.5)
                + .minutes(1),
            keepsPrefix: draws.duration(lognormalMedian: figures.phoneKeepsAddress, sigma: 1.5)
                + .minutes(1),
            isIPv6: draws.bool(probability: country.ipv6Share),
            pool: UInt64(max(1, Self.phonesBehindGateway / figures.phonesBehindAddress)),
            stream: stream.child("mobile")
        )
        let companies = max(20, home.population / Self.peopleForCompany)
        let company = employer ?? draws.integer(in: 0...companies - 1)
        office = world.office(of: company, in: home)
    }

    /// Phones that one gateway of a carrier serves (assumption).
    private static let phonesBehindGateway = 40_000
    /// People of a city for each of its offices (assumption).
    private static let peopleForCompany = 2_000

    // MARK: What they hold

    /// The phone that they have at a moment.
    package func phone(at instant: Instant) -> Device {
        var stream = stream.child("phones")
        let kept = world.figures.phoneKept
        let phase = Int64(stream.unit() * Double(kept.microseconds))
        let number = Int(
            ((instant - .epoch).microseconds + phase).quotientRoundedDown(by: kept.microseconds)
        )
        return phone(number: number)
    }

    /// The phone that comes after the one of a moment.
    package func nextPhone(after instant: Instant) -> Device {
        phone(at: instant.advanced(by: world.figures.phoneKept))
    }

    /// Their phones, counted from long ago: most of them are of one maker's system (assumption: nine in
    /// ten).
    private func phone(number: Int) -> Device {
        keep("phone \(number)") {
            var first = stream.child("phone")
            let usual =
                phoneLike ?? world.devices.phone(in: home.country, from: &first).model.family
            var stream = stream.child("phone").child(number)
            let stays = stream.bool(probability: 0.9)
            return world.devices.phone(
                in: home.country,
                like: stays ? usual : nil,
                from: &stream
            )
        }
    }

    /// Their computer; `nil` for those who have none.
    package var computer: Device? {
        var stream = stream.child("computer")
        guard stream.bool(probability: world.figures.ownsComputer) else { return nil }
        return keep("computer") { world.devices.computer(in: home.country, from: &stream) }
    }

    package var tablet: Device? { household.tablet(in: world) }

    private func keep(_ name: String, _ make: () -> Device) -> Device {
        devices.withLock { devices in
            if let kept = devices[name] { return kept }
            let device = make()
            devices[name] = device
            return device
        }
    }

    // MARK: Where they are

    /// Where they are at a moment, by their own clock at home.
    package func whereabouts(at instant: Instant) -> Whereabouts {
        let (day, hour) = localTime(at: instant)
        if let journey = journey(on: day) { return journey }
        var today = stream.child("days").child(day)
        let isTrip = today.bool(probability: world.figures.dayTrips)
        let isAtDesk = !today.bool(probability: world.figures.worksFromHome)
        if isTrip, (10..<19).contains(hour) { return .elsewhere(destination(from: &today)) }
        guard works, isAtDesk, !Self.isWeekend(day), !isTrip else {
            return today.bool(probability: 0.15) && (9..<22).contains(hour) ? .onTheWay : .home
        }
        switch hour {
        case 8.25..<9, 17..<17.75: return .onTheWay
        case 9..<17: return .work
        default: return .home
        }
    }

    /// Whether offices in their city are at work: Monday to Friday, nine to five.
    package func isOfficeHour(_ instant: Instant) -> Bool {
        let (day, hour) = localTime(at: instant)
        return !Self.isWeekend(day) && (9..<17).contains(hour)
    }

    /// Days since 1970 and the hour of the day, 0..<24, by the clock at home.
    private func localTime(at instant: Instant) -> (day: Int, hour: Double) {
        let offset = world.zones.offsetSeconds(of: home.timeZone, at: instant) ?? 0
        let local = instant.seconds + Int64(offset)
        let day = Int(local.quotientRoundedDown(by: 86_400))
        return (day, Double(local - Int64(day) * 86_400) / 3_600)
    }

    /// 1970 began on a Thursday.
    private static func isWeekend(_ day: Int) -> Bool { (day + 3) % 7 >= 5 }

    /// Nights spent away come in stays: three in one's country, eight abroad (assumption).
    private func journey(on day: Int) -> Whereabouts? {
        let figures = world.figures
        let term = 14
        let number = Int(Int64(day).quotientRoundedDown(by: Int64(term)))
        var stream = stream.child("journeys").child(number)
        let drawn = stream.unit()
        let abroad = figures.nightsAwayAbroad * Double(term) / 8
        let domestic = figures.nightsAwayDomestic * Double(term) / 3
        let length = drawn < abroad ? 8 : 3
        guard drawn < abroad + domestic else { return nil }
        let start = stream.integer(in: 0...term - length)
        guard (start..<start + length).contains(day - number * term) else { return nil }
        return drawn < abroad
            ? .abroad(world.atlas.abroad(from: home, from: &stream))
            : .elsewhere(destination(from: &stream))
    }

    private func destination(from stream: inout RandomStream) -> City {
        world.cityOfFriend(of: home, from: &stream)
    }

    // MARK: How they are connected

    /// What a device comes over, wherever they are.
    ///
    /// - `route`: What they take; `nil`: as the place and their habits have it.
    /// - `stream`: Named after the visit.
    package func connection(
        of device: Device,
        at instant: Instant,
        whereabouts: Whereabouts,
        over route: Route? = nil,
        from stream: inout RandomStream
    ) -> Connection {
        switch route {
        case .mobile: return over(mobileLine, at: instant, privacy: stream.next())
        case .office: return over(office, at: instant, privacy: stream.next())
        case .vpn: return vpn(in: city(at: whereabouts), from: &stream)
        case .relay:
            let network = directConnection(of: device, at: instant, whereabouts, from: &stream)
                .network
            return world.relay(in: city(at: whereabouts), on: network, from: &stream)
        case nil: break
        }
        let figures = world.figures
        let city = self.city(at: whereabouts)
        if hasVPN, stream.bool(probability: figures.vpnInUse) {
            return vpn(in: city, from: &stream)
        }
        let direct = directConnection(of: device, at: instant, whereabouts, from: &stream)
        guard hasRelay, device.model.family.hasRelay else { return direct }
        return world.relay(in: city, on: direct.network, from: &stream)
    }

    /// The city that they are in.
    package func city(at whereabouts: Whereabouts) -> City {
        switch whereabouts {
        case .home, .work, .onTheWay: home
        case .elsewhere(let city), .abroad(let city): city
        }
    }

    private func directConnection(
        of device: Device,
        at instant: Instant,
        _ whereabouts: Whereabouts,
        from stream: inout RandomStream
    ) -> Connection {
        let figures = world.figures
        let isPhone = device.isPhone
        let privacy = stream.next()
        func over(_ line: Line) -> Connection {
            self.over(line, at: instant, privacy: privacy)
        }
        switch whereabouts {
        case .home:
            let isMobile = isPhone && stream.bool(probability: figures.mobileAtHome)
            return over(isMobile ? mobileLine : homeLine)
        case .work:
            let isOffice =
                !isPhone || stream.bool(probability: figures.officeNetworkOnPhone)
            return over(isOffice ? office : mobileLine)
        case .onTheWay: return over(mobileLine)
        case .elsewhere(let city), .abroad(let city):
            // Abroad a phone's own network still leads home: roaming goes through the home carrier.
            let isMobile = isPhone && stream.bool(probability: 0.55)
            return over(isMobile ? mobileLine : visitedLine(in: city))
        }
    }

    private func over(_ line: Line, at instant: Instant, privacy: UInt64) -> Connection {
        Connection(
            address: line.address(at: instant, in: world.addresses, privacy: privacy),
            network: line.kind
        )
    }

    /// Somebody else's line: a friend's, a café's, a hotel's.
    private func visitedLine(in city: City) -> Line {
        Household(in: city, stream: stream.child("visited").child(city.index)).line(in: world)
    }

    private func vpn(in city: City, from stream: inout RandomStream) -> Connection {
        let isAbroad = stream.bool(probability: world.figures.vpnAbroad)
        return world.vpn(in: isAbroad ? nil : city.country, from: &stream)
    }
}

extension DeviceModel.Family {
    /// Whether Apple's private relay is to be had on it.
    var hasRelay: Bool { self == .iPhone || self == .iPad || self == .macSafari }
}
