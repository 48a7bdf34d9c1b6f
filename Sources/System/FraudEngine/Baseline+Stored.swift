import Domain
import Foundation

extension Baseline {
    /// What is kept of a baseline across a restart, as JSON with sorted keys.
    private struct Stored: Codable {
        var addresses: [String]
        var fingerprints: [Fingerprint]
        var lastAccuracyKm: Double
        var lastLatitude: Double?
        var lastLongitude: Double?
        var lastSeenAt: Int64?
        var trustedAccesses: Int
    }

    package var stored: String {
        let stored = Stored(
            addresses: addresses.map(\.description), fingerprints: fingerprints,
            lastAccuracyKm: lastAccuracyKm, lastLatitude: lastPoint?.latitude,
            lastLongitude: lastPoint?.longitude, lastSeenAt: lastSeenAt?.microseconds,
            trustedAccesses: trustedAccesses)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let json = try? encoder.encode(stored) else {
            preconditionFailure("a baseline of texts and finite numbers can always be encoded")
        }
        return String(decoding: json, as: UTF8.self)
    }

    /// Takes over what was stored; a text that is none leaves the registration data alone.
    package mutating func restore(_ text: String) {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else {
            return
        }
        restore(
            fingerprints: stored.fingerprints,
            addresses: stored.addresses.compactMap(IPAddress.init),
            trustedAccesses: stored.trustedAccesses, accuracyKm: stored.lastAccuracyKm,
            point: stored.lastLatitude.flatMap { latitude in
                stored.lastLongitude.map { GeoPoint(latitude: latitude, longitude: $0) }
            }, at: stored.lastSeenAt.map(Instant.init(microseconds:)))
    }
}
