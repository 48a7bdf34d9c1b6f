import Domain

/// How many different links one device, or one address, has lately been used for.
///
/// A device is told by its fingerprint together with its address: fingerprints alone are shared by
/// thousands of equal phones. A host's own links count one by one, another host's as one together:
/// whoever makes up an event cannot make other people's guests look busy. Each link is forgotten
/// `window` after its last use; of more than `capacity` devices or addresses the oldest make way.
package struct SharingCounters: Sendable {
    private struct Use: Sendable {
        let token: TokenID
        let host: HostID
        let at: Instant
    }

    /// Tokens remembered for one device or address, the latest: more make no difference.
    private static let tokensKept = 64
    private let window: Duration
    private var recent: RecentDictionary<UInt64, [Use]>

    /// - Parameters:
    ///   - window: How long a use is remembered.
    ///   - capacity: The most devices or addresses remembered.
    package init(window: Duration, capacity: Int = 200_000) {
        self.window = window
        recent = RecentDictionary(capacity: capacity, window: window)
    }

    /// Adds a use of a host's link.
    package mutating func add(
        _ token: TokenID,
        of host: HostID,
        on key: UInt64,
        at instant: Instant
    ) {
        let start = instant.advanced(by: .zero - window)
        recent.change(key, from: [], by: host, at: instant) {
            Self.note(Use(token: token, host: host, at: instant), in: &$0, forgettingBefore: start)
        }
    }

    /// How many other links than `token` were used within a span before `instant`, which is the window
    /// at most and where it is not given.
    ///
    /// - `host`: Whose link `token` is.
    package func others(
        than token: TokenID,
        of host: HostID,
        on key: UInt64,
        at instant: Instant,
        within span: Duration? = nil
    ) -> Int {
        guard let uses = recent[key] else { return 0 }
        let since = instant.advanced(by: .zero - min(window, span ?? window))
        var count = 0
        var others: [HostID] = []
        for use in uses where use.token != token && use.at >= since {
            if use.host == host {
                count += 1
            } else if !others.contains(use.host) {
                others.append(use.host)
            }
        }
        return count + others.count
    }

    /// Keeps uses in order of last use: the first is the oldest.
    private static func note(_ use: Use, in uses: inout [Use], forgettingBefore start: Instant) {
        uses.removeAll { $0.token == use.token || $0.at < start }
        if uses.count == tokensKept { uses.remove(at: leastMissed(in: uses)) }
        uses.append(use)
    }

    /// The oldest use of the host that has the most.
    private static func leastMissed(in uses: [Use]) -> Int {
        var counts: [(host: HostID, count: Int, oldest: Int)] = []
        for (index, use) in uses.enumerated() {
            if let place = counts.firstIndex(where: { $0.host == use.host }) {
                counts[place].count += 1
            } else {
                counts.append((use.host, 1, index))
            }
        }
        var most = counts[0]
        for each in counts where each.count > most.count { most = each }
        return most.oldest
    }

    package static func key(of address: IPAddress) -> UInt64 { hash(of: address).value }

    package static func key(of fingerprint: Fingerprint, at address: IPAddress) -> UInt64 {
        var hash = hash(of: address)
        hash.add(fingerprint.userAgent)
        hash.add(fingerprint.screen)
        hash.add(fingerprint.webglHash)
        return hash.value
    }

    private static func hash(of address: IPAddress) -> FNV1a {
        var hash = FNV1a()
        hash.add(address.place.high)
        hash.add(address.place.low)
        return hash
    }
}
