import Domain
import Foundation

extension Baseline {
    /// What is kept of a baseline across a restart, as JSON with sorted keys.
    private struct Stored: Codable {
        var addresses: [String]
        var browsers: [BrowserID]
        var fingerprints: [Fingerprint]
        var firstLook: AccessID?
        var lastAccuracyKm: Double
        var lastLatitude: Double?
        var lastLongitude: Double?
        var lastSeenAt: Int64?
        var trustedAccesses: Int
    }

    /// Written by hand, read by Foundation: a baseline is stored for nearly every guest, where an
    /// encoder took a sixth of a run, and read again only after a restart.
    package func write(to buffer: TextBuffer) {
        buffer.append("{\"addresses\":[")
        for (index, address) in addresses.enumerated() {
            buffer.append(index == 0 ? "\"" : ",\"")
            buffer.append(address)
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append("],\"browsers\":[")
        for (index, browser) in browsers.enumerated() {
            buffer.append(index == 0 ? "\"" : ",\"")
            buffer.append(browser)
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append("],\"fingerprints\":[")
        for (index, fingerprint) in fingerprints.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            fingerprint.writeJSON(to: buffer)
        }
        buffer.append(UInt8(ascii: "]"))
        if let firstLook {
            buffer.append(",\"firstLook\":\"")
            buffer.append(firstLook)
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(",\"lastAccuracyKm\":")
        buffer.append(decimal: lastAccuracyKm)
        if let lastPoint {
            buffer.append(",\"lastLatitude\":")
            buffer.append(decimal: lastPoint.latitude)
            buffer.append(",\"lastLongitude\":")
            buffer.append(decimal: lastPoint.longitude)
        }
        if let lastSeenAt {
            buffer.append(",\"lastSeenAt\":")
            buffer.append(Int(lastSeenAt.microseconds))
        }
        buffer.append(",\"trustedAccesses\":")
        buffer.append(trustedAccesses)
        buffer.append(UInt8(ascii: "}"))
    }

    /// Takes over what was stored; a text that is none leaves the registration data alone.
    package mutating func restore(_ text: String) {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else {
            return
        }
        restore(
            fingerprints: stored.fingerprints,
            addresses: stored.addresses.compactMap(IPAddress.init),
            browsers: stored.browsers,
            trustedAccesses: stored.trustedAccesses,
            accuracyKm: stored.lastAccuracyKm,
            point: stored.lastLatitude.flatMap { latitude in
                stored.lastLongitude.map { GeoPoint(latitude: latitude, longitude: $0) }
            },
            at: stored.lastSeenAt.map(Instant.init(microseconds:)),
            firstLook: stored.firstLook
        )
    }
}
