import DequeModule
import Domain

/// Who opened each link first, and how many devices since, of those against whom little spoke.
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
        /// Devices other than this one that opened it.
        package var otherDevices = 0

        package init() {}
    }

    private struct Opening: Sendable {
        let access: AccessID
        let device: UInt64
        let language: String
    }

    private struct Link: Sendable {
        /// Each device's first, the earliest first.
        var openings: [Opening] = []
        var generation = 0
    }

    private struct Entry: Sendable {
        let token: TokenID
        let generation: Int
    }

    /// Devices remembered for one link.
    static let devicesKept = 8
    private let capacity: Int
    private var links: [TokenID: Link] = [:]
    private var order: Deque<Entry> = []
    private var generation = 0

    /// - Parameter capacity: The most links remembered; those opened longest ago make way.
    package init(capacity: Int = 200_000) { self.capacity = capacity }

    /// Adds an opening.
    package mutating func add(_ access: AccessID, of token: TokenID, by fingerprint: Fingerprint) {
        generation += 1
        let device = Self.device(fingerprint)
        Self.note(
            Opening(access: access, device: device, language: fingerprint.language),
            in: &links[token, default: Link()],
            generation
        )
        order.append(Entry(token: token, generation: generation))
        while links.count > capacity || order.count > 4 * capacity {
            let oldest = order.removeFirst()
            if links[oldest.token]?.generation == oldest.generation { links[oldest.token] = nil }
        }
    }

    private static func note(_ opening: Opening, in link: inout Link, _ generation: Int) {
        link.generation = generation
        let isKnown = link.openings.contains { $0.device == opening.device }
        if !isKnown, link.openings.count < devicesKept { link.openings.append(opening) }
    }

    /// What a link had seen before an access, whose own opening does not count.
    package func past(
        of token: TokenID,
        before access: AccessID,
        by fingerprint: Fingerprint
    ) -> Past {
        var past = Past()
        let known = links[token]?.openings ?? []
        let openings = known.filter { $0.access != access }
        guard let first = openings.first else { return past }
        let device = Self.device(fingerprint)
        past.isFirstDevice = first.device == device
        past.isFirstLanguage = first.language == fingerprint.language
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
