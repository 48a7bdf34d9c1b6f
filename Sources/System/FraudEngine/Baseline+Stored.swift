import Domain
import Foundation
import Messaging
import Storage

extension Transaction {
    /// What is known of a guest: registration, and what has been learnt and stored since.
    ///
    /// - `token`: The link they were invited with.
    package func baseline(
        of guest: GuestID,
        invitedWith token: TokenID?
    ) throws -> KnownBaseline {
        let history = try history(of: guest, token: token)
        var baseline = Baseline(home: history?.home, invitedAt: history?.invitedAt)
        if let stored = history?.baseline {
            try baseline.restore(stored) { try fingerprint(inRow: $0) }
        }
        return KnownBaseline(baseline: baseline, version: history?.version ?? 0, token: token)
    }

    /// Stores what has been learnt of a guest.
    ///
    /// - Returns: False where another version has been stored meanwhile, or the guest is gone.
    package func save(_ known: KnownBaseline, of guest: GuestID) throws -> Bool {
        let fingerprints = try known.baseline.fingerprints.map(row(of:))
        return try saveBaseline(guest, leaving: known.version) {
            known.baseline.write(fingerprints: fingerprints, to: $0)
        }
    }
}

extension Baseline {
    /// What is kept of a baseline across a restart, as JSON with sorted keys.
    ///
    /// Devices are numbers of the store's rows, where they are stored once: a guest's row that holds
    /// them itself takes a page of its own.
    private struct Stored: Codable {
        var addresses: [String]
        var browsers: [BrowserID]
        var fingerprints: [Int]
        var firstLook: AccessID?
        var lastAccuracyKm: Double
        var lastLatitude: Double?
        var lastLongitude: Double?
        var lastSeenAt: Int64?
        var trustedAccesses: Int
    }

    /// Written by hand, read by Foundation: a baseline is stored for nearly every guest, where an
    /// encoder took a sixth of a run, and read again only after a while without a visit.
    ///
    /// - `fingerprints`: The row of each of the baseline's.
    fileprivate func write(fingerprints rows: [Int], to buffer: TextBuffer) {
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
        for (index, row) in rows.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(row)
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
    fileprivate mutating func restore(
        _ text: String,
        fingerprint: (Int) throws -> Fingerprint?
    ) throws {
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(text.utf8)) else {
            return
        }
        let fingerprints = try stored.fingerprints.compactMap(fingerprint)
        guard fingerprints.count == stored.fingerprints.count else { return }
        restore(
            fingerprints: fingerprints,
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
