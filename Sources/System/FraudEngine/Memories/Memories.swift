import Domain

/// What the engine remembers of devices, addresses, links and pictures, beside what it knows of each
/// guest.
///
/// It is a copy of what lies in the store: which openings were counted and which replies have taught. A
/// process makes it when it starts, adds to it what it writes, and what other engines tell.
package struct Memories: Sendable {
    private var devices = SharingCounters(window: scoutsRemembered)
    private var addresses = SharingCounters(window: sharingSpeaksFor)
    private var links = LinkMemory()
    private var pictures = PictureMemory()
    /// Events' hosts, which never change.
    var hosts = RecentDictionary<EventID, HostID>(capacity: 10_000)

    /// For how long a link used on a device, or from an address, speaks against others there.
    private static let sharingSpeaksFor = Duration.days(7)
    /// For how long a device that went from link to link speaks against those who come after it:
    /// a link that is sold is used weeks later.
    private static let scoutsRemembered = Duration.days(30)
    /// How far back openings are looked for when a process starts: who came to a link first is told from
    /// others for as long as there is room.
    static let openingsRecalled = Duration.days(400)
    /// The most openings looked for then, twice as many as links, devices or addresses are kept.
    static let mostRecalled = 400_000

    /// Adds an opening that was scored.
    mutating func count(_ opening: CountedOpening) {
        let device = SharingCounters.key(of: opening.fingerprint, at: opening.address)
        let address = SharingCounters.key(of: opening.address)
        devices.add(opening.token, of: opening.host, on: device, at: opening.countedAt)
        addresses.add(opening.token, of: opening.host, on: address, at: opening.countedAt)
        links.add(opening, countedAs: Self.sharesLines(opening.network) ? nil : device)
    }

    /// Whether many people share an address there, some of them with equal devices: an office buys
    /// one model for everybody, and a carrier has hundreds behind one address.
    private static func sharesLines(_ network: NetworkKind) -> Bool {
        network == .office || network == .mobile
    }

    /// Adds a reply that has taught.
    mutating func add(_ lesson: Lesson) {
        pictures.add(lesson.fingerprint, of: lesson.host, at: lesson.at)
    }

    /// Takes back what an impostor's reply has taught.
    mutating func takeBack(_ lesson: Lesson) {
        pictures.remove(lesson.fingerprint, of: lesson.host)
    }

    /// What had been seen before one access.
    struct Past: Sendable {
        /// Other links lately used on its device, from its address.
        var tokensOnDevice = 0
        var tokensOnAddress = 0
        var link = LinkMemory.Past()
        /// The most other links that one device which came to its link before has lately opened.
        var linksScouted = 0
        /// Share of its model's devices that draw the test picture alike; `nil` where it is unknown.
        var pictureShare: Double?
    }

    /// - `token`: Of the link opened.
    /// - `host`: Whose it is.
    func past(
        of token: TokenID,
        of host: HostID,
        before access: Access,
        at instant: Instant
    ) -> Past {
        let visit = access.visit
        let link = links.past(of: token, before: access)
        return Past(
            tokensOnDevice: devices.others(
                than: token,
                of: host,
                on: SharingCounters.key(of: visit.fingerprint, at: visit.address),
                at: instant,
                within: Self.sharingSpeaksFor
            ),
            tokensOnAddress: addresses.others(
                than: token,
                of: host,
                on: SharingCounters.key(of: visit.address),
                at: instant,
                within: Self.sharingSpeaksFor
            ),
            link: link,
            linksScouted: link.others.reduce(0) {
                max($0, devices.others(than: token, of: host, on: $1, at: instant))
            },
            pictureShare: pictures.share(of: visit.fingerprint, for: host, at: instant)
        )
    }
}
