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

    /// Written by hand, read by Foundation: a baseline is stored for nearly every guest, where an
    /// encoder took a sixth of a run, and read again only after a restart.
    package var stored: String {
        let devices = fingerprints.map(Self.json).joined(separator: ",")
        let places = addresses.map { $0.description.jsonQuoted }.joined(separator: ",")
        var text = "{\"addresses\":[\(places)],\"fingerprints\":[\(devices)]"
        text += ",\"lastAccuracyKm\":\(lastAccuracyKm)"
        if let lastPoint {
            text += ",\"lastLatitude\":\(lastPoint.latitude)"
            text += ",\"lastLongitude\":\(lastPoint.longitude)"
        }
        if let lastSeenAt { text += ",\"lastSeenAt\":\(lastSeenAt.microseconds)" }
        return text + ",\"trustedAccesses\":\(trustedAccesses)}"
    }

    private static func json(_ fingerprint: Fingerprint) -> String {
        """
        {"browser":\(fingerprint.browser.jsonQuoted),"browserMajor":\(fingerprint.browserMajor),\
        "device":\(fingerprint.device.jsonQuoted),"hasJavaScript":\(fingerprint.hasJavaScript),\
        "isTouch":\(fingerprint.isTouch),"language":\(fingerprint.language.jsonQuoted),\
        "os":\(fingerprint.os.jsonQuoted),"screen":\(fingerprint.screen.jsonQuoted),\
        "timeZone":\(fingerprint.timeZone.jsonQuoted),\
        "userAgent":\(fingerprint.userAgent.jsonQuoted),\
        "webglHash":\(fingerprint.webglHash.jsonQuoted)}
        """
    }

    /// Takes over what was stored; a text that is none leaves the registration data alone.
    package mutating func restore(_ text: String) {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else {
            return
        }
        restore(
            fingerprints: stored.fingerprints,
            addresses: stored.addresses.compactMap(IPAddress.init),
            trustedAccesses: stored.trustedAccesses,
            accuracyKm: stored.lastAccuracyKm,
            point: stored.lastLatitude.flatMap { latitude in
                stored.lastLongitude.map { GeoPoint(latitude: latitude, longitude: $0) }
            },
            at: stored.lastSeenAt.map(Instant.init(microseconds:))
        )
    }
}
