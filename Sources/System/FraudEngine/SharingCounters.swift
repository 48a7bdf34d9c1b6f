import DequeModule
import Domain

/// How many different links one device, or one address, has lately been used for.
///
/// A device is told by its fingerprint together with its address: fingerprints alone are shared by
/// thousands of equal phones. Each link is forgotten `window` after its last use; at most `capacity` devices and
/// addresses are remembered, the oldest make way.
package struct SharingCounters: Sendable {
    private struct Recent: Sendable {
        var uses: [Use] = []
        var generation = 0
    }

    private struct Use: Sendable {
        let token: TokenID
        let at: Instant
    }

    private struct Entry: Sendable {
        let key: UInt64
        let generation: Int
        let at: Instant
    }

    /// Tokens remembered for one device or address, the latest: more make no difference.
    private static let tokensKept = 64
    private let window: Duration
    private let capacity: Int
    private var recent: [UInt64: Recent] = [:]
    private var order: Deque<Entry> = []
    private var generation = 0

    /// - Parameters:
    ///   - window: How long a use is remembered.
    ///   - capacity: The most uses remembered.
    package init(window: Duration, capacity: Int = 200_000) {
        self.window = window
        self.capacity = capacity
    }

    /// Adds a use.
    package mutating func add(_ token: TokenID, of key: UInt64, at instant: Instant) {
        while let oldest = order.first,
            instant - oldest.at > window || order.count >= capacity
        {
            order.removeFirst()
            if recent[oldest.key]?.generation == oldest.generation { recent[oldest.key] = nil }
        }
        generation += 1
        let start = start(ofWindowBefore: instant)
        recent[key, default: Recent()].generation = generation
        Self.note(
            token,
            in: &recent[key, default: Recent()].uses,
            at: instant,
            forgettingBefore: start
        )
        order.append(Entry(key: key, generation: generation, at: instant))
    }

    /// How many other links than `token` were used within a span before `instant`, which is the window
    /// at most and where it is not given.
    package func others(
        than token: TokenID,
        of key: UInt64,
        at instant: Instant,
        within span: Duration? = nil
    ) -> Int {
        guard let uses = recent[key]?.uses else { return 0 }
        let since = instant.advanced(by: .zero - min(window, span ?? window))
        return uses.count { $0.token != token && $0.at >= since }
    }

    private func start(ofWindowBefore instant: Instant) -> Instant {
        instant.advanced(by: .zero - window)
    }

    /// Keeps uses in order of last use: the first is the oldest.
    private static func note(
        _ token: TokenID,
        in uses: inout [Use],
        at instant: Instant,
        forgettingBefore start: Instant
    ) {
        uses.removeAll { $0.token == token || $0.at < start }
        if uses.count == tokensKept { uses.removeFirst() }
        uses.append(Use(token: token, at: instant))
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
