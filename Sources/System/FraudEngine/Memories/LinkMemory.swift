import Domain

/// Which devices have opened each link.
///
/// A baseline knows whom we trust; this knows who was there. Only the first opening counts as one's
/// own: nobody becomes familiar by looking often.
package struct LinkMemory: Sendable {
    /// What a link had seen before one access.
    package struct Past: Hashable, Sendable {
        /// Whether this device opened it first; `nil` where nobody did.
        package var isFirstDevice: Bool?
        /// Whether it was opened first in this language; `nil` where nobody did.
        package var isFirstLanguage: Bool?
        /// Devices other than this one that opened it, of those against whom little spoke.
        package var otherDevices = 0
        /// Devices other than this one that came to it within `newFor`, whoever they were.
        package var newDevices = 0
        /// What devices other than this one are counted as, whoever they were and whenever they came;
        /// without those that cannot be told from others on their line.
        package var others: [UInt64] = []

        package init() {}
    }

    private struct Opening: Sendable {
        let access: AccessID
        let device: UInt64
        /// The device at its address, as it is counted; `nil` where it cannot be told from others there.
        let counted: UInt64?
        let language: String
        let at: Instant
    }

    private struct Link: Sendable {
        /// Each device's first against which little spoke, the earliest first.
        var openings: [Opening] = []
        /// Each device's first, the latest last.
        var arrivals: [Opening] = []
    }

    /// Devices remembered for one link.
    static let devicesKept = 8
    /// For how long a device counts as new on a link.
    static let newFor = Duration.days(2)
    private var links: RecentDictionary<TokenID, Link>

    /// - Parameter capacity: The most links remembered; those opened longest ago make way.
    package init(capacity: Int = 200_000) { links = RecentDictionary(capacity: capacity) }

    /// Adds an opening; one that much spoke against is nobody's first.
    ///
    /// - `key`: What its device is counted as; `nil` where it cannot be told from others on its
    ///   line.
    package mutating func add(_ counted: CountedOpening, countedAs key: UInt64?) {
        let opening = Opening(
            access: counted.access,
            device: Self.device(counted.fingerprint),
            counted: key,
            language: counted.fingerprint.language,
            at: counted.openedAt
        )
        links.change(counted.token, from: Link(), by: counted.host, at: counted.countedAt) { link in
            if !counted.isDoubted { Self.note(opening, in: &link.openings) }
            Self.note(opening, in: &link.arrivals, forgettingOldest: true)
        }
    }

    /// Notes each device once.
    private static func note(
        _ opening: Opening,
        in openings: inout [Opening],
        forgettingOldest: Bool = false
    ) {
        if openings.contains(where: { $0.device == opening.device }) { return }
        if openings.count >= devicesKept {
            guard forgettingOldest else { return }
            openings.removeFirst()
        }
        openings.append(opening)
    }

    /// What a link had seen before an access, whose own opening does not count.
    package func past(of token: TokenID, before access: Access) -> Past {
        var past = Past()
        guard let link = links[token] else { return past }
        let device = Self.device(access.visit.fingerprint)
        let since = access.openedAt.advanced(by: .zero - Self.newFor)
        for arrival in link.arrivals where arrival.access != access.id && arrival.device != device {
            if let key = arrival.counted { past.others.append(key) }
            if arrival.at >= since { past.newDevices += 1 }
        }
        let openings = link.openings.filter { $0.access != access.id }
        guard let first = openings.first else { return past }
        past.isFirstDevice = first.device == device
        past.isFirstLanguage = first.language == access.visit.fingerprint.language
        past.otherDevices = openings.count { $0.device != device }
        return past
    }

    /// A device whatever its browser is and however it is updated.
    private static func device(_ fingerprint: Fingerprint) -> UInt64 {
        var hash = FNV1a()
        hash.add(fingerprint.device)
        hash.add(fingerprint.screen)
        hash.add(fingerprint.webglHash)
        return hash.value
    }
}
